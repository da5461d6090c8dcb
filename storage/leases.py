"""Leases: one process at a time delivers for a workspace, or runs a job; the fence tells a late one apart."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import table_of


class Lease(SQLModel, table=True):
    """Who may deliver for a workspace (or run a job), until when; ``fence`` grows with each holder."""

    name: str = Field(primary_key=True)
    holder: str
    fence: int = 0
    until: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


LEASE = table_of(Lease)
_HELD = select(LEASE.c.fence).where(LEASE.c.name == bindparam("name"))


def take(connection: Connection, name: str, holder: str, now: datetime, span: timedelta) -> int | None:
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
    # Nobody was in between while it is still ours, late or not: what is under way is our own.
    fence = row.fence if mine else row.fence + 1
    changed = connection.execute(
        update(LEASE)
        .where(LEASE.c.name == name, LEASE.c.fence == row.fence, LEASE.c.holder == row.holder)
        .values(holder=holder, fence=fence, until=now + span)
    )
    return fence if changed.rowcount == 1 else None


def is_held(connection: Connection, name: str, fence: int) -> bool:
    """Return True while nobody has taken a lease since it was given out with this fence."""
    return connection.execute(_HELD, {"name": name}).scalar() == fence


def give_up(connection: Connection, name: str, holder: str, now: datetime) -> None:
    """Let the next process have the lease at once."""
    connection.execute(update(LEASE).where(LEASE.c.name == name, LEASE.c.holder == holder).values(until=now))
