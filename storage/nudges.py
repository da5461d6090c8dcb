"""What the nudge pass reads: who is due, and everything about a handful of people at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, update

from storage.base import spelled
from storage.messages import IS_HEAD, MESSAGE, OUTBOX, SHOWS
from storage.obligations import OBLIGATION
from storage.people import ABSENCE, ACCESS_EVENT, CHAT_IDENTITY, ENGAGEMENT, PERSON
from storage.prepared import PreparedForSome, updating

_DUE = (
    select(OBLIGATION.c.owner)
    .where(OBLIGATION.c.state == spelled("pending"), OBLIGATION.c.next_at <= bindparam("now"))
    .order_by(OBLIGATION.c.next_at)
    .limit(bindparam("limit"))
)
_PERSONS = PreparedForSome(lambda refs: select(PERSON).where(PERSON.c.ref.in_(refs)))
_ABSENCES = PreparedForSome(
    lambda refs: select(ABSENCE.c.person, ABSENCE.c.first, ABSENCE.c.last).where(ABSENCE.c.person.in_(refs))
)
_IDENTITIES = PreparedForSome(lambda refs: select(CHAT_IDENTITY).where(CHAT_IDENTITY.c.person.in_(refs)))
_DUTIES = PreparedForSome(
    lambda refs: select(OBLIGATION).where(
        OBLIGATION.c.owner.in_(refs), OBLIGATION.c.state == spelled("pending")
    )
)
_COUNTED = (IS_HEAD, MESSAGE.c.created >= bindparam("since"), MESSAGE.c.counts.is_(True))
_TOLD = PreparedForSome(
    lambda refs: select(MESSAGE.c.recipient, MESSAGE.c.created).where(
        MESSAGE.c.recipient.in_(refs), *_COUNTED
    )
)
_WITHDRAWN = PreparedForSome(
    lambda refs: (
        select(MESSAGE.c.recipient, MESSAGE.c.created)
        .join(OUTBOX, OUTBOX.c.message == MESSAGE.c.id)
        .where(
            MESSAGE.c.recipient.in_(refs),
            *_COUNTED,
            OUTBOX.c.kind == "post",
            OUTBOX.c.state == spelled("withdrawn"),
        )
    )
)
_STEPS = PreparedForSome(
    lambda ids: select(SHOWS.c.obligation, SHOWS.c.round, SHOWS.c.step, SHOWS.c.recipient).where(
        SHOWS.c.obligation.in_(ids)
    )
)
_STARTS = PreparedForSome(
    lambda ids: select(ENGAGEMENT.c.id, ENGAGEMENT.c.start).where(ENGAGEMENT.c.id.in_(ids))
)
_ACCESS = PreparedForSome(
    lambda ids: (
        select(ACCESS_EVENT.c.engagement, func.min(ACCESS_EVENT.c.at).label("at"))
        .where(ACCESS_EVENT.c.engagement.in_(ids), ACCESS_EVENT.c.tier >= 1)
        .group_by(ACCESS_EVENT.c.engagement)
    )
)
_WAKE = updating(OBLIGATION, "id", "obligation.state = 'pending'", "next_at", "silence", "step")


# Ours, of the numbers an application may choose.
_ALONE = select(func.pg_try_advisory_xact_lock(0x57E3A12E))


def is_alone(connection: Connection) -> bool:
    """Return True when no other process decides until this transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "sqlite":
        return True
    return bool(connection.execute(_ALONE).scalar())


def due_owners(connection: Connection, now: datetime, limit: int) -> list[str]:
    """Return people who have something due, longest due first; each once."""
    rows = connection.execute(_DUE, {"now": now, "limit": limit})
    return list(dict.fromkeys(row.owner for row in rows))


def persons(connection: Connection, refs: Sequence[str]) -> dict[str, Row[Any]]:
    """Return persons by ref."""
    return {row.ref: row for row in _PERSONS.all(connection, refs)}


def absences(connection: Connection, refs: Sequence[str]) -> dict[str, list[tuple[date, date | None]]]:
    """Return absences by person."""
    found: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for row in _ABSENCES.all(connection, refs):
        found[row.person].append((row.first, row.last))
    return found


def identities(connection: Connection, refs: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """Return chat accounts by person."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in _IDENTITIES.all(connection, refs):
        found[row.person].append(row)
    return found


def duties(connection: Connection, refs: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """Return pending duties by owner."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in _DUTIES.all(connection, refs):
        found[row.owner].append(row)
    return found


def counted(connection: Connection, refs: Sequence[str], since: datetime) -> dict[str, list[datetime]]:
    """Return when counted messages were decided, by person; those never sent do not count."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for row in _TOLD.all(connection, refs, {"since": since}):
        found[row.recipient].append(row.created)
    for row in _WITHDRAWN.all(connection, refs, {"since": since}):
        if row.created in found[row.recipient]:
            found[row.recipient].remove(row.created)
    return found


def steps(connection: Connection, ids: Sequence[str]) -> dict[tuple[str, int, str], set[str]]:
    """Return the steps told, by (obligation, round, recipient)."""
    found: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for row in _STEPS.all(connection, ids):
        found[row.obligation, row.round, row.recipient].add(row.step)
    return found


def starts(connection: Connection, ids: Sequence[str]) -> dict[str, date]:
    """Return start dates by engagement."""
    return {row.id: row.start for row in _STARTS.all(connection, ids)}


def first_access(connection: Connection, ids: Sequence[str]) -> dict[str, datetime]:
    """Return the first access to anything beyond mail and chat (tier 1 and up), by engagement."""
    return {row.engagement: row.at for row in _ACCESS.all(connection, ids)}


def wake(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Write when duties are looked at again: id_, next_at_, silence_, step_ of each."""
    _WAKE.each(connection, list({row["id_"]: row for row in rows}.values()))


def earliest(connection: Connection) -> datetime | None:
    """Return the earliest ``next_at`` of a pending duty, None when there is none."""
    wanted = (
        select(OBLIGATION.c.next_at)
        .where(OBLIGATION.c.state == spelled("pending"), OBLIGATION.c.next_at.is_not(None))
        .order_by(OBLIGATION.c.next_at)
        .limit(1)
    )
    return connection.execute(wanted).scalar()


def postpone(connection: Connection, owner: str, now: datetime, until: datetime) -> None:
    """Look at everything of one person that is due by now at a later moment."""
    connection.execute(
        update(OBLIGATION)
        .where(
            OBLIGATION.c.owner == owner, OBLIGATION.c.state == spelled("pending"), OBLIGATION.c.next_at <= now
        )
        .values(next_at=until, silence="failed")
    )
