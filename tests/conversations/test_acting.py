"""Acting for a manager, and talks nobody could be asked for at first (R2, R5)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.errors import Refused
from bot.flows.briefings import ask_for_briefings
from bot.flows.people.absences import add_absence
from bot.flows.people.acting import act_for
from tests.conversations.talks import START, Team
from tests.office import BERLIN, Office

FIRST, LAST = date(2026, 12, 2), date(2026, 12, 4)


def test_whoever_acts_for_a_manager_has_the_talk_while_the_manager_is_away(office: Office) -> None:
    team = Team(office)
    reports = office.run(act_for, team.eve.email, team.ana.email, FIRST, LAST)
    office.run(add_absence, team.ana.email, FIRST, LAST)

    office.wait(until=datetime(2026, 12, 2, 9, 30, tzinfo=BERLIN))

    assert reports == 1  # Ben; nobody acts for themselves
    assert team.talk.owner == team.eve.ref
    office.wait(until=datetime(2026, 12, 7, 9, 30, tzinfo=BERLIN))
    assert team.talk.owner == team.ana.ref


def test_whoever_acts_for_a_manager_who_is_away_already_has_the_talk_the_next_day(office: Office) -> None:
    team = Team(office)
    office.run(add_absence, team.ana.email, date(2026, 11, 30), date(2026, 12, 31))

    office.run(act_for, team.eve.email, team.ana.email, date(2026, 11, 30), date(2026, 12, 31))
    office.wait(days=1)

    assert team.talk.owner == team.eve.ref


def test_the_same_days_twice_are_once(office: Office) -> None:
    team = Team(office)

    counts = [office.run(act_for, team.eve.email, team.ana.email, FIRST, LAST) for _ in range(2)]

    assert counts == [1, 0]
    assert len(office.events("line.acting")) == 1


def test_acting_needs_two_people_and_days_in_order(office: Office) -> None:
    team = Team(office)

    for email, manager in (("zoe@acme.example", team.ana.email), (team.eve.email, "zoe@acme.example")):
        with pytest.raises(Refused, match=r"person\.unknown"):
            office.run(act_for, email, manager, FIRST, LAST)
    with pytest.raises(Refused, match=r"absence\.order"):
        office.run(act_for, team.eve.email, team.ana.email, LAST, FIRST)


def test_a_talk_nobody_could_be_asked_for_is_asked_for_when_somebody_can(office: Office) -> None:
    luan = office.hire("luan tester", start=START)
    assert office.run(ask_for_briefings, [luan.engagement]) == 0

    petra = office.hire("petra", role="isms_owner")
    office.wait(days=1)

    assert [duty.owner for duty in office.duties(petra, "briefing")] == [petra.ref]
