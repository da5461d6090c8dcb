"""Obligations: who owes what, by when, and why.  Delivered, overdue and paused are derived, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Row, UniqueConstraint, bindparam, or_, select, text, update
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import spelled, table_of
from storage.prepared import Prepared


class Obligation(SQLModel, table=True):
    """One duty.  ``about`` is an engagement, ``owner`` a person; ``''`` stands for none."""

    __table_args__ = (UniqueConstraint("kind", "about", "object", "version", "cycle"),)
    id: str = Field(primary_key=True)
    kind: str
    about: str = Field(index=True)
    owner: str
    object: str
    version: str = ""
    cycle: str = ""
    reason: str = ""
    created: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    due: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    state: str = "pending"
    closed_as: str = ""  # left | superseded | withdrawn | void, when state is closed
    round: int = 1
    step: str = ""  # the last step that was told
    next_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    silence: str = ""  # why nothing was sent at the last look
    snoozed: int = 0
    snoozed_until: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    planned_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    receipt: str = ""
    args: str = "{}"  # small facts the card needs, as JSON: ids and choices, never free text


OBLIGATION = table_of(Obligation)

# Only the rows somebody must be told about, so that a pass with nothing due costs nothing.
Index(
    "ix_obligation_due",
    OBLIGATION.c.next_at,
    OBLIGATION.c.owner,
    sqlite_where=text("state = 'pending' AND next_at IS NOT NULL"),
    postgresql_where=text("state = 'pending' AND next_at IS NOT NULL"),
)
# With all three, a press finds its duty without a look at everybody else's on the same policy.
Index("ix_obligation_owner", OBLIGATION.c.owner, OBLIGATION.c.kind, OBLIGATION.c.object)
Index("ix_obligation_object", OBLIGATION.c.object, OBLIGATION.c.kind)

_ONE = select(OBLIGATION).where(OBLIGATION.c.id == bindparam("id"))
_OPEN_OF = (
    select(OBLIGATION)
    .where(OBLIGATION.c.owner == bindparam("owner"), OBLIGATION.c.state == spelled("pending"))
    .order_by(OBLIGATION.c.due, OBLIGATION.c.id)
)
_OF_OBJECT = select(OBLIGATION).where(
    OBLIGATION.c.owner == bindparam("owner"),
    OBLIGATION.c.kind == bindparam("kind"),
    OBLIGATION.c.object == bindparam("object"),
)
_ABOUT = select(OBLIGATION).where(OBLIGATION.c.about == bindparam("about"))
_ON = select(OBLIGATION).where(
    OBLIGATION.c.kind == bindparam("kind"), OBLIGATION.c.object == bindparam("object")
)
_BY_RECEIPT = select(OBLIGATION).where(
    OBLIGATION.c.owner == bindparam("owner"), OBLIGATION.c.receipt == bindparam("receipt")
)
# The state stands in the condition: of five clicks at once one row changes, and the others see zero.
_END = (
    update(OBLIGATION)
    .where(OBLIGATION.c.id == bindparam("id_"), OBLIGATION.c.state == spelled("pending"))
    .values(
        state=bindparam("state_"),
        closed_as=bindparam("closed_as_"),
        ended_at=bindparam("ended_at_"),
        receipt=bindparam("receipt_"),
        next_at=None,
        silence="",
    )
)
# The limit and the day stand in the condition, so clicks at once are counted right wherever writers do not take turns.
_PUT_OFF = (
    update(OBLIGATION)
    .where(
        OBLIGATION.c.id == bindparam("id_"),
        OBLIGATION.c.state == spelled("pending"),
        OBLIGATION.c.snoozed < bindparam("limit_"),
        or_(OBLIGATION.c.snoozed_until.is_(None), OBLIGATION.c.snoozed_until < bindparam("morning_")),
    )
    .values(snoozed=OBLIGATION.c.snoozed + 1, snoozed_until=bindparam("until_"), next_at=bindparam("until_"))
    .returning(OBLIGATION.c.snoozed)
)


# What a duty is before anything has happened to it.
_FRESH: Mapping[str, Any] = {
    "version": "", "cycle": "", "reason": "", "due": None, "state": "pending", "closed_as": "", "round": 1, "step": "",
    "silence": "", "snoozed": 0, "snoozed_until": None, "planned_at": None, "ended_at": None, "receipt": "",
    "args": "{}",
}  # fmt: skip


def fresh(**columns: Any) -> dict[str, Any]:
    """Return a whole row of a new duty, for many at once; what is not given is as it begins."""
    return {**_FRESH, **columns}


def obligation(connection: Connection, obligation_id: str) -> Row[Any] | None:
    """Return one obligation, or None."""
    return connection.execute(_ONE, {"id": obligation_id}).first()


def obligations(connection: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """Return these obligations in the order asked for; unknown ids are left out."""
    if len(ids) == 1:
        row = obligation(connection, ids[0])
        return [row] if row else []
    rows = connection.execute(select(OBLIGATION).where(OBLIGATION.c.id.in_(ids)))
    found = {row.id: row for row in rows}
    return [found[one] for one in ids if one in found]


def open_of(connection: Connection, owner: str) -> Sequence[Row[Any]]:
    """Return what a person still owes, the nearest date first."""
    return connection.execute(_OPEN_OF, {"owner": owner}).all()


def of_object(connection: Connection, owner: str, kind: str, object_id: str) -> Sequence[Row[Any]]:
    """Return a person's duties of a kind on one object, in any state."""
    values = {"owner": owner, "kind": kind, "object": object_id}
    return connection.execute(_OF_OBJECT, values).all()


