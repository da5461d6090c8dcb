"""Append-only evidence: events, what people typed, and the wordings they were shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Row, bindparam, select
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import table_of
from storage.prepared import inserting


class Event(SQLModel, table=True):
    """What happened.  ``body`` is canonical JSON and is what is hashed; the other columns are copies."""

    seq: int | None = Field(default=None, primary_key=True)
    event_id: str
    occurred_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    action: str
    actor: str = ""
    subject: str = Field(default="", index=True)
    engagement: str = ""
    object_type: str = ""
    object_id: str = ""
    object_version: str = ""
    body: str
    sha256: str


class Writing(SQLModel, table=True):
    """Free text somebody typed.  Events carry only SHA-256(salt + text), so it can be erased."""

    id: str = Field(primary_key=True)
    salt: str
    text: str
    author: str = Field(index=True)
    about: str = Field(default="", index=True)
    keep_until: date | None = None


class Wording(SQLModel, table=True):
    """A template as it stood when it was first used, so "in which words" can be answered years later."""

    sha256: str = Field(primary_key=True)
    id: str
    locale: str
    template: str


EVENT = table_of(Event)
WRITING = table_of(Writing)
WORDING = table_of(Wording)
# Each index is a page more to write at every press: by person and by object is how evidence is asked for.
Index("ix_event_object", EVENT.c.object_id)

_INSERT_EVENT = inserting(EVENT, "seq")
_WRITING = select(WRITING).where(WRITING.c.id == bindparam("id"))
_ON = (
    select(EVENT)
    .where(EVENT.c.object_id == bindparam("object"), EVENT.c.action == bindparam("action"))
    .order_by(EVENT.c.seq)
)


def append(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Add events; each row is ready, its body hashed."""
    _INSERT_EVENT.each(connection, rows)


def on(connection: Connection, action: str, object_id: str) -> Sequence[Row[Any]]:
    """Return the events of one action on an object, in order."""
    return connection.execute(_ON, {"action": action, "object": object_id}).all()


def writing(connection: Connection, writing_id: str) -> Row[Any] | None:
    """Return something somebody typed, or None when it has been erased."""
    return connection.execute(_WRITING, {"id": writing_id}).first()
