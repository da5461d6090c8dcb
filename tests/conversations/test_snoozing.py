"""Not today: a rule or a lesson is put off twice at most, and nobody else hears of it (R31)."""

from __future__ import annotations

from bot.model import Note
from tests.conversations.overdue import at, overdue_team, steps_told
from tests.office import Office


def test_a_duty_comes_back_on_the_next_working_morning(office: Office) -> None:
    eve = overdue_team(office).eve

    done = office.press(eve, "policy.snooze", duty=office.duty(eve, "policy.acknowledge"))
    office.wait(days=1)

    assert done == Note("I come back on Tue 1 Dec, 09:30. Your date stays Tue 29 Dec.")
    assert steps_told(office, eve) == ["rung.0", "snooze.1"]


def test_the_same_morning_twice_is_once(office: Office) -> None:
    eve = overdue_team(office).eve
    duty = office.duty(eve, "policy.acknowledge")

    first = office.press(eve, "policy.snooze", duty=duty)
    office.wait(hours=1)
    again = office.press(eve, "policy.snooze", duty=duty)

    assert again == first
    assert office.duty_of(duty.id).snoozed == 1


def test_a_third_time_is_refused_nobody_is_told_and_the_ladder_goes_on(office: Office) -> None:
    team = overdue_team(office)
    duty = office.duty(team.eve, "policy.acknowledge")
    for _ in range(2):
        office.press(team.eve, "policy.snooze", duty=duty)
        office.wait(days=1)

    third = office.press(team.eve, "policy.snooze", duty=duty)
    office.wait(until=at(29, 12, 17))

    assert third == Note("Twice is the limit. It stays in your list until Tue 29 Dec.")
    assert office.duty_of(duty.id).snoozed == 2
    assert steps_told(office, team.eve)[-3:] == ["rung.50", "rung.80", "rung.100"]
    assert office.duties(team.ana, "followup") == office.duties(team.chika, "followup") == []
