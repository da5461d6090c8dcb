"""The outbox as a queue: what is ready, fenced claims, and how a delivery ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, or_, select, update

from storage.base import spelled
from storage.messages import EMPTY, IS_UNSETTLED, IS_WAITING, MESSAGE, OUTBOX

READY = (spelled("pending"), spelled("retrying"))
SENDING = spelled("sending")
ON_ITS_WAY = (*READY, SENDING)
UNSETTLED = ("sending", "undeliverable", "uncertain")

_ROOT = MESSAGE.alias("root")
_OTHER = OUTBOX.alias("other")
_BEFORE = MESSAGE.alias("before")


def _nothing_before(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return that no other post which is still on its way fits.

    As a value and not as NOT EXISTS: PostgreSQL would join that with the whole table before it looks at the
    first hundred rows.
    """
    on_its_way = (_OTHER.c.kind == "post", _OTHER.c.state.in_(ON_ITS_WAY), _OTHER.c.id != OUTBOX.c.id)
    found = select(_OTHER.c.id).join(_BEFORE, _BEFORE.c.id == _OTHER.c.message)
    return found.where(*on_its_way, *conditions).limit(1).scalar_subquery().is_(None)


_READY = (
    select(
        OUTBOX,
        MESSAGE.c.recipient,
        MESSAGE.c.address,
        MESSAGE.c.thread_of,
        _ROOT.c.recipient.label("root_recipient"),
        _ROOT.c.address.label("root_address"),
    )
    .join(MESSAGE, MESSAGE.c.id == OUTBOX.c.message)
    .outerjoin(_ROOT, _ROOT.c.id == MESSAGE.c.thread_of)
    .where(
        OUTBOX.c.platform == bindparam("platform"),
        OUTBOX.c.tenant == bindparam("tenant"),
        IS_WAITING,
        OUTBOX.c.not_before <= bindparam("now"),
        # What has to wait is left out here: thousands of them must not hide what could go.
        or_(OUTBOX.c.kind == "post", _nothing_before(_OTHER.c.message == OUTBOX.c.message)),
        # Under one card the replies come in order: the sections of a policy are read from first to last.
        or_(
            MESSAGE.c.thread_of == "",
            OUTBOX.c.kind == "update",
            and_(
                _nothing_before(_OTHER.c.message == MESSAGE.c.thread_of),
                _nothing_before(
                    _BEFORE.c.thread_of == MESSAGE.c.thread_of,
                    _BEFORE.c.thread_of != EMPTY,
                    _OTHER.c.id < OUTBOX.c.id,
                ),
            ),
        ),
    )
    .order_by(OUTBOX.c.lane, OUTBOX.c.not_before, OUTBOX.c.id)
    .limit(bindparam("limit"))
)
_CLAIM = (
    update(OUTBOX)
    .where(
        OUTBOX.c.id == bindparam("id_"),
        OUTBOX.c.state.in_(READY),
        OUTBOX.c.revision == bindparam("revision_"),
    )
    .values(state="sending", fence=bindparam("fence_"), attempts=OUTBOX.c.attempts + 1)
)
_TOUCH = (
    update(OUTBOX)
    .where(OUTBOX.c.message == bindparam("message_"), OUTBOX.c.state.in_(READY))
    .values(revision=OUTBOX.c.revision + 1)
)
_POST_ON_ITS_WAY = select(OUTBOX.c.id).where(
    OUTBOX.c.message == bindparam("message"), OUTBOX.c.kind == "post", OUTBOX.c.state.in_(ON_ITS_WAY)
)
_STORE_CARD = (
    update(MESSAGE)
    .where(MESSAGE.c.id == bindparam("id_"))
    .values(card=bindparam("card_"), locale=bindparam("locale_"), revision=MESSAGE.c.revision + 1)
)
_SETTLE = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("id_"), OUTBOX.c.state == SENDING, OUTBOX.c.fence == bindparam("fence_"))
    .values(
        state=bindparam("state_"),
        reason=bindparam("reason_"),
        not_before=bindparam("not_before_"),
        ended_at=bindparam("ended_at_"),
    )
)
_PLACED = (
    update(MESSAGE)
    .where(MESSAGE.c.id == bindparam("id_"))
    .values(
        address=bindparam("address_"), platform_id=bindparam("platform_id_"), sent_at=bindparam("sent_at_")
    )
)


