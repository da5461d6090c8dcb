"""What a day brings, as the daily look finds it: who left, went away, came back or begins to act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from storage.evidence import EVENT
from storage.leases import LEASE
from storage.lines import REPORTING_EDGE
from storage.obligations import OBLIGATION
from storage.people import ABSENCE, ENGAGEMENT
from storage.prepared import Prepared

# The daily look is no lease, but it is kept where replicas look for what another one does.
_LOOK = "daily look"
_PENDING = OBLIGATION.c.state == "pending"
_ENDED: Select[Any] = (
    select(ENGAGEMENT.c.id, ENGAGEMENT.c.person, ENGAGEMENT.c.end)
    .where(ENGAGEMENT.c.end >= bindparam("first"), ENGAGEMENT.c.end <= bindparam("last"))
    .where(
        or_(
            exists().where(OBLIGATION.c.about == ENGAGEMENT.c.id, _PENDING),
            exists().where(OBLIGATION.c.owner == ENGAGEMENT.c.person, _PENDING),
            ~exists().where(EVENT.c.object_id == ENGAGEMENT.c.id, EVENT.c.action == "engagement.ended"),
        )
    )
    .order_by(ENGAGEMENT.c.end, ENGAGEMENT.c.id)
)
_TURNING_ABSENCES = select(ABSENCE).where(
    or_(
        ABSENCE.c.last.is_(None),
        ABSENCE.c.first.between(bindparam("first"), bindparam("last")),
        ABSENCE.c.last.between(bindparam("first"), bindparam("last")),
        ABSENCE.c.last >= date(9999, 1, 1),
    )
)
_TURNING_EDGES = select(REPORTING_EDGE).where(
    REPORTING_EDGE.c.kind == "acting",
    or_(
        REPORTING_EDGE.c.valid_from.between(bindparam("first"), bindparam("last")),
        REPORTING_EDGE.c.valid_to.between(bindparam("first"), bindparam("last")),
    ),
)
_LEFT, _REPORT = ENGAGEMENT.alias("left_one"), ENGAGEMENT.alias("report")
_TODAY: BindParameter[date] = bindparam("today")
_LEFT_WITH_REPORTS: Select[Any] = (
    select(_LEFT.c.person, func.max(_LEFT.c.end).label("last"))
    .join(REPORTING_EDGE, REPORTING_EDGE.c.manager == _LEFT.c.person)
    .join(_REPORT, _REPORT.c.id == REPORTING_EDGE.c.engagement)
    .where(
        _LEFT.c.end.between(bindparam("first"), bindparam("last")),
        REPORTING_EDGE.c.kind.in_(("line", "sponsor")),
        or_(REPORTING_EDGE.c.valid_from.is_(None), REPORTING_EDGE.c.valid_from <= _TODAY),
        or_(REPORTING_EDGE.c.valid_to.is_(None), REPORTING_EDGE.c.valid_to >= _TODAY),
        or_(_REPORT.c.end.is_(None), _REPORT.c.end >= _TODAY),
        ~exists().where(
            ENGAGEMENT.c.person == _LEFT.c.person,
            or_(ENGAGEMENT.c.end.is_(None), ENGAGEMENT.c.end > bindparam("last")),
        ),
    )
    .group_by(_LEFT.c.person)
    .order_by(_LEFT.c.person)
)
_OPEN_TALKS = Prepared(
    select(OBLIGATION).where(
        OBLIGATION.c.about == bindparam("engagement"), OBLIGATION.c.kind == "briefing", _PENDING
    )
)


def ended(connection: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Return engagements that ended on these days and have something open, or whose end is not on record."""
    return connection.execute(_ENDED, {"first": first, "last": last}).all()


def turning_absences(connection: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Return absences that begin or end on these days, and those without an end."""
    return connection.execute(_TURNING_ABSENCES, {"first": first, "last": last}).all()


def turning_edges(connection: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Return for whom somebody begins or ceases to act on these days."""
    return connection.execute(_TURNING_EDGES, {"first": first, "last": last}).all()


def left_with_reports(connection: Connection, today: date, first: date, last: date) -> Sequence[Row[Any]]:
    """Return (person, last) of whoever left on these days for good and is somebody's manager in the register today."""
    values = {"today": today, "first": first, "last": last}
    return connection.execute(_LEFT_WITH_REPORTS, values).all()


def open_talks(connection: Connection, engagement: str) -> Sequence[Row[Any]]:
    """Return the talks about an engagement that are still open."""
    return _OPEN_TALKS.all(connection, {"engagement": engagement})


def has_ended(connection: Connection, engagement: str) -> bool:
    """Return True when the last thing on record about an engagement's end is that it ended."""
    said = (
        select(EVENT.c.action)
        .where(
            EVENT.c.object_id == engagement, EVENT.c.action.in_(("engagement.ended", "engagement.reopened"))
        )
        .order_by(EVENT.c.seq.desc())
        .limit(1)
    )
    return connection.execute(said).scalar() == "engagement.ended"


def last_look(connection: Connection) -> date | None:
    """Return the day of the last complete daily look, None when there was none."""
    found = connection.execute(select(LEASE.c.holder).where(LEASE.c.name == _LOOK)).scalar()
    return date.fromisoformat(found) if found else None


def note_look(connection: Connection, day: date, now: datetime) -> None:
    """Note that the daily look of a day is complete."""
    same = LEASE.c.name == _LOOK
    if connection.execute(select(LEASE.c.name).where(same)).first() is None:
        values = {"name": _LOOK, "holder": day.isoformat(), "fence": 0, "until": now}
        connection.execute(insert(LEASE), values)
    else:
        connection.execute(update(LEASE).where(same).values(holder=day.isoformat(), until=now))
