"""Taking messages out of the outbox: look once more, draw, claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import Row, delete, update

from bot.codec import dump_card
from bot.engine import frames_of
from bot.errors import Busy
from bot.model import ChatRef, Post
from bot.postman.roads import Platform
from bot.turn import Shown, Turn
from bot.turn.drawing import draw, shown
from storage import leases, messages, outbox
from storage.messages import SHOWS
from storage.obligations import OBLIGATION

log = structlog.get_logger("postman")

PROACTIVE = 1  # the lane of what nobody asked for
UNREACHABLE_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A message on its way: the row it came from, and what is handed over.

    ``conversation`` names where it goes: one send at a time.  ``revision`` is the row's at the drawing, so a
    card that was touched meanwhile is not claimed.  ``fence`` is that of the claim.
    """

    outbox_id: str
    message_id: str
    recipient: str
    attempts: int
    post: Post
    wordings: tuple[tuple[str, str], ...] = ()
    conversation: str = ""
    revision: int = 0
    fence: int = 0


@dataclass(frozen=True, slots=True)
class Dropped:
    """A message that is not sent any more, and why."""

    outbox_id: str
    message_id: str
    reason: str
    state: str = "withdrawn"
    kind: Literal["post", "update"] = "post"


def conversation_of(row: Row[Any]) -> str:
    """Return what names the conversation of a ready row.

    A person's account and the conversation with them are two addresses of one place, so a direct message goes
    by its recipient; what answers in a channel goes by the channel.
    """
    if row.thread_of:
        return str(row.root_recipient or row.root_address or row.address)
    return str(row.recipient or row.address)


def draw_batch(turn: Turn, platform: Platform, limit: int, busy: frozenset[str]) -> list[Taken | Dropped]:
    """Return what is ready, drawn; one for each conversation, and none where a send is under way."""
    taken: list[Taken | Dropped] = []
    places = set(busy)
    for row in outbox.ready(turn.connection, platform.name, platform.tenant, turn.now, limit * 2 + len(busy)):
        place = conversation_of(row)
        if place in places or len(taken) >= limit:
            continue
        places.add(place)
        drawn = _drawn(turn, row)
        if drawn is not None:
            taken.append(drawn)
    return taken


def _drawn(turn: Turn, row: Row[Any]) -> Taken | Dropped | None:
    try:
        return draw_ready(turn, row)
    except Busy:
        raise
    except Exception as error:  # noqa: BLE001 - one card that can't be drawn must not hold up the others
        log.error("bug", error=type(error).__name__, at=frames_of(error), message=row.message)
        return Dropped(row.id, row.message, "could not be drawn", "undeliverable", _kind(row))


def draw_ready(turn: Turn, row: Row[Any]) -> Taken | Dropped | None:
    """Return what to hand over for a row of the outbox; None when it has to wait for its root.

    Looks once more: past its time, or with nothing open any more, it is not sent.
    """
    message = messages.message(turn.connection, row.message)
    assert message is not None, "an outbox row without its message breaks a foreign key"
    if row.kind == "update" and not message.platform_id:
        return _without(turn, row, message.id, "never arrived")
    root = messages.message(turn.connection, message.thread_of) if message.thread_of else None
    if root is not None and not root.platform_id and root.platform != "web":
        return _without(turn, row, root.id, "what it answers never arrived")
    what = shown(turn, message)
    if row.kind == "post" and (reason := _no_longer(turn, row, what)):
        return Dropped(row.id, message.id, reason)
    turn.read_by(turn.someone(message.recipient) if message.recipient else None)
    turn.used_wordings.clear()
    post = Post(
        key=message.id,
        kind=_kind(row),
        chat=ChatRef(message.platform, message.tenant, root.address if root is not None else message.address),
        card=draw(turn, message, what),
        locale=turn.locale,
        platform_id=message.platform_id if row.kind == "update" else "",
        root=root.platform_id if root is not None else "",
    )
    words = tuple(turn.used_wordings.items())
    attempts, place = row.attempts + 1, conversation_of(row)
    return Taken(row.id, message.id, message.recipient, attempts, post, words, place, row.revision)


def _without(turn: Turn, row: Row[Any], needed: str, reason: str) -> Dropped | None:
    """Return None while the post a row needs is still on its way, else why nothing comes of the row."""
    if outbox.is_on_its_way(turn.connection, needed):
        return None
    return Dropped(row.id, row.message, reason, kind=_kind(row))


def _kind(row: Row[Any]) -> Literal["post", "update"]:
    return "update" if row.kind == "update" else "post"


def _no_longer(turn: Turn, row: Row[Any], what: Shown) -> str:
    if row.not_after is not None and turn.now > row.not_after:
        return "past its window"
    if row.lane >= PROACTIVE and what.duties and all(duty.state != "pending" for duty, _ in what.duties):
        return "nothing open any more"
    return ""


def claim(
    turn: Turn, lease: str, fence: int, taken: list[Taken], dropped: list[Dropped]
) -> list[Taken] | None:
    """Return those that are ours to send now; their cards are stored as worded.

    None when another process holds the lease by now.
    """
    if not leases.is_held(turn.connection, lease, fence):
        return None
    ours = []
    # In one order everywhere: two transactions that change the same rows must not wait for each other.
    for one in sorted(taken, key=lambda each: each.outbox_id):
        if outbox.claim(turn.connection, one.outbox_id, fence, one.revision):
            outbox.store_card(turn.connection, one.message_id, dump_card(one.post.card), one.post.locale)
            ours.append(replace(one, fence=fence))
    for drop in dropped:
        _drop(turn, drop)
    return ours


def _drop(turn: Turn, drop: Dropped) -> None:
    outbox.finish_row(turn.connection, drop.outbox_id, drop.state, drop.reason, turn.now)
    if drop.kind == "post":
        later = turn.now + UNREACHABLE_FOR if drop.state == "undeliverable" else turn.now
        take_back_shows(turn, drop.message_id, later)


def take_back_shows(turn: Turn, message_id: str, again: datetime) -> None:
    """Make the duties of a message that was not told due to be looked at again."""
    rows = messages.shown_by(turn.connection, message_id)
    turn.connection.execute(delete(SHOWS).where(SHOWS.c.message == message_id))
    for row in rows:
        turn.connection.execute(
            update(OBLIGATION)
            .where(OBLIGATION.c.id == row.obligation, OBLIGATION.c.state == "pending")
            .values(next_at=again)
        )
