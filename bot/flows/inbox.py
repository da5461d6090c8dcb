"""The browser inbox, read: a person's cards as they stand now, with what was said under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select

from bot.flows.lists import listed
from bot.flows.sharing import line
from bot.model import Action, Card, Item
from bot.turn import KINDS, Turn
from bot.turn.drawing import draw, shown
from storage import messages, people, policies
from storage.messages import IS_HEAD, IS_REPLY, MESSAGE, OUTBOX
from storage.policies import QUESTION

MOST_CARDS = 12


@dataclass(frozen=True, slots=True)
class Said:
    """One thing under a card: a card of Steward's, or what a person wrote."""

    id: str
    by: str  # a person's ref, "" for Steward
    at: str
    text: str = ""
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it stands, with its thread, the oldest first."""

    id: str
    card: Card
    at: str
    settled: bool  # nothing waits, and nothing is asked for
    thread: tuple[Said, ...] = ()
    asks: str = ""
    duties: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()  # those of them that are open
    lists: bool = False  # several duties, a line each
    hears: bool = False  # a line typed below it is understood


def recent(turn: Turn, limit: int = MOST_CARDS) -> list[Stored]:
    """Return the reader's cards, the newest first: whatever was sent and heads a thread, each duty once."""
    wanted = (
        select(MESSAGE)
        .where(IS_HEAD, MESSAGE.c.recipient == turn.me.ref, _arrived())
        .order_by(MESSAGE.c.created.desc(), MESSAGE.c.id.desc())
        .limit(limit)
    )
    return _without_repeats([stored(turn, row) for row in turn.connection.execute(wanted).all()])


def _without_repeats(found: Sequence[Stored]) -> list[Stored]:
    """Leave out an older card of which newer ones say as much; one with talk below it stays.

    A list says less than a card: a full card stays when newer ones only list what it is about.
    """
    kept, listed_above, own_above, list_above = [], set[str](), set[str](), False
    for each in found:
        said = list_above and each.waiting <= listed_above if each.lists else each.duties <= own_above
        if each.duties and not each.thread and said:
            continue
        kept.append(each)
        listed_above |= each.duties
        own_above |= set() if each.lists else each.duties
        list_above = list_above or (each.lists and bool(each.duties))
    return kept


def _arrived() -> Any:
    """A message stands in the inbox once the postman has drawn it; before that nobody was told."""
    return or_(MESSAGE.c.revision > 0, MESSAGE.c.sent_at.is_not(None))


def one(turn: Turn, message_id: str) -> Stored | None:
    """Return one of the reader's own cards, None for anybody else's."""
    row = messages.message(turn.connection, message_id)
    if row is None or row.recipient != turn.me.ref or not row.revision:
        return None
    if row.thread_of:
        head = messages.message(turn.connection, row.thread_of)
        return stored(turn, head) if head is not None and head.recipient == turn.me.ref else None
    return stored(turn, row)


def stored(turn: Turn, row: Row[Any]) -> Stored:
    """Return a message as it stands now, drawn from the facts."""
    what = shown(turn, row)
    card = draw(turn, row, what)
    open_duties = [duty for duty, _ in what.duties if duty.state == "pending" and KINDS[duty.kind].listed]
    hears = [duty for duty in open_duties if KINDS[duty.kind].hears is not None]
    asks = ""
    one_hears = len({duty.id for duty in hears}) == 1
    if one_hears and hears[0].kind == "policy.acknowledge":
        policy = policies.policy(turn.connection, hears[0].object)
        asks = turn.name_of(policy.owner) if policy is not None and policy.owner != row.recipient else ""
    at = turn.moment(row.sent_at or row.created)
    duties = frozenset(duty.id for duty, _ in what.duties if KINDS[duty.kind].listed)
    waiting = frozenset(duty.id for duty in open_duties)
    return Stored(
        row.id,
        card,
        at,
        _is_settled(card, waiting),
        _thread(turn, row),
        asks,
        duties,
        waiting,
        row.draws != "duty",
        one_hears,
    )


def _is_settled(card: Card, waiting: frozenset[str]) -> bool:
    """Return True when nothing is asked of the reader; what waits may have passed to somebody else."""
    if card.status is not None and card.status.kind == "done":
        return True
    return not waiting and not any(isinstance(one, Action) and one.primary for one in card.actions)


def _thread(turn: Turn, head: Row[Any]) -> tuple[Said, ...]:
    wanted = (
        select(MESSAGE)
        .where(IS_REPLY, MESSAGE.c.thread_of == head.id)
        .order_by(MESSAGE.c.created, MESSAGE.c.id)
    )
    lines: list[tuple[Any, str, Said]] = []
    for row in turn.connection.execute(wanted).all():
        card = draw(turn, row, shown(turn, row))
        lines.append((row.created, row.id, Said(row.id, "", turn.moment(row.created), card=card)))
    questions = select(QUESTION).where(QUESTION.c.thread_of == head.id)
    for row in turn.connection.execute(questions).all():
        said = Said(row.id, row.asker, turn.moment(row.asked_at), text=turn.written(row.text))
        lines.append((row.asked_at, row.id, said))
    return tuple(said for *_, said in sorted(lines, key=lambda one: one[:2]))


def also_open(turn: Turn, cards: Sequence[Stored]) -> list[Item]:
    """Return what is open and has no card in sight."""
    ids = [one.id for one in cards if not one.settled]
    on_cards = {row.obligation for one in ids for row in messages.shown_by(turn.connection, one)}
    return [line(turn, duty) for duty in listed(turn, turn.me.ref) if duty.id not in on_cards]


def role_line(turn: Turn, ref: str) -> str:
    """Return what stands under a person's name: work, department, place."""
    row = turn.someone(ref)
    active = people.active_engagements(turn.connection, ref, turn.now.date())
    if row is None or not active:
        return ""
    engagement = active[0]
    title = engagement.title or turn.say(f"employment.{engagement.employment}")
    line = ", ".join(part for part in (title, engagement.department) if part)
    return line[:1].upper() + line[1:]


def latest_sent(turn: Turn, limit: int) -> list[tuple[Row[Any], Row[Any]]]:
    """Return (outbox row, message) of what left last, the newest first."""
    wanted = (
        select(OUTBOX.c.id, OUTBOX.c.state, MESSAGE)
        .join(MESSAGE, MESSAGE.c.id == OUTBOX.c.message)
        .where(OUTBOX.c.kind == "post", OUTBOX.c.state.in_(("sent", "waiting")), MESSAGE.c.thread_of == "")
        .order_by(MESSAGE.c.sent_at.desc(), MESSAGE.c.id.desc())
        .limit(limit)
    )
    return [(row, row) for row in turn.connection.execute(wanted).all()]
