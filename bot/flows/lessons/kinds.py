"""The kind ``lesson``: its card, its text and its situations in every state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.cards import lessons as cards
from bot.flows.followups.asking import heed
from bot.flows.followups.referring import is_referred
from bot.flows.lessons.facts import lesson_facts, lesson_of, place_in, situation_shown
from bot.library import Lesson
from bot.model import Card, Item, Pressed, Reply, Text
from bot.turn import Kind, Shown, Turn, draws, kind
from storage import lessons

HELP_AFTER = 3  # wrong answers in a row, then help is offered, to the reader only


def _draw(turn: Turn, duty: Row[Any], _step: str) -> Card:
    about = lesson_facts(turn, duty)
    if duty.state == "done":
        return cards.done_card(turn.say, about)
    if duty.state != "pending":
        return Card(about.title_line, (Text(turn.say("status.settled")),), fallback=about.title_line)
    return cards.lesson_card(turn.say, about, begun=bool(lessons.answers(turn.connection, duty.id)))


def _line(turn: Turn, duty: Row[Any]) -> Item:
    return cards.lesson_line(turn.say, lesson_facts(turn, duty))


def _hear(turn: Turn, pressed: Pressed, _duty: Row[Any]) -> Reply:
    return turn.note("lesson.hear")


LESSON = kind(
    Kind(
        "lesson",
        draws=_draw,
        line=_line,
        minutes=lambda turn, duty: max(1, round(lesson_of(turn, duty).seconds / 60)),
        heeds=heed,
        rests=is_referred,
        hears=_hear,
    )
)


@draws("lesson.text")
def draw_text(turn: Turn, what: Shown) -> Card:
    """Return the idea."""
    lesson = turn.parts.library.lesson(what.args["lesson"], turn.locale)
    assert lesson is not None, "a lesson that was started"
    return Card(lesson.title, (Text(lesson.text, "markdown"), Text(turn.say("lesson.privacy"), "soft")))


@draws("lesson.question")
def draw_question(turn: Turn, what: Shown) -> Card:
    """Return a situation; once answered, what was chosen and what to take from it."""
    duty, item, n = what.duty, what.args["item"], what.args["n"]
    lesson = lesson_of(turn, duty)
    about = lesson_facts(turn, duty)
    shown, question = situation_shown(duty, lesson, item)
    given: Sequence[Row[Any]] = lessons.answers(turn.connection, duty.id)
    if len(given) <= n:
        return cards.situation_card(turn.say, about, shown)
    mine = given[n]
    chosen = next(one.text for one in question.options if one.key == mine.option)
    said = question.said_after(mine.option)
    latest = len(given) == n + 1 and duty.state == "pending"
    actions = _after(turn, duty, lesson, right=mine.right) if latest else ()
    return cards.answered_card(turn.say, about, shown, chosen=chosen, said=said, actions=actions)


def _after(turn: Turn, duty: Row[Any], lesson: Lesson, *, right: bool) -> Sequence[Any]:
    if right:
        return (turn.button("lesson.next", primary=True, duty=duty.id),)
    at = place_in(turn, duty, lesson)
    again = turn.button("lesson.sibling", primary=True, duty=duty.id)
    if at is not None and at.wrong_in_row >= HELP_AFTER:
        return (again, turn.button("lesson.help", duty=duty.id))
    return (again, turn.button("lesson.read", duty=duty.id))
