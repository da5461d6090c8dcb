"""A lesson as it stands for one reader: its words, where they left it, the situation to come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.cards import lessons as cards
from bot.errors import Refused
from bot.flows.common import standing
from bot.library import Lesson, Question
from bot.rules.lessons import Given, Place, place, shuffled
from bot.turn import Turn
from bot.turn.lines import manager_of
from storage import lessons


def lesson_of(turn: Turn, duty: Row[Any]) -> Lesson:
    """Return the lesson a duty is about, in the reader's language; refuses when there is none of that name."""
    found = turn.parts.library.lesson(duty.object, turn.locale)
    if found is None:
        raise Refused("lesson.unknown", typed=duty.object)
    return found


def lesson_facts(turn: Turn, duty: Row[Any]) -> cards.LessonFacts:
    """Return what the cards of a lesson say, worded for the reader."""
    lesson = lesson_of(turn, duty)
    holder = turn.holder("isms_owner")
    return cards.LessonFacts(
        duty=duty.id,
        title=lesson.title,
        title_line=lesson.title_line,
        until=turn.day(turn.local_date(duty.due)),
        standing=standing(turn, duty.due),
        minutes=turn.minutes(max(1, round(lesson.seconds / 60))),
        first=turn.first_of(duty.owner),
        owner=holder.name if holder is not None else turn.say("name.isms_owner"),
        manager_first=turn.first_of(manager_of(turn, duty.about)),
    )


def situations_of(lesson: Lesson) -> dict[str, tuple[int, Question]]:
    """Return every situation by its id, a sibling too, with the number of the question it belongs to."""
    found = {}
    for number, question in enumerate(lesson.questions):
        found[question.id] = (number, question)
        if question.sibling is not None:
            found[question.sibling.id] = (number, question.sibling)
    return found


def place_in(turn: Turn, duty: Row[Any], lesson: Lesson) -> Place | None:
    """Return where a lesson was left; None when it is through."""
    rows = lessons.answers(turn.connection, duty.id)
    pairs = [(one.id, one.sibling.id if one.sibling is not None else "") for one in lesson.questions]
    return place(pairs, [Given(row.question, row.right) for row in rows])


def situation_shown(duty: Row[Any], lesson: Lesson, item: str) -> tuple[cards.Situation, Question]:
    """Return a situation as the reader sees it, its answers in their own order, and the question behind it."""
    number, question = situations_of(lesson)[item]
    texts = {one.key: one.text for one in question.options}
    order = shuffled(list(texts), f"{duty.id}:{item}")
    is_sibling = item != lesson.questions[number].id
    shown = cards.Situation(
        number + 1, len(lesson.questions), question.stem, [(key, texts[key]) for key in order], is_sibling
    )
    return shown, question
