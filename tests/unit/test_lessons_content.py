"""The lessons and the briefing: whole in both languages, short, kind, and worth their two minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.library import Lesson, Library, Question, lesson_problems
from tests.unit.readability import grade, sentences

LIBRARY = Library()
LOCALES = ("en", "de")
IDS = ("L1", "L2", "L3", "L4", "L5", "L6")


def in_language(lesson_id: str, locale: str) -> Lesson:
    found = LIBRARY.lesson(lesson_id, locale)
    assert found is not None, lesson_id
    assert found.locale == locale, f"{lesson_id} has no text in {locale}"
    return found


EVERY = [pytest.param(in_language(one, locale), id=f"{one}-{locale}") for one in IDS for locale in LOCALES]
every_lesson = pytest.mark.parametrize("lesson", EVERY)


def questions(lesson: Lesson) -> Iterator[Question]:
    for question in lesson.questions:
        yield question
        assert question.sibling is not None
        yield question.sibling


def shape(question: Question) -> tuple[object, ...]:
    return question.id, question.tags, [one.key for one in question.options], question.correct


def said(lesson: Lesson) -> str:
    """Return all that a reader of this lesson reads."""
    parts = [lesson.title, lesson.title_line, lesson.text]
    for one in questions(lesson):
        options = [text for option in one.options for text in (option.text, option.wrong)]
        parts += [one.stem, one.why, one.wrong, *options]
    return "\n".join(parts)


def test_six_lessons_are_there_in_order() -> None:
    assert tuple(one.id for one in LIBRARY.lessons()) == IDS


@every_lesson
def test_nothing_keeps_a_lesson_from_being_shown(lesson: Lesson) -> None:
    assert lesson_problems(lesson) == []


@pytest.mark.parametrize("lesson_id", IDS)
def test_both_languages_agree_in_everything_that_is_no_language(lesson_id: str) -> None:
    english, german = in_language(lesson_id, "en"), in_language(lesson_id, "de")

    assert (english.seconds, english.tags, english.version) == (german.seconds, german.tags, german.version)
    assert [shape(one) for one in questions(english)] == [shape(one) for one in questions(german)]
    assert english.title != german.title


def test_no_two_questions_have_the_same_id() -> None:
    ids = [question.id for lesson in LIBRARY.lessons() for question in questions(lesson)]

    assert len(ids) == len(set(ids)) == 4 * len(IDS)


def test_the_right_answer_does_not_always_stand_in_one_place() -> None:
    places = [
        [one.correct for one in question.options].index(True)
        for lesson in LIBRARY.lessons()
        for question in questions(lesson)
    ]

    assert min(places.count(place) for place in (0, 1, 2)) >= 4
    for lesson in LIBRARY.lessons():
        assert len({[one.correct for one in each.options].index(True) for each in questions(lesson)}) > 1, (
            lesson.id
        )


def test_the_right_answer_is_not_the_longest_more_often_than_chance_plus_a_little() -> None:
    asked = [question for lesson in LIBRARY.lessons() for question in questions(lesson)]
    longest = sum(max(one.options, key=lambda option: len(option.text)).correct for one in asked)

    assert longest <= len(asked) // 2 + 1


@every_lesson
def test_what_is_said_after_an_answer_is_kind_and_short(lesson: Lesson) -> None:
    for one in questions(lesson):
        assert re.match(r"(Yes|Ja)\.", one.why), one.id
        assert re.match(r"(No|Nein|Wrong|Falsch)\b", one.wrong) is None, one.id
        assert len(one.why.split()) <= 25, one.id
        assert len(one.wrong.split()) <= 40, one.id


@every_lesson
def test_a_situation_and_its_answers_fit_a_phone(lesson: Lesson) -> None:
    assert [one.id for one in questions(lesson) if len(one.stem.split()) > 45] == []
    # Slack's radio buttons take 75 characters: https://docs.slack.dev/reference/block-kit/composition-objects/option-object
    # three of them are the letter and its blanks.
    assert [
        option.text for one in questions(lesson) for option in one.options if len(f"a  {option.text}") > 75
    ] == []


@every_lesson
def test_a_sentence_has_twenty_words_or_a_few_more_at_most(lesson: Lesson) -> None:
    assert [one for one in sentences(said(lesson)) if len(one.split()) > 22] == []


@pytest.mark.parametrize("lesson_id", IDS)
def test_whoever_has_had_eight_years_of_school_can_read_it(lesson_id: str) -> None:
    assert grade(in_language(lesson_id, "en").text) <= 8


@every_lesson
def test_nothing_shouts_blames_or_frightens(lesson: Lesson) -> None:
    avoided = (
        r"!|\b[A-ZÄÖÜ]{5,}\b|violat|non-?complian|you failed|stupid|urgent|verstoß|versagt|Schuld\b|dringlich"
    )

    assert re.findall(avoided, said(lesson)) == []


@every_lesson
def test_no_share_is_quoted_that_nobody_could_check(lesson: Lesson) -> None:
    assert (
        re.findall(r"\b\d+ ?(?:%|percent|per cent|Prozent)|(?:nine|9) of ten|[Nn]eun von zehn", said(lesson))
        == []
    )


def test_spotting_phishing_keeps_the_words_that_were_agreed() -> None:
    lesson = in_language("L4", "en")
    first, second = lesson.questions

    assert lesson.title == "Spot phishing by what it wants"
    assert lesson.title_line == "Two minutes that may save an invoice"
    assert first.stem == (
        "Friday, 16:40. A mail from your director: pay this invoice today, the supplier is waiting. "
        "Tone and logo are right. The bank account is new. What do you do?"
    )
    assert [one.text for one in first.options] == [
        "Answer the mail and ask if it is real",
        "Call the supplier on the number you have",
        "Pay, and tell the director on Monday",
    ]
    assert first.said_after("answer").startswith("Good that you check. The way matters:")
    assert first.why == (
        "Yes. A route you knew before, and a second pair of eyes. That stops nearly all of these."
    )
    assert second.stem == (
        "You opened a link in a mail and typed your password. Then it felt wrong. What comes first?"
    )


def test_whoever_would_have_paid_is_not_praised_for_checking() -> None:
    for locale in LOCALES:
        first = in_language("L4", locale).questions[0]

        assert first.said_after("pay") not in (first.wrong, first.why)
        assert first.said_after("answer") == first.wrong
        assert first.said_after("call") == first.why


# --- the briefing --------------------------------------------------------------------------------

POINTS = [
    "assets",
    "threats",
    "vulnerabilities",
    "duties",
    "reporting",
    "confidential",
    "policies",
    "questions",
]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_briefing_has_its_eight_points_in_order(locale: str) -> None:
    briefing = LIBRARY.briefing(locale)

    assert briefing.locale == locale
    assert [one.key for one in briefing.points] == POINTS
    assert all(len(one.text.split()) <= 25 for one in briefing.points)


def test_the_two_questions_after_a_talk_are_the_agreed_ones() -> None:
    first, second = LIBRARY.briefing("en").questions

    assert first.stem == "You opened a link and now feel odd about it. What comes first?"
    assert [one.text for one in first.options if one.correct] == ["Report it at once"]
    assert first.wrong == (
        "Report first, even if you are not sure. Early is good, and nobody is blamed for telling. Try once more."
    )
    assert second.stem == "Who can read what you say on the confidential route?"
    assert [one.text for one in second.options if one.correct] == ["Only the people named for it"]


def test_the_two_questions_are_the_same_in_both_languages() -> None:
    english, german = LIBRARY.briefing("en").questions, LIBRARY.briefing("de").questions

    assert [shape(one) for one in english] == [shape(one) for one in german]


def test_a_language_without_a_text_gets_the_english_one() -> None:
    assert LIBRARY.briefing("pt").locale == "en"
    assert LIBRARY.lesson("L1", "pt") == LIBRARY.lesson("L1", "en")
    assert LIBRARY.lesson("L99", "en") is None
