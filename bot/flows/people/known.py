"""What is known before an import: keys, addresses, and since when a source is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from bot.turn import Turn
from storage.people import ENGAGEMENT, IMPORT_RUN, PERSON, SOURCE_KEY


@dataclass(slots=True)
class Key:
    """How a source's key stands in the register."""

    engagement: str
    person: str
    fingerprint: str
    missing_runs: int


@dataclass(slots=True)
class Known:
    """The register as far as an import needs it."""

    keys: dict[str, Key] = field(default_factory=dict)
    holders: dict[str, set[str]] = field(default_factory=dict)  # e-mail -> persons who are active
    names: dict[str, str] = field(default_factory=dict)  # person -> one of its keys, for sentences
    first_run: date | None = None

    def same_person(self, a: str, b: str) -> bool:
        """Return True when both keys belong to one person already (merged)."""
        return a in self.keys and b in self.keys and self.keys[a].person == self.keys[b].person


def load(turn: Turn, source: str) -> Known:
    """Return what is known of a source, and who has which address in any."""
    known = Known()
    today = turn.now.date()
    rows = (
        select(
            SOURCE_KEY.c.source,
            SOURCE_KEY.c.key,
            SOURCE_KEY.c.engagement,
            SOURCE_KEY.c.fingerprint,
            SOURCE_KEY.c.missing_runs,
            ENGAGEMENT.c.person,
            ENGAGEMENT.c.end,
            PERSON.c.email,
        )
        .join(ENGAGEMENT, ENGAGEMENT.c.id == SOURCE_KEY.c.engagement)
        .join(PERSON, PERSON.c.ref == ENGAGEMENT.c.person)
    )
    for row in turn.connection.execute(rows):
        if row.source == source:
            known.keys[row.key] = Key(row.engagement, row.person, row.fingerprint, row.missing_runs)
        if row.email and (row.end is None or row.end >= today):
            known.holders.setdefault(row.email, set()).add(row.person)
            known.names[row.person] = row.key
    first = turn.connection.execute(
        select(func.min(IMPORT_RUN.c.at)).where(IMPORT_RUN.c.source == source)
    ).scalar()
    known.first_run = first.date() if first is not None else None
    return known
