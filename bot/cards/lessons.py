"""Cards of a lesson: the invitation, the idea, a situation before and after its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.common import Say, button, facts, until_status
from bot.model import Action, Block, Card, Choice, Item, Option, Status, Text
from bot.rules.lessons import LETTERS


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """What the cards say about one lesson; worded already."""

    duty: str
    title: str
    title_line: str
    until: str
    standing: str
    minutes: str
    first: str
    owner: str
    manager_first: str


@dataclass(frozen=True, slots=True)
class Situation:
    """One situation as it is shown: the answers in this reader's order."""

    number: int
    count: int
    stem: str
    options: Sequence[tuple[str, str]]
    is_sibling: bool = False


def lesson_card(say: Say, about: LessonFacts, *, begun: bool) -> Card:
    """Return the invitation."""
    body = say("lesson.card.body", title=about.title, manager_first=about.manager_first)
    pairs = [("lesson", about.title), ("until", about.until), ("ask", about.owner)]
    start = button(
        say, "lesson.start", primary=True, duty=about.duty, key="button.lesson.go_on" if begun else ""
    )
    return Card(
        about.title_line,
        (Text(body), facts(say, pairs)),
        (start, button(say, "lesson.snooze", duty=about.duty)),
        fallback=say("lesson.card.fallback", minutes=about.minutes),
        status=until_status(say, about.until, about.standing),
    )


def lesson_line(say: Say, about: LessonFacts) -> Item:
    """Return the lesson as one line."""
    text = say("list.line.lesson", title=about.title, until=about.until, minutes=about.minutes)
    action = button(say, "lesson.start", about=about.title, duty=about.duty)
    detail = say("list.detail.lesson", owner=about.owner)
    return Item(text, action, detail, until_status(say, about.until, about.standing))


def done_card(say: Say, about: LessonFacts) -> Card:
    """Return the settled invitation."""
    words = Text(say("lesson.done", first=about.first))
    return Card(
        about.title_line, (words,), fallback=about.title_line, status=Status("done", say("status.done"))
    )


def situation_card(say: Say, about: LessonFacts, shown: Situation) -> Card:
    """Return a situation to answer: radio rows and one button, or a, b, c typed."""
    options = tuple(
        Option(key, f"{letter}) {text}") for letter, (key, text) in zip(LETTERS, shown.options, strict=False)
    )
    return Card(
        _title(say, shown),
        (
            Text(shown.stem),
            Choice("choice", say("lesson.choose"), options),
            Text(say("lesson.typed"), "soft"),
        ),
        (
            button(say, "lesson.answer", primary=True, duty=about.duty),
            button(say, "lesson.read", duty=about.duty),
        ),
        fallback=_title(say, shown),
    )


def answered_card(
    say: Say,
    about: LessonFacts,
    shown: Situation,
    *,
    chosen: str,
    said: str,
    actions: Sequence[Action],
) -> Card:
    """Return a situation after its answer, with what to take from it: the lesson says itself whether it was right."""
    blocks: list[Block] = [
        Text(shown.stem),
        Text(say("lesson.chosen", answer=chosen), "soft"),
        Text(said),
    ]
    return Card(_title(say, shown), tuple(blocks), tuple(actions), fallback=_title(say, shown))


def _title(say: Say, shown: Situation) -> str:
    if shown.is_sibling:
        return say("lesson.sibling.title")
    return say("lesson.question.title", number=shown.number, count=shown.count)
