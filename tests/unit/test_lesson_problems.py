"""What keeps a lesson from being shown: the linter whose word fails the build (R24)."""

from __future__ import annotations

from dataclasses import replace

from bot.library import Lesson, Library, lesson_problems


def whole() -> Lesson:
    found = Library().lesson("L4", "en")
    assert found is not None
    return found


WHOLE = whole()


def test_a_lesson_longer_than_three_minutes_is_refused() -> None:
    long = replace(WHOLE, text="word " * 620, seconds=180)

    assert "L4 takes 186 seconds; 180 is the limit" in lesson_problems(long)


def test_a_lesson_that_says_more_than_three_minutes_is_refused() -> None:
    assert lesson_problems(replace(WHOLE, seconds=181)) == ["L4 takes 181 seconds; 180 is the limit"]


def test_a_lesson_of_exactly_three_minutes_is_fine() -> None:
    assert lesson_problems(replace(WHOLE, text="word " * 600, seconds=180)) == []


def test_a_lesson_that_claims_to_be_shorter_than_it_is_is_refused() -> None:
    assert lesson_problems(replace(WHOLE, text="word " * 400, seconds=60)) == [
        "L4 says 60 seconds, and its text takes 120"
    ]


def test_a_lesson_with_one_situation_is_refused() -> None:
    assert lesson_problems(replace(WHOLE, questions=WHOLE.questions[:1])) == [
        "L4 has 1 situations; it needs two"
    ]


def test_a_question_without_a_sibling_with_two_options_or_an_unknown_tag_is_refused() -> None:
    first, second = WHOLE.questions
    poor = replace(first, sibling=None, options=first.options[:2], tags=("hope",), why=" ")

    assert lesson_problems(replace(WHOLE, questions=(poor, second))) == [
        "L4-invoice has no sibling",
        "L4-invoice has 2 options; it needs three",
        "L4-invoice does not say what to take from an answer",
        "L4-invoice: 'hope' is no tag",
    ]
