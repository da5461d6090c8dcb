"""The access feed: who got which tier when, compared with the talk that should have come before (R7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.flows.chunks import write_all
from bot.flows.people.imports import Progress
from bot.flows.people.result import ImportResult
from bot.rules.access_rows import NEEDED, AccessRow, read_access
from bot.rules.sheets import Rejected, decode, records
from bot.turn import Turn
from bot.turn.runs import Runs
from storage import people, registers
from storage.briefings import BRIEFING_RECORD
from storage.evidence import EVENT
from storage.obligations import OBLIGATION
from storage.people import ACCESS_EVENT

TOGETHER = 40
BEFORE = "access.before_briefing"

Access = tuple[str, int, datetime]  # engagement, tier, moment


@dataclass(slots=True)
class _Judged:
    result: ImportResult = field(default_factory=ImportResult)
    new: list[dict[str, Any]] = field(default_factory=list)


def import_access(
    engine: Runs,
    data: bytes,
    source: str,
    *,
    dry_run: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> ImportResult:
    """Return what came of an access feed; raises UnreadableFile when it can't be read at all.

    The same access again changes nothing.  ``source`` stands for rows that name none.
    """
    judged = _judge(data, source, *engine.ask(_known))
    result, total = judged.result, len(judged.new)
    if not dry_run:
        write_all(
            engine.run,
            _in_pieces(judged.new),
            _store,
            lambda done: progress(min(done * TOGETHER, total), total),
        )
    return result


def _known(turn: Turn) -> tuple[dict[str, str], set[Access], Any]:
    keys = {row.key: row.engagement for row in registers.known(turn.connection)}
    table = ACCESS_EVENT
    rows = turn.connection.execute(select(table.c.engagement, table.c.tier, table.c.at))
    return keys, {(row.engagement, row.tier, row.at) for row in rows}, turn.parts.new_id


def _judge(data: bytes, source: str, keys: dict[str, str], known: set[Access], new_id: Any) -> _Judged:
    judged = _Judged()
    result = judged.result
    for row in read_access(records(decode(data), NEEDED)):
        result.read += 1
        if isinstance(row, Rejected):
            result.rejected.append(row)
        elif row.key not in keys:
            reason = "Nobody in the register has this key; import people first."
            result.rejected.append(Rejected(row.row, "person_ref", row.key, reason))
        elif (access := (keys[row.key], row.tier, row.at)) in known:
            result.unchanged += 1
        else:
            known.add(access)
            result.created += 1
            judged.new.append(_row(row, access[0], source, new_id))
    return judged


def _row(row: AccessRow, engagement: str, source: str, new_id: Any) -> dict[str, Any]:
    own = {"id": new_id(), "engagement": engagement, "tier": row.tier, "at": row.at}
    return own | {"source": row.source or source}


def _in_pieces(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), TOGETHER):
        yield rows[start : start + TOGETHER]


def _store(turn: Turn, rows: list[dict[str, Any]]) -> None:
    registers.INSERT_ACCESS.each(turn.connection, rows)
    for engagement in dict.fromkeys(row["engagement"] for row in rows if row["tier"] >= 1):
        compare(turn, engagement)


def compare(turn: Turn, engagement_id: str) -> None:
    """Record once that access came before the talk, with the raw difference in minutes, and wake the open talk.

    Access beyond mail and chat counts from tier 1.  Nobody is asked about whoever was there long before.
    """
    engagement = people.engagement(turn.connection, engagement_id)
    first = _first_access(turn, engagement_id)
    if engagement is None or engagement.baseline or first is None:
        return
    open_talk = (OBLIGATION.c.about == engagement_id) & (OBLIGATION.c.kind == "briefing")
    pending = open_talk & (OBLIGATION.c.state == "pending") & OBLIGATION.c.next_at.is_not(None)
    # The ladder is another one with access; what has not begun yet begins with it.
    turn.connection.execute(update(OBLIGATION).where(pending).values(next_at=turn.now))
    held = _held_at(turn, engagement_id)
    if held is not None and held <= first.at:
        return
    delta = round((first.at - held).total_seconds() / 60) if held is not None else None
    if not _is_recorded(turn, engagement_id, is_known=delta is not None):
        turn.event(
            BEFORE, subject=engagement.person, engagement=engagement_id, object_type="engagement",
            object_id=engagement_id, tier=first.tier, access_at=first.at.isoformat(), delta_min=delta,
            source=first.source, outcome="" if held is not None else "no confirmed talk",
        )  # fmt: skip


def _first_access(turn: Turn, engagement: str) -> Any:
    table = ACCESS_EVENT
    mine = (table.c.engagement == engagement) & (table.c.tier >= 1)
    return turn.connection.execute(select(table).where(mine).order_by(table.c.at).limit(1)).first()


def _held_at(turn: Turn, engagement: str) -> datetime | None:
    table = BRIEFING_RECORD
    confirmed = (table.c.engagement == engagement) & (table.c.outcome == "confirmed")
    found: datetime | None = turn.connection.execute(
        select(table.c.held_at).where(confirmed).order_by(table.c.held_at).limit(1)
    ).scalar()
    return found


def _is_recorded(turn: Turn, engagement: str, *, is_known: bool) -> bool:
    """Return True when the finding is on record, with its difference once that is known."""
    said = select(EVENT.c.body).where(EVENT.c.object_id == engagement, EVENT.c.action == BEFORE)
    bodies = [row.body for row in turn.connection.execute(said)]
    return any('"delta_min"' in body for body in bodies) if is_known else bool(bodies)


def briefed_before_access(turn: Turn, since: datetime, until: datetime) -> tuple[int, int] | None:
    """Return of how many first accesses in a period how many came after a confirmed talk (K1).

    None while there is no access feed: not measurable is not 100 % (R7 AC2).  Whoever was there long before
    the first import was never asked about and is left out.
    """
    if turn.connection.execute(select(ACCESS_EVENT.c.id).limit(1)).first() is None:
        return None
    rows = registers.first_accesses(turn.connection, since, until)
    return sum(row.held_at is not None and row.held_at <= row.at for row in rows), len(rows)
