"""Records of talks: what a manager wrote down and what the report said to it; and who is to be talked with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, exists, func, or_, select, update
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import spelled, table_of
from storage.evidence import EVENT
from storage.messages import MESSAGE, OUTBOX, SHOWS
from storage.obligations import OBLIGATION
from storage.people import ACCESS_EVENT, CHAT_IDENTITY, ENGAGEMENT, PERSON


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

KIND = "briefing"
QUESTION = "briefing.confirm"
# What people do about a talk that is open, as it stands in the evidence.
ANSWERS = (
    "briefing.planned", "briefing.snoozed", "briefing.help_asked", "briefing.reassigned", "briefing.recorded",
    "briefing.disputed", "briefing.adjusted",
)  # fmt: skip

_ONE = select(BRIEFING_RECORD).where(BRIEFING_RECORD.c.id == bindparam("id"))
_OF = (
    select(BRIEFING_RECORD)
    .where(BRIEFING_RECORD.c.engagement == bindparam("engagement"))
    .order_by(BRIEFING_RECORD.c.recorded_at.desc(), BRIEFING_RECORD.c.id.desc())
)
_LIVE = _OF.where(BRIEFING_RECORD.c.outcome != "replaced").limit(1)
_BRIEFING_OF = (
    select(OBLIGATION)
    .where(OBLIGATION.c.about == bindparam("engagement"), OBLIGATION.c.kind == KIND)
    .order_by(OBLIGATION.c.created.desc(), OBLIGATION.c.id.desc())
    .limit(1)
)
_OPEN_OF = (
    select(OBLIGATION, ENGAGEMENT.c.start.label("start"))
    .join(ENGAGEMENT, ENGAGEMENT.c.id == OBLIGATION.c.about)
    .where(
        OBLIGATION.c.owner == bindparam("owner"),
        OBLIGATION.c.kind == KIND,
        OBLIGATION.c.state == spelled("pending"),
    )
    .order_by(ENGAGEMENT.c.start, OBLIGATION.c.id)
)
_QUESTION_ON = select(OBLIGATION).where(
    OBLIGATION.c.object == bindparam("record"), OBLIGATION.c.kind == QUESTION
)
_ACCESS = select(func.min(ACCESS_EVENT.c.at)).where(
    ACCESS_EVENT.c.engagement == bindparam("engagement"), ACCESS_EVENT.c.tier >= 1
)
_PLANNED = select(OBLIGATION.c.planned_at).where(
    OBLIGATION.c.owner == bindparam("owner"),
    OBLIGATION.c.state == spelled("pending"),
    OBLIGATION.c.planned_at >= bindparam("now"),
)
_EARLIER = select(func.count()).where(
    OBLIGATION.c.owner == bindparam("owner"), OBLIGATION.c.kind == KIND, OBLIGATION.c.id < bindparam("id")
)
_SENT = (
    select(SHOWS.c.step, MESSAGE.c.sent_at)
    .join(MESSAGE, MESSAGE.c.id == SHOWS.c.message)
    .where(
        SHOWS.c.obligation == bindparam("obligation"),
        SHOWS.c.recipient == bindparam("recipient"),
        exists().where(
            OUTBOX.c.message == MESSAGE.c.id, OUTBOX.c.kind == "post", OUTBOX.c.state == spelled("sent")
        ),
    )
    .order_by(MESSAGE.c.sent_at)
)
_ASKED = select(OBLIGATION).where(
    OBLIGATION.c.object == bindparam("duty"), OBLIGATION.c.kind == "followup"
).order_by(OBLIGATION.c.created, OBLIGATION.c.id)  # fmt: skip
_NOTICES = select(OBLIGATION).where(
    OBLIGATION.c.about == bindparam("engagement"), OBLIGATION.c.kind == "notice"
)


def record(connection: Connection, record_id: str) -> Row[Any] | None:
    """Return one record, or None."""
    return connection.execute(_ONE, {"id": record_id}).first()


def records(connection: Connection, engagement_id: str) -> Sequence[Row[Any]]:
    """Return the records of an engagement, the newest first."""
    return connection.execute(_OF, {"engagement": engagement_id}).all()


def live(connection: Connection, engagement_id: str) -> Row[Any] | None:
    """Return the record that stands: the newest that no correction has replaced, or None."""
    return connection.execute(_LIVE, {"engagement": engagement_id}).first()


def answer(connection: Connection, record_id: str, outcome: str, at: datetime | None, **columns: str) -> None:
    """Write the report's side of a record."""
    values = {"outcome": outcome, "answered_at": at} | columns
    connection.execute(update(BRIEFING_RECORD).where(BRIEFING_RECORD.c.id == record_id).values(**values))


def lock(connection: Connection, duty_id: str) -> Row[Any] | None:
    """Return a duty as it stands now; nobody else changes it before this transaction ends.

    On SQLite writers take turns anyway; on PostgreSQL two presses at once must not both record.
    """
    wanted = select(OBLIGATION).where(OBLIGATION.c.id == duty_id).with_for_update()
    return connection.execute(wanted).first()