def ready(
    connection: Connection, platform: str, tenant: str, now: datetime, limit: int
) -> Sequence[Row[Any]]:
    """Return what may be handed over now, answers and updates first."""
    values = {"platform": platform, "tenant": tenant, "now": now, "limit": limit}
    return connection.execute(_READY, values).all()


def claim(connection: Connection, outbox_id: str, fence: int, revision: int) -> bool:
    """Return True when the row is ours to send; False when it was taken or touched since it was drawn."""
    values = {"id_": outbox_id, "fence_": fence, "revision_": revision}
    return connection.execute(_CLAIM, values).rowcount == 1


def touch(connection: Connection, message_id: str) -> bool:
    """Return True when the message still waits to be drawn: what was drawn of it is not claimed any more."""
    return connection.execute(_TOUCH, {"message_": message_id}).rowcount > 0


def is_on_its_way(connection: Connection, message_id: str) -> bool:
    """Return True while a message's post may still arrive."""
    return connection.execute(_POST_ON_ITS_WAY, {"message": message_id}).first() is not None


def store_card(connection: Connection, message_id: str, card: str, locale: str) -> None:
    """Keep the card as worded for this sending."""
    connection.execute(_STORE_CARD, {"id_": message_id, "card_": card, "locale_": locale})


def settle(
    connection: Connection,
    outbox_id: str,
    fence: int,
    state: str,
    *,
    reason: str = "",
    not_before: datetime,
    ended_at: datetime | None = None,
) -> bool:
    """Return True when the outcome was written; False when the row is no longer ours (another fence)."""
    values = {
        "id_": outbox_id,
        "fence_": fence,
        "state_": state,
        "reason_": reason,
        "not_before_": not_before,
        "ended_at_": ended_at,
    }
    return connection.execute(_SETTLE, values).rowcount == 1


def placed(connection: Connection, message_id: str, address: str, platform_id: str, at: datetime) -> None:
    """Note where a message stands on its platform."""
    values = {"id_": message_id, "address_": address, "platform_id_": platform_id, "sent_at_": at}
    connection.execute(_PLACED, values)


def finish_row(connection: Connection, outbox_id: str, state: str, reason: str, at: datetime) -> None:
    """End a row that was never taken."""
    connection.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id == outbox_id, OUTBOX.c.state.in_(ON_ITS_WAY))
        .values(state=state, reason=reason, ended_at=at)
    )


def abandoned(connection: Connection, platform: str, tenant: str, fence: int) -> Sequence[Row[Any]]:
    """Return rows that a former holder of the lease was sending when it stopped."""
    wanted = (
        select(
            OUTBOX,
            MESSAGE.c.recipient,
            MESSAGE.c.address,
            MESSAGE.c.platform_id,
            MESSAGE.c.thread_of,
            MESSAGE.c.card,
            MESSAGE.c.locale,
        )
        .join(MESSAGE, MESSAGE.c.id == OUTBOX.c.message)
        .where(
            OUTBOX.c.platform == platform,
            OUTBOX.c.tenant == tenant,
            IS_UNSETTLED,
            OUTBOX.c.state == SENDING,
            OUTBOX.c.fence != fence,
        )
    )
    return connection.execute(wanted).all()


def waiting_places(connection: Connection) -> list[tuple[str, str]]:
    """Return the (platform, tenant) pairs that have something to hand over."""
    wanted = select(OUTBOX.c.platform, OUTBOX.c.tenant).where(IS_WAITING).distinct()
    return [(row.platform, row.tenant) for row in connection.execute(wanted)]


def in_state(connection: Connection, state: str, limit: int = 1000) -> Sequence[Row[Any]]:
    """Return outbox rows in a state with their messages, the newest first."""
    wanted = (
        select(
            OUTBOX, MESSAGE.c.recipient, MESSAGE.c.draws, MESSAGE.c.subject, MESSAGE.c.sent_at, MESSAGE.c.card
        )
        .join(MESSAGE, MESSAGE.c.id == OUTBOX.c.message)
        .order_by(OUTBOX.c.not_before.desc(), OUTBOX.c.id.desc())
        .limit(limit)
    )
    if state:
        wanted = wanted.where(OUTBOX.c.state == state)
    if state in UNSETTLED:
        wanted = wanted.where(IS_UNSETTLED)
    return connection.execute(wanted).all()


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows of the outbox are in each state."""
    wanted = select(OUTBOX.c.state, func.count().label("n")).group_by(OUTBOX.c.state)
    return {row.state: row.n for row in connection.execute(wanted)}
