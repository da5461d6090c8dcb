"""Telling people: a message, what it shows, and its row in the outbox, all in the turn's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update

from bot.model import ChatRef
from bot.turn.evidence import canonical
from bot.turn.turn import Turn
from storage import obligations, outbox, people
from storage.messages import IS_HEAD, MESSAGE, OUTBOX

_WITHDRAW = (
    update(OUTBOX)
    .where(
        OUTBOX.c.message == bindparam("message_"),
        OUTBOX.c.kind == "post",
        OUTBOX.c.state.in_(("pending", "retrying")),
    )
    .values(state="withdrawn", reason=bindparam("reason_"), ended_at=bindparam("at_"))
)


def place_of(turn: Turn, ref: str, identities: Iterable[Row[Any]] | None = None) -> ChatRef:
    """Return where a person is written to: the platform asked first, another one, else the browser inbox."""
    row = turn.someone(ref)
    served = turn.parts.platforms
    rows = people.identities(turn.connection, ref) if identities is None else identities
    known = [one for one in rows if one.platform in served]
    if row is None or not known:
        return ChatRef("web", "", ref)
    if len(known) > 1:
        known.sort(key=lambda one: (one.platform != row.platform, one.platform, one.id))
    return ChatRef(known[0].platform, known[0].tenant, known[0].address or known[0].user_id)


def send(
    turn: Turn,
    recipient: str,
    draws: str,
    *,
    shows: Iterable[tuple[Row[Any], str]] = (),
    args: Mapping[str, Any] | None = None,
    place: ChatRef | None = None,
    thread_of: str = "",
    subject: str = "",
    counts: bool = False,
    lane: int = 0,
    not_after: datetime | None = None,
    live: bool = True,
) -> str:
    """Put a message to a person (or, with ``place`` and no recipient, a channel) into the outbox; return its id.

    ``thread_of`` is the id of our message it answers.  ``lane`` 0 goes before proactive posts (1).
    """
    message_id = turn.parts.new_id()
    chat = place or place_of(turn, recipient)
    told = turn.told
    told.messages.append(
        {
            "id": message_id,
            "recipient": recipient,
            "subject": subject,
            "platform": chat.platform,
            "tenant": chat.tenant,
            "address": chat.address,
            "platform_id": "",
            "thread_of": thread_of,
            "code": "" if thread_of else turn.parts.new_code(),  # a reply shows none
            "draws": draws,
            "args": canonical(dict(args)) if args else "{}",
            "card": "",
            "locale": "",
            "revision": 0,
            "counts": counts,
            "live": live,
            "created": turn.now,
            "sent_at": None,
        }
    )
    for duty, step in shows:
        row = {"id": turn.parts.new_id(), "message": message_id, "obligation": duty.id, "round": duty.round}
        told.shows.append(row | {"step": step, "recipient": recipient})
    told.outbox.append(outbox_row(turn, message_id, chat, "post", lane, not_after))
    return message_id


def outbox_row(
    turn: Turn, message_id: str, chat: ChatRef, kind: str, lane: int, not_after: datetime | None = None
) -> dict[str, Any]:
    """Return a row of the outbox, ready now."""
    return {
        "id": turn.parts.new_id(),
        "message": message_id,
        "kind": kind,
        "platform": chat.platform,
        "tenant": chat.tenant,
        "lane": lane,
        "state": "pending",
        "not_before": turn.now,
        "not_after": not_after,
        "attempts": 0,
        "fence": 0,
        "revision": 0,
        "reason": "",
        "ended_at": None,
    }


def withdraw(turn: Turn, message_id: str, reason: str) -> None:
    """Keep a message that has not been taken yet from being sent."""
    turn.connection.execute(_WITHDRAW, {"message_": message_id, "reason_": reason, "at_": turn.now})


def redraw_touched(turn: Turn) -> None:
    """Have every message that shows a duty touched in this turn drawn anew.

    One that waits in the outbox is drawn when it is taken; if that has begun, it begins again.
    """
    done: set[str] = set()
    for obligation_id in turn.touched:
        for row in turn.showing(obligation_id):
            if row.id in done or row.platform == "web":
                continue
            done.add(row.id)
            if row.is_queued and outbox.touch(turn.connection, row.id):
                continue
            if row.is_queued or row.revision:  # queued no more: it was claimed this very moment
                chat = ChatRef(row.platform, row.tenant, "")
                turn.told.outbox.append(outbox_row(turn, row.id, chat, "update", 0))
    turn.touched.clear()


def settle_overtaken(turn: Turn) -> None:
    """Close the follow-ups of duties that have ended: nothing is left to do for whoever was asked."""
    while turn.overtaken:
        for row in obligations.on(turn.connection, "followup", turn.overtaken.pop()):
            if row.state == "pending" and turn.end(row, "closed", closed_as="void"):
                turn.event(
                    "obligation.closed",
                    subject=row.owner,
                    engagement=row.about,
                    object_type="obligation",
                    object_id=row.id,
                    outcome="settled",
                )


def finish(turn: Turn) -> bool:
    """Write what the turn gathered; return True when the postman has something new to do."""
    settle_overtaken(turn)
    redraw_touched(turn)
    woke = turn.told.flush(turn.connection)
    turn.flush_events()
    return woke


def find_code(turn: Turn, code: str) -> Row[Any] | None:
    """Return the asker's own message with this code (or a channel's), the newest first; None when there is none."""
    mine = or_(MESSAGE.c.recipient == turn.me.ref, MESSAGE.c.recipient == "")
    wanted = (
        select(MESSAGE)
        .where(and_(IS_HEAD, MESSAGE.c.code == code.upper(), mine))
        .order_by(MESSAGE.c.created.desc())
    )
    return turn.connection.execute(wanted).first()
