"""Ideas for better rules; their words are writings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, select
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import table_of


class Idea(SQLModel, table=True):
    """One idea, from submitted to decided."""

    id: str = Field(primary_key=True)
    author: str = Field(index=True)
    engagement: str = ""
    owner: str
    policy: str = ""
    hide_name: bool = False
    today: str  # writing id
    better: str = ""  # writing id
    state: str = "submitted"  # submitted | in_review | accepted | implemented | declined | duplicate
    reply: str = ""  # writing id of the latest words to the author
    decided_by: str = ""
    submitted_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    replied_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    decided_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


IDEA = table_of(Idea)

_ONE = select(IDEA).where(IDEA.c.id == bindparam("id"))
_OF = select(IDEA).where(IDEA.c.author == bindparam("author")).order_by(IDEA.c.submitted_at.desc())


def idea(connection: Connection, idea_id: str) -> Row[Any] | None:
    """Return one idea, or None."""
    return connection.execute(_ONE, {"id": idea_id}).first()


def ideas_of(connection: Connection, author: str) -> Sequence[Row[Any]]:
    """Return a person's ideas, the newest first."""
    return connection.execute(_OF, {"author": author}).all()
