"""Records of talks: what a manager wrote down and what the report said to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, select
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import table_of


class BriefingRecord(SQLModel, table=True):
    """One recorded talk.  A correction is a new row; ``outcome`` is the report's side of it."""

    __tablename__ = "briefing_record"
    id: str = Field(primary_key=True)
    obligation: str = Field(index=True)
    engagement: str = Field(index=True)
    recorded_by: str
    held_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    minutes: int = 0
    mode: str = ""
    points: str = ""  # keys, joined by commas
    note: str = ""  # writing id
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    outcome: str = "waiting"  # waiting | confirmed | partly | disputed | unconfirmed | replaced
    answered_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    missing_points: str = ""
    remark: str = ""  # writing id: the report's words


BRIEFING_RECORD = table_of(BriefingRecord)

_ONE = select(BRIEFING_RECORD).where(BRIEFING_RECORD.c.id == bindparam("id"))
_OF = (
    select(BRIEFING_RECORD)
    .where(BRIEFING_RECORD.c.engagement == bindparam("engagement"))
    .order_by(BRIEFING_RECORD.c.recorded_at.desc())
)


def record(connection: Connection, record_id: str) -> Row[Any] | None:
    """Return one record, or None."""
    return connection.execute(_ONE, {"id": record_id}).first()


def records(connection: Connection, engagement_id: str) -> Sequence[Row[Any]]:
    """Return the records of an engagement, the newest first."""
    return connection.execute(_OF, {"engagement": engagement_id}).all()
