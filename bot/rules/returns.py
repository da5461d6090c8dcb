"""The first working day after each absence, on which somebody is welcomed back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.rules.calendars import ONE_DAY, Absence, Calendar, return_day


def days_back(calendar: Calendar, absences: Iterable[tuple[str, Absence]], today: date) -> dict[str, date]:
    """Return by absence the first working day after it, from today on.

    Absences that lead to one day, as a holiday after a course does, are one return: the last of them has it.
    None has it while nobody knows the end.
    """
    by_day: dict[date, str] = {}
    for key, absence in sorted(absences, key=lambda one: (one[1].last or date.max, one[0])):
        if absence.last is None or absence.is_open:
            continue
        back = return_day(calendar, absence.last + ONE_DAY)
        if back is not None and back >= today:
            by_day[back] = key
    return {key: day for day, key in by_day.items()}
