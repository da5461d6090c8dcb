"""People, their engagements, lines, chat accounts, roles and absences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Row, UniqueConstraint, bindparam, func, or_, select
from sqlmodel import Field, SQLModel, UTCDateTime

from storage.base import table_of
from storage.prepared import Prepared


class Person(SQLModel, table=True):
    """One human.  ``ref`` is ours and random; everything that names the person stands here only."""

    ref: str = Field(primary_key=True)
    name: str
    email: str = Field(index=True)
    folded: str = Field(index=True)  # the name without case and accents, to find people by
    locale: str = "en"
    zone: str = "UTC"
    country: str = ""
    workdays: str = "MTWTF--"
    has_account: bool = True
    platform: str = ""  # the one asked first
    is_minor: bool = False
    quiet_until: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    merged_into: str = ""
    created: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class Engagement(SQLModel, table=True):
    """One employment or assignment; a rehire is a new row.  Duties hang here."""

    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.ref", index=True)
    employment: str = "employee"
    role_family: str = ""
    department: str = Field(default="", index=True)
    entity: str = ""
    title: str = ""
    level: int | None = None
    country: str = ""
    start: date
    end: date | None = None
    baseline: bool = False  # was there long before the first import, so no briefing is asked


class SourceKey(SQLModel, table=True):
    """How a source names an engagement.  ``fingerprint`` tells an unchanged row without reading the rest.

    It is "" while only a merge has named the key and no row of it has been taken.
    """

    __tablename__ = "source_key"
    source: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    engagement: str = Field(foreign_key="engagement.id", index=True)
    fingerprint: str = ""
    missing_runs: int = 0


class ImportRun(SQLModel, table=True):
    """One run of an import: counts only, the file by its hash."""

    __tablename__ = "import_run"
    id: str = Field(primary_key=True)
    source: str
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    file_sha256: str
    counts: str


class ChatIdentity(SQLModel, table=True):
    """A chat account that belongs to a person.  Once linked, the immutable id counts."""

    __tablename__ = "chat_identity"
    __table_args__ = (UniqueConstraint("platform", "tenant", "user_id"),)
    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.ref", index=True)
    platform: str
    tenant: str
    user_id: str
    address: str = ""
    linked_how: str = ""
    linked_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class RoleGrant(SQLModel, table=True):
    """A role somebody holds: isms_owner, policy_owner, approver, top_management, auditor, operator."""

    __tablename__ = "role_grant"
    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.ref", index=True)
    role: str
    scope: str = ""
    valid_from: date
    valid_to: date | None = None


class Absence(SQLModel, table=True):
    """Days somebody is away, never why.  ``last`` is the last day away, None while open."""

    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.ref", index=True)
    first: date
    last: date | None = None
    source: str = ""


class AccessEvent(SQLModel, table=True):
    """First access of a tier, as the access feed tells it."""

    __tablename__ = "access_event"
    __table_args__ = (UniqueConstraint("engagement", "tier", "at"),)
    id: str = Field(primary_key=True)
    engagement: str = Field(foreign_key="engagement.id", index=True)
    tier: int
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    source: str = ""


class Unlinked(SQLModel, table=True):
    """A chat account nobody could be linked to, and why; listed for the operator."""

    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    reason: str
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


PERSON = table_of(Person)
ENGAGEMENT = table_of(Engagement)
SOURCE_KEY = table_of(SourceKey)
IMPORT_RUN = table_of(ImportRun)
CHAT_IDENTITY = table_of(ChatIdentity)
ROLE_GRANT = table_of(RoleGrant)
ABSENCE = table_of(Absence)
ACCESS_EVENT = table_of(AccessEvent)
UNLINKED = table_of(Unlinked)

Index("ix_engagement_end", ENGAGEMENT.c.end)

_PERSON_BY_REF = Prepared(select(PERSON).where(PERSON.c.ref == bindparam("ref")))
_PERSON_BY_EMAIL = select(PERSON).where(PERSON.c.email == bindparam("email"), PERSON.c.merged_into == "")
_LAST_DAYS = (
    select(ENGAGEMENT.c.person, func.max(func.coalesce(ENGAGEMENT.c.end, date.max)).label("end"))
    .join(PERSON, PERSON.c.ref == ENGAGEMENT.c.person)
    .where(PERSON.c.email == bindparam("email"), PERSON.c.merged_into == "")
    .group_by(ENGAGEMENT.c.person)
)
_PERSON_BY_ACCOUNT = Prepared(
    select(PERSON)
    .join(CHAT_IDENTITY, CHAT_IDENTITY.c.person == PERSON.c.ref)
    .where(
        CHAT_IDENTITY.c.platform == bindparam("platform"),
        CHAT_IDENTITY.c.tenant == bindparam("tenant"),
        CHAT_IDENTITY.c.user_id == bindparam("user_id"),
    )
)
_IDENTITIES = Prepared(select(CHAT_IDENTITY).where(CHAT_IDENTITY.c.person == bindparam("person")))
_ENGAGEMENT = Prepared(select(ENGAGEMENT).where(ENGAGEMENT.c.id == bindparam("id")))
_ALL_OF = select(ENGAGEMENT).where(ENGAGEMENT.c.person == bindparam("person")).order_by(ENGAGEMENT.c.start)
_ENGAGEMENTS = Prepared(_ALL_OF)
_ACTIVE = Prepared(_ALL_OF.where(or_(ENGAGEMENT.c.end.is_(None), ENGAGEMENT.c.end >= bindparam("today"))))
_ABSENCES = Prepared(select(ABSENCE.c.first, ABSENCE.c.last).where(ABSENCE.c.person == bindparam("person")))
_ROLES = Prepared(
    select(ROLE_GRANT.c.role, ROLE_GRANT.c.scope).where(
        ROLE_GRANT.c.person == bindparam("person"),
        ROLE_GRANT.c.valid_from <= bindparam("today"),
        or_(ROLE_GRANT.c.valid_to.is_(None), ROLE_GRANT.c.valid_to >= bindparam("today")),
    )
)
_HOLDERS = Prepared(
    select(PERSON)
    .join(ROLE_GRANT, ROLE_GRANT.c.person == PERSON.c.ref)
    .where(
        ROLE_GRANT.c.role == bindparam("role"),
        ROLE_GRANT.c.valid_from <= bindparam("today"),
        or_(ROLE_GRANT.c.valid_to.is_(None), ROLE_GRANT.c.valid_to >= bindparam("today")),
    )
    .order_by(ROLE_GRANT.c.valid_from, PERSON.c.ref)
)


def person(connection: Connection, ref: str) -> Row[Any] | None:
    """Return the person with this ref, or None."""
    return _PERSON_BY_REF.first(connection, {"ref": ref})


def persons(connection: Connection, refs: Iterable[str]) -> dict[str, Row[Any]]:
    """Return the persons with these refs, by ref."""
    wanted = sorted(set(refs))
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(wanted), 500):
        rows = connection.execute(select(PERSON).where(PERSON.c.ref.in_(wanted[start : start + 500])))
        found.update({row.ref: row for row in rows})
    return found


def person_by_email(connection: Connection, email: str) -> Row[Any] | None:
    """Return the one person with this e-mail address; None when nobody or several have it.

    An address goes on: of several who had it one after the other, it is the last one's.
    """
    wanted = email.strip().lower()
    rows = connection.execute(_PERSON_BY_EMAIL, {"email": wanted}).all() if wanted else []
    if len(rows) < 2:
        return rows[0] if rows else None
    ends = connection.execute(_LAST_DAYS, {"email": wanted}).all()
    last = max((row.end for row in ends), default=date.min)
    holders = [row.person for row in ends if row.end == last]
    return next(row for row in rows if row.ref == holders[0]) if len(holders) == 1 else None


def person_by_account(connection: Connection, platform: str, tenant: str, user_id: str) -> Row[Any] | None:
    """Return who is behind a chat account, or None when it is linked to nobody."""
    values = {"platform": platform, "tenant": tenant, "user_id": user_id}
    return _PERSON_BY_ACCOUNT.first(connection, values)


def identities(connection: Connection, person_ref: str) -> Sequence[Row[Any]]:
    """Return the chat accounts of a person."""
    return _IDENTITIES.all(connection, {"person": person_ref})


def engagement(connection: Connection, engagement_id: str) -> Row[Any] | None:
    """Return one engagement, or None."""
    return _ENGAGEMENT.first(connection, {"id": engagement_id})


def engagements(connection: Connection, person_ref: str) -> Sequence[Row[Any]]:
    """Return all engagements of a person, oldest first."""
    return _ENGAGEMENTS.all(connection, {"person": person_ref})


def active_engagements(connection: Connection, person_ref: str, today: date) -> Sequence[Row[Any]]:
    """Return the engagements that have not ended (future ones too), oldest first."""
    return _ACTIVE.all(connection, {"person": person_ref, "today": today})


def absences(connection: Connection, person_ref: str) -> Sequence[Row[Any]]:
    """Return (first, last) of every absence of a person."""
    return _ABSENCES.all(connection, {"person": person_ref})


def roles(connection: Connection, person_ref: str, today: date) -> Sequence[Row[Any]]:
    """Return (role, scope) of what a person may be today."""
    return _ROLES.all(connection, {"person": person_ref, "today": today})


def holders(connection: Connection, role: str, today: date) -> Sequence[Row[Any]]:
    """Return the persons who hold a role today, the longest-serving first."""
    return _HOLDERS.all(connection, {"role": role, "today": today})
