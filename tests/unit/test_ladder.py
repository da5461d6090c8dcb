"""When a duty is told, to whom, and by when it is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendars import Absence, Calendar, closing, is_working_day, local_day, opening
from bot.rules.ladder import (
    LADDERS,
    SNOOZE_LIMIT,
    WINDOWS,
    Instants,
    current_step,
    due_for,
    instants,
    next_at,
    not_today,
    snooze_until,
)

BERLIN = Calendar("Europe/Berlin", "DE")
MON_30_NOV = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
START = date(2026, 12, 7)


def berlin(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def days(found: Instants) -> dict[str, str]:
    return {
        rung.step: at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%a %d %b %H:%M") for rung, at in found
    }


def briefing(created: datetime, *, has_access: bool = False, start: date = START) -> Instants:
    due = due_for("briefing", created, BERLIN, start=start)
    return instants(LADDERS["briefing"], created, due, start, BERLIN, has_access=has_access)


def acknowledgement(created: datetime, due: datetime, calendar: Calendar = BERLIN) -> Instants:
    return instants(LADDERS["policy.acknowledge"], created, due, None, calendar)


def test_an_acknowledgement_climbs_as_the_conversations_say() -> None:
    created = berlin(11, 16, 9, 30)

    due = due_for("policy.acknowledge", created, BERLIN)

    assert due == berlin(12, 14, 17)
    assert days(acknowledgement(created, due)) == {
        "rung.0": "Mon 16 Nov 09:30",
        "rung.50": "Mon 30 Nov 09:00",
        "rung.80": "Tue 08 Dec 09:00",
        "rung.100": "Mon 14 Dec 09:00",
        "rung.+2": "Wed 16 Dec 09:00",
        "rung.+5": "Mon 21 Dec 09:00",
        "rung.+10": "Tue 29 Dec 09:00",  # Christmas Day is no working day
    }


def test_those_beyond_the_owner_are_told_in_this_order() -> None:
    told = {rung.step: rung.to for rung in LADDERS["policy.acknowledge"].rungs if rung.to != "owner"}

    assert told == {"rung.+2": "manager", "rung.+5": "boss", "rung.+10": "isms_owner"}


def test_what_is_due_on_fri_4_dec_climbs_exactly_to_ten_days_after() -> None:
    found = acknowledgement(berlin(11, 6, 10), berlin(12, 4, 17))

    assert list(days(found).values()) == [
        "Fri 06 Nov 10:00",
        "Fri 20 Nov 09:00",
        "Mon 30 Nov 09:00",
        "Fri 04 Dec 09:00",
        "Tue 08 Dec 09:00",
        "Fri 11 Dec 09:00",
        "Fri 18 Dec 09:00",
    ]


def test_no_step_falls_on_a_day_of_absence() -> None:
    away = Calendar("Europe/Berlin", "DE", absences=(Absence(date(2026, 11, 27), date(2026, 12, 1)),))
    created = berlin(11, 16, 9, 30)

    due = due_for("policy.acknowledge", created, away)
    found = acknowledgement(created, due, away)

    assert due == berlin(12, 17, 17)
    assert days(found)["rung.50"] == "Thu 03 Dec 09:00"
    assert all(is_working_day(away, local_day(away, at)) for _, at in found)


@pytest.mark.parametrize(
    ("kind", "variant", "created", "due"),
    [
        ("policy.approve", "", berlin(11, 9, 9, 30), berlin(11, 13, 17)),
        ("policy.approve", "top", berlin(11, 9, 10), berlin(11, 30, 17)),
        ("policy.answer", "", berlin(11, 16, 10), berlin(11, 19, 17)),
        ("policy.acknowledge", "emergency", berlin(11, 30), berlin(12, 3, 17)),
        ("policy.acknowledge", "day_one", berlin(12, 7), berlin(12, 7, 17)),
        ("policy.acknowledge", "starter", berlin(12, 7), berlin(12, 21, 17)),
        ("briefing.confirm", "", berlin(12, 3, 10, 35), berlin(12, 10, 17)),
        ("followup", "", berlin(12, 16, 9, 30), berlin(12, 21, 17)),
        ("followup", "boss", berlin(12, 21, 9, 30), berlin(12, 29, 17)),
        ("followup", "declined", berlin(11, 16, 15), berlin(11, 23, 17)),
        ("lesson", "", berlin(12, 2, 9, 30), berlin(12, 14, 17)),
        ("idea.answer", "reply", berlin(11, 27, 14, 30), berlin(12, 1, 17)),
        ("idea.answer", "decision", berlin(11, 27, 14, 30), berlin(12, 28, 17)),
    ],
)
def test_dates_are_those_of_the_conversations(
    kind: str, variant: str, created: datetime, due: datetime
) -> None:
    assert due_for(kind, created, BERLIN, variant=variant) == due


def test_a_setting_overrides_the_window_of_a_kind() -> None:
    assert due_for("lesson", berlin(12, 2), BERLIN, working_days=10) == berlin(12, 16, 17)


def test_a_window_of_no_days_that_is_over_ends_on_the_next_working_day() -> None:
    assert due_for("policy.acknowledge", berlin(12, 4, 18), BERLIN, variant="day_one") == berlin(12, 7, 17)


def test_only_a_notice_has_no_window() -> None:
    assert {kind for kind in LADDERS if kind not in WINDOWS} == {"briefing", "notice"}
    with pytest.raises(KeyError):
        due_for("notice", MON_30_NOV, BERLIN)


def test_a_window_of_five_days_has_its_first_and_its_last_day_only() -> None:
    created = berlin(12, 3, 10, 35)

    found = instants(LADDERS["briefing.confirm"], created, berlin(12, 10, 17), None, BERLIN)

    assert days(found) == {"rung.0": "Thu 03 Dec 10:35", "rung.100": "Thu 10 Dec 09:00"}


def test_a_window_of_six_days_has_all_four_steps() -> None:
    created = berlin(12, 3, 10)

    found = instants(LADDERS["policy.approve"], created, berlin(12, 11, 17), None, BERLIN)

    assert list(days(found).values()) == [
        "Thu 03 Dec 10:00",
        "Tue 08 Dec 09:00",
        "Thu 10 Dec 09:00",
        "Fri 11 Dec 09:00",
    ]


def test_the_first_card_stands_alone_on_its_day() -> None:
    created = berlin(12, 4, 18)  # Friday evening, due on Monday

    found = instants(LADDERS["policy.answer"], created, berlin(12, 7, 17), None, BERLIN)

    assert days(found) == {"rung.0": "Mon 07 Dec 09:00", "rung.+1": "Tue 08 Dec 09:00"}


def test_a_notice_has_one_step_at_once() -> None:
    found = instants(LADDERS["notice"], berlin(12, 5, 12), None, None, BERLIN)

    assert days(found) == {"rung.0": "Mon 07 Dec 09:00"}


def test_a_briefing_for_mon_7_dec_comes_on_mon_30_nov_thu_3_dec_and_mon_7_dec() -> None:
    found = [(rung, at) for rung, at in briefing(berlin(11, 16)) if rung.to == "owner"]

    assert [(rung.step, at) for rung, at in found] == [
        ("rung.-5", berlin(11, 30)),
        ("rung.-2", berlin(12, 3)),
        ("rung.0", berlin(12, 7)),
    ]


@pytest.mark.parametrize(
    ("has_access", "step", "at"), [(True, "rung.+1", (12, 8)), (False, "rung.+3", (12, 10))]
)
def test_the_boss_is_asked_sooner_when_there_is_access(
    *, has_access: bool, step: str, at: tuple[int, int]
) -> None:
    beyond = [
        (rung, at) for rung, at in briefing(berlin(11, 16), has_access=has_access) if rung.to != "owner"
    ]

    assert [(rung.step, rung.to, at) for rung, at in beyond] == [
        (step, "boss", berlin(*at)),
        ("rung.+10", "isms_owner", berlin(12, 21)),
    ]


def test_a_late_notice_comes_in_the_next_slot_and_is_not_overtaken() -> None:
    found = briefing(berlin(11, 30, 18), start=date(2026, 11, 16), has_access=True)

    assert days(found) == {
        "rung.-5": "Tue 01 Dec 09:00",
        "rung.+1": "Wed 02 Dec 09:00",
        "rung.+10": "Tue 15 Dec 09:00",
    }


def test_a_notice_between_two_steps_starts_with_the_first_card() -> None:
    found = briefing(berlin(12, 2, 11))

    assert list(days(found).items())[:3] == [
        ("rung.-5", "Wed 02 Dec 11:00"),
        ("rung.-2", "Thu 03 Dec 09:00"),
        ("rung.0", "Mon 07 Dec 09:00"),
    ]


def test_a_start_on_a_holiday_counts_from_the_next_working_day() -> None:
    found = briefing(berlin(12, 1), start=date(2027, 1, 1))

    assert days(found) == {
        "rung.-5": "Thu 24 Dec 09:00",
        "rung.-2": "Wed 30 Dec 09:00",
        "rung.0": "Mon 04 Jan 09:00",
        "rung.+3": "Thu 07 Jan 09:00",
        "rung.+10": "Mon 18 Jan 09:00",
    }
    assert due_for("briefing", berlin(12, 1), BERLIN, start=date(2027, 1, 1)) == berlin(1, 4, 17, year=2027)


def test_the_step_is_the_latest_that_has_come_and_earlier_ones_are_skipped() -> None:
    found = acknowledgement(berlin(11, 16, 9, 30), berlin(12, 14, 17))

    reached = current_step(found, berlin(12, 10), told={"rung.0"})

    assert reached.rung is not None
    assert (reached.rung.step, reached.at) == ("rung.80", berlin(12, 8))
    assert [rung.step for rung in reached.skipped] == ["rung.50"]


def test_before_the_first_rung_there_is_no_step() -> None:
    assert current_step(briefing(berlin(11, 16)), berlin(11, 29)).rung is None


def test_the_wake_up_is_the_next_rung() -> None:
    found = briefing(berlin(11, 16))

    assert next_at(found, berlin(11, 16), None, None) == berlin(11, 30)
    assert next_at(found, berlin(11, 30), None, None) == berlin(12, 3)
    assert next_at(found, berlin(12, 21), None, None) is None


def test_a_snooze_rests_the_owners_rungs_but_not_the_escalation() -> None:
    found = briefing(berlin(11, 16))

    assert next_at(found, berlin(11, 30, 9, 30), berlin(12, 4, 9, 30), None) == berlin(12, 4, 9, 30)
    assert next_at(found, berlin(12, 7, 9, 30), berlin(12, 14, 9, 30), None) == berlin(12, 10)


def test_a_plan_wakes_fifteen_minutes_before() -> None:
    found = briefing(berlin(11, 16))
    planned = berlin(12, 3, 10)

    assert next_at(found, berlin(11, 30, 9, 30), None, planned) == berlin(12, 3, 9, 45)
    assert next_at(found, berlin(12, 3, 9, 45), None, planned) == planned
    assert next_at(found, berlin(12, 3, 11), None, planned) == berlin(12, 7)


@pytest.mark.parametrize(
    ("choice", "now", "back"),
    [
        ("3d", berlin(11, 30, 9, 30), berlin(12, 3, 9, 30)),
        ("1d", berlin(11, 30, 9, 30), berlin(12, 1, 9, 30)),
        ("1d", berlin(12, 4, 15, 20), berlin(12, 7, 15, 20)),
        ("week", berlin(12, 2, 11), berlin(12, 7, 11)),
        ("week", berlin(12, 7, 11), berlin(12, 14, 11)),
        ("1d", berlin(11, 30, 21, 10), berlin(12, 1, 9)),
        ("1d", berlin(12, 24, 10), berlin(12, 28, 10)),
    ],
)
def test_a_snooze_comes_back_at_the_same_time_in_working_hours(
    choice: str, now: datetime, back: datetime
) -> None:
    assert choice in {"1d", "3d", "week"}
    assert snooze_until(choice, now, BERLIN) == back  # type: ignore[arg-type]  # parametrize knows str only


def test_a_snooze_over_leave_comes_back_with_the_person() -> None:
    away = Calendar("Europe/Berlin", "DE", absences=(Absence(date(2026, 12, 1), date(2026, 12, 4)),))

    assert snooze_until("1d", MON_30_NOV, away) == berlin(12, 7, 9, 30)


def test_two_snoozes_are_the_limit() -> None:
    assert SNOOZE_LIMIT == 2


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (berlin(11, 30, 9, 30), berlin(12, 1, 9, 30)),
        (berlin(11, 30, 15, 5), berlin(12, 1, 9)),
        (berlin(12, 4, 21, 10), berlin(12, 7, 9)),
    ],
)
def test_not_today_is_quiet_until_the_next_working_morning(now: datetime, until: datetime) -> None:
    assert not_today(now, BERLIN) == until


@given(
    kind=st.sampled_from(sorted(LADDERS)),
    created=st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(["Europe/Berlin", "Australia/Adelaide", "America/New_York", "Asia/Kolkata", "UTC"]),
    country=st.sampled_from(["DE", "AU", "US", "IN", ""]),
    workdays=st.frozensets(st.integers(0, 6), min_size=1),
    lead=st.integers(-40, 40),
    has_access=st.booleans(),
)
def test_steps_climb_in_working_hours_and_never_before_creation(
    *,
    kind: str,
    created: datetime,
    zone: str,
    country: str,
    workdays: frozenset[int],
    lead: int,
    has_access: bool,
) -> None:
    calendar = Calendar(zone, country, workdays)
    start = date.fromordinal(local_day(calendar, created).toordinal() + lead) if kind == "briefing" else None
    due = None if kind == "notice" else due_for(kind, created, calendar, start=start)

    found = instants(LADDERS[kind], created, due, start, calendar, has_access=has_access)

    moments = [at for _, at in found]
    assert found[0][0].to == "owner"
    assert moments[0] >= created
    assert all(earlier < later for earlier, later in pairwise(moments))
    for at in moments:
        day = local_day(calendar, at)
        assert is_working_day(calendar, day)
        assert opening(calendar, day) <= at < closing(calendar, day)
    owners = [local_day(calendar, at) for rung, at in found if rung.to == "owner"]
    assert len(set(owners)) == len(owners)
    assert all(at.astimezone(ZoneInfo(zone)).time() == time(9) for at in moments[1:])
