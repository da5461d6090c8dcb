"""Taking messages out of the outbox: look once more, draw, claim; and writing down how it ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, delete, update

from bot.codec import dump_card, load_card
from bot.model import Card, ChatRef, Post, Sent
from bot.turn import KINDS, Shown, Turn
from bot.turn.drawing import draw, shown
from bot.turn.wordings import keep_wordings
from storage import messages, outbox
from storage.messages import SHOWS
from storage.obligations import OBLIGATION

# The first try again is soon, the last after four hours; then the row is undeliverable.
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(minutes=240))


@dataclass(frozen=True, slots=True)
class Taken:
    """A message on its way: the row it came from, and what is handed over."""

    outbox_id: str
    message_id: str
    recipient: str
    attempts: int
    post: Post
    wordings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A message that is not sent any more, and why."""

    outbox_id: str
    message_id: str
    reason: str
    state: str = "withdrawn"


def draw_ready(turn: Turn, row: Row[Any]) -> Taken | Dropped | None:
    """Return what to hand over for a row of the outbox; None when it has to wait for its root.

    Looks once more: past its time, or with nothing open any more, it is not sent.
    """
    message = messages.message(turn.connection, row.message)
    assert message is not None, "an outbox row without its message breaks a foreign key"
    if row.kind == "update" and not message.platform_id:
        return _unplaced(turn, row, message)
    root = messages.message(turn.connection, message.thread_of) if message.thread_of else None
    if root is not None and not root.platform_id and root.platform != "web":
        return _rootless(turn, row, root)
    what = shown(turn, message)
    if row.kind == "post" and message.counts and (reason := _no_longer(turn, row, what)):
        return Dropped(row.id, message.id, reason)
    turn.person = turn.someone(message.recipient) if message.recipient else None
    turn.used_wordings.clear()
    card = draw(turn, message, what)
    address = root.address if root is not None else message.address
    post = Post(
        key=message.id,
        kind="update" if row.kind == "update" else "post",
        chat=ChatRef(message.platform, message.tenant, address),
        card=card,
        locale=turn.locale,
        platform_id=message.platform_id if row.kind == "update" else "",
        root=root.platform_id if root is not None else "",
    )
    return Taken(
        row.id, message.id, message.recipient, row.attempts + 1, post, tuple(turn.used_wordings.items())
    )


def _unplaced(turn: Turn, row: Row[Any], message: Row[Any]) -> Dropped | None:
    """Return None while the post is still on its way, else why there is nothing to update."""
    post = turn.connection.execute(
        messages.OUTBOX.select().where(
            messages.OUTBOX.c.message == message.id, messages.OUTBOX.c.kind == "post"
        )
    ).first()
    waits = post is not None and post.state in ("pending", "retrying", "sending")
    return None if waits else Dropped(row.id, message.id, "never arrived")


def _rootless(turn: Turn, row: Row[Any], root: Row[Any]) -> Dropped | None:
    post = turn.connection.execute(
        messages.OUTBOX.select().where(messages.OUTBOX.c.message == root.id, messages.OUTBOX.c.kind == "post")
    ).first()
    waits = post is not None and post.state in ("pending", "retrying", "sending")
    return None if waits else Dropped(row.id, row.message, "what it answers never arrived")


def _no_longer(turn: Turn, row: Row[Any], what: Shown) -> str:
    if row.not_after is not None and turn.now > row.not_after:
        return "past its window"
    if what.duties and all(duty.state != "pending" for duty, _ in what.duties):
        return "nothing open any more"
    return ""


def claim(turn: Turn, fence: int, taken: list[Taken], dropped: list[Dropped]) -> list[Taken]:
    """Return those that are ours to send now; their cards are stored as worded."""
    ours = []
    for one in taken:
        if outbox.claim(turn.connection, one.outbox_id, fence):
            outbox.store_card(turn.connection, one.message_id, dump_card(one.post.card), one.post.locale)
            ours.append(one)
    for drop in dropped:
        outbox.finish_row(turn.connection, drop.outbox_id, drop.state, drop.reason, turn.now)
        if drop.state == "withdrawn":
            take_back_shows(turn, drop.message_id)
    return ours


def take_back_shows(turn: Turn, message_id: str) -> None:
    """Make the duties of a message that was not told due to be looked at again."""
    rows = messages.shown_by(turn.connection, message_id)
    turn.connection.execute(delete(SHOWS).where(SHOWS.c.message == message_id))
    for row in rows:
        turn.connection.execute(
            update(OBLIGATION)
            .where(OBLIGATION.c.id == row.obligation, OBLIGATION.c.state == "pending")
            .values(next_at=turn.now)
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How handing over ended: sent, waiting (browser inbox), retrying, undeliverable or uncertain."""

    taken: Taken
    state: str
    sent: Sent | None = None
    reason: str = ""
    not_before: datetime | None = None


def settle(turn: Turn, fence: int, outcomes: list[Outcome]) -> list[Outcome]:
    """Write down outcomes whose rows are still ours, and return those."""
    written = []
    for one in outcomes:
        ended = None if one.state == "retrying" else turn.now
        kept = outbox.settle(
            turn.connection,
            one.taken.outbox_id,
            fence,
            one.state,
            reason=one.reason,
            not_before=one.not_before or turn.now,
            ended_at=ended,
        )
        if not kept:
            continue
        written.append(one)
        _follow_up(turn, one)
    return written


def _follow_up(turn: Turn, one: Outcome) -> None:
    post = one.taken.post
    if one.sent is not None and post.kind == "post":
        outbox.placed(
            turn.connection, one.taken.message_id, one.sent.chat.address, one.sent.platform_id, turn.now
        )
        record_sent(turn, one)
        settle_notices(turn, one.taken.message_id)
    elif one.state in ("undeliverable", "uncertain") and post.kind == "post":
        turn.event(
            "message.failed",
            subject=one.taken.recipient,
            object_type="message",
            object_id=one.taken.message_id,
            outcome=one.state,
            source=one.reason,
        )


def record_sent(turn: Turn, one: Outcome) -> None:
    """Record who was told what, when and in which words; "waiting" is never called delivered."""
    post = one.taken.post
    keep_wordings(turn, post.locale, [key for key, _ in one.taken.wordings])
    rows = messages.shown_by(turn.connection, one.taken.message_id)
    turn.event(
        "message.sent" if one.state == "sent" else "message.waiting",
        subject=one.taken.recipient,
        object_type="message",
        object_id=one.taken.message_id,
        object_sha256=hashlib.sha256(dump_card(post.card).encode()).hexdigest(),
        channel=post.chat.platform,
        locale=post.locale,
        shows=[[row.obligation, row.round, row.step] for row in rows],
        wordings=dict(one.taken.wordings),
    )


def settle_notices(turn: Turn, message_id: str) -> None:
    """End the duties of a message that only inform: being told is all there is to them."""
    for row in messages.shown_by(turn.connection, message_id):
        duty = turn.connection.execute(OBLIGATION.select().where(OBLIGATION.c.id == row.obligation)).first()
        if duty is not None and not KINDS[duty.kind].listed and duty.state == "pending":
            turn.end(duty, "done")
            turn.touched.pop(duty.id, None)  # it looks the same afterwards


def stored_post(row: Row[Any], root_id: str) -> Post:
    """Return the post of a row that a former process was sending, as it was worded then."""
    card = load_card(row.card) if row.card else Card("")
    chat = ChatRef(row.platform, row.tenant, row.address)
    kind: Literal["post", "update"] = "update" if row.kind == "update" else "post"
    return Post(row.message, kind, chat, card, row.locale, row.platform_id, root_id)
