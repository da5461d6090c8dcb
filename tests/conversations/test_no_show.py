"""Somebody does not come after all: who may say so, what ends, and who hears it (R5)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.engine import OPERATOR
from bot.errors import Refused
from bot.flows.briefings import start_moved
from bot.flows.briefings.no_shows import mark_no_show
from bot.model import Actor, Note, Show
from tests.conversations.talks import START, Team, move
from tests.office import BERLIN, Office

WORDS = "Ben is not coming to Acme after all. Nothing is left to do here."


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=BERLIN)


@pytest.mark.parametrize(
    "typed", ["no show ben", "not coming ben", "kommt nicht ben", "nicht erschienen ben"]
)
def test_the_manager_types_it_in_both_languages(office: Office, typed: str) -> None:
    team = Team(office)
    office.settle()

    assert office.says(team.ana, typed) == Note(WORDS)

    assert (team.talk.state, team.talk.closed_as) == ("closed", "void")
    (event,) = office.events("briefing.no_show")
    assert event["actor"] == team.ana.ref
    (card,) = office.inbox(team.ana)
    assert WORDS in card.text
    assert card.verbs == ()


def test_everything_about_the_first_day_ends_and_the_isms_owner_hears_it(office: Office) -> None:
    team = Team(office)
    office.publish()
    office.settle()
    told = len(office.sent(team.ana))

    office.says(team.ana, "no show ben")
    office.wait(until=at(8, 12))

    assert [
        one.state for one in office.duties() if one.about == team.ben.engagement and one.kind != "notice"
    ] == ["closed"] * 2
    assert office.sent(team.ben) == []
    assert len(office.sent(team.ana)) == told
    assert WORDS in office.sent(team.petra)[-1].text


def test_the_isms_owner_says_it_and_the_manager_who_was_asked_hears_it(office: Office) -> None:
    team = Team(office)
    office.settle()

    assert office.says(team.petra, "no show ben") == Note(WORDS)
    office.wait(until=at(1, 12))

    assert WORDS in office.sent(team.ana)[-1].text
    assert office.sent(team.petra) == []


def test_a_manager_who_was_not_asked_yet_hears_nothing(office: Office) -> None:
    team = Team(office, start=date(2027, 1, 18))

    office.run(mark_no_show, team.ben.email)
    office.wait(until=at(22))

    assert office.sent(team.ana) == []


def test_nobody_else_may_say_so(office: Office) -> None:
    team = Team(office)

    for who in (team.eve, team.ben):
        office.says(who, "no show ben")

    assert team.talk.state == "pending"
    assert {event["verb"] for event in office.events("press.refused")} == {"briefing.no_show"}
    with pytest.raises(Refused) as refused:
        office.engine.run_as(Actor("cli", "", team.eve.email), mark_no_show, team.ben.email)
    assert refused.value.key == "refused.role"


def test_a_talk_on_record_shows_that_somebody_came(office: Office) -> None:
    team = Team(office)
    office.settle()
    team.recorded()

    assert isinstance(office.says(team.ana, "no show ben"), Show)
    assert team.talk.state == "pending"

    team.answered_yes()
    reply = office.says(team.ana, "no show ben")
    assert isinstance(reply, Note)
    assert team.talk.state == "done"


def test_said_twice_it_is_the_same_answer(office: Office) -> None:
    team = Team(office)
    office.says(team.ana, "no show ben")

    assert office.says(team.ana, "no show ben") == Note(WORDS)
    assert len(office.events("briefing.no_show")) == 1


def test_on_the_command_line_it_is_the_operator_or_a_person(office: Office) -> None:
    team = Team(office)

    assert office.engine.run_as(OPERATOR, mark_no_show, team.ben.email) == "Ben Ito"

    assert team.talk.closed_as == "void"
    with pytest.raises(Refused) as refused:
        office.engine.run_as(OPERATOR, mark_no_show, team.ben.email)
    assert refused.value.key == "no_show.none"
    with pytest.raises(Refused) as refused:
        office.engine.run_as(OPERATOR, mark_no_show, "nobody@acme.example")
    assert refused.value.key == "person.unknown"


def test_a_new_start_date_opens_the_talk_again(office: Office) -> None:
    team = Team(office)
    office.settle()
    office.says(team.ana, "no show ben")

    office.run(start_moved, team.ben.engagement, START, date(2026, 12, 14))
    office.write(move, team.ben, date(2026, 12, 14))
    before = len(office.sent(team.ana))
    office.wait(until=at(7, 12))

    assert team.talk.state == "pending"
    assert f"{team.talk.due.astimezone(BERLIN):%d %b %H:%M}" == "14 Dec 17:00"
    assert len(office.sent(team.ana)) == before + 1
    assert office.sent(team.ana)[-1].buttons == ("Plan it", "Record now", "Not my report", "Later")


def test_of_twelve_one_who_does_not_come_leaves_eleven(office: Office) -> None:
    team = Team(office)
    for letter in "abc":
        team.starter(f"Mina{letter} Berg")
    office.settle()

    office.says(team.ana, "no show minaa")

    (card,) = office.inbox(team.ana)
    assert card.text.count("settled") == 1
