"""Reporting lines: who looks after whom, from when to when; whose line counts is decided in ``bot.rules.lines``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select
from sqlmodel import Field, SQLModel

from storage.base import table_of
from storage.people import ENGAGEMENT
from storage.prepared import Prepared


class ReportingEdge(SQLModel, table=True):
    """Who looks after whom, from when to when.  ``manager`` is a person.

    The kinds ``self`` and ``unknown`` lead to nobody (""): what the register says there is no manager.
    """

    __tablename__ = "reporting_edge"
    id: str = Field(primary_key=True)
    engagement: str = Field(foreign_key="engagement.id", index=True)
    manager: str = Field(index=True)
    kind: str = "line"
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


REPORTING_EDGE = table_of(ReportingEdge)

_VALID = (
    or_(REPORTING_EDGE.c.valid_from.is_(None), REPORTING_EDGE.c.valid_from <= bindparam("today")),
    or_(REPORTING_EDGE.c.valid_to.is_(None), REPORTING_EDGE.c.valid_to >= bindparam("today")),
)

_EDGES_OF = Prepared(select(REPORTING_EDGE).where(REPORTING_EDGE.c.engagement == bindparam("engagement")))
_REPORTS_OF = Prepared(
    select(ENGAGEMENT, REPORTING_EDGE.c.kind.label("edge_kind"))
    .join(REPORTING_EDGE, REPORTING_EDGE.c.engagement == ENGAGEMENT.c.id)
    .where(
        REPORTING_EDGE.c.manager == bindparam("manager"),
        *_VALID,
    )
)
_COMING_REPORTS = Prepared(
    select(ENGAGEMENT, REPORTING_EDGE.c.kind.label("edge_kind"))
    .join(REPORTING_EDGE, REPORTING_EDGE.c.engagement == ENGAGEMENT.c.id)
    .where(
        REPORTING_EDGE.c.manager == bindparam("manager"),
        REPORTING_EDGE.c.valid_from > bindparam("today"),
        ENGAGEMENT.c.start > bindparam("today"),
    )
)
_LINE_OF = Prepared(
    select(REPORTING_EDGE.c.manager, REPORTING_EDGE.c.kind)
    .join(ENGAGEMENT, ENGAGEMENT.c.id == REPORTING_EDGE.c.engagement)
    .where(
        ENGAGEMENT.c.person == bindparam("person"),
        or_(REPORTING_EDGE.c.kind == "line", REPORTING_EDGE.c.kind == "sponsor"),
        or_(ENGAGEMENT.c.end.is_(None), ENGAGEMENT.c.end >= bindparam("today")),
        *_VALID,
    )
    .order_by(REPORTING_EDGE.c.kind, REPORTING_EDGE.c.valid_from.desc())
)


def edges_of(connection: Connection, engagement_id: str) -> Sequence[Row[Any]]:
    """Return every reporting edge of an engagement, valid or not."""
    return _EDGES_OF.all(connection, {"engagement": engagement_id})


def reports_of(connection: Connection, manager: str, today: date) -> Sequence[Row[Any]]:
    """Return the engagements that report to a person today, with ``edge_kind``."""
    return _REPORTS_OF.all(connection, {"manager": manager, "today": today})


def coming_reports(connection: Connection, manager: str, today: date) -> Sequence[Row[Any]]:
    """Return engagements that will report to a person once they start."""
    return _COMING_REPORTS.all(connection, {"manager": manager, "today": today})


def line_of(connection: Connection, person_ref: str, today: date) -> str:
    """Return a person's manager by line, else by sponsor, "" for none."""
    row = _LINE_OF.first(connection, {"person": person_ref, "today": today})
    return row.manager if row is not None else ""
