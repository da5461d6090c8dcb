"""A lesson is given to an audience."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from bot.errors import Refused
from bot.flows.policies.audience import active, audience
from bot.rules.calendars import opening
from bot.rules.ladder import due_for
from bot.turn import Turn
from storage.obligations import OBLIGATION


def assign(turn: Turn, lesson_id: str, rule: Any = "everyone", limit: int = 400) -> int:
    """Give a lesson to those of an audience who have not got it; return how many got it in this chunk."""
    lesson = turn.parts.library.lesson(lesson_id, "en")
    if lesson is None:
        raise Refused("lesson.unknown", typed=lesson_id)
    has_it = select(OBLIGATION.c.about).where(
        OBLIGATION.c.kind == "lesson",
        OBLIGATION.c.object == lesson.id,
        OBLIGATION.c.version == lesson.version,
    )
    rows = turn.connection.execute(
        active(audience(rule), turn).where(audience(rule).selected_columns.id.not_in(has_it)).limit(limit)
    ).all()
    for row in rows:
        calendar = turn.calendar_of(turn.someone(row.ref))
        begins = max(turn.now, _start_of(row, turn))
        due = due_for("lesson", begins, calendar, working_days=turn.settings.windows.lesson)
        turn.oblige(
            "lesson",
            row.ref,
            lesson.id,
            about=row.id,
            version=lesson.version,
            reason="plan",
            due=due,
            created=begins,
            next_at=begins,
        )
    return len(rows)


def _start_of(row: Row[Any], turn: Turn) -> datetime:
    return opening(turn.calendar_of(turn.someone(row.ref)), row.start)
