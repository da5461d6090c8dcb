"""The register as imports and the daily look read it: who is known, who came, left, went away or came back."""

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

from storage.base import spelled
from storage.briefings import BRIEFING_RECORD
from storage.evidence import EVENT
from storage.messages import LEASE
from storage.obligations import OBLIGATION
from storage.people import (
    ABSENCE,
    ACCESS_EVENT,
    ENGAGEMENT,
    IMPORT_RUN,
    PERSON,
    REPORTING_EDGE,
    SOURCE_KEY,
    UNLINKED,
)
from storage.prepared import inserting

INSERT_PERSON = inserting(PERSON)
INSERT_ENGAGEMENT = inserting(ENGAGEMENT)
INSERT_KEY = inserting(SOURCE_KEY)
INSERT_EDGE = inserting(REPORTING_EDGE)
INSERT_ACCESS = inserting(ACCESS_EVENT)

# The daily look is no lease, but it is kept where replicas look for what another one does.
_LOOK = "daily look"
_TODAY: BindParameter[Any] = bindparam("today")
_HERE = or_(ENGAGEMENT.c.end.is_(None), ENGAGEMENT.c.end >= _TODAY)
_PENDING = OBLIGATION.c.state == spelled("pending")

_KNOWN = (
    select(
        SOURCE_KEY.c.source,
        SOURCE_KEY.c.key,
        SOURCE_KEY.c.engagement,
        SOURCE_KEY.c.fingerprint,
        SOURCE_KEY.c.missing_runs,
        ENGAGEMENT.c.person,
        ENGAGEMENT.c.end,
        PERSON.c.email,
    )
    .join(ENGAGEMENT, ENGAGEMENT.c.id == SOURCE_KEY.c.engagement)
    .join(PERSON, PERSON.c.ref == ENGAGEMENT.c.person)
)
_FIRST_RUN = select(func.min(IMPORT_RUN.c.at)).where(IMPORT_RUN.c.source == bindparam("source"))
_EDGES_OF_SOURCE = select(REPORTING_EDGE).where(
    REPORTING_EDGE.c.engagement == bindparam("engagement"),
    REPORTING_EDGE.c.source == bindparam("source"),
    REPORTING_EDGE.c.valid_to.is_(None),
)
_MISSING = (
    update(SOURCE_KEY)
    .where(SOURCE_KEY.c.source == bindparam("source_"), SOURCE_KEY.c.key == bindparam("key_"))
    .values(missing_runs=bindparam("runs_"))
)
_UNASKED = (
    select(ENGAGEMENT.c.id)
    .where(
        ENGAGEMENT.c.id > bindparam("after"),
        ENGAGEMENT.c.baseline.is_(False),
        _HERE,
        ~exists().where(OBLIGATION.c.about == ENGAGEMENT.c.id, OBLIGATION.c.kind == "briefing"),
    )
    .order_by(ENGAGEMENT.c.id)
    .limit(bindparam("limit"))
)
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
_OPEN_TALKS = select(OBLIGATION).where(
    OBLIGATION.c.about == bindparam("engagement"), OBLIGATION.c.kind == "briefing", _PENDING
)
_STAFF: Select[Any] = (
    select(
        ENGAGEMENT.c.id,
        ENGAGEMENT.c.person,
        ENGAGEMENT.c.level,
        ENGAGEMENT.c.employment,
        PERSON.c.zone,
    )
    .join(PERSON, PERSON.c.ref == ENGAGEMENT.c.person)
    .where(_HERE)
)
_STAFF_EDGES: Select[Any] = (
    select(REPORTING_EDGE, ENGAGEMENT.c.person.label("person"))
    .join(ENGAGEMENT, ENGAGEMENT.c.id == REPORTING_EDGE.c.engagement)
    .where(
        _HERE,
        or_(REPORTING_EDGE.c.valid_from.is_(None), REPORTING_EDGE.c.valid_from <= _TODAY),
        or_(REPORTING_EDGE.c.valid_to.is_(None), REPORTING_EDGE.c.valid_to >= _TODAY),
    )
)
_FLAGGED: Select[Any] = (
    select(SOURCE_KEY.c.source, SOURCE_KEY.c.engagement, ENGAGEMENT.c.person)
    .join(ENGAGEMENT, ENGAGEMENT.c.id == SOURCE_KEY.c.engagement)
    .where(SOURCE_KEY.c.missing_runs >= bindparam("runs"), _HERE)
)

