"""What is open, all at once: my list, the merged message, the digest, the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, select

from bot.cards import lists as cards
from bot.flows.common import duty_of, owned, still_open
from bot.model import Card, Item, Pressed, Reply, Show, Status
from bot.phrases import first_name
from bot.rules.ladder import not_today
from bot.turn import KINDS, Shown, Turn, draws, on
from bot.turn.lines import reports
from storage import obligations, people
from storage.obligations import OBLIGATION
from storage.people import PERSON

MOST_LINES = 40


def line(turn: Turn, duty: Row[Any]) -> Item:
    """Return a duty as one line in whatever state it is; what has ended has no button."""
    item = KINDS[duty.kind].line(turn, duty)
    if duty.state == "pending":
        return item
    word = turn.say("status.declined" if duty.state == "declined" else "status.done")
    return Item(item.text, None, status=Status("done", word))


def listed(turn: Turn, owner: str) -> list[Row[Any]]:
    """Return what a person owes, as far as it is listed and its time has begun."""
    found: dict[tuple[str, ...], Row[Any]] = {}
    for row in obligations.open_of(turn.connection, owner):
        if KINDS[row.kind].listed and row.created <= turn.now:
            key = (row.kind, row.object, row.version) if KINDS[row.kind].once else (row.id,)
            found.setdefault(key, row)
    return list(found.values())


def _resting(turn: Turn, duty: Row[Any]) -> str:
    """Return why a duty rests, "" when it does not."""
    if duty.snoozed_until is not None and duty.snoozed_until > turn.now:
        return turn.say("list.rests_until", when=turn.moment(duty.snoozed_until))
    if duty.silence == "budget_spent" and duty.next_at is not None and duty.next_at > turn.now:
        return turn.say("list.held", date=turn.day(turn.local_date(duty.next_at)))
    return ""


def _minutes(turn: Turn, duties: Sequence[Row[Any]]) -> str:
    return turn.minutes(sum(KINDS[duty.kind].minutes(turn, duty) for duty in duties))


def list_of(turn: Turn) -> Card:
    """Return the reader's list as a card."""
    duties = listed(turn, turn.me.ref)
    awake = [duty for duty in duties if not _resting(turn, duty)]
    resting = []
    for duty in duties:
        why = _resting(turn, duty)
        if why:
            item = line(turn, duty)
            resting.append(Item(item.text, item.action, why, Status("rest", turn.say("status.resting"))))
    shown = [line(turn, duty) for duty in awake[:MOST_LINES]]
    return cards.list_card(
        turn.say, shown, resting[:MOST_LINES], minutes=_minutes(turn, awake), done=done_count(turn)
    )


def done_count(turn: Turn) -> int:
    """Return how many listed duties the reader has done this month."""
    since = turn.now - timedelta(days=31)
    names = [name for name, one in KINDS.items() if one.listed]
    wanted = select(func.count()).where(
        OBLIGATION.c.owner == turn.me.ref,
        OBLIGATION.c.state == "done",
        OBLIGATION.c.ended_at >= since,
        OBLIGATION.c.kind.in_(names),
    )
    return turn.connection.execute(wanted).scalar_one()


@on("list.open", "home.open", writes=False)
def open_list(turn: Turn, _pressed: Pressed) -> Reply:
    """Show what is open, why, and until when."""
    return Show(list_of(turn))


@on("list.done", writes=False)
def show_done(turn: Turn, _pressed: Pressed) -> Reply:
    """Show what the reader has done lately."""
    items = done_lines(turn)
    title = turn.say("list.done.title", count=len(items)) if items else turn.say("list.done.none")
    return Show(Card(title, tuple(items), (turn.button("list.open"),), fallback=title))


def done_lines(turn: Turn, besides: frozenset[str] = frozenset()) -> list[Item]:
    """Return what the reader has done lately, a line each, but for the duties in ``besides``."""
    names = [name for name, one in KINDS.items() if one.listed]
    wanted = (
        select(OBLIGATION)
        .where(OBLIGATION.c.owner == turn.me.ref, OBLIGATION.c.state == "done", OBLIGATION.c.kind.in_(names))
        .order_by(OBLIGATION.c.ended_at.desc())
        .limit(20)
    )
    rows = turn.connection.execute(wanted).all()
    items = []
    for row in (row for row in rows if row.id not in besides):
        when = turn.moment(row.ended_at) if row.ended_at is not None else ""
        detail = turn.say("list.done.detail", when=when, receipt=row.receipt) if row.receipt else when
        items.append(Item(line(turn, row).text, None, detail, Status("done", turn.say("status.done"))))
    return items


@draws("merged")
def draw_merged(turn: Turn, what: Shown) -> Card:
    """Return one message for several duties; what is done stays as a settled line."""
    duties = [duty for duty, _ in what.duties]
    alone = _one_card_for_all(turn, duties)
    if alone is not None:
        return alone
    still = [duty for duty in duties if duty.state == "pending"]
    first = first_name(turn.me.name)
    return cards.merged_card(
        turn.say, [line(turn, duty) for duty in duties if KINDS[duty.kind].listed or duty in still],
        open_count=len(still), first=first, minutes=_minutes(turn, still),
    )  # fmt: skip


