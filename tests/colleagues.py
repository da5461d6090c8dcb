"""People of the tests: their rows, written directly as the register would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.model import Account, Actor
from bot.rules.spelling import fold
from storage.lines import REPORTING_EDGE
from storage.people import ABSENCE, CHAT_IDENTITY, ENGAGEMENT, PERSON, ROLE_GRANT

TENANT = "T01"
LONG_AGO = date(2020, 1, 6)

# The cast of the conversations, so that cards read as they do there.
FAMILY = {
    "amira": "Saleh",
    "ana": "Novak",
    "ben": "Ito",
    "chika": "Obi",
    "eve": "Lund",
    "goran": "Lind",
    "nia": "Tamm",
    "noor": "Khan",
    "olga": "Marin",
    "petra": "Kraus",
    "ravi": "Sol",
    "sam": "Diaz",
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person with one engagement.  ``user`` is the Slack account, "" for none."""

    ref: str
    name: str
    email: str
    engagement: str
    user: str = ""

    @property
    def first(self) -> str:
        return self.name.split()[0]

    @property
    def actor(self) -> Actor:
        """Who acts: the Slack account or, without one, the person in the browser."""
        return Actor("slack", TENANT, self.user) if self.user else Actor("web", "", self.ref)

    @property
    def account(self) -> Account:
        """The Slack account as the directory of the workspace describes it."""
        return Account("slack", TENANT, self.user or f"U_{self.ref[2:].upper()}", self.email)


def colleague(name: str, *, chat: bool = True) -> Colleague:
    """Return who is meant by a first name of the cast, or by a full name."""
    full = name if " " in name else f"{name.capitalize()} {FAMILY.get(name.lower(), 'Tester')}"
    short = fold(name).replace(" ", "_")
    email = f"{fold(full).replace(' ', '.')}@acme.example"
    return Colleague(f"p_{short}", full, email, f"e_{short}", f"U_{short.upper()}" if chat else "")


@dataclass(frozen=True, slots=True)
class Job:
    """What the register says of somebody; the fields are those of storage.people."""

    manager: Colleague | None = None
    zone: str = "Europe/Berlin"
    country: str = "DE"
    locale: str = "en"
    workdays: str = "MTWTF--"
    employment: str = "employee"
    department: str = "Engineering"
    role_family: str = "engineering"
    level: int | None = None
    title: str = ""
    start: date | None = None
    end: date | None = None
    is_minor: bool = False
    roles: tuple[str, ...] = ()


def register(connection: Connection, who: Colleague, job: Job, now: datetime) -> None:
    """Write everything the register knows of somebody; without ``start`` they have long been there."""
    connection.execute(PERSON.insert(), _person(who, job, now))
    connection.execute(ENGAGEMENT.insert(), _engagement(who, job))
    if who.user:
        link(connection, who, now)
    if job.manager is not None:
        report_to(connection, who, job.manager)
    for role in job.roles:
        grant(connection, who, role)


def _person(who: Colleague, job: Job, now: datetime) -> dict[str, Any]:
    named = {"ref": who.ref, "name": who.name, "email": who.email, "folded": fold(who.name)}
    where = {"locale": job.locale, "zone": job.zone, "country": job.country, "workdays": job.workdays}
    account = {"has_account": bool(who.user), "platform": "slack" if who.user else ""}
    rest = {"is_minor": job.is_minor, "quiet_until": None, "merged_into": "", "created": now}
    return named | where | account | rest


def _engagement(who: Colleague, job: Job) -> dict[str, Any]:
    work = {"employment": job.employment, "role_family": job.role_family, "department": job.department}
    place = {"entity": "Acme GmbH", "title": job.title, "level": job.level, "country": job.country}
    dates = {"start": job.start or LONG_AGO, "end": job.end, "baseline": job.start is None}
    return {"id": who.engagement, "person": who.ref} | work | place | dates


def link(connection: Connection, who: Colleague, now: datetime) -> None:
    """Link somebody's Slack account."""
    account = {"platform": "slack", "tenant": TENANT, "user_id": who.account.user_id, "address": ""}
    how = {"linked_how": "directory e-mail", "linked_at": now}
    connection.execute(CHAT_IDENTITY.insert(), {"id": f"i_{who.ref}", "person": who.ref} | account | how)


def report_to(connection: Connection, who: Colleague, manager: Colleague, kind: str = "line") -> None:
    """Let somebody report to a manager."""
    edge = {"id": f"r_{who.ref}_{manager.ref}_{kind}", "engagement": who.engagement, "manager": manager.ref}
    dates = {"valid_from": None, "valid_to": None, "source": "test"}
    connection.execute(REPORTING_EDGE.insert(), edge | {"kind": kind} | dates)


def grant(connection: Connection, who: Colleague, role: str, valid_from: date = LONG_AGO) -> None:
    """Give somebody a role."""
    values = {"id": f"g_{who.ref}_{role}", "person": who.ref, "role": role, "scope": ""}
    connection.execute(ROLE_GRANT.insert(), values | {"valid_from": valid_from, "valid_to": None})


def absent(connection: Connection, who: Colleague, first: date, last: date | None) -> None:
    """Note that somebody is away."""
    values = {"id": f"a_{who.ref}_{first}", "person": who.ref, "first": first, "last": last, "source": "test"}
    connection.execute(ABSENCE.insert(), values)


def roles_of(role: str | Iterable[str]) -> tuple[str, ...]:
    """Return one role or several as a tuple, () for none."""
    return (role,) * bool(role) if isinstance(role, str) else tuple(role)