def about(connection: Connection, engagement_id: str) -> Sequence[Row[Any]]:
    """Return every duty that hangs on an engagement."""
    return connection.execute(_ABOUT, {"about": engagement_id}).all()


def on(connection: Connection, kind: str, object_id: str) -> Sequence[Row[Any]]:
    """Return every duty of a kind on one object."""
    return connection.execute(_ON, {"kind": kind, "object": object_id}).all()


def by_receipt(connection: Connection, owner: str, receipt: str) -> Row[Any] | None:
    """Return a person's duty with this receipt number, or None."""
    return connection.execute(_BY_RECEIPT, {"owner": owner, "receipt": receipt}).first()


def end(
    connection: Connection,
    obligation_id: str,
    at: datetime,
    state: str,
    closed_as: str = "",
    receipt: str = "",
) -> bool:
    """Return True when a pending duty has ended now, False when it had ended before."""
    values = {
        "id_": obligation_id,
        "state_": state,
        "closed_as_": closed_as,
        "ended_at_": at,
        "receipt_": receipt,
    }
    return connection.execute(_END, values).rowcount == 1


def put_off(
    connection: Connection, obligation_id: str, until: datetime, morning: datetime, limit: int
) -> int:
    """Return the how-manieth time a pending duty was put off now, to ``until``.

    0 when it was put off ``limit`` times, is ended, or rests already until ``morning`` or later.
    """
    values = {"id_": obligation_id, "until_": until, "morning_": morning, "limit_": limit}
    return connection.execute(_PUT_OFF, values).scalar() or 0


# All active engagements of a person in one statement; of five clicks at once one gets rows back.
_ACKNOWLEDGE = Prepared(
    update(OBLIGATION)
    .where(
        OBLIGATION.c.owner == bindparam("owner_"),
        OBLIGATION.c.kind == "policy.acknowledge",
        OBLIGATION.c.object == bindparam("policy_"),
        OBLIGATION.c.version == bindparam("version_"),
        OBLIGATION.c.state == spelled("pending"),
    )
    .values(state="done", ended_at=bindparam("at_"), receipt=bindparam("receipt_"), next_at=None, silence="")
    .returning(OBLIGATION.c.id, OBLIGATION.c.about)
)


def acknowledge(
    connection: Connection, owner: str, policy: str, version: str, at: datetime, receipt: str
) -> Sequence[Row[Any]]:
    """End every pending acknowledgement of a person for one version; return (id, about) of each that ended now."""
    values = {"owner_": owner, "policy_": policy, "version_": version, "at_": at, "receipt_": receipt}
    return _ACKNOWLEDGE.all(connection, values)
