"""Where somebody stands in a lesson.  No seconds, no score: which answer was given, and whether it was right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, select
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import table_of


class LessonAnswer(SQLModel, table=True):
    """One answer.  Kept 90 days for the person alone, then only counts remain (R24)."""

    __tablename__ = "lesson_answer"
    id: str = Field(primary_key=True)
    obligation: str = Field(index=True)
    question: str
    option: str
    right: bool
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


LESSON_ANSWER = table_of(LessonAnswer)

_ANSWERS = (
    select(LESSON_ANSWER)
    .where(LESSON_ANSWER.c.obligation == bindparam("obligation"))
    .order_by(LESSON_ANSWER.c.at, LESSON_ANSWER.c.id)
)


def answers(connection: Connection, obligation_id: str) -> Sequence[Row[Any]]:
    """Return the answers given so far, in order."""
    return connection.execute(_ANSWERS, {"obligation": obligation_id}).all()
