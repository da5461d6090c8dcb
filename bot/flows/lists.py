"""What is open, all at once: my list, the merged message, the digest, the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, func, select

from bot.cards import lists as cards
from bot.flows.sharing import is_demand, line, lines_together, minutes_together
from bot.model import Card, Item, Pressed, Reply, Show, Status
from bot.phrases import first_name
from bot.turn import KINDS, Shown, Turn, draws, on
from bot.turn.lines import reports
from storage import obligations, people
from storage.obligations import OBLIGATION

MOST_LINES = 40


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
    said = [duty for duty in duties if KINDS[duty.kind].listed or duty in still]
    return cards.merged_card(
        turn.say,
        lines_together(turn, said, what.args),
        open_count=len(lines_together(turn, still, what.args)),
        first=first,
        minutes=minutes_together(turn, still, what.args),
    )


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
    shown = {duty.id for duty in duties}
    mine = [duty for duty in listed(turn, turn.me.ref) if KINDS[duty.kind].digested]
    beyond = [duty for duty in mine if duty.id not in shown and is_demand(turn, duty)]
    still = [duty for duty in duties if is_demand(turn, duty)]
    # Once its own lines are settled, an older week does not speak for what came later.
    count = len(still) + len(beyond) if still else 0
    first = first_name(turn.me.name)
    talks = all(duty.kind in ("briefing", "followup") for duty in (*still, *beyond))
    return cards.digest_card(
        turn.say,
        lines_together(turn, duties, what.args),
        talks=talks,
        open_count=count,
        shown=len(lines_together(turn, still, what.args)),
        more=len(beyond),
        minutes=minutes_together(turn, still, what.args),
        first=first,
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
