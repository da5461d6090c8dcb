"""What is known before an import: keys, whose they are, addresses, and since when a source is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.rules.calendars import local_day
from bot.turn import Turn
from storage import registers


@dataclass(frozen=True, slots=True)
class Key:
    """How a source's key stands in the register.

    ``fingerprint`` is "" while only a merge has named the key: no row of it has been taken, and
    ``engagement`` is one of the person it will belong to.
    """

    engagement: str
    person: str
    fingerprint: str
    missing_runs: int
    is_active: bool


@dataclass(slots=True)
class Known:
    """The register as far as an import needs it, and the facts of the run."""

    source: str
    run: str
    now: datetime
    today: date  # the organisation's
    actor: str
    channel: str
    baseline: timedelta
    locale: str  # the organisation's, for rows that name no language
    new_id: Callable[[], str]
    first_day: date | None = None  # the organisation's, of the first run
    keys: dict[str, Key] = field(default_factory=dict)
    addresses: list[tuple[str, str, str, str]] = field(default_factory=list)  # e-mail, source, key, person
    engagements_of: Counter[str] = field(default_factory=Counter)

    @property
    def cutoff(self) -> date:
        """Return the day before which a start belongs to the baseline: 30 days before the first import."""
        return (self.first_day or self.today) - self.baseline

    def is_one_person(self, a: str, b: str) -> bool:
        """Return True when somebody has said that two keys are one person."""
        one, other = self.keys.get(a), self.keys.get(b)
        return one is not None and other is not None and one.person == other.person

    def holders(self, replaced: Container[str]) -> dict[str, list[tuple[str, str, str]]]:
        """Return (source, key, person) of who holds each address; rows of the file replace their keys' own."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for email, source, key, person in self.addresses:
            if source != self.source or key not in replaced:
                found.setdefault(email, []).append((source, key, person))
        return found


def load(turn: Turn, source: str) -> Known:
    """Return what is known of a source, and who has which address in any."""
    settings, first = turn.settings, registers.first_run(turn.connection, source)
    known = Known(
        source,
        turn.parts.new_id(),
        turn.now,
        turn.today_of(None),
        turn.actor.user_id,
        turn.actor.platform,
        settings.windows.baseline,
        settings.organisation.locale,
        turn.parts.new_id,
        local_day(turn.calendar_of(None), first) if first is not None else None,
    )
    today = known.today
    for its, key, engagement, fingerprint, missing, person, end, email in registers.known(turn.connection):
        is_active = end is None or end >= today
        if its == source:
            known.keys[key] = Key(engagement, person, fingerprint, missing, is_active)
        if not fingerprint:
            continue
        known.engagements_of[person] += 1
        if email and is_active:
            known.addresses.append((email, its, key, person))
    return known
