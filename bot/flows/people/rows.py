"""A file's rows as rows of the register's tables, made before any lock is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bot.flows.people.judging import Place, Places, print_of
from bot.flows.people.known import Known
from bot.rules.cells import week
from bot.rules.names import fold
from bot.rules.people import PersonRow
from bot.turn import Turn
from bot.turn.evidence import event_row
from storage import evidence, registers

# Whoever is named as their manager sponsors them; they are nobody's line manager.
SPONSORED = frozenset({"contractor", "agency", "external"})
TOGETHER = 40


@dataclass(slots=True)
class Prepared:
    """Rows of some people, ready to be inserted."""

    persons: list[dict[str, Any]] = field(default_factory=list)
    engagements: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)


def prepared(rows: Sequence[PersonRow], places: Places, known: Known) -> Iterator[Prepared]:
    """Yield what is to be inserted for new rows, some people at a time."""
    source = iter(rows)
    while some := list(islice(source, TOGETHER)):
        piece = Prepared()
        for row in some:
            _add(piece, row, places, known)
        yield piece


def insert(turn: Turn, piece: Prepared) -> None:
    """Insert what was prepared."""
    registers.INSERT_PERSON.each(turn.connection, piece.persons)
    registers.INSERT_ENGAGEMENT.each(turn.connection, piece.engagements)
    registers.INSERT_KEY.each(turn.connection, piece.keys)
    registers.INSERT_EDGE.each(turn.connection, piece.edges)
    evidence.append(turn.connection, piece.events)


def _add(piece: Prepared, row: PersonRow, places: Places, known: Known) -> None:
    place = places[row.key]
    person = person_values(row, known.locale)
    person |= {"ref": place.person, "quiet_until": None, "merged_into": "", "created": known.now}
    piece.persons.append(person)
    piece.engagements.append(engagement_row(row, place, known))
    piece.keys.append(
        {
            "source": known.source,
            "key": row.key,
            "engagement": place.engagement,
            "fingerprint": print_of(row, places),
            "missing_runs": 0,
        }
    )
    edges = edges_of(row, places, known)
    piece.edges += edges
    facts = created_facts(row, place, edges, known)
    piece.events.append(event_row("person.created", known.now, known.new_id, facts))


def person_values(row: PersonRow, locale: str) -> dict[str, Any]:
    """Return a person's columns as a file says them."""
    return {
        "name": row.name,
        "email": row.email,
        "folded": fold(row.name),
        "locale": row.locale or locale,
        "zone": row.zone,
        "country": row.holiday_region,
        "workdays": week(row.workdays),
        "has_account": row.has_account,
        "platform": row.platform.partition("+")[0],
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


def engagement_row(row: PersonRow, place: Place, known: Known) -> dict[str, Any]:
    """Return a new engagement; whoever was there long before the first import belongs to the baseline."""
    own = {"id": place.engagement, "person": place.person, "baseline": row.start < known.cutoff}
    return own | engagement_values(row)


def edges_of(row: PersonRow, places: Places, known: Known) -> list[dict[str, Any]]:
    """Return the reporting edges of a row.

    An unknown key and one's own are no manager (R2 AC2): an edge of the kind ``unknown`` or ``self`` leads to
    nobody and lets the ISMS owner be told what is wrong.
    """
    place, found = places[row.key], []
    kind = "sponsor" if row.employment in SPONSORED else "line"
    for key, what in ((row.manager_key, kind), (row.secondary_manager_key, "functional")):
        if not key:
            continue
        manager = places.get(key)
        if manager is None or manager.person == place.person:
            if what != "functional":
                found.append(edge(place, "", "unknown" if manager is None else "self", known))
        elif not any(one["manager"] == manager.person for one in found):
            found.append(edge(place, manager.person, what, known))
    return found


def edge(place: Place, manager: str, kind: str, known: Known) -> dict[str, Any]:
    """Return a row of a reporting edge that has always held."""
    return {
        "id": known.new_id(),
        "engagement": place.engagement,
        "manager": manager,
        "kind": kind,
        "valid_from": None,
        "valid_to": None,
        "source": known.source,
    }


def created_facts(
    row: PersonRow, place: Place, edges: Sequence[dict[str, Any]], known: Known
) -> dict[str, Any]:
    """Return what is recorded of somebody new: refs and dates, nothing that names them."""
    return {
        "actor": known.actor,
        "channel": known.channel,
        "subject": place.person,
        "engagement": place.engagement,
        "object_type": "engagement",
        "object_id": place.engagement,
        "source": known.source,
        "run_id": known.run,
        "employment": row.employment,
        "start": row.start.isoformat(),
        "end": row.end.isoformat() if row.end is not None else "",
        "baseline": row.start < known.cutoff,
        "lines": {one["kind"]: one["manager"] for one in edges},
    }
