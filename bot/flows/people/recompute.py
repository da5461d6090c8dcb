"""Dates that move because a person's time changed: recomputed in the turn that changed it (R4)."""

from __future__ import annotations

from sqlalchemy import update

from bot.rules.calendars import paused_due
from bot.turn import Turn
from storage import obligations
from storage.obligations import OBLIGATION


def look_again(turn: Turn, ref: str) -> int:
    """Look at everything a person owes again; dates inside an absence move to five working days after it.

    Return how many dates moved.
    """
    turn.forget_calendar(ref)
    row = turn.someone(ref)
    calendar = turn.calendar_of(row)
    moved = 0
    for duty in obligations.open_of(turn.connection, ref):
        due = paused_due(calendar, duty.due, turn.now) if duty.due is not None else None
        if due is None:
            turn.connection.execute(
                update(OBLIGATION)
                .where(OBLIGATION.c.id == duty.id)
                .values(next_at=max(turn.now, duty.created))
            )
            continue
        turn.change(duty, due=due, round=duty.round + 1, next_at=max(turn.now, duty.created))
        turn.event(
            "obligation.paused",
            subject=ref,
            engagement=duty.about,
            object_type="obligation",
            object_id=duty.id,
            outcome="absent",
            until=due.isoformat(),
        )
        moved += 1
    return moved
