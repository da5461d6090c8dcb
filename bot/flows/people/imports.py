"""The register read from CSV (R1): new rows in bulk, changed rows one by one, unchanged rows not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import insert

from bot.errors import Refused
from bot.flows.chunks import write_all
from bot.flows.people import rows
from bot.flows.people.changes import Changes
from bot.flows.people.following import ask_for_talks, oblige_newcomers
from bot.flows.people.handing import tell_handed
from bot.flows.people.judging import Judged, judge
from bot.flows.people.known import Known, load
from bot.flows.people.missing import in_pieces, missing, note_missing
from bot.flows.people.quality import tell_findings
from bot.flows.people.result import ImportResult
from bot.turn import Turn, real_clock
from bot.turn.evidence import canonical
from bot.turn.runs import Runs
from storage import leases
from storage.people import IMPORT_RUN

__all__ = ["ImportResult", "Progress", "import_people"]

Progress = Callable[[int, int], None]
# Longer than any import waits for its turn; a process that was killed holds up the next one so long.
LEASE = timedelta(seconds=60)


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
    if dry_run:
        return judge(data, engine.ask(load, source)).result
    holder = engine.run(_take, source)
    try:
        known = engine.ask(load, source)
        judged = judge(data, known)
        _write(engine, known, judged, lambda: engine.run(_keep, source, holder), progress)
        engine.run(_note_run, known, judged, hashlib.sha256(data).hexdigest())
    finally:
        engine.run(_give_up, source, holder)
    ask_for_talks(engine, engine.run)
    oblige_newcomers(engine, engine.run)
    if judged.result.created or judged.result.updated or missing(judged, known):
        tell_findings(engine, known.run)
    return judged.result


def _write(engine: Runs, known: Known, judged: Judged, keep: Callable[[], None], progress: Progress) -> None:
    """Write what differs.  New people come first, so that whoever reports to them finds them."""
    total = judged.result.created + judged.result.updated
    changes, kept = Changes(known, judged.places), real_clock()

    def told(done: int) -> None:
        nonlocal kept
        progress(min(done, total), total)
        if real_clock() - kept > LEASE / 4:
            keep()
            kept = real_clock()

    prepared = rows.prepared(judged.new, judged.places, known)
    write_all(engine.run, prepared, rows.insert, lambda done: told(done * rows.TOGETHER))
    done_before = len(judged.new)
    write_all(engine.run, judged.claimed, changes.take_claimed, lambda done: told(done_before + done))
    done_before += len(judged.claimed)
    write_all(engine.run, judged.changed, changes.apply, lambda done: told(done_before + done))
    absentees = in_pieces(missing(judged, known))
    write_all(
        engine.run, absentees, lambda turn, some: note_missing(turn, some, known), lambda _: told(total)
    )
    if changes.handed:
        engine.run(tell_handed, changes.handed)


# --- the run ---------------------------------------------------------------------------------


def _take(turn: Turn, source: str) -> str:
    """Return the name under which this run holds the register; two runs of one source take turns."""
    holder = turn.parts.new_id()
    if not _lease(turn, source, holder, real_clock()):
        raise Refused("import.running", source=source)
    return holder


def _keep(turn: Turn, source: str, holder: str) -> None:
    if not _lease(turn, source, holder, real_clock()):
        raise Refused("import.running", source=source)


def _lease(turn: Turn, source: str, holder: str, now: datetime) -> bool:
    return leases.take(turn.connection, f"import:{source}", holder, now, LEASE) is not None


def _give_up(turn: Turn, source: str, holder: str) -> None:
    leases.give_up(turn.connection, f"import:{source}", holder, real_clock())


def _note_run(turn: Turn, known: Known, judged: Judged, file_sha256: str) -> None:
    """Note the run: counts and the file's hash, no event."""
    counts = judged.result.counts() | {"rejected": len(judged.result.rejected)}
    values = {"id": known.run, "source": known.source, "at": known.now, "file_sha256": file_sha256}
    turn.connection.execute(insert(IMPORT_RUN), values | {"counts": canonical(counts)})