def briefing_of(connection: Connection, engagement_id: str) -> Row[Any] | None:
    """Return the duty to talk with somebody, in any state; None when no talk was ever asked."""
    return connection.execute(_BRIEFING_OF, {"engagement": engagement_id}).first()


def briefed(connection: Connection, engagement_ids: Sequence[str]) -> set[str]:
    """Return those of these engagements for which a talk has been asked already."""
    found: set[str] = set()
    for begin in range(0, len(engagement_ids), 500):
        wanted = select(OBLIGATION.c.about).where(
            OBLIGATION.c.kind == KIND, OBLIGATION.c.about.in_(engagement_ids[begin : begin + 500])
        )
        found |= {row.about for row in connection.execute(wanted)}
    return found


def open_of(connection: Connection, owner: str) -> Sequence[Row[Any]]:
    """Return the talks somebody owes, with ``start``, the nearest first."""
    return connection.execute(_OPEN_OF, {"owner": owner}).all()


def question_on(connection: Connection, record_id: str) -> Row[Any] | None:
    """Return the question whether the talk of a record took place, or None."""
    return connection.execute(_QUESTION_ON, {"record": record_id}).first()


def first_access(connection: Connection, engagement_id: str) -> datetime | None:
    """Return the first access to anything beyond mail and chat (tier 1 and up), or None."""
    return connection.execute(_ACCESS, {"engagement": engagement_id}).scalar()


def planned(connection: Connection, owner: str, now: datetime) -> list[datetime]:
    """Return the moments of the talks somebody has planned."""
    rows = connection.execute(_PLANNED, {"owner": owner, "now": now})
    return [row.planned_at for row in rows]


def earlier(connection: Connection, owner: str, duty_id: str) -> int:
    """Return how many talks somebody was asked for before this one."""
    return connection.execute(_EARLIER, {"owner": owner, "id": duty_id}).scalar_one()


def sent(connection: Connection, duty_id: str, recipient: str) -> Sequence[Row[Any, Any]]:
    """Return (step, sent_at) of what somebody was really sent about a duty, the oldest first."""
    return connection.execute(_SENT, {"obligation": duty_id, "recipient": recipient}).all()


def asked(connection: Connection, duty_id: str) -> Sequence[Row[Any]]:
    """Return the follow-ups on a duty, in any state, the oldest first."""
    return connection.execute(_ASKED, {"duty": duty_id}).all()


def notices(connection: Connection, engagement_id: str) -> Sequence[Row[Any]]:
    """Return the notices about an engagement, in any state."""
    return connection.execute(_NOTICES, {"engagement": engagement_id}).all()


def engagements(connection: Connection, ids: Sequence[str]) -> dict[str, Row[Any]]:
    """Return engagements by id."""
    found: dict[str, Row[Any]] = {}
    for begin in range(0, len(ids), 500):
        wanted = select(ENGAGEMENT).where(ENGAGEMENT.c.id.in_(ids[begin : begin + 500]))
        found |= {row.id: row for row in connection.execute(wanted)}
    return found


def accounts(connection: Connection, refs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the ids by which chat platforms mention people, by person."""
    wanted = select(CHAT_IDENTITY.c.person, CHAT_IDENTITY.c.user_id).where(CHAT_IDENTITY.c.person.in_(refs))
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(wanted):
        found[row.person] = (*found.get(row.person, ()), row.user_id)
    return found


def named(connection: Connection, folded: str, limit: int = 20) -> Sequence[Row[Any]]:
    """Return people with this name, first name, family name, address, or the account of this id."""
    name = PERSON.c.folded
    mentioned = select(CHAT_IDENTITY.c.person).where(func.lower(CHAT_IDENTITY.c.user_id) == folded)
    wanted = select(PERSON).where(
        PERSON.c.merged_into == "",
        or_(
            name == folded,
            name.startswith(f"{folded} ", autoescape=True),
            name.endswith(f" {folded}", autoescape=True),
            PERSON.c.email == folded,
            PERSON.c.email.startswith(f"{folded}@", autoescape=True),
            PERSON.c.ref.in_(mentioned),
        ),
    )
    return connection.execute(wanted.order_by(name, PERSON.c.ref).limit(limit)).all()


def last_day(connection: Connection, person: str) -> date | None:
    """Return when somebody's last engagement ended, None while one goes on or there was none."""
    rows = connection.execute(select(ENGAGEMENT.c.end).where(ENGAGEMENT.c.person == person)).all()
    ends = [row.end for row in rows]
    return max(ends) if ends and None not in ends else None


def answers(connection: Connection, duty_id: str) -> Sequence[Row[Any, Any, Any]]:
    """Return what people did about a talk, in order: action, actor and when."""
    wanted = select(EVENT.c.action, EVENT.c.actor, EVENT.c.occurred_at).where(
        EVENT.c.object_id == duty_id, EVENT.c.action.in_(ANSWERS)
    )
    return connection.execute(wanted.order_by(EVENT.c.seq)).all()
