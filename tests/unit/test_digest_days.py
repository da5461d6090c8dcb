"""The day of the weekly digest, put off when it is a day off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendars import Absence, Calendar, local_day
from bot.rules.digests import month_after, next_digest, step_of_today, thanks_at
from bot.rules.nudges import NudgeRules

BERLIN = Calendar("Europe/Berlin", "DE")
MONDAYS, FRIDAYS = NudgeRules(), NudgeRules(digest_weekday=4)
GOOD_FRIDAY = date(2027, 3, 26)  # and Easter Monday after it: the next working day is Tue 30 Mar


def morning(day: date, hour: int = 6) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_the_next_digest_is_on_its_weekday() -> None:
    assert next_digest(BERLIN, morning(date(2026, 11, 30), 9), MONDAYS) == morning(date(2026, 12, 7), 8)
    assert next_digest(BERLIN, morning(date(2026, 11, 30)), MONDAYS) == morning(date(2026, 11, 30), 8)
    assert next_digest(BERLIN, morning(date(2026, 11, 30)), FRIDAYS) == morning(date(2026, 12, 4), 8)


def test_one_put_off_into_the_next_week_is_not_missed() -> None:
    easter = GOOD_FRIDAY + timedelta(days=3)

    assert next_digest(BERLIN, morning(easter, 10), FRIDAYS) == morning(date(2027, 3, 30), 7)


def test_after_the_one_put_off_the_week_has_its_own() -> None:
    assert next_digest(BERLIN, morning(date(2027, 3, 30), 10), FRIDAYS) == morning(date(2027, 4, 2), 7)


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2027, 3, 25), ""),
        (GOOD_FRIDAY, ""),
        (date(2027, 3, 30), "digest:2027-W12"),  # Good Friday's
        (date(2027, 4, 1), ""),
        (date(2027, 4, 2), "digest:2027-W13"),
    ],
)
def test_the_step_names_the_week_whose_digest_it_is(day: date, step: str) -> None:
    assert step_of_today(BERLIN, day, FRIDAYS) == step


def test_after_leave_the_return_day_has_the_digest_missed_last() -> None:
    away = Calendar("Europe/Berlin", "DE", absences=(Absence(date(2026, 12, 1), date(2026, 12, 15)),))

    assert next_digest(away, morning(date(2026, 12, 4)), MONDAYS) == morning(date(2026, 12, 16), 8)
    assert step_of_today(away, date(2026, 12, 16), MONDAYS) == "digest:2026-W51"


@pytest.mark.parametrize(
    ("day", "at"),
    [
        (date(2026, 11, 1), morning(date(2026, 12, 7), 8)),
        (date(2026, 11, 30), morning(date(2026, 12, 7), 8)),
        (date(2026, 12, 31), morning(date(2027, 1, 4), 8)),
        (date(2027, 1, 31), morning(date(2027, 2, 1), 8)),  # a Monday
        (date(2027, 4, 30), morning(date(2027, 5, 3), 7)),
    ],
)
def test_a_month_is_thanked_for_on_the_first_digest_day_after_it(day: date, at: datetime) -> None:
    assert thanks_at(BERLIN, day, MONDAYS) == at


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 4))
def test_thanks_fall_on_a_digest_day_of_the_next_month(day: date, weekday: int) -> None:
    rules = NudgeRules(digest_weekday=weekday)

    at = local_day(BERLIN, thanks_at(BERLIN, day, rules))

    assert step_of_today(BERLIN, at, rules)
    assert month_after(day) == at.replace(day=1)
    assert (month_after(day) - timedelta(days=1)).replace(day=1) == day.replace(day=1)
