"""People as a register writes them: rows of persons.csv to facts, or to reasons why not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from bot.rules import cells
from bot.rules.sheets import Column, Record, Rejected, Unfit, shown

# Without these four no row says anything; a file that lacks one is not a register.
NEEDED = ("person_ref", "email", "name", "start")
EMPLOYMENTS = frozenset(
    {"employee", "contractor", "temp", "apprentice", "intern", "agency", "external", "board"}
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One employment or assignment of one person, as the source tells it.

    ``row`` is the row as a spreadsheet shows it, ``key`` the source's own id.  ``workdays`` counts from
    Monday, 0.  Text that the source does not give is ``""``; the manager keys are not looked up here.
    """

    row: int
    key: str
    email: str
    name: str
    manager_key: str
    secondary_manager_key: str
    employment: str
    fte: float
    workdays: frozenset[int]
    has_account: bool
    platform: str
    is_minor: bool
    role_family: str
    department: str
    title: str
    level: int | None
    start: date
    end: date | None
    country: str
    subdivision: str
    zone: str
    locale: str
    entity: str

    def is_active(self, today: date) -> bool:
        """Return whether the employment has not ended; one that is still to start counts."""
        return self.end is None or self.end >= today

    @property
    def holiday_region(self) -> str:
        """Return the place whose public holidays count: GB-SCT, or GB when no part is given."""
        return f"{self.country}-{self.subdivision}" if self.country and self.subdivision else self.country


def read_rows(
    records: Iterable[Record | Rejected], known_zones: Collection[str]
) -> Iterator[PersonRow | Rejected]:
    """Yield each row of a register as a fact, or as rejected with its first fault.

    A ``person_ref`` that stands twice belongs to the row that had it first, taken or not.
    """
    columns = _columns(frozenset(known_zones))
    rows_by_key: dict[str, int] = {}
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        row, cell = record
        try:
            _check_key(row, cell["person_ref"], rows_by_key)
            person = PersonRow(row, *[column[cell.get(column.name, "")] for column in columns])
            _check_period(person)
        except Unfit as unfit:
            yield Rejected(row, unfit.column, shown(unfit.value), unfit.reason)
        else:
            yield person


def one_key_each(
    rows: Iterable[PersonRow | Rejected], today: date, is_same_person: Callable[[str, str], bool]
) -> Iterator[PersonRow | Rejected]:
    """Yield the rows, those rejected whose e-mail address another active key has already.

    ``is_same_person`` tells whether somebody has said so of two keys (``steward people merge``).
    """
    holders: dict[str, PersonRow] = {}
    for person in rows:
        if isinstance(person, PersonRow) and person.email and person.is_active(today):
            holder = holders.setdefault(person.email, person)
            if holder is not person and not is_same_person(holder.key, person.key):
                reason = (
                    f"{holder.key} in row {holder.row} has this address, and {person.key} here; "
                    "if they are one person, say so with steward people merge."
                )
                yield Rejected(person.row, "email", person.email, reason)
                continue
        yield person


def fingerprint(person: PersonRow) -> str:
    """Return a hash of everything a row says; where it stands in the file does not matter."""
    said = (*_FACTS(person), cells.week(person.workdays))
    return blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


# A set has no order to rely on, so the working days go in as text.
_FACTS = attrgetter(*(field.name for field in fields(PersonRow) if field.name not in {"row", "workdays"}))


def _check_key(row: int, key: str, rows_by_key: dict[str, int]) -> None:
    """Note who has this key; Unfit when another row has it."""
    first = rows_by_key.setdefault(key, row) if key else row
    if first != row:
        raise Unfit("person_ref", key, f"The person_ref stands twice; row {first} has it already.")


def _check_period(person: PersonRow) -> None:
    if person.end is not None and person.end < person.start:
        reason = f"The end, {person.end}, is before the start, {person.start}."
        raise Unfit("end", person.end.isoformat(), reason)


def _columns(known_zones: frozenset[str]) -> tuple[Column[Any], ...]:
    """Return a column for each field of PersonRow below ``row``, in the same order."""
    return (
        Column("person_ref", cells.own_key, repeats=False),
        Column("email", cells.email, repeats=False),
        Column("name", cells.name, repeats=False),
        Column("manager_ref", cells.key),
        Column("secondary_manager_ref", cells.key),
        Column("employment", cells.one_of(EMPLOYMENTS, "employee")),
        Column("fte", cells.fte),
        Column("workdays", cells.workdays),
        Column("has_account", cells.flag(default=True)),
        Column("platform", cells.platform),
        Column("is_minor", cells.flag(default=False)),
        Column("role_family", cells.plain),
        Column("dept", cells.plain),
        Column("title", cells.plain),
        Column("level", cells.level),
        Column("start", cells.start),
        Column("end", cells.end),
        Column("country", cells.country),
        Column("subdivision", cells.subdivision),
        Column("tz", cells.zone(known_zones)),
        Column("lang", cells.locale),
        Column("entity", cells.plain),
    )
