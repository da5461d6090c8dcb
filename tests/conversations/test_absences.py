"""Days away: dates move, talks go to whoever acts, and all of it comes back (R4, R5, R12)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from bot.errors import Refused
from bot.flows.people.absences import add_absence, end_absence
from bot.flows.people.acting import act_for
from tests.conversations.registers import card_of, engagement_of, load, person_of, row, texts
from tests.conversations.talks import Team
from tests.office import BERLIN, Colleague, Office


def day(duty: Any) -> str:
    return f"{duty.due.astimezone(BERLIN):%a %d %b %H:%M}"


def emergency(office: Office, who: Colleague) -> Any:
    """Return the duty of a rule that starts at once: it is due on Thu 3 Dec."""
    office.publish(change_class="emergency")
    duty = office.duty(who, "policy.acknowledge")
    assert day(duty) == "Thu 03 Dec 17:00"
    return duty


def test_a_date_inside_an_absence_moves_to_five_working_days_after_the_return(office: Office) -> None:
    eve = office.hire("eve")
    duty = emergency(office, eve)

    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 14))

    moved = office.duty_of(duty.id)
    assert (day(moved), moved.round) == ("Tue 22 Dec 17:00", duty.round)
    (event,) = office.events("obligation.paused")
    assert (event["outcome"], event["due_before"], event["until"]) == (
        "absent",
        "2026-12-03T16:00:00+00:00",
        "2026-12-22T16:00:00+00:00",
    )
    assert (event["paused_days"], event["calendar_id"]) == (13, "DE Europe/Berlin")


def test_reminders_begin_anew_when_the_date_moves_after_one(office: Office) -> None:
    eve = office.hire("eve")
    duty = emergency(office, eve)
    office.wait(until=datetime(2026, 12, 3, 10, tzinfo=BERLIN))  # the morning of the last day
    assert len(office.sent(eve)) == 2

    office.run(add_absence, eve.email, date(2026, 12, 3), date(2026, 12, 14))

    assert office.duty_of(duty.id).round == duty.round + 1


def test_a_date_outside_an_absence_stays(office: Office) -> None:
    eve = office.hire("eve")
    emergency(office, eve)

    office.run(add_absence, eve.email, date(2026, 12, 7), date(2026, 12, 14))

    assert office.events("obligation.paused") == []


def test_nothing_is_sent_meanwhile_and_the_person_is_welcomed_back(office: Office) -> None:
    eve = office.hire("eve")
    emergency(office, eve)
    before = len(office.sent(eve))
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 14))

    office.wait(until=datetime(2026, 12, 14, 18, tzinfo=BERLIN))
    assert len(office.sent(eve)) == before

    office.wait(days=1)
    assert [duty.reason for duty in office.duties(eve, "notice")] == ["away.back"]
    assert len(office.sent(eve)) == before + 1


def test_coming_back_early_brings_the_date_back(office: Office) -> None:
    eve = office.hire("eve")
    duty = emergency(office, eve)
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 14))

    office.run(end_absence, eve.email, date(2026, 12, 2))

    assert day(office.duty_of(duty.id)) == "Thu 03 Dec 17:00"
    assert office.events("obligation.moved")[-1]["due"] == "2026-12-03T16:00:00+00:00"


def test_an_absence_can_be_taken_back_as_a_whole(office: Office) -> None:
    eve = office.hire("eve")
    duty = emergency(office, eve)
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 14))

    office.run(end_absence, eve.email, date(2026, 11, 30))

    assert day(office.duty_of(duty.id)) == "Thu 03 Dec 17:00"
    assert len(office.events("absence.taken_back")) == 1


def test_who_is_not_away_cannot_end_an_absence(office: Office) -> None:
    eve = office.hire("eve")

    with pytest.raises(Refused) as refused:
        office.run(end_absence, eve.email, date(2026, 12, 2))

    assert refused.value.key == "absence.none"


def test_a_date_that_somebody_moved_since_stays_where_it_was_put(office: Office) -> None:
    eve = office.hire("eve")
    duty = emergency(office, eve)
    office.run(add_absence, eve.email, date(2026, 12, 1), date(2026, 12, 14))
    until = datetime(2026, 12, 23, 17, tzinfo=BERLIN)
    paused = office.duty_of(duty.id)
    office.run(lambda turn: turn.change(paused, due=until))

    office.run(end_absence, eve.email, date(2026, 12, 2))

    assert day(office.duty_of(duty.id)) == "Wed 23 Dec 17:00"


def test_leave_without_an_end_is_looked_at_every_month(office: Office) -> None:
    eve = office.hire("eve")
    duty = emergency(office, eve)

    office.run(add_absence, eve.email, date(2026, 12, 1), None)
    assert (
        day(office.duty_of(duty.id)) == "Mon 04 Jan 17:00"
    )  # a month on, New Year's Day and a weekend later
    office.wait(until=datetime(2027, 1, 6, 12, tzinfo=BERLIN))

    assert day(office.duty_of(duty.id)) == "Mon 01 Feb 17:00"


# --- zone and working days change ------------------------------------------------------------


def rule_for(office: Office, key: str) -> Any:
    """Return the duty of whom a key stands for to acknowledge the policy in force."""
    about = engagement_of(office, key).id
    (found,) = [one for one in office.duties(kind="policy.acknowledge") if one.about == about]
    return found


def test_a_date_keeps_its_day_when_somebody_moves_to_another_zone(office: Office) -> None:
    office.publish()
    load(office, row("P1", "Nia Tamm"))
    assert f"{rule_for(office, 'P1').due:%d %b %H:%M}" == "29 Dec 16:00"

    load(office, row("P1", "Nia Tamm", tz="Australia/Adelaide", country="AU"))

    assert f"{rule_for(office, 'P1').due:%d %b %H:%M}" == "29 Dec 06:30"  # 17:00 in Adelaide


def test_a_date_moves_on_where_the_person_no_longer_works_on_that_day(office: Office) -> None:
    office.publish()
    load(office, row("P1", "Iva Marek"))
    assert day(rule_for(office, "P1")) == "Tue 29 Dec 17:00"

    load(office, row("P1", "Iva Marek", workdays="M-WTF"))

    assert day(rule_for(office, "P1")) == "Wed 30 Dec 17:00"


def test_the_rules_of_the_first_day_move_with_it(office: Office) -> None:
    office.publish()
    load(office, row("P1", "Ben Ito", start="2026-12-07"))
    assert day(rule_for(office, "P1")) == "Mon 07 Dec 17:00"

    load(office, row("P1", "Ben Ito", start="2026-12-14"))

    moved = rule_for(office, "P1")
    assert (day(moved), moved.next_at) == ("Mon 14 Dec 17:00", datetime(2026, 12, 14, 9, tzinfo=BERLIN))


# --- talks while a manager is away -----------------------------------------------------------


def test_a_talk_that_cannot_wait_goes_to_the_next_one_up_and_comes_back(office: Office) -> None:
    team = Team(office)
    office.run(add_absence, team.ana.email, date(2026, 12, 1), date(2026, 12, 8))
    assert team.talk.owner == team.ana.ref  # she is here today

    office.wait(until=datetime(2026, 12, 1, 10, tzinfo=BERLIN))
    assert team.talk.owner == team.chika.ref
    (notice,) = [one for one in office.duties(team.chika, "notice") if one.reason == "handover"]
    assert "You get this because Ana Novak is away until Tue 8 Dec." in texts(card_of(office, notice))[0]

    office.wait(until=datetime(2026, 12, 9, 10, tzinfo=BERLIN))
    assert team.talk.owner == team.ana.ref
    assert f"{team.talk.due.astimezone(BERLIN):%d %b}" == "07 Dec"
    assert [event["cause"] for event in office.events("obligation.handed_over")] == ["away", "back"]


def test_whoever_acts_takes_it_and_is_told_what_acting_means(office: Office) -> None:
    team = Team(office)
    office.run(act_for, team.eve.email, team.ana.email, date(2026, 12, 1), date(2026, 12, 8))
    office.run(add_absence, team.ana.email, date(2026, 12, 1), date(2026, 12, 8))

    office.wait(until=datetime(2026, 12, 1, 10, tzinfo=BERLIN))

    assert team.talk.owner == team.eve.ref
    reasons = {one.reason: one for one in office.duties(team.eve, "notice")}
    assert card_of(office, reasons["away.acting"]).title == "You act for Ana until Tue 8 Dec"
    assert "because you act for Ana Novak until Tue 8 Dec" in texts(card_of(office, reasons["handover"]))[0]


def test_a_talk_that_can_wait_stays_with_the_manager(office: Office) -> None:
    team = Team(office, start=date(2026, 12, 14))

    office.run(add_absence, team.ana.email, date(2026, 11, 30), date(2026, 12, 2))

    assert team.talk.owner == team.ana.ref


def test_people_of_the_register_may_act_too(office: Office) -> None:
    load(office, row("P1", "Chika Obi"), row("P2", "Ana Novak", "P1"), row("P3", "Eve Lund", "P2"))

    office.run(act_for, "p1@acme.example", "p2@acme.example", date(2026, 12, 1), None)

    (event,) = office.events("line.acting")
    acts = (event["subject"], event["on_behalf_of"])
    assert acts == (person_of(office, "P1").ref, person_of(office, "P2").ref)
