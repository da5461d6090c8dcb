"""What an access feed tells: rows of access.csv to facts, or to reasons why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.rules import cells
from bot.rules.sheets import Column, Record, Rejected, Unfit, shown

NEEDED = ("person_ref", "tier", "at")


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Somebody got access of a tier at a moment, in UTC.  ``key`` is the register's own id of the person."""

    row: int
    key: str
    tier: int
    at: datetime
    source: str


def read_access(records: Iterable[Record | Rejected]) -> Iterator[AccessRow | Rejected]:
    """Yield each row of an access feed as a fact, or as rejected with its first fault."""
    key = Column("person_ref", cells.own_key)
    tier = Column("tier", cells.tier)
    at = Column("at", cells.instant, repeats=False)
    source = Column("source", cells.plain)
    for record in records:
        if isinstance(record, Rejected):
            yield record
            continue
        row, cell = record
        try:
            yield AccessRow(
                row,
                key[cell["person_ref"]],
                tier[cell["tier"]],
                at[cell["at"]],
                source[cell.get("source", "")],
            )
        except Unfit as unfit:
            yield Rejected(row, unfit.column, shown(unfit.value), unfit.reason)
