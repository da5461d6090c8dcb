"""The starter's answer in words: typed with the card's code, alone, or in its thread (R6, conversations.md 2.4)."""

from __future__ import annotations

import pytest

from bot.model import Ask, Note
from tests.conversations.talks import Team, team_with_a_record
from tests.office import Office


@pytest.fixture
def team(office: Office) -> Team:
    """Ana has recorded her talk with Ben, and Ben has the question."""
    return team_with_a_record(office)


def _code(team: Team) -> str:
    return team.office.inbox(team.ben)[0].card.foot[-1].rpartition(" ")[2]


@pytest.mark.parametrize("typed", ["yes {}", "ja {}"])
def test_yes_with_the_code_opens_the_two_questions(team: Team, typed: str) -> None:
    reply = team.office.says(team.ben, typed.format(_code(team)))

    assert isinstance(reply, Ask)
    assert reply.form.title == "Two short questions"


@pytest.mark.parametrize("typed", ["no {}", "nein {}", "no", "nein"])
def test_no_is_typed_with_the_code_or_alone(team: Team, typed: str) -> None:
    team.office.says(team.ben, typed.format(_code(team)))

    assert team.record.outcome == "disputed"


@pytest.mark.parametrize("typed", ["not quite {} only ten minutes", "nicht ganz {} only ten minutes"])
def test_not_quite_keeps_the_words_that_were_typed(team: Team, typed: str) -> None:
    reply = team.office.says(team.ben, typed.format(_code(team)))

    assert isinstance(reply, Ask)
    assert {field.name: field.value for field in reply.form.fields}["words"] == "only ten minutes"


@pytest.mark.parametrize("said", ["No.", "Nein"])
def test_a_lone_answer_in_the_thread_counts(team: Team, said: str) -> None:
    team.office.says(team.ben, said, under=team.office.inbox(team.ben)[0])

    assert team.record.outcome == "disputed"


def test_anything_else_in_the_thread_is_asked_back(team: Team) -> None:
    reply = team.office.says(team.ben, "I think so", under=team.office.inbox(team.ben)[0])

    assert isinstance(reply, Note)
    assert reply.text.startswith("To be sure: did the talk take place?")
    assert [action.label for action in reply.actions] == ["Yes, we talked", "Not quite", "No"]
    assert team.record.outcome == "waiting"


def test_yes_without_any_question_is_not_understood(office: Office) -> None:
    team = Team(office)

    reply = office.says(team.eve, "yes")

    assert isinstance(reply, Note)
    assert reply.text.startswith("I don't know what this belongs to.")
