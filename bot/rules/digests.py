"""The weekly digest: its day (put off when that is a day off), what asks for one, and what shares a line in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.rules.calendars import Calendar, add_working_days, local_day, opening
from bot.rules.nudges import NudgeRules, digest_step, is_digest_day

A_WEEK = timedelta(weeks=1)
# Leave without an end comes back once a month, so a year of weeks holds a day on which somebody works.
_FARTHEST = 60
# Two names still fit, each with its own button; from here on a day's starters share a line.
MANY = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A duty that may stand in a digest.  ``rank``: the lowest comes first; ``together``: whose line it shares."""

    obligation: str
    rank: tuple[Any, ...]
    together: str = ""


def is_put_off(now: datetime, snoozed_until: datetime | None, planned_at: datetime | None) -> bool:
    """Return True while a duty waits for a moment its owner chose: it is no open demand until then."""
    return any(moment is not None and moment > now for moment in (snoozed_until, planned_at))


def lines_of(candidates: Iterable[Candidate]) -> list[tuple[str, ...]]:
    """Return the lines, each the duties it stands for, in order of rank; a shared line comes with its first."""
    ordered = sorted(candidates, key=lambda one: one.rank)
    shared: dict[str, list[str]] = {}
    for one in ordered:
        shared.setdefault(one.together or one.obligation, []).append(one.obligation)
    lines: list[tuple[str, ...]] = []
    for ids in shared.values():
        lines += [tuple(ids)] if len(ids) >= MANY else [(one,) for one in ids]
    place = {one.obligation: at for at, one in enumerate(ordered)}
    return sorted(lines, key=lambda ids: place[ids[0]])


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


def month_after(day: date) -> date:
    """Return the first day of the month after this one."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def thanks_at(calendar: Calendar, day: date, rules: NudgeRules) -> datetime:
    """Return the opening of the first digest day of the month after this day's."""
    return next_digest(calendar, opening(calendar, month_after(day)) - timedelta(seconds=1), rules)
