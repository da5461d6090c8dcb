"""Not today: one duty, or everything, comes back on the next working morning; no date moves (R31)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.flows.common import duty_of, owned, still_open
from bot.model import Pressed, Reply
from bot.rules.calendars import local_day, opening
from bot.rules.ladder import not_today
from bot.turn import Turn, on
from storage import obligations
from storage.people import PERSON


@on("day.quiet")
def quiet(turn: Turn, pressed: Pressed) -> Reply:
    """Stay quiet until the next working morning; nothing is dropped and no date moves."""
    until = not_today(turn.now, turn.calendar_of(turn.me))
    turn.connection.execute(PERSON.update().where(PERSON.c.ref == turn.me.ref).values(quiet_until=until))
    turn.event("person.quiet", subject=turn.me.ref, until=until.isoformat())
    return turn.note("note.quiet", when=turn.moment(until))


@on("policy.snooze", "lesson.snooze")
def snooze(turn: Turn, pressed: Pressed) -> Reply:
    """Bring one duty back on the next working morning; the ladder goes on after it (R31).

    A second press for the same morning moves nothing, so it counts for nothing.
    """
    duty = owned(turn, pressed, duty_of(turn, pressed, "policy.acknowledge", "lesson"))
    still_open(turn, pressed, duty)
    calendar = turn.calendar_of(turn.me)
    until = not_today(turn.now, calendar)
    morning = opening(calendar, local_day(calendar, until))
    number = obligations.put_off(turn.connection, duty.id, until, morning, turn.settings.nudges.snooze_limit)
    if not number:
        return _not_put_off(turn, pressed, duty.id, morning)
    turn.touch(duty.id)
    turn.event(
        "obligation.snoozed", subject=duty.owner, engagement=duty.about, object_type="obligation", object_id=duty.id,
        until=until.isoformat(), snooze_no=str(number),
    )  # fmt: skip
    return _comes_back(turn, duty, until)


def _not_put_off(turn: Turn, pressed: Pressed, duty_id: str, morning: datetime) -> Reply:
    """Return why a duty was not put off: it was before, or as often as may be."""
    fresh = obligations.obligation(turn.connection, duty_id)
    assert fresh is not None, "a duty is never deleted"
    still_open(turn, pressed, fresh)
    if fresh.snoozed_until is not None and fresh.snoozed_until >= morning:
        return _comes_back(turn, fresh, fresh.snoozed_until)
    return turn.note("note.snooze.limit", date=turn.day(turn.local_date(fresh.due)))


def _comes_back(turn: Turn, duty: Row[Any], until: datetime) -> Reply:
    return turn.note("note.snoozed", when=turn.moment(until), date=turn.day(turn.local_date(duty.due)))
