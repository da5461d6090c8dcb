"""Dates that move because a person's time changed: recomputed in the turn that changed it (R4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, update

from bot.rules.calendars import (
    Calendar,
    add_working_days,
    closing,
    local_day,
    opening,
    paused_due,
    working_days_between,
)
from bot.rules.ladder import due_for
from bot.turn import KINDS, Turn, args_of
from bot.turn.evidence import canonical
from storage import messages, obligations, people
from storage.obligations import OBLIGATION


def read_anew(turn: Turn, ref: str) -> Calendar:
    """Return a person's calendar after a change of the person or of the absences."""
    row = people.person(turn.connection, ref)
    if row is not None:
        turn.remember(row, [(one.first, one.last) for one in people.absences(turn.connection, ref)])
    return turn.calendar_of(row)


def look_again(turn: Turn, ref: str, was: Calendar | None = None) -> int:
    """Return how many dates of what a person owes moved.

    A date inside an absence goes to five working days after the return, and back when the absence is taken
    away.  ``was``: the calendar before zone, country or working days changed; a date keeps its day, and goes
    on to the next working day where the person no longer works on it.  The pass looks at all of it again.
    """
    calendar = read_anew(turn, ref)
    moved = sum(_redate(turn, duty, calendar, was) for duty in obligations.open_of(turn.connection, ref))
    waits = (
        (OBLIGATION.c.owner == ref) & (OBLIGATION.c.state == "pending") & (OBLIGATION.c.next_at > turn.now)
    )
    begun = OBLIGATION.c.created <= turn.now
    turn.connection.execute(update(OBLIGATION).where(waits, begun).values(next_at=turn.now))
    return moved


def _redate(turn: Turn, duty: Row[Any], calendar: Calendar, was: Calendar | None) -> bool:
    """Return True when the date of a duty moved."""
    if duty.due is None:
        return False
    if duty.kind == "briefing":  # due with somebody's start: whoever acts for its owner takes it (R12)
        return was is not None and _move(turn, duty, _by_start(turn, duty, calendar), None)
    if KINDS[duty.kind].rests(duty):
        return False
    plain = _unpaused(duty)
    if was is not None:
        day = add_working_days(calendar, local_day(was, plain), 0, count_absence=False)
        plain = closing(calendar, day)
    paused = paused_due(calendar, plain, turn.now)
    if paused is None:
        return plain != duty.due and _move(turn, duty, plain, None)
    return paused != duty.due and _move(turn, duty, paused, plain, calendar)


def _by_start(turn: Turn, duty: Row[Any], calendar: Calendar) -> datetime:
    engagement = people.engagement(turn.connection, duty.about)
    if engagement is None:
        return closing(calendar, local_day(calendar, duty.due))
    return due_for("briefing", turn.now, calendar, start=engagement.start)


def _unpaused(duty: Row[Any]) -> datetime:
    """Return the date a duty had before an absence moved it; its date where something else moved it since."""
    paused = args_of(duty).get("paused")
    due: datetime = duty.due
    return datetime.fromisoformat(paused["from"]) if paused and paused["to"] == due.isoformat() else due


def _move(
    turn: Turn, duty: Row[Any], due: datetime, paused: datetime | None, calendar: Calendar | None = None
) -> bool:
    """Give a duty another date.  ``paused``: where it stood before an absence.

    What was sent is drawn again.  Reminders begin anew where there had been some; the first word alone is not
    said twice.
    """
    if due == duty.due:
        return False
    args = {name: value for name, value in args_of(duty).items() if name != "paused"}
    facts: dict[str, Any] = {"due": due.isoformat(), "due_before": duty.due.isoformat()}
    if paused is not None and calendar is not None:
        args["paused"] = {"from": paused.isoformat(), "to": due.isoformat()}
        facts |= _pause(calendar, paused, due)
    values = {"due": due, "round": _round(turn, duty), "step": "", "silence": "", "args": canonical(args)}
    turn.change(duty, next_at=max(turn.now, duty.created), **values)
    turn.event(
        "obligation.paused" if paused is not None else "obligation.moved", subject=duty.owner, engagement=duty.about,
        object_type="obligation", object_id=duty.id, **facts,
    )  # fmt: skip
    return True


def _pause(calendar: Calendar, before: datetime, due: datetime) -> dict[str, Any]:
    """Return what the evidence says of a pause: until when, and how many working days in whose calendar."""
    days = working_days_between(
        calendar, local_day(calendar, before), local_day(calendar, due), count_absence=False
    )
    facts = {"outcome": "absent", "until": due.isoformat(), "paused_days": days}
    return facts | {"calendar_id": f"{calendar.country} {calendar.zone}"}


def _round(turn: Turn, duty: Row[Any]) -> int:
    told = messages.steps_told(turn.connection, duty.id, duty.round, duty.owner)
    reminded = told - {"rung.0"} or duty.step.startswith("rung.+")
    return int(duty.round) + bool(reminded)


def move_first_day(turn: Turn, engagement: str, start: date) -> int:
    """Return how many rules of somebody's first day moved with it; they are asked for on that day."""
    moved = 0
    for duty in obligations.about(turn.connection, engagement):
        if duty.state != "pending" or duty.kind != "policy.acknowledge" or duty.reason != "joined":
            continue
        calendar = turn.calendar_of(turn.someone(duty.owner))
        begins = max(turn.now, opening(calendar, start))
        last = closing(calendar, local_day(calendar, begins))
        due = last if last > begins else duty.due
        due = paused_due(calendar, due, turn.now) or due
        if (begins, due) == (duty.created, duty.due):
            continue
        turn.change(duty, created=begins, due=due, next_at=begins, round=duty.round + 1, step="", silence="")
        turn.event(
            "obligation.moved", subject=duty.owner, engagement=engagement, object_type="obligation",
            object_id=duty.id, due=due.isoformat(), due_before=duty.due.isoformat(), outcome="start moved",
        )  # fmt: skip
        moved += 1
    return moved
