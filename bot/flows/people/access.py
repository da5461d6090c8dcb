"""The access feed: who got which tier when, compared with the talk that should have come before (R7)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from bot.flows.people.imports import ImportResult
from bot.rules.access_rows import NEEDED, AccessRow, read_access
from bot.rules.sheets import Rejected, decode, records
from bot.turn import Turn
from bot.turn.runs import Runs
from storage.briefings import BRIEFING_RECORD
from storage.obligations import OBLIGATION
from storage.people import ACCESS_EVENT, ENGAGEMENT, SOURCE_KEY

CHUNK = 200


def import_access(
    engine: Runs,
    data: bytes,
    source: str,
    *,
    dry_run: bool = False,
    progress: Any = lambda _done, _total: None,
) -> ImportResult:
    """Return what came of an access feed; the same rows again change nothing."""
    result = ImportResult()
    rows = list(read_access(records(decode(data), NEEDED)))
    keys = engine.ask(_keys)
    good: list[tuple[AccessRow, str]] = []
    for row in rows:
        result.read += 1
        if isinstance(row, Rejected):
            result.rejected.append(row)
        elif row.key not in keys:
            reason = "Nobody in the register has this key; import people first."
            result.rejected.append(Rejected(row.row, "person_ref", row.key, reason))
        else:
            good.append((row, keys[row.key]))
    known = engine.ask(_known)
    new = [(row, about) for row, about in good if (about, row.tier, row.at) not in known]
    result.created, result.unchanged = len(new), len(good) - len(new)
    if dry_run:
        return result
    for start in range(0, len(new), CHUNK):
        engine.run(_store, new[start : start + CHUNK], source)
        progress(start + CHUNK, len(new))
    return result


def _keys(turn: Turn) -> dict[str, str]:
    return {row.key: row.engagement for row in turn.connection.execute(select(SOURCE_KEY))}


def _known(turn: Turn) -> set[tuple[str, int, Any]]:
    return {(row.engagement, row.tier, row.at) for row in turn.connection.execute(select(ACCESS_EVENT))}


def _store(turn: Turn, rows: list[tuple[AccessRow, str]], source: str) -> None:
    for row, about in rows:
        values = {"id": turn.parts.new_id(), "engagement": about, "tier": row.tier, "at": row.at}
        turn.connection.execute(insert(ACCESS_EVENT), values | {"source": row.source or source})
        if row.tier >= 1:
            _compare(turn, row, about)


def _compare(turn: Turn, row: AccessRow, about: str) -> None:
    """Record access that came before the talk, with the raw difference; the open talk is looked at again."""
    engagement = turn.connection.execute(select(ENGAGEMENT).where(ENGAGEMENT.c.id == about)).one()
    if engagement.baseline:
        return
    confirmed = select(BRIEFING_RECORD.c.held_at).where(
        BRIEFING_RECORD.c.engagement == about, BRIEFING_RECORD.c.outcome == "confirmed"
    )
    held = turn.connection.execute(confirmed.order_by(BRIEFING_RECORD.c.held_at)).scalar()
    if held is not None and held <= row.at:
        return
    delta = round((row.at - held).total_seconds() / 60) if held is not None else None
    turn.event(
        "access.before_briefing",
        subject=engagement.person,
        engagement=about,
        tier=str(row.tier),
        access_at=row.at.isoformat(),
        delta_min=str(delta) if delta is not None else "",
        source=row.source,
    )
    open_talk = (
        (OBLIGATION.c.kind == "briefing") & (OBLIGATION.c.about == about) & (OBLIGATION.c.state == "pending")
    )
    turn.connection.execute(update(OBLIGATION).where(open_talk).values(next_at=turn.now))