def _one_card_for_all(turn: Turn, duties: Sequence[Row[Any]]) -> Card | None:
    """Return the card of subjects that speak for several at once: a first day, many starters on one day."""
    for gather in GATHERERS:
        card = gather(turn, duties)
        if card is not None:
            return card
    return None


# A subject may draw several of its duties as one card; the first that can, does.
GATHERERS: list[Callable[[Turn, Sequence[Row[Any]]], Card | None]] = []


@draws("digest")
def draw_digest(turn: Turn, what: Shown) -> Card:
    """Return the manager's week; a line changes in place when its duty does."""
    duties = [duty for duty, _ in what.duties]
    mine = [duty for duty in listed(turn, turn.me.ref) if KINDS[duty.kind].digested]
    shown = {duty.id for duty in duties}
    more = len([duty for duty in mine if duty.id not in shown])
    still = [duty for duty in duties if duty.state == "pending"]
    # Once its own lines are settled, an older week does not speak for what came later.
    count = len(still) + more if still else 0
    first = first_name(turn.me.name)
    talks = all(duty.kind in ("briefing", "followup") for duty in still) and not more
    lines = [line(turn, duty) for duty in duties]
    return cards.digest_card(
        turn.say, lines, talks=talks, open_count=count, more=more, minutes=_minutes(turn, still), first=first
    )


@on("team.show", writes=False)
def show_team(turn: Turn, _pressed: Pressed) -> Reply:
    """Show the actor's reports: how much is open and done, by name, nothing more (R45)."""
    mine = reports(turn, turn.me.ref)
    names = people.persons(turn.connection, [one.person for one in mine])
    counts = _counts(turn, [one.id for one in mine])
    rows = sorted(mine, key=lambda one: names[one.person].folded)
    items = []
    for one in rows:
        name = names[one.person].name
        waiting, settled = counts[one.id]
        detail = turn.say("team.line", open=waiting, done=settled)
        verb = turn.button("briefing.show", key="button.show", about=name, whom=names[one.person].email)
        items.append(
            Item(
                name,
                verb,
                detail,
                Status("open" if waiting else "done", turn.say("status.open" if waiting else "status.done")),
            )
        )
    return Show(cards.team_card(turn.say, items))


def _counts(turn: Turn, engagements: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return (open, done) by engagement, of what is due by now."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    names = [
        name
        for name, one in KINDS.items()
        if one.listed and name not in ("followup", "policy.answer", "policy.approve", "idea.answer")
    ]
    wanted = (
        select(OBLIGATION.c.about, OBLIGATION.c.state, func.count())
        .where(
            OBLIGATION.c.about.in_(list(engagements)),
            OBLIGATION.c.kind.in_(names),
            OBLIGATION.c.created <= turn.now,
        )
        .group_by(OBLIGATION.c.about, OBLIGATION.c.state)
    )
    for about, state, n in turn.connection.execute(wanted):
        if state in ("pending", "declined"):
            found[about][0] += n
        elif state == "done":
            found[about][1] += n
    return defaultdict(lambda: (0, 0), {about: (open_, done) for about, (open_, done) in found.items()})


@on("day.quiet")
def quiet(turn: Turn, pressed: Pressed) -> Reply:
    """Stay quiet until the next working morning; nothing is dropped and no date moves."""
    until = not_today(turn.now, turn.calendar_of(turn.me))
    turn.connection.execute(PERSON.update().where(PERSON.c.ref == turn.me.ref).values(quiet_until=until))
    turn.event("person.quiet", subject=turn.me.ref, until=until.isoformat())
    return turn.note("note.quiet", when=turn.moment(until))


@on("policy.snooze", "lesson.snooze")
def snooze(turn: Turn, pressed: Pressed) -> Reply:
    """Bring one duty back on the next working morning; the ladder goes on after it (R31)."""
    duty = owned(turn, pressed, duty_of(turn, pressed, "policy.acknowledge", "lesson"))
    still_open(turn, pressed, duty)
    limit = turn.settings.nudges.snooze_limit
    if duty.snoozed >= limit:
        return turn.note("note.snooze.limit", date=turn.day(turn.local_date(duty.due)))
    until = not_today(turn.now, turn.calendar_of(turn.me))
    turn.change(duty, snoozed=duty.snoozed + 1, snoozed_until=until, next_at=until)
    turn.event(
        "obligation.snoozed", subject=duty.owner, engagement=duty.about, object_type="obligation", object_id=duty.id,
        until=until.isoformat(), snooze_no=str(duty.snoozed + 1),
    )  # fmt: skip
    return turn.note("note.snoozed", when=turn.moment(until), date=turn.day(turn.local_date(duty.due)))
