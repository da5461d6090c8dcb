"""What is held back now, why, and until when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, select

from adapters.demo.facts import Held
from adapters.demo.narrator import Narrator, clock_in, holiday_on
from bot.jobs.facts import gather
from bot.rules.calendars import absence_on, is_working_day, local_day
from bot.turn import Turn
from storage.obligations import OBLIGATION

Reason = Literal["quiet_hours", "leave", "holiday", "budget", "other"]

_SILENCES = ("on_leave", "holiday", "quiet_hours", "budget_spent", "snoozed")


@dataclass(slots=True)
class _Line:
    """People for whom the same rests for the same reason until the same moment."""

    reason: Reason
    title: str
    why: str
    until: datetime
    refs: list[str] = field(default_factory=list)


def held(turn: Turn, reads: str, limit: int) -> tuple[Held, ...]:
    """Return what is held back, the next to be looked at first; alike people of one place are one line."""
    table = OBLIGATION.c
    rests = table.silence.in_(_SILENCES) & (table.next_at > turn.now)
    wanted = select(OBLIGATION).where(table.state == "pending", rests)
    wanted = wanted.order_by(table.next_at, table.owner, table.due, table.id)
    duties: dict[tuple[datetime, str, str], list[Row[Any]]] = {}
    for row in turn.connection.execute(wanted).all():
        duties.setdefault((row.next_at, row.owner, row.silence), []).append(row)
    gather(turn, list({owner for _, owner, _ in duties}))  # the turn knows their calendars afterwards
    narrator = Narrator(turn, reads)
    lines: dict[tuple[object, ...], _Line] = {}
    for (until, owner, silence), rows in duties.items():
        reason, why = _why(narrator, owner, silence)
        alike = tuple(sorted({(row.kind, row.object, row.version) for row in rows}))
        # Leave is one's own; everything else may be a whole town's.
        key = (until, why, alike) if reason != "leave" else (until, owner)
        line = lines.get(key)
        if line is None:
            if len(lines) >= limit:
                break
            line = lines[key] = _Line(reason, _title(narrator, rows), why, until)
        line.refs.append(owner)
    return tuple(_told(narrator, line) for line in lines.values())


def _told(narrator: Narrator, line: _Line) -> Held:
    return Held(narrator.name_of(line.refs), line.title, line.why, line.until, line.reason)


def _title(narrator: Narrator, rows: list[Row[Any]]) -> str:
    title = narrator.about(rows[0])
    return narrator.say("demo.about.more", title=title, count=len(rows) - 1) if len(rows) > 1 else title


def _why(narrator: Narrator, owner: str, silence: str) -> tuple[Reason, str]:
    """Return why somebody is told nothing now, as it is true for everybody in the same place."""
    turn, row = narrator.turn, narrator.turn.someone(owner)
    calendar = turn.calendar_of(row)
    today = local_day(calendar, turn.now)
    if silence == "budget_spent":
        return "budget", narrator.say("demo.held.budget")
    if silence == "snoozed":
        return "other", narrator.say("demo.held.snoozed")
    away = absence_on(calendar, today)
    if away is not None:
        last = away.last if not away.is_open else None
        words = narrator.say("demo.held.leave", date=narrator.day(last)) if last else ""
        return "leave", words or narrator.say("demo.held.leave.open")
    # The look was taken some time ago: what counts is why this moment is no good one.
    holiday = holiday_on(calendar.country, today, narrator.locale)
    if holiday:
        return "holiday", narrator.say("demo.held.holiday", name=holiday)
    if not is_working_day(calendar, today):
        return "quiet_hours", narrator.say("demo.held.day_off")
    time, town = clock_in(calendar.zone, turn.now, narrator.locale), narrator.place(calendar.zone)
    return "quiet_hours", narrator.say("demo.held.quiet", time=time, place=town)
