"""Who is no longer in a register: flagged after two runs in a row, never closed, and well again when back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.flows.people.judging import Judged
from bot.flows.people.known import Key, Known
from bot.turn import Turn
from storage import registers

FLAGGED_AFTER = 2  # consecutive runs of one source
TOGETHER = 100


@dataclass(frozen=True, slots=True)
class Absentee:
    """A key and for how many runs in a row it has been missing now."""

    name: str
    key: Key
    runs: int


def missing(judged: Judged, known: Known) -> list[Absentee]:
    """Return the keys whose count of missing runs changes.

    Whoever has left may leave the file too; a key that only a merge has named was never in it.
    """
    found = []
    for name, key in known.keys.items():
        if name in judged.seen:
            if key.missing_runs:
                found.append(Absentee(name, key, 0))
        elif key.fingerprint and key.is_active and key.missing_runs < FLAGGED_AFTER:
            found.append(Absentee(name, key, key.missing_runs + 1))
    return found


def in_pieces(absentees: list[Absentee]) -> Iterator[list[Absentee]]:
    """Yield some of them at a time."""
    for start in range(0, len(absentees), TOGETHER):
        yield absentees[start : start + TOGETHER]


def note_missing(turn: Turn, absentees: list[Absentee], known: Known) -> None:
    """Write the counts, and an event for whoever is flagged now or has been and is seen again."""
    registers.note_missing(turn.connection, known.source, [(one.name, one.runs) for one in absentees])
    for one in absentees:
        action = ""
        if one.runs == FLAGGED_AFTER:
            action = "engagement.flagged_missing"
        elif one.runs == 0 and one.key.missing_runs >= FLAGGED_AFTER:
            action = "engagement.seen_again"
        if action:
            turn.event(
                action, subject=one.key.person, engagement=one.key.engagement, object_type="engagement",
                object_id=one.key.engagement, source=known.source, run_id=known.run,
            )  # fmt: skip
