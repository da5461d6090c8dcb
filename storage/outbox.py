"""The outbox as a queue: what is ready, fenced claims, and how a delivery ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.messages import LEASE, MESSAGE, OUTBOX

READY = ("pending", "retrying")

_READY = (
    select(
        OUTBOX,
        MESSAGE.c.recipient,
        MESSAGE.c.address,
        MESSAGE.c.platform_id,
        MESSAGE.c.thread_of,
        MESSAGE.c.revision.label("drawn"),
    )
    .join(MESSAGE, MESSAGE.c.id == OUTBOX.c.message)
    .where(
        OUTBOX.c.platform == bindparam("platform"),
        OUTBOX.c.tenant == bindparam("tenant"),
        OUTBOX.c.state.in_(READY),
        OUTBOX.c.not_before <= bindparam("now"),
    )
    .order_by(OUTBOX.c.lane, OUTBOX.c.not_before, OUTBOX.c.id)
    .limit(bindparam("limit"))
)
_CLAIM = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("id_"), OUTBOX.c.state.in_(READY))
    .values(state="sending", fence=bindparam("fence_"), attempts=OUTBOX.c.attempts + 1)
)
_STORE_CARD = (
    update(MESSAGE)
    .where(MESSAGE.c.id == bindparam("id_"))
    .values(card=bindparam("card_"), locale=bindparam("locale_"), revision=MESSAGE.c.revision + 1)
)
_SETTLE = (
    update(OUTBOX)
    .where(
        OUTBOX.c.id == bindparam("id_"), OUTBOX.c.state == "sending", OUTBOX.c.fence == bindparam("fence_")
    )
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


def claim(connection: Connection, outbox_id: str, fence: int) -> bool:
    """Return True when the row is ours to send; False when somebody changed it meanwhile."""
    return connection.execute(_CLAIM, {"id_": outbox_id, "fence_": fence}).rowcount == 1


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
        .where(OUTBOX.c.id == outbox_id, OUTBOX.c.state.in_((*READY, "sending")))
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
            OUTBOX.c.state == "sending",
            OUTBOX.c.fence != fence,
        )
    )
    return connection.execute(wanted).all()


def waiting_places(connection: Connection) -> list[tuple[str, str]]:
    """Return the (platform, tenant) pairs that have something to hand over."""
    wanted = select(OUTBOX.c.platform, OUTBOX.c.tenant).where(OUTBOX.c.state.in_(READY)).distinct()
    return [(row.platform, row.tenant) for row in connection.execute(wanted)]


def in_state(connection: Connection, state: str, limit: int = 1000) -> Sequence[Row[Any]]:
    """Return outbox rows in a state with their messages, the newest first."""
    wanted = (
        select(
            OUTBOX, MESSAGE.c.recipient, MESSAGE.c.draws, MESSAGE.c.subject, MESSAGE.c.sent_at, MESSAGE.c.card
        )
        .join(MESSAGE, MESSAGE.c.id == OUTBOX.c.message)
        .where(or_(OUTBOX.c.state == state, state == ""))  # type: ignore[arg-type]
        .order_by(OUTBOX.c.not_before.desc(), OUTBOX.c.id.desc())
        .limit(limit)
    )
    return connection.execute(wanted).all()


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows of the outbox are in each state."""
    wanted = select(OUTBOX.c.state, func.count().label("n")).group_by(OUTBOX.c.state)
    return {row.state: row.n for row in connection.execute(wanted)}


def take_lease(connection: Connection, name: str, holder: str, now: datetime, span: timedelta) -> int | None:
    """Return the fence when the lease is ours for ``span`` from ``now`` (real time), None when another holds it."""
    row = connection.execute(select(LEASE).where(LEASE.c.name == name)).first()
    if row is None:
        try:
            with connection.begin_nested():
                values = {"name": name, "holder": holder, "fence": 1, "until": now + span}
                connection.execute(insert(LEASE), values)
        except IntegrityError:
            return None
        return 1
    mine = row.holder == holder
    if not mine and row.until > now:
        return None
    fence = row.fence if mine and row.until > now else row.fence + 1
    changed = connection.execute(
        update(LEASE)
        .where(LEASE.c.name == name, LEASE.c.fence == row.fence, LEASE.c.holder == row.holder)
        .values(holder=holder, fence=fence, until=now + span)
    )
    return fence if changed.rowcount == 1 else None


def give_up_lease(connection: Connection, name: str, holder: str, now: datetime) -> None:
    """Let the next process have the lease at once."""
    connection.execute(update(LEASE).where(LEASE.c.name == name, LEASE.c.holder == holder).values(until=now))
