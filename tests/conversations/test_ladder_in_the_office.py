"""What happens with those who do not answer (R20), and how often anybody is written to (R47)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.conversations.overdue import another_job, at, overdue_team, steps_told
from tests.office import BERLIN, Office


def test_the_person_hears_at_once_at_half_at_eighty_and_on_the_day(office: Office) -> None:
    eve = overdue_team(office).eve

    office.wait(until=at(29, 12, 17))

    told = office.events("message.sent", about=eve)
    steps = steps_told(office, eve)
    assert steps == ["rung.0", "rung.50", "rung.80", "rung.100"]
    days = [datetime.fromisoformat(event["occurred_at"]).astimezone(BERLIN).date() for event in told]
    assert days == [date(2026, 11, 30), date(2026, 12, 14), date(2026, 12, 22), date(2026, 12, 29)]


def test_two_working_days_later_the_manager_is_asked_then_hers_then_the_isms_owner(office: Office) -> None:
    team = overdue_team(office)

    office.wait(until=at(15, 1, 12))

    asked = [(event["step"], event["asked"]) for event in office.events("ladder.climbed")]
    assert asked == [("rung.+2", team.ana.ref), ("rung.+5", team.chika.ref), ("rung.+10", team.petra.ref)]
    days = [
        datetime.fromisoformat(event["occurred_at"]).astimezone(BERLIN).date()
        for event in office.events("ladder.climbed")
    ]
    # 31 Dec is a working day, 1 Jan is not: +2 = 31 Dec, +5 = 6 Jan, +10 = 13 Jan.
    assert days == [date(2026, 12, 31), date(2027, 1, 6), date(2027, 1, 13)]
    assert steps_told(office, team.eve).count("rung.100") == 1


def test_jobs_that_begin_later_are_told_with_the_first_and_sleep_with_it(office: Office) -> None:
    eve = overdue_team(office).eve
    office.wait(until=at(3, 12, 12))
    for name in ("second", "third"):
        office.write(another_job, eve, name)

    office.wait(until=at(11, 12, 12))

    duties = office.duties(eve, "policy.acknowledge")
    assert len(duties) == 3
    assert len({duty.next_at for duty in duties}) == 1
    assert steps_told(office, eve) == ["rung.0"]
    assert office.events("step.failed") == []


# --- budget and quiet hours ------------------------------------------------------------------


def test_several_things_due_on_one_day_are_one_message(office: Office) -> None:
    eve = office.hire("eve")
    office.prompt = False
    for number in range(8):
        office.publish(id=f"P{number}", title=f"Policy {number}", short=())
    office.deliver()

    office.wait(days=1)

    assert len(office.events("message.sent", about=eve)) <= 2  # one today, one tomorrow at the most


def test_nobody_gets_more_than_three_messages_in_five_working_days(office: Office) -> None:
    eve = office.hire("eve")
    office.publish(id="P0", title="Policy 0", short=())
    for number in range(1, 12):
        office.wait(days=1)
        office.publish(id=f"P{number}", title=f"Policy {number}", short=())
    office.wait(days=3)

    days = [
        datetime.fromisoformat(event["occurred_at"]).astimezone(BERLIN).date()
        for event in office.events("message.sent", about=eve)
    ]
    assert len(days) == len(set(days))  # one a day
    for first in days:
        window = [day for day in days if first <= day < first + timedelta(days=7)]
        assert len(window) <= 3


def test_nothing_is_sent_outside_working_hours_on_days_off_or_on_leave(office: Office) -> None:
    nia = office.hire("eve", zone="Australia/Adelaide", country="AU")
    office.publish()

    assert office.sent(nia) == []  # 09:30 in Berlin is 19:00 in Adelaide
    office.wait(days=1)

    (event,) = office.events("message.sent", about=nia)
    at = datetime.fromisoformat(event["occurred_at"])
    assert at.astimezone(BERLIN).strftime("%a %H:%M") == "Mon 23:30"  # Tue 09:00 in Adelaide


def test_the_silence_and_its_reason_are_written_down(office: Office) -> None:
    nia = office.hire("eve", zone="Australia/Adelaide", country="AU")
    office.publish()

    (held,) = office.events("step.held", about=nia)

    assert held["outcome"] == "quiet_hours"
