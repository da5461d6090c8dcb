"""A team's month: what is open about it, and the talks that were settled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from storage.obligations import OBLIGATION


def is_open(
    connection: Connection, engagements: Sequence[str], kinds: Collection[str], now: datetime
) -> bool:
    """Return True when a talk with one of these, or its answer, is open, or one of them is past a date.

    ``kinds``: what people owe; whatever was declined waits for a talk.
    """
    talks = and_(OBLIGATION.c.kind.in_(("briefing", "briefing.confirm")), OBLIGATION.c.state == "pending")
    late = and_(OBLIGATION.c.kind.in_(kinds), OBLIGATION.c.state == "pending", OBLIGATION.c.due < now)
    declined = OBLIGATION.c.state == "declined"
    wanted = (
        select(OBLIGATION.c.id)
        .where(OBLIGATION.c.about.in_(engagements), OBLIGATION.c.created <= now, or_(talks, late, declined))
        .limit(1)
    )
    return connection.execute(wanted).first() is not None


def talks(connection: Connection, owner: str, since: datetime, until: datetime) -> int:
    """Return how many talks somebody owed were settled from one moment up to another."""
    wanted = (
        select(func.count())
        .where(OBLIGATION.c.owner == owner, OBLIGATION.c.kind == "briefing", OBLIGATION.c.state == "done")
        .where(OBLIGATION.c.ended_at >= since, OBLIGATION.c.ended_at < until)
    )
    return connection.execute(wanted).scalar_one()
