"""What counts as an acknowledgement, word for word (R17, conversations §2.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import Acknowledges, Other, Question, Unclear, YesWithQuestion, acknowledgement


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("I acknowledge", ""),
        ("I acknowledge version 3.0", "3.0"),
        ("I acknowledge version 2.1", "2.1"),
        ("acknowledged", ""),
        ("ack", ""),
        ("ich bestätige", ""),
        ("ich bestätige version 3.0", "3.0"),
        ("bestätigt", ""),
        ("I ACKNOWLEDGE.", ""),
        ("  i   acknowledge  ", ""),
        ('"I acknowledge"', ""),
        ("“I acknowledge.”", ""),
        ("„Ich bestätige“.", ""),
        ("'ack'!", ""),
        ("Ich bestaetige Version 3.0!", "3.0"),
        ("I acknowledge version 3.0…", "3.0"),
        ("@Steward I acknowledge", ""),
        ("<@U0BOT> I acknowledge", ""),
        ("@Steward: I acknowledge version 3.0.", "3.0"),
    ],
)
def test_these_words_and_only_these_acknowledge(written: str, version: str) -> None:
    assert acknowledgement(written) == Acknowledges(version)


@pytest.mark.parametrize(
    "written",
    [
        "I acknowledge, but what about my old phone?",
        "I acknowledge but not the part on phones",
        "I acknowledge version 3.0, if my phone is not meant",
        "Acknowledged. Though I have a question",
        "Ich bestätige, aber was ist mit meinem Telefon?",
        "ack - what about Macs?",
    ],
)
def test_a_yes_that_goes_on_is_asked_back(written: str) -> None:
    assert acknowledgement(written) == YesWithQuestion(written)


@pytest.mark.parametrize(
    "written",
    [
        "ok",
        "OK.",
        "okay",
        "yes",
        "Yes!",
        "ja",
        "Ja, gerne",
        "ok, thanks",
        "alles klar",
        "einverstanden",
        "I agree",
        "done",
        "👍",
        "👍🏽",
        ":+1:",
        ":thumbsup::skin-tone-3:",
        "✅",
        "understood",
        "I acknowledge?",
        "I acknowledge 👍",
        "acknowledge",
        "I acknowledge 3.0",
        "I acknowledge acceptable use",
    ],
)
def test_whatever_else_sounds_like_a_yes_is_unclear(written: str) -> None:
    assert acknowledgement(written) == Unclear()


@pytest.mark.parametrize(
    ("written", "question"),
    [
        ("May I use a translation site?", "May I use a translation site?"),
        ("Darf ich das?", "Darf ich das?"),
        ("ok?", "ok?"),
        ("Do I acknowledge?", "Do I acknowledge?"),
        ("ask may I use two phones", "may I use two phones"),
        ("Ask: may I  use two phones", "may I  use two phones"),
        ("Frage: Darf ich zwei Telefone haben", "Darf ich zwei Telefone haben"),
        ("ask", "ask"),
        ("<@U0BOT> what about Macs?", "what about Macs?"),
        ("Is this meant for me? ", "Is this meant for me?"),
    ],
)
def test_a_question_goes_to_the_owner_as_written(written: str, question: str) -> None:
    assert acknowledgement(written) == Question(question)


@pytest.mark.parametrize(
    "written",
    [
        "I don't acknowledge",
        "I do not acknowledge",
        "ich bestätige nicht",
        "I acknowledge nothing",
        "nein",
        "no",
        "I have not read it",
        "asking for a friend",
        "The link is dead",
        "acknowledgement",
        "not ok",
        "yesterday",
        "👎",
        "",
    ],
)
def test_anything_else_is_never_counted(written: str) -> None:
    assert acknowledgement(written) == Other(written)


@given(st.text(max_size=10_000))
def test_whatever_is_written_is_understood_without_failing(text: str) -> None:
    found = acknowledgement(text)

    assert not isinstance(found, YesWithQuestion | Question | Other) or found.text in text
