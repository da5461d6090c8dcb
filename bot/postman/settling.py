"""Writing down how handing over ended: who was told what and in which words, or why not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row

from bot.codec import dump_card, load_card
from bot.model import Card, ChatRef, Post, Sent
from bot.postman.taking import UNREACHABLE_FOR, Taken, take_back_shows
from bot.turn import KINDS, Turn
from bot.turn.wordings import keep_wordings
from storage import messages, obligations, outbox


@dataclass(frozen=True, slots=True)
class Outcome:
    """How handing over ended: sent, waiting (browser inbox), retrying, undeliverable or uncertain."""

    taken: Taken
    state: str
    sent: Sent | None = None
    reason: str = ""
    not_before: datetime | None = None


def settle(turn: Turn, outcomes: list[Outcome]) -> list[Outcome]:
    """Write down outcomes whose rows are still as they were claimed, and return those."""
    written = []
    for one in outcomes:
        kept = outbox.settle(
            turn.connection,
            one.taken.outbox_id,
            one.taken.fence,
            one.state,
            reason=one.reason,
            not_before=one.not_before or turn.now,
            ended_at=None if one.state == "retrying" else turn.now,
        )
        if kept:
            written.append(one)
            _follow_up(turn, one)
    return written


def _follow_up(turn: Turn, one: Outcome) -> None:
    taken = one.taken
    if taken.post.kind == "update":
        return
    if one.sent is not None:
        place = one.sent.chat.address
        outbox.placed(turn.connection, taken.message_id, place, one.sent.platform_id, turn.now)
        _record_sent(turn, one)
        _settle_notices(turn, taken.message_id)
    elif one.state in ("undeliverable", "uncertain"):
        turn.event(
            "message.failed",
            subject=taken.recipient,
            object_type="message",
            object_id=taken.message_id,
            outcome=one.state,
            source=one.reason,
        )
        if one.state == "undeliverable":  # nobody was told, so it is tried anew; not at once, or for ever
            take_back_shows(turn, taken.message_id, turn.now + UNREACHABLE_FOR)


def _record_sent(turn: Turn, one: Outcome) -> None:
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


def _settle_notices(turn: Turn, message_id: str) -> None:
    """End the duties of a message that only inform: being told is all there is to them."""
    for row in messages.shown_by(turn.connection, message_id):
        duty = obligations.obligation(turn.connection, row.obligation)
        if duty is not None and not KINDS[duty.kind].listed and duty.state == "pending":
            turn.end(duty, "done")
            turn.touched.pop(duty.id, None)  # it looks the same afterwards


def stored_post(row: Row[Any], root: Row[Any] | None) -> Post:
    """Return the post of a row that a former process was sending, as it was worded then."""
    card = load_card(row.card) if row.card else Card("")
    address = root.address if root is not None else row.address
    kind: Literal["post", "update"] = "update" if row.kind == "update" else "post"
    head = root.platform_id if root is not None else ""
    return Post(
        row.message, kind, ChatRef(row.platform, row.tenant, address), card, row.locale, row.platform_id, head
    )
