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
    or_,
    select,
    update,
)

from storage.base import spelled
from storage.briefings import BRIEFING_RECORD
from storage.lines import REPORTING_EDGE
from storage.obligations import OBLIGATION
from storage.people import (
    ACCESS_EVENT,
    ENGAGEMENT,
    IMPORT_RUN,
    PERSON,
    SOURCE_KEY,
    UNLINKED,
)
from storage.prepared import inserting

INSERT_PERSON = inserting(PERSON)
INSERT_ENGAGEMENT = inserting(ENGAGEMENT)
INSERT_KEY = inserting(SOURCE_KEY)
INSERT_EDGE = inserting(REPORTING_EDGE)
INSERT_ACCESS = inserting(ACCESS_EVENT)

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


def countries(connection: Connection) -> list[str]:
    """Return the countries, and parts of countries, whose holidays somebody has."""
    return [row.country for row in connection.execute(select(PERSON.c.country).distinct())]


def unasked(connection: Connection, today: date, after: str, limit: int) -> list[str]:
    """Return engagements, by id from ``after`` on, for which a talk should have been asked and was not."""
    rows = connection.execute(_UNASKED, {"today": today, "after": after, "limit": limit})
    return [row.id for row in rows]


def first_accesses(connection: Connection, since: datetime, until: datetime) -> Sequence[Row[Any]]:
    """Return the first access beyond mail and chat of each engagement in a period, and its confirmed talk."""
    return connection.execute(_FIRST_ACCESSES, {"since": since, "until": until}).all()


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
