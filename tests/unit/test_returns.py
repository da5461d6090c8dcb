"""The first working day after each absence."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendars import Absence, Calendar, is_working_day
from bot.rules.returns import days_back

TODAY = date(2026, 11, 30)
DAYS = st.integers(-20, 60).map(lambda days: TODAY + timedelta(days=days))


def calendar(*absences: Absence) -> Calendar:
    return Calendar("Europe/Berlin", "DE", absences=absences)


def test_after_a_friday_it_is_monday_and_after_christmas_the_day_after_it() -> None:
    week = Absence(date(2026, 12, 1), date(2026, 12, 4))
    christmas = Absence(date(2026, 12, 21), date(2026, 12, 24))

    found = days_back(calendar(week, christmas), [("a", week), ("b", christmas)], TODAY)

    assert found == {"a": date(2026, 12, 7), "b": date(2026, 12, 28)}


def test_absences_in_a_row_are_one_return() -> None:
    first = Absence(date(2026, 12, 1), date(2026, 12, 4))
    second = Absence(date(2026, 12, 7), date(2026, 12, 8))

    found = days_back(calendar(first, second), [("a", first), ("b", second)], TODAY)

    assert found == {"b": date(2026, 12, 9)}


def test_nobody_knows_when_leave_without_an_end_is_over() -> None:
    leave, course = Absence(date(2026, 12, 7)), Absence(date(2026, 12, 1), date(2026, 12, 4))
    far = Absence(date(2026, 12, 7), date(9999, 12, 31))

    assert days_back(calendar(leave, course), [("a", leave), ("b", course)], TODAY) == {}
    assert days_back(calendar(far), [("a", far)], TODAY) == {}


def test_a_return_that_has_passed_is_none() -> None:
    past = Absence(date(2026, 11, 23), date(2026, 11, 26))

    assert days_back(calendar(past), [("a", past)], TODAY) == {}


spans = st.tuples(DAYS, st.integers(0, 15)).map(lambda one: Absence(one[0], one[0] + timedelta(days=one[1])))


@given(st.lists(spans, max_size=6))
def test_every_return_is_a_working_day_of_its_own_after_its_absence(absences: list[Absence]) -> None:
    known = [(str(at), one) for at, one in enumerate(absences)]
    mine = calendar(*absences)

    found = days_back(mine, known, TODAY)

    assert len(set(found.values())) == len(found)
    for key, day in found.items():
        last = dict(known)[key].last
        assert last is not None
        assert day >= TODAY
        assert last < day
        assert is_working_day(mine, day)
