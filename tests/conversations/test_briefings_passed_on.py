"""A talk that belongs to somebody else, or needs help: the date stays, somebody always owes it (R5, R12)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.model import Ask, Note, Reply
from tests.colleagues import absent
from tests.conversations.talks import Team, leave
from tests.office import BERLIN, Colleague, Office


def pass_on(team: Team, who: Colleague, **values: str) -> Reply:
    asked = team.office.press(who, "briefing.reassign", duty=team.talk)
    return team.office.fill(who, asked, **values)


def test_a_named_person_gets_the_talk_and_the_isms_owner_the_question(office: Office) -> None:
    team = Team(office)
    office.settle()
    due = team.talk.due

    reply = pass_on(team, team.ana, whom="chika")
    office.settle()

    assert reply == Note(
        "Thank you. Chika Obi is asked now, and Petra Kraus corrects the list. The date stays Mon 7 Dec."
    )
    assert (team.talk.owner, team.talk.due) == (team.chika.ref, due)
    card = office.inbox(team.chika)[-1]
    assert card.title == "Ben starts on Monday. 20 minutes with you come first."
    assert "You get this because you were named as the one to ask." in card.text
    assert office.inbox(team.ana)[0].text.splitlines()[:2] == [
        "Passed on: the talk with Ben",
        "Chika Obi looks after it now. Nothing is left for you to do.",
    ]
    question = office.inbox(team.petra)[-1]
    assert question.title == "Who looks after Ben Ito?"
    assert "Ana Novak says that Ben Ito belongs to another team, with Chika Obi." in question.text
    (event,) = office.events("briefing.reassigned")
    assert (event["handed_from"], event["handed_to"]) == (team.ana.ref, team.chika.ref)


def test_what_was_passed_on_by_hand_is_not_handed_back_over_night(office: Office) -> None:
    team = Team(office)
    pass_on(team, team.ana, whom="chika")

    office.wait(days=3)

    assert team.talk.owner == team.chika.ref


def test_when_nobody_is_named_the_isms_owner_finds_out_by_the_next_working_day(office: Office) -> None:
    team = Team(office)
    office.settle()

    reply = pass_on(team, team.ana, unknown="yes")
    office.settle()

    assert reply == Note("Thank you. Petra Kraus finds out by tomorrow, Tue 1 Dec. The date stays Mon 7 Dec.")
    assert team.talk.owner == team.petra.ref
    assert (
        "You get this because Ana Novak says that Ben Ito is in another team."
        in office.inbox(team.petra)[0].text
    )
    assert "Petra Kraus finds out who looks after Ben." in office.inbox(team.ana)[0].text


def test_when_the_list_was_right_the_talk_comes_back_with_an_offer_of_help(office: Office) -> None:
    team = Team(office)
    pass_on(team, team.ana, unknown="yes")

    pass_on(team, team.petra, whom="ana.novak@acme.example")
    office.settle()

    assert team.talk.owner == team.ana.ref
    card = office.inbox(team.ana)[-1]
    assert card.title == "The talk with Ben is with you again"
    assert "Petra Kraus checked: Ben reports to you. The talk is yours after all. Can we help?" in card.text
    assert card.buttons == ("Plan it", "Record now", "Need help")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", 'Name somebody, or tick "I don\'t know".'),
        ("zoe", "I know nobody called 'zoe' at Acme. Try the full name or the e-mail address."),
        ("ben ito", "Ben can't lead the talk with Ben. Name somebody else."),
        ("ana", "That is you. Name somebody else, or go back."),
    ],
)
def test_a_name_that_does_not_do_is_said_in_the_form(office: Office, typed: str, words: str) -> None:
    team = Team(office)

    again = pass_on(team, team.ana, whom=typed)

    assert isinstance(again, Ask)
    assert again.errors == {"whom": words}
    assert team.talk.owner == team.ana.ref


@pytest.mark.parametrize("typed", ["not mine ben", "nicht in meinem team ben"])
def test_not_my_report_is_typed_in_both_languages(office: Office, typed: str) -> None:
    team = Team(office)

    reply = office.says(team.ana, typed)

    assert isinstance(reply, Ask)
    assert reply.form.title == "Not my report"


# --- help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["need help ben", "hilfe holen ben"])
def test_help_is_asked_of_the_isms_owner(office: Office, typed: str) -> None:
    team = Team(office)

    reply = office.says(team.ana, typed)
    office.settle()

    assert reply == Note("Petra Kraus is told and gets in touch with you. The date stays Mon 7 Dec.")
    (card,) = office.inbox(team.petra)
    assert card.title == "A manager asks for help with a first talk"
    assert "Ana Novak asks for help with the talk for Ben Ito, who starts on Mon 7 Dec." in card.text
    assert card.buttons == ("Show Ben's briefing",)


def test_help_is_told_once_a_day(office: Office) -> None:
    team = Team(office)

    office.press(team.ana, "briefing.help", duty=team.talk)
    office.press(team.ana, "briefing.help", duty=team.talk)

    assert len(office.events("briefing.help_asked")) == 1


# --- a manager changes or leaves -------------------------------------------------------------


def test_a_manager_who_leaves_hands_the_talk_to_whoever_looks_after_the_starter(office: Office) -> None:
    team = Team(office)
    office.write(leave, team.ana, date(2026, 12, 1))

    office.wait(until=datetime(2026, 12, 3, 10, tzinfo=BERLIN))

    assert team.talk.owner == team.chika.ref
    assert f"{team.talk.due.astimezone(BERLIN):%d %b %H:%M}" == "07 Dec 17:00"


def test_a_recorded_talk_stays_with_the_one_who_recorded_it(office: Office) -> None:
    team = Team(office)
    team.recorded()
    office.write(absent, team.ana, date(2026, 12, 1), date(2026, 12, 31))

    office.wait(days=2)

    assert team.talk.owner == team.ana.ref
