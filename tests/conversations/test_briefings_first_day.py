"""What the starter sees on the first day, and whom they can ask."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.model import Note, Show
from tests.conversations.talks import Team
from tests.office import BERLIN, Office

FIRST_MORNING = datetime(2026, 12, 7, 9, 5, tzinfo=BERLIN)


def test_before_the_first_day_the_starter_is_told_nothing(office: Office) -> None:
    team = Team(office)

    office.wait(until=datetime(2026, 12, 7, 8, 59, tzinfo=BERLIN))

    assert office.sent(team.ben) == []


def test_without_a_talk_the_card_says_what_is_open_and_that_it_is_nobodys_fault(office: Office) -> None:
    team = Team(office)

    office.wait(until=FIRST_MORNING)

    (card,) = office.inbox(team.ben)
    assert card.text.splitlines()[:5] == [
        "Welcome, Ben. Mail and chat are ready.",
        (
            "Code and customer data open after a 20-minute talk with Ana. Ana has been asked for a time. You need do "
            "nothing, and it is no fault of yours."
        ),
        "Open now: mail, chat, HR portal",
        "Opens after the talk: code, tickets, customer data",
        "Ask: Ana Novak or Petra Kraus",
    ]
    assert card.buttons == ("Ask Ana for a time", "Open my list")


def test_with_a_confirmed_talk_the_systems_are_open(office: Office) -> None:
    team = Team(office)
    team.recorded()
    office.settle()
    team.answered_yes()

    office.wait(until=FIRST_MORNING)

    card = office.inbox(team.ben)[-1]
    assert card.title == "Welcome, Ben."
    assert "You have talked with Ana, so your systems are open." in card.text


def test_policies_of_the_first_day_are_lines_of_the_same_card(office: Office) -> None:
    team = Team(office, start=date(2026, 12, 8))
    office.publish()

    office.wait(until=datetime(2026, 12, 8, 9, 5, tzinfo=BERLIN))

    (card,) = office.inbox(team.ben)
    assert card.draws == "merged"
    assert card.title == "Welcome, Ben. Mail and chat are ready."
    assert "Acceptable use 3.0" in card.text
    assert "Read it here" in card.buttons


def test_a_recorded_talk_that_was_not_answered_leads_to_the_question(office: Office) -> None:
    team = Team(office)
    office.wait(until=datetime(2026, 12, 4, 16, tzinfo=BERLIN))
    team.recorded(date="2026-12-04", time="15:00")

    office.wait(until=FIRST_MORNING)

    card = next(one for one in office.inbox(team.ben) if one.title.startswith("Welcome"))
    assert "Ana recorded a talk with you." in card.text
    assert "Ana has been asked for a time" not in card.text
    shown = office.press(team.ben, "briefing.question", card)
    assert isinstance(shown, Show)
    assert shown.card.title == "Did your talk with Ana take place?"


def test_asking_for_a_time_reaches_the_manager_once_a_day(office: Office) -> None:
    team = Team(office)
    office.wait(until=FIRST_MORNING)

    first = office.press(team.ben, "briefing.time")
    second = office.press(team.ben, "briefing.time")
    office.settle()

    assert first == Note("Ana is asked for a time. You need do nothing more.")
    assert second == Note("Ana was asked on Mon 7 Dec. Petra Kraus helps too, if you want.")
    asks = [card for card in office.inbox(team.ana) if card.title == "Ben asks for a time with you"]
    assert [card.buttons for card in asks] == [("Plan it", "Record now")]


@pytest.mark.parametrize("typed", ["ask for a time", "um termin bitten"])
def test_asking_for_a_time_is_typed_in_both_languages(office: Office, typed: str) -> None:
    team = Team(office)

    assert office.says(team.ben, typed) == Note("Ana is asked for a time. You need do nothing more.")


def test_the_invitation_is_settled_once_the_talk_is_on_record(office: Office) -> None:
    team = Team(office)
    office.says(team.ana, "plan ben 30 nov 14:00")
    office.wait(until=datetime(2026, 12, 1, 10, tzinfo=BERLIN))

    team.recorded(time="14:00")
    office.settle()

    card = office.inbox(team.ben)[0]
    assert "The talk with Ana is settled." in card.text
    assert card.buttons == ()


def test_somebody_who_started_long_ago_is_not_welcomed(office: Office) -> None:
    team = Team(office, start=date(2026, 11, 23))

    office.wait(days=3)

    assert office.sent(team.ben) == []


def test_a_moved_start_moves_the_welcome(office: Office) -> None:
    from bot.flows.briefings import start_moved
    from tests.conversations.talks import move

    team = Team(office)
    office.run(start_moved, team.ben.engagement, date(2026, 12, 7), date(2026, 12, 14))
    office.write(move, team.ben, date(2026, 12, 14))

    office.wait(until=datetime(2026, 12, 14, 8, tzinfo=BERLIN))
    assert office.sent(team.ben) == []
    office.wait(until=datetime(2026, 12, 14, 9, 5, tzinfo=BERLIN))
    assert [card.title for card in office.sent(team.ben)] == ["Welcome, Ben. Mail and chat are ready."]
