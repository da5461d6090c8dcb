"""When the weekly digest comes: on its weekday or, when that is a day off, on the next working day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.rules.calendars import Calendar, add_working_days, local_day, opening
from bot.rules.nudges import NudgeRules, digest_step, is_digest_day

A_WEEK = timedelta(weeks=1)
# Leave without an end comes back once a month, so a year of weeks holds a day on which somebody works.
_FARTHEST = 60


def step_of_today(calendar: Calendar, day: date, rules: NudgeRules) -> str:
    """Return the step under which a digest is told on this day, "" when it is no day for one.

    It names the week whose digest it is: one that was put off over a weekend leaves room for that week's own.
    """
    if not is_digest_day(calendar, day, rules):
        return ""
    nominal = _weekday_of(day, rules)
    return digest_step(nominal if add_working_days(calendar, nominal, 0) == day else nominal - A_WEEK)


def next_digest(calendar: Calendar, now: datetime, rules: NudgeRules) -> datetime:
    """Return the opening of the next digest day after now; last week's may have been put off until then."""
    nominal = _weekday_of(local_day(calendar, now), rules)
    for weeks in range(-1, _FARTHEST):
        at = opening(calendar, add_working_days(calendar, nominal + weeks * A_WEEK, 0))
        if at > now:
            return at
    return now + A_WEEK


def _weekday_of(day: date, rules: NudgeRules) -> date:
    return day + timedelta(days=rules.digest_weekday - day.weekday())