_FIRST_ACCESS = (
    select(ACCESS_EVENT.c.engagement, func.min(ACCESS_EVENT.c.at).label("at"))
    .where(ACCESS_EVENT.c.tier >= 1)
    .group_by(ACCESS_EVENT.c.engagement)
    .subquery()
)
_HELD = (
    select(func.min(BRIEFING_RECORD.c.held_at))
    .where(
        BRIEFING_RECORD.c.engagement == _FIRST_ACCESS.c.engagement, BRIEFING_RECORD.c.outcome == "confirmed"
    )
    .scalar_subquery()
)
_FIRST_ACCESSES: Select[Any] = (
    select(_FIRST_ACCESS.c.engagement, _FIRST_ACCESS.c.at, _HELD.label("held_at"))
    .join(ENGAGEMENT, ENGAGEMENT.c.id == _FIRST_ACCESS.c.engagement)
    .where(
        ENGAGEMENT.c.baseline.is_(False),
        _FIRST_ACCESS.c.at >= bindparam("since"),
        _FIRST_ACCESS.c.at < bindparam("until"),
    )
)


# --- imports ---------------------------------------------------------------------------------


def known(connection: Connection) -> Sequence[Any]:
    """Return every key of every source with its engagement and person."""
    return connection.execute(_KNOWN).all()


def first_run(connection: Connection, source: str) -> datetime | None:
    """Return when a source was imported first, None when it has not been."""
    found: datetime | None = connection.execute(_FIRST_RUN, {"source": source}).scalar()
    return found


def edges_of_source(connection: Connection, engagement: str, source: str) -> Sequence[Row[Any]]:
    """Return the lines of an engagement that a source gave and has not taken back."""
    return connection.execute(_EDGES_OF_SOURCE, {"engagement": engagement, "source": source}).all()


def note_missing(connection: Connection, source: str, runs: Sequence[tuple[str, int]]) -> None:
    """Write for how many runs in a row each of these keys has been missing."""
    rows = [{"source_": source, "key_": key, "runs_": count} for key, count in runs]
    if rows:
        connection.execute(_MISSING, rows)


def unasked(connection: Connection, today: date, after: str, limit: int) -> list[str]:
    """Return engagements, by id from ``after`` on, for which a talk should have been asked and was not."""
    rows = connection.execute(_UNASKED, {"today": today, "after": after, "limit": limit})
    return [row.id for row in rows]


def first_accesses(connection: Connection, since: datetime, until: datetime) -> Sequence[Row[Any]]:
    """Return the first access beyond mail and chat of each engagement in a period, and its confirmed talk."""
    return connection.execute(_FIRST_ACCESSES, {"since": since, "until": until}).all()


# --- what a day brings -----------------------------------------------------------------------


def ended(connection: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Return engagements that ended on these days and have something open, or whose end is not on record."""
    return connection.execute(_ENDED, {"first": first, "last": last}).all()


def turning_absences(connection: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Return absences that begin or end on these days, and those without an end."""
    return connection.execute(_TURNING_ABSENCES, {"first": first, "last": last}).all()


def turning_edges(connection: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Return for whom somebody begins or ceases to act on these days."""
    return connection.execute(_TURNING_EDGES, {"first": first, "last": last}).all()


def open_talks(connection: Connection, engagement: str) -> Sequence[Row[Any]]:
    """Return the talks about an engagement that are still open."""
    return connection.execute(_OPEN_TALKS, {"engagement": engagement}).all()


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


# --- what is wrong with the register ---------------------------------------------------------


def staff(connection: Connection, today: date) -> Sequence[Row[Any]]:
    """Return every engagement that has not ended, with its person's zone."""
    return connection.execute(_STAFF, {"today": today}).all()


def staff_edges(connection: Connection, today: date) -> Sequence[Row[Any]]:
    """Return the reporting edges that hold today, with whose engagement each is."""
    return connection.execute(_STAFF_EDGES, {"today": today}).all()


def flagged(connection: Connection, today: date, runs: int) -> Sequence[Row[Any]]:
    """Return who has been missing for that many runs of a source in a row and has not left."""
    return connection.execute(_FLAGGED, {"today": today, "runs": runs}).all()


def unlinked(connection: Connection) -> Sequence[Row[Any]]:
    """Return the chat accounts nobody could be linked to."""
    return connection.execute(select(UNLINKED).order_by(UNLINKED.c.at)).all()
