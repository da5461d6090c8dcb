"""Two moments for a talk: in working time, before the start while there is time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.rules.calendars import Absence, Calendar
from bot.rules.slots import offered_slots

BERLIN = ZoneInfo("Europe/Berlin")
ANA = Calendar("Europe/Berlin", "DE")
MONDAY = date(2026, 12, 7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def slots(
    now: str, start: date = MONDAY, calendar: Calendar = ANA, taken: tuple[datetime, ...] = ()
) -> list[str]:
    found = offered_slots(calendar, at(now), start, taken)
    return [f"{one.astimezone(ZoneInfo(calendar.zone)):%a %d %b %H:%M}" for one in found]


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        ("2026-11-30T09:30", ["Thu 03 Dec 10:00", "Fri 04 Dec 09:30"]),
        ("2026-12-03T09:00", ["Thu 03 Dec 15:00", "Fri 04 Dec 09:30"]),
        ("2026-12-04T08:00", ["Fri 04 Dec 10:00", "Fri 04 Dec 14:00"]),
        ("2026-12-04T16:30", ["Mon 07 Dec 10:00", "Tue 08 Dec 09:30"]),
        ("2026-12-07T09:00", ["Mon 07 Dec 15:00", "Tue 08 Dec 09:30"]),
        ("2026-12-09T09:00", ["Wed 09 Dec 15:00", "Thu 10 Dec 09:30"]),
    ],
)
def test_the_last_two_working_days_before_the_start_then_the_next_ones(now: str, offered: list[str]) -> None:
    assert slots(now) == offered


def test_a_day_off_is_not_offered() -> None:
    assert slots("2026-12-21T09:00", date(2026, 12, 28)) == ["Wed 23 Dec 10:00", "Thu 24 Dec 09:30"]


def test_a_day_on_leave_is_not_offered() -> None:
    away = Calendar("Europe/Berlin", "DE", absences=(Absence(date(2026, 12, 3), date(2026, 12, 4)),))

    assert slots("2026-11-30T09:30", calendar=away) == ["Tue 01 Dec 10:00", "Wed 02 Dec 09:30"]


def test_another_talk_takes_its_time() -> None:
    assert slots("2026-11-30T09:30", taken=(at("2026-12-03T10:15"),)) == [
        "Thu 03 Dec 15:00",
        "Fri 04 Dec 09:30",
    ]


def test_only_times_inside_the_message_hours_are_offered() -> None:
    late = Calendar("Europe/Berlin", "DE", opens=time(13), closes=time(18))

    assert slots("2026-11-30T09:30", calendar=late) == ["Thu 03 Dec 15:00", "Fri 04 Dec 14:00"]


def test_the_times_are_the_managers_own() -> None:
    kolkata = Calendar("Asia/Kolkata", "IN")

    (first, _) = offered_slots(kolkata, at("2026-11-30T09:30"), MONDAY)

    assert first == datetime(2026, 12, 3, 4, 30, tzinfo=UTC)
