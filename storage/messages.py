"""What was told: messages, which duties each shows, and the outbox that carries them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Row,
    String,
    UniqueConstraint,
    bindparam,
    exists,
    literal_column,
    select,
    text,
)
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import spelled, table_of
from storage.prepared import Prepared


class Message(SQLModel, table=True):
    """Something sent unasked, or a reply that stays.  ``recipient`` is '' in a channel.

    ``draws`` and ``args`` say how it is drawn; ``card`` is the card as worded at the last drawing.
    """

    id: str = Field(primary_key=True)
    recipient: str = ""
    subject: str = ""
    platform: str
    tenant: str = ""
    address: str = ""
    platform_id: str = ""
    thread_of: str = ""
    code: str = ""
    draws: str
    args: str = "{}"
    card: str = ""
    locale: str = ""
    revision: int = 0
    counts: bool = False  # against the message budget
    live: bool = True  # drawn again when what it shows changes
    created: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class Shows(SQLModel, table=True):
    """That a step of a duty was told to somebody, and by which message."""

    __table_args__ = (
        UniqueConstraint("obligation", "round", "step", "recipient"),  # what finds a duty's rows, too
        {"sqlite_with_rowid": False},
    )
    id: str = Field(primary_key=True)
    message: str = Field(foreign_key="message.id", index=True)
    obligation: str
    round: int = 1
    step: str
    recipient: str


class Outbox(SQLModel, table=True):
    """What is still to be handed to a platform, or how that ended."""

    # Its rows are short and come in the order of their ids: on SQLite they stand in the index of the key itself.
    __table_args__ = ({"sqlite_with_rowid": False},)
    id: str = Field(primary_key=True)
    message: str = Field(foreign_key="message.id", index=True)
    kind: str = "post"  # post | update
    platform: str
    tenant: str = ""
    lane: int = 1  # 0 = answers and updates, 1 = proactive
    state: str = "pending"  # pending | sending | sent | retrying | undeliverable | uncertain | withdrawn
    not_before: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    not_after: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    attempts: int = 0
    fence: int = 0
    revision: int = 0
    reason: str = ""
    ended_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


class Seen(SQLModel, table=True):
    """Delivery ids of inputs that have no natural key, so that a repetition does nothing twice."""

    platform: str = Field(primary_key=True)
    delivery_id: str = Field(primary_key=True)
    result: str = ""
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


MESSAGE = table_of(Message)
SHOWS = table_of(Shows)
OUTBOX = table_of(Outbox)
SEEN = table_of(Seen)

# Each index is a page more to write at every press, so these leave out what is never looked for in them.
# A question has to say so in the same words, as text, or the index is not used.
IS_WAITING = text("outbox.state IN ('pending', 'retrying')")
_WAITING = text("state IN ('pending', 'retrying')")
Index(
    "ix_outbox_ready",
    OUTBOX.c.platform,
    OUTBOX.c.tenant,
    OUTBOX.c.lane,
    OUTBOX.c.not_before,
    OUTBOX.c.id,  # the last of the order: without it all that is ready at one moment is sorted at each look
    sqlite_where=_WAITING,
    postgresql_where=_WAITING,
)
# What has gone well is nearly everything, and nobody lists it by its state.
IS_UNSETTLED = text("outbox.state IN ('sending', 'undeliverable', 'uncertain')")
_UNSETTLED = text("state IN ('sending', 'undeliverable', 'uncertain')")
Index("ix_outbox_state", OUTBOX.c.state, sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED)
EMPTY: ColumnElement[str] = literal_column("''", String)
IS_HEAD, IS_REPLY = MESSAGE.c.thread_of == EMPTY, MESSAGE.c.thread_of != EMPTY
_HEADS, _REPLIES = text("thread_of = ''"), text("thread_of <> ''")
Index("ix_message_head", MESSAGE.c.recipient, MESSAGE.c.created, sqlite_where=_HEADS, postgresql_where=_HEADS)
_PLACED = text("platform_id <> ''")
Index(
    "ix_message_place",
    MESSAGE.c.platform_id,
    MESSAGE.c.address,
    sqlite_where=_PLACED,
    postgresql_where=_PLACED,
)
Index("ix_message_thread", MESSAGE.c.thread_of, sqlite_where=_REPLIES, postgresql_where=_REPLIES)

_ONE = select(MESSAGE).where(MESSAGE.c.id == bindparam("id"))
_AT = select(MESSAGE).where(
    MESSAGE.c.platform == bindparam("platform"),
    MESSAGE.c.tenant == bindparam("tenant"),
    MESSAGE.c.address == bindparam("address"),
    MESSAGE.c.platform_id == bindparam("platform_id"),
    _PLACED,
)
# With ``is_queued``: its post, or an update of it, waits to be taken.
_SHOWING = Prepared(
    select(
        MESSAGE.c.id,
        MESSAGE.c.recipient,
        MESSAGE.c.platform,
        MESSAGE.c.tenant,
        MESSAGE.c.address,
        MESSAGE.c.platform_id,
        MESSAGE.c.thread_of,
        MESSAGE.c.revision,
        exists()
        .where(
            OUTBOX.c.message == MESSAGE.c.id,
            OUTBOX.c.state.in_((spelled("pending"), spelled("retrying"))),
        )
        .label("is_queued"),
    )
    .join(SHOWS, SHOWS.c.message == MESSAGE.c.id)
    .where(SHOWS.c.obligation == bindparam("obligation"), MESSAGE.c.live.is_(True))
)
_SHOWN_BY = select(SHOWS).where(SHOWS.c.message == bindparam("message")).order_by(SHOWS.c.id)
_STEPS = select(SHOWS.c.step).where(
    SHOWS.c.obligation == bindparam("obligation"),
    SHOWS.c.round == bindparam("round"),
    SHOWS.c.recipient == bindparam("recipient"),
)


def message(connection: Connection, message_id: str) -> Row[Any] | None:
    """Return one message, or None."""
    return connection.execute(_ONE, {"id": message_id}).first()


def message_at(
    connection: Connection, platform: str, tenant: str, address: str, platform_id: str
) -> Row[Any] | None:
    """Return our message that stands at this place on a platform, or None."""
    values = {"platform": platform, "tenant": tenant, "address": address, "platform_id": platform_id}
    return connection.execute(_AT, values).first()


def showing(connection: Connection, obligation_id: str) -> Sequence[Row[Any]]:
    """Return the live messages that show a duty."""
    return _SHOWING.all(connection, {"obligation": obligation_id})


def shown_by(connection: Connection, message_id: str) -> Sequence[Row[Any]]:
    """Return which steps of which duties a message shows, in the order they were put on it."""
    return connection.execute(_SHOWN_BY, {"message": message_id}).all()


def steps_told(connection: Connection, obligation_id: str, round_: int, recipient: str) -> set[str]:
    """Return the steps of a duty somebody has been told in this round."""
    values = {"obligation": obligation_id, "round": round_, "recipient": recipient}
    return {row.step for row in connection.execute(_STEPS, values)}
