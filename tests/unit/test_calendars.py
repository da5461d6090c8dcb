"""A person's own working time: zones, holidays, workdays, absence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendars import (
    MONDAY_TO_FRIDAY,
    Absence,
    Calendar,
    absence_on,
    add_working_days,
    closing,
    is_holiday,
    is_working_day,
    known_zone,
    local_day,
    next_window,
    opening,
    paused_due,
    return_day,
    working_days_between,
)

BERLIN = Calendar("Europe/Berlin", "DE")
ADELAIDE = Calendar("Australia/Adelaide", "AU")
MONDAY_TO_WEDNESDAY = Calendar("Europe/London", "GB", frozenset({0, 1, 2}))


def berlin(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def away(first: date, last: date | None = None) -> Calendar:
    return Calendar("Europe/Berlin", "DE", absences=(Absence(first, last),))


def test_the_day_is_the_persons_own() -> None:
    evening = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)

    assert local_day(BERLIN, evening) == date(2026, 12, 1)
    assert local_day(Calendar("America/New_York", "US"), evening) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("zone", "found"),
    [
        ("Australia/Adelaide", ("Australia/Adelaide", False)),
        ("Mars/Olympus", ("Europe/Berlin", True)),
        ("", ("Europe/Berlin", True)),
        ("Europe", ("Europe/Berlin", True)),
        ("../../etc/passwd", ("Europe/Berlin", True)),
    ],
)
def test_an_unknown_zone_becomes_the_sites_and_is_flagged(zone: str, found: tuple[str, bool]) -> None:
    assert known_zone(zone, "Europe/Berlin") == found


def test_holidays_are_those_of_the_country() -> None:
    boxing_day_observed = date(2026, 12, 28)

    assert is_holiday(BERLIN, date(2026, 12, 25))
    assert is_holiday(Calendar("Europe/London", "gb"), boxing_day_observed)
    assert not is_holiday(BERLIN, boxing_day_observed)
    assert not is_holiday(Calendar("Europe/Berlin", "XX"), date(2026, 12, 25))
    assert not is_holiday(Calendar("Europe/Berlin", ""), date(2026, 12, 25))


def test_parts_of_a_country_have_holidays_of_their_own() -> None:
    saint_andrews, christmas = date(2026, 11, 30), date(2026, 12, 25)

    assert is_holiday(Calendar("Europe/London", "GB-SCT"), saint_andrews)
    assert not is_holiday(Calendar("Europe/London", "GB-ENG"), saint_andrews)
    assert not is_holiday(Calendar("Europe/London", "GB"), saint_andrews)
    assert is_holiday(Calendar("Europe/London", "GB-XXX"), christmas)
    assert not is_holiday(Calendar("Europe/London", "XX-SCT"), christmas)


def test_absence_is_no_working_time_unless_told_otherwise() -> None:
    calendar = away(date(2026, 12, 1), date(2026, 12, 3))

    days = [date(2026, 11, 30) + timedelta(days=n) for n in range(7)]

    assert [day.day for day in days if is_working_day(calendar, day)] == [30, 4]
    assert [day.day for day in days if is_working_day(calendar, day, count_absence=False)] == [30, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("day", "n", "found"),
    [
        (date(2026, 12, 14), 2, date(2026, 12, 16)),
        (date(2026, 12, 14), 10, date(2026, 12, 29)),  # over Christmas Day
        (date(2026, 12, 12), 1, date(2026, 12, 14)),
        (date(2026, 12, 7), -5, date(2026, 11, 30)),
        (date(2026, 12, 7), -2, date(2026, 12, 3)),
        (date(2027, 1, 1), -1, date(2026, 12, 31)),
        (date(2026, 12, 7), 0, date(2026, 12, 7)),
        (date(2026, 12, 5), 0, date(2026, 12, 7)),
        (date(2026, 12, 25), 0, date(2026, 12, 28)),
    ],
)
def test_working_days_are_added_over_weekends_holidays_and_years(day: date, n: int, found: date) -> None:
    assert add_working_days(BERLIN, day, n) == found


def test_thursday_and_friday_count_nothing_for_who_works_monday_to_wednesday() -> None:
    wednesday = date(2026, 12, 2)

    assert add_working_days(MONDAY_TO_WEDNESDAY, wednesday, 1) == date(2026, 12, 7)
    assert working_days_between(MONDAY_TO_WEDNESDAY, wednesday, date(2026, 12, 6)) == 0
    assert working_days_between(MONDAY_TO_WEDNESDAY, wednesday, date(2026, 12, 9)) == 3


def test_days_between_run_both_ways() -> None:
    assert working_days_between(BERLIN, date(2026, 11, 16), date(2026, 12, 14)) == 20
    assert working_days_between(BERLIN, date(2026, 12, 14), date(2026, 11, 16)) == -20
    assert working_days_between(BERLIN, date(2026, 12, 14), date(2026, 12, 14)) == 0


def test_a_window_opens_at_nine_and_closes_at_five_local_time() -> None:
    november, july = date(2026, 11, 20), date(2026, 7, 20)

    assert opening(ADELAIDE, november) == datetime(2026, 11, 19, 22, 30, tzinfo=UTC)  # UTC+10:30
    assert closing(ADELAIDE, november) == datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    assert opening(ADELAIDE, july) == datetime(2026, 7, 19, 23, 30, tzinfo=UTC)  # UTC+9:30


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (berlin(12, 3, 9), berlin(12, 3)),
        (berlin(12, 3, 16, 59), berlin(12, 3)),
        (berlin(12, 3, 8, 59), berlin(12, 3)),
        (berlin(12, 3, 17), berlin(12, 4)),
        (berlin(12, 4, 17, 5), berlin(12, 7)),
        (berlin(12, 5, 12), berlin(12, 7)),
        (berlin(12, 24, 18), berlin(12, 28)),
        (berlin(12, 31, 18), berlin(1, 4, year=2027)),
    ],
)
def test_the_window_is_the_one_that_holds_now_else_the_next(now: datetime, opens: datetime) -> None:
    assert next_window(BERLIN, now) == (opens, opens + timedelta(hours=8))


def test_a_nudge_ready_at_17_05_in_adelaide_goes_at_nine_on_the_next_workday() -> None:
    friday = datetime(2026, 11, 20, 17, 5, tzinfo=ZoneInfo("Australia/Adelaide")).astimezone(UTC)

    opens, _ = next_window(ADELAIDE, friday)

    local = opens.astimezone(ZoneInfo("Australia/Adelaide"))
    assert (local.date(), local.time()) == (date(2026, 11, 23), time(9))


def test_hours_may_be_set() -> None:
    early = Calendar("Europe/Berlin", "DE", opens=time(7, 30), closes=time(15))

    assert next_window(early, berlin(12, 3, 15)) == (berlin(12, 4, 7, 30), berlin(12, 4, 15))


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="opening must come before closing"):
        Calendar("Europe/Berlin", "DE", opens=time(17), closes=time(9))


def test_who_never_works_has_an_ordinary_week() -> None:
    assert Calendar("Europe/Berlin", "DE", frozenset()).workdays == MONDAY_TO_FRIDAY


@pytest.mark.parametrize(
    ("calendar", "saturday", "zone"),
    [
        (BERLIN, date(2026, 3, 28), "Europe/Berlin"),
        (BERLIN, date(2026, 10, 24), "Europe/Berlin"),
        (ADELAIDE, date(2026, 10, 3), "Australia/Adelaide"),
        (Calendar("America/New_York", "US", frozenset(range(7))), date(2026, 10, 31), "America/New_York"),
    ],
)
def test_a_night_of_clock_change_neither_loses_nor_doubles_a_window(
    calendar: Calendar, saturday: date, zone: str
) -> None:
    minutes = range(0, 4 * 24 * 60, 15)
    begin = datetime.combine(saturday, time(0), UTC) - timedelta(hours=24)

    windows = sorted({next_window(calendar, begin + timedelta(minutes=minute)) for minute in minutes})

    days = [local_day(calendar, opens) for opens, _ in windows]
    assert len(set(days)) == len(days)
    assert all(add_working_days(calendar, one, 1) == following for one, following in pairwise(days))
    for opens, closes in windows:
        assert opens.astimezone(ZoneInfo(zone)).time() == time(9)
        assert closes.astimezone(ZoneInfo(zone)).time() == time(17)


def test_a_date_in_an_absence_moves_to_five_working_days_after_the_return() -> None:
    calendar = away(date(2026, 11, 23), date(2026, 12, 14))
    due = berlin(12, 2, 17)

    assert return_day(calendar, date(2026, 12, 2)) == date(2026, 12, 15)
    assert paused_due(calendar, due, berlin(11, 23)) == berlin(12, 22, 17)


def test_anas_dates_move_to_mon_11_jan() -> None:
    calendar = away(date(2026, 12, 21), date(2027, 1, 1))

    assert paused_due(calendar, berlin(12, 29, 17), berlin(12, 21)) == berlin(1, 11, 17, year=2027)


@pytest.mark.parametrize("due", [berlin(11, 20, 17), berlin(12, 15, 17)])
def test_a_date_outside_the_absence_stays(due: datetime) -> None:
    assert paused_due(away(date(2026, 11, 23), date(2026, 12, 14)), due, berlin(11, 23)) is None


def test_a_moved_date_stays_where_it_is() -> None:
    calendar = away(date(2026, 11, 23), date(2026, 12, 14))

    assert paused_due(calendar, berlin(12, 22, 17), berlin(12, 15)) is None


def test_absences_that_follow_each_other_are_one() -> None:
    absences = (Absence(date(2026, 12, 1), date(2026, 12, 4)), Absence(date(2026, 12, 7), date(2026, 12, 9)))
    calendar = Calendar("Europe/Berlin", "DE", absences=absences)

    assert return_day(calendar, date(2026, 12, 2)) == date(2026, 12, 10)
    assert paused_due(calendar, berlin(12, 3, 17), berlin(12, 1)) == berlin(12, 17, 17)


def test_of_absences_that_overlap_the_longest_counts() -> None:
    short, long = Absence(date(2026, 12, 1), date(2026, 12, 4)), Absence(date(2026, 12, 2), date(2026, 12, 9))

    assert absence_on(Calendar("Europe/Berlin", "DE", absences=(short, long)), date(2026, 12, 3)) == long


@pytest.mark.parametrize("last", [None, date(9999, 12, 31)])
def test_leave_without_an_end_is_looked_at_once_a_month(last: date | None) -> None:
    calendar = away(date(2026, 11, 20), last)
    due = berlin(12, 2, 17)

    first = paused_due(calendar, due, berlin(11, 23))

    assert return_day(calendar, date(2026, 12, 2)) is None
    assert first == berlin(12, 21, 17)  # 20 Dec is a Sunday
    assert paused_due(calendar, first, berlin(12, 1)) is None
    assert paused_due(calendar, first, first) == berlin(1, 20, 17, year=2027)


def test_a_monthly_look_that_slips_into_the_next_month_is_found_again() -> None:
    calendar = away(date(2026, 8, 31))  # 31 Oct is a Saturday, so the look is on Mon 2 Nov

    assert paused_due(calendar, berlin(10, 20, 17), berlin(10, 1)) == berlin(11, 2, 17)
    assert paused_due(calendar, berlin(11, 2, 17), berlin(10, 20)) is None


def test_leave_without_an_end_that_follows_other_leave_is_looked_at_monthly_too() -> None:
    absences = (Absence(date(2026, 11, 23), date(2026, 12, 4)), Absence(date(2026, 12, 7)))
    calendar = Calendar("Europe/Berlin", "DE", absences=absences)

    assert paused_due(calendar, berlin(12, 2, 17), berlin(11, 23)) == berlin(1, 7, 17, year=2027)


def test_messages_during_leave_without_an_end_wait_a_month_each_time() -> None:
    calendar = away(date(2026, 8, 31))
    now, looks = berlin(9, 1), []

    for _ in range(4):
        now, _ = next_window(calendar, now)
        looks.append(local_day(calendar, now))

    assert looks == [date(2026, 9, 30), date(2026, 11, 2), date(2026, 11, 30), date(2026, 12, 31)]


def test_leave_without_an_end_that_begins_tomorrow_leaves_today() -> None:
    calendar = away(date(2026, 12, 4))

    assert next_window(calendar, berlin(12, 3, 10)) == (berlin(12, 3), berlin(12, 3, 17))
    assert next_window(calendar, berlin(12, 3, 17))[0] == berlin(1, 4, year=2027)


def test_ten_thousand_people_are_not_counted_day_by_day() -> None:
    zones = [("Europe/Berlin", "DE"), ("Asia/Kolkata", "IN"), ("Australia/Adelaide", "AU"), ("UTC", "US")]
    leave = (Absence(date(2026, 12, 1), date(2026, 12, 4)),)
    people = [Calendar(*zones[n % 4], absences=leave if n % 10 == 0 else ()) for n in range(10_000)]
    now = berlin(12, 3, 10)

    begun = process_time()
    for calendar in people:
        next_window(calendar, now)
        add_working_days(calendar, local_day(calendar, now), 10)
        working_days_between(calendar, date(2026, 11, 16), date(2027, 1, 11))
    taken = process_time() - begun

    # A look at every day of each window would take minutes; the figure itself is the bench's.
    assert taken < 10


def _absence(first: int, days: int) -> Absence:
    begin = date(2026, 1, 1) + timedelta(days=first)
    return Absence(begin, begin + timedelta(days=days))


ABSENCES = st.lists(st.builds(_absence, st.integers(0, 700), st.integers(0, 40)), max_size=3).map(tuple)
PLACES = (("Europe/Berlin", "DE"), ("Australia/Adelaide", "AU"), ("America/New_York", "US"), ("UTC", ""))
CALENDARS = st.builds(
    lambda place, workdays, absences: Calendar(place[0], place[1], workdays, absences),
    st.sampled_from(PLACES),
    st.frozensets(st.integers(0, 6), min_size=1),
    ABSENCES,
)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(CALENDARS, DAYS, st.integers(1, 600))
def test_adding_and_counting_are_inverse(calendar: Calendar, day: date, n: int) -> None:
    later, earlier = add_working_days(calendar, day, n), add_working_days(calendar, day, -n)

    assert is_working_day(calendar, later)
    assert is_working_day(calendar, earlier)
    assert working_days_between(calendar, day, later) == n
    assert working_days_between(calendar, day, earlier) == 1 - n - is_working_day(calendar, day)
    if n > 1:
        assert add_working_days(calendar, later, -1) == add_working_days(calendar, day, n - 1)


@given(CALENDARS, DAYS, DAYS)
def test_counting_agrees_with_looking_at_each_day(calendar: Calendar, one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    each = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]

    assert working_days_between(calendar, first, last) == sum(is_working_day(calendar, day) for day in each)


@given(CALENDARS, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_window_is_never_over_and_always_in_working_hours(calendar: Calendar, now: datetime) -> None:
    opens, closes = next_window(calendar, now)

    local = opens.astimezone(ZoneInfo(calendar.zone))
    assert closes > now
    assert (local.time(), closes.astimezone(ZoneInfo(calendar.zone)).time()) == (time(9), time(17))
    assert is_working_day(calendar, local.date())
    assert not any(
        is_working_day(calendar, local_day(calendar, now) + timedelta(days=n))
        for n in range(1, (local.date() - local_day(calendar, now)).days)
    )


@given(CALENDARS, st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moved_date_is_later_and_does_not_move_again(calendar: Calendar, due: datetime) -> None:
    moved = paused_due(calendar, due, due)

    if absence_on(calendar, local_day(calendar, due)) is None:
        assert moved is None
    else:
        assert moved is not None
        assert moved > due
        assert paused_due(calendar, moved, due) is None
