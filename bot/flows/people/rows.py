"""Rows of the register's tables, made from a file's rows before any lock is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.rules.cells import week
from bot.rules.names import fold
from bot.rules.people import PersonRow
from bot.turn import random_id

# Those who sponsor a contractor look after them; they are no line manager.
SPONSORED = frozenset({"contractor", "agency", "external", "temp"})


@dataclass(frozen=True, slots=True)
class New:
    """A row of the file that is new, with the ids it gets."""

    row: PersonRow
    person: str
    engagement: str


@dataclass(slots=True)
class Prepared:
    """Rows ready to be inserted."""

    persons: list[dict[str, Any]] = field(default_factory=list)
    engagements: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)


def person_values(row: PersonRow) -> dict[str, Any]:
    """Return a person's columns as a file says them."""
    return {
        "name": row.name,
        "email": row.email,
        "folded": fold(row.name),
        "locale": row.locale or "en",
        "zone": row.zone,
        "country": row.holiday_region,
        "workdays": week(row.workdays),
        "has_account": row.has_account,
        "platform": row.platform,
        "is_minor": row.is_minor,
    }


def engagement_values(row: PersonRow) -> dict[str, Any]:
    """Return an engagement's columns as a file says them."""
    return {
        "employment": row.employment,
        "role_family": row.role_family,
        "department": row.department,
        "entity": row.entity,
        "title": row.title,
        "level": row.level,
        "country": row.country,
        "start": row.start,
        "end": row.end,
    }


def edges_of(
    row: PersonRow, engagement: str, person: str, refs: dict[str, str], source: str
) -> list[dict[str, Any]]:
    """Return the reporting edges of a row; an unknown manager, or oneself, is none (R2 AC2)."""
    kind = "sponsor" if row.employment in SPONSORED else "line"
    found = []
    for key, what in ((row.manager_key, kind), (row.secondary_manager_key, "functional")):
        manager = refs.get(key, "") if key else ""
        if manager and manager != person:
            edge: dict[str, Any] = {
                "id": random_id(),
                "engagement": engagement,
                "manager": manager,
                "kind": what,
            }
            found.append(edge | {"valid_from": None, "valid_to": None, "source": source})
    return found


def new_rows(
    part: Sequence[New],
    refs: dict[str, str],
    source: str,
    cutoff: date,
    fingerprint: Callable[[PersonRow], str],
) -> Prepared:
    """Return everything to insert for some new rows."""
    prepared = Prepared()
    for new in part:
        row = new.row
        person: dict[str, Any] = {"ref": new.person, "quiet_until": None, "merged_into": "", "created": None}
        prepared.persons.append(person | person_values(row))
        baseline = row.start < cutoff
        prepared.engagements.append(
            {"id": new.engagement, "person": new.person, "baseline": baseline} | engagement_values(row)
        )
        key = {"source": source, "key": row.key, "engagement": new.engagement}
        prepared.keys.append(key | {"fingerprint": fingerprint(row), "missing_runs": 0})
        prepared.edges += edges_of(row, new.engagement, new.person, refs, source)
    return prepared
