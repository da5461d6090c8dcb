"""The register read from CSV (R1): new rows in bulk, changed rows one by one, unchanged rows not at all."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import insert, update

from bot.flows.briefings import ask_for_briefings
from bot.flows.people.changes import apply_change
from bot.flows.people.known import Key, Known, load
from bot.flows.people.rows import New, new_rows
from bot.flows.policies.audience import oblige_audience, published_ids
from bot.rules.people import NEEDED, PersonRow, fingerprint, one_key_each, read_rows
from bot.rules.sheets import Rejected, decode, records
from bot.turn import Turn
from bot.turn.evidence import event_row
from bot.turn.runs import Runs
from storage import evidence
from storage.people import ENGAGEMENT, IMPORT_RUN, PERSON, REPORTING_EDGE, SOURCE_KEY

CHUNK = 250  # rows of five tables stay under 25 ms of the writers' lock
REST_SECONDS = 0.005
FLAGGED_AFTER = 2  # consecutive runs without somebody

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class ImportResult:
    """What an import came to."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    baseline: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the result in the form of ``--json``."""
        rejected = [
            {"row": one.row, "column": one.column, "value": one.value, "reason": one.reason}
            for one in self.rejected
        ]
        counts = {
            name: getattr(self, name) for name in ("read", "created", "updated", "unchanged", "baseline")
        }
        return counts | {"rejected": rejected}


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def import_people(
    engine: Runs,
    data: bytes,
    source: str,
    *,
    dry_run: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> ImportResult:
    """Return what came of importing a register; raises UnreadableFile when it can't be read at all.

    With ``dry_run`` nothing is written, and the numbers are the same.
    """
    text = decode(data)
    rows = records(text, NEEDED)
    known, today, run = engine.ask(_start, source)
    result = ImportResult()
    accepted = list(_accepted(rows, known, today, result))
    refs = {key: one.person for key, one in known.keys.items()}
    cutoff = (known.first_run or today) - engine.ask(lambda turn: turn.settings.windows.baseline)
    new = list(_new(accepted, known, refs, run))
    changed = [
        row
        for row in accepted
        if row.key in known.keys and _print(row, refs) != known.keys[row.key].fingerprint
    ]
    result.created, result.updated = len(new), len(changed)
    result.unchanged = len(accepted) - len(new) - len(changed)
    result.baseline = sum(row.start < cutoff for row in accepted)
    if dry_run:
        return result
    total = len(new) + len(changed)
    _write_new(engine, new, refs, source, cutoff, run, lambda done: progress(done, total))
    for done, row in enumerate(changed, len(new) + 1):
        engine.run(apply_change, row, known.keys[row.key], refs, source, _print(row, refs), run)
        progress(done, total)
    engine.run(_end, source, run, data, result, {row.key for row in accepted} | _rejected_keys(result), known)
    if total:
        _tell_newcomers(engine)
    return result


def _start(turn: Turn, source: str) -> tuple[Known, date, str]:
    return load(turn, source), turn.now.date(), turn.parts.new_id()


def _accepted(rows: Iterable[Any], known: Known, today: date, result: ImportResult) -> Iterator[PersonRow]:
    for row in one_key_each(read_rows(rows, _zones()), today, known.same_person):
        result.read += 1
        if isinstance(row, Rejected):
            result.rejected.append(row)
            continue
        holders = known.holders.get(row.email, set()) if row.email and row.is_active(today) else set()
        mine = known.keys[row.key].person if row.key in known.keys else ""
        others = holders - {mine}
        if others and mine not in holders:
            other = known.names[min(others)]
            reason = (
                f"{other} in the register has this address, and {row.key} here; "
                "if they are one person, say so with steward people merge."
            )
            result.rejected.append(Rejected(row.row, "email", row.email, reason))
            continue
        yield row


def _rejected_keys(result: ImportResult) -> set[str]:
    """Return values that may be keys of rejected rows: somebody whose row has a fault is not missing."""
    return {one.value for one in result.rejected}


def _new(accepted: Iterable[PersonRow], known: Known, refs: dict[str, str], _run: str) -> Iterator[New]:
    from bot.turn import random_id

    for row in accepted:
        if row.key not in known.keys:
            new = New(row, f"p{random_id()}", f"e{random_id()}")
            refs[row.key] = new.person
            yield new


def _print(row: PersonRow, refs: dict[str, str]) -> str:
    """Return the fingerprint of a row; a manager who comes into the register later changes it."""
    found = refs.get(row.manager_key, ""), refs.get(row.secondary_manager_key, "")
    return fingerprint(row) + hashlib.blake2b("|".join(found).encode(), digest_size=4).hexdigest()


def _write_new(
    engine: Runs,
    new: list[New],
    refs: dict[str, str],
    source: str,
    cutoff: date,
    run: str,
    progress: Callable[[int], None],
) -> None:
    for start in range(0, len(new), CHUNK):
        part = new[start : start + CHUNK]
        prepared = new_rows(part, refs, source, cutoff, lambda row: _print(row, refs))
        engine.run(_insert, prepared, run, source)
        progress(start + len(part))
        time.sleep(REST_SECONDS)  # noqa: TID251 - bulk work rests so that clicks get in


def _insert(turn: Turn, prepared: Any, run: str, source: str) -> None:
    for row in prepared.persons:
        row["created"] = turn.now
    new_id = turn.parts.new_id
    events = [
        event_row(
            "person.created",
            turn.now,
            new_id,
            {
                "actor": turn.actor.user_id,
                "subject": row["person"],
                "engagement": row["id"],
                "source": source,
                "run_id": run,
            },
        )
        for row in prepared.engagements
    ]
    for table, rows in (
        (PERSON, prepared.persons),
        (ENGAGEMENT, prepared.engagements),
        (SOURCE_KEY, prepared.keys),
        (REPORTING_EDGE, prepared.edges),
    ):
        if rows:
            turn.connection.execute(insert(table), rows)
    evidence.append(turn.connection, events)
    fresh = [row["id"] for row in prepared.engagements if not row["baseline"]]
    if fresh:
        ask_for_briefings(turn, fresh)


def _end(
    turn: Turn, source: str, run: str, data: bytes, result: ImportResult, seen: set[str], known: Known
) -> None:
    """Note the run, and who is missing: flagged after two runs, never closed, and seen again is well again."""
    counts = json.dumps({name: value for name, value in result.as_dict().items() if name != "rejected"})
    values = {
        "id": run,
        "source": source,
        "at": turn.now,
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "counts": counts,
    }
    turn.connection.execute(insert(IMPORT_RUN), values)
    for key, one in known.keys.items():
        if key in seen:
            if one.missing_runs:
                _missing(turn, source, key, 0)
        elif one.missing_runs < FLAGGED_AFTER:
            _missing(turn, source, key, one.missing_runs + 1)
            if one.missing_runs + 1 == FLAGGED_AFTER:
                turn.event(
                    "engagement.missing",
                    subject=one.person,
                    engagement=one.engagement,
                    source=source,
                    run_id=run,
                )


def _missing(turn: Turn, source: str, key: str, runs: int) -> None:
    where = (SOURCE_KEY.c.source == source) & (SOURCE_KEY.c.key == key)
    turn.connection.execute(update(SOURCE_KEY).where(where).values(missing_runs=runs))


def _tell_newcomers(engine: Runs) -> None:
    for submission in engine.ask(published_ids):
        while engine.run(oblige_audience, submission):
            time.sleep(REST_SECONDS)  # noqa: TID251 - bulk work rests so that clicks get in


__all__ = ["ImportResult", "Key", "import_people"]
