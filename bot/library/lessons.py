"""A lesson: one idea in at most three minutes, and two situations with a sibling each (R24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.library.files import WORDS_A_MINUTE, decoded
from bot.library.front_matter import FrontMatter, front_matter

LESSON_SECONDS = 180
SITUATIONS = 2
OPTIONS = 3
TAGS = ("asset", "threat", "vulnerability", "duty")


@dataclass(frozen=True, slots=True)
class Answer:
    """One option of a question.  ``wrong`` is what this option alone is answered with, "" for the question's."""

    key: str
    text: str
    correct: bool = False
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A situation, its options, and what is said after a right and after a wrong answer."""

    id: str
    tags: tuple[str, ...]
    stem: str
    options: tuple[Answer, ...]
    why: str
    wrong: str
    sibling: Question | None = None

    @property
    def correct(self) -> str:
        """Return the key of the right option."""
        return next(one.key for one in self.options if one.correct)

    def said_after(self, key: str) -> str:
        """Return what is said to whoever chose this option."""
        chosen = next(one for one in self.options if one.key == key)
        return self.why if chosen.correct else chosen.wrong or self.wrong


@dataclass(frozen=True, slots=True)
class Lesson:
    """One idea in two minutes, with two situations."""

    id: str
    title: str
    title_line: str
    seconds: int
    tags: tuple[str, ...]
    version: str
    locale: str
    text: str
    questions: tuple[Question, ...]


def read_lesson(data: bytes, file: str) -> Lesson:
    """Return the lesson in a Markdown file with front matter; raises ContentError."""
    facts, body = front_matter(decoded(data, file), file)
    return Lesson(
        facts.text("id"),
        facts.text("title"),
        facts.text("title_line"),
        facts.number("seconds"),
        facts.names("tags"),
        facts.text("version"),
        facts.optional("locale", "en"),
        body,
        read_questions(facts),
    )


def read_questions(facts: FrontMatter) -> tuple[Question, ...]:
    """Return the questions in a front matter; raises ContentError naming the one that is not whole."""
    listed = facts.values.get("questions") or []
    if not isinstance(listed, list):
        raise facts.refuse("questions", "'questions' is a list")
    return tuple(_question(one, facts) for one in listed)


def _question(raw: Any, facts: FrontMatter) -> Question:
    try:
        sibling = _question(raw["sibling"], facts) if "sibling" in raw else None
        options = tuple(_answer(one) for one in raw["options"])
        question = Question(
            _text(raw, "id"), tuple(raw.get("tags") or ()), _text(raw, "stem"), options,
            raw.get("why", ""), raw.get("wrong", ""), sibling,
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        name = raw.get("id", "") if isinstance(raw, Mapping) else ""
        lacks = error.args[0] if isinstance(error, KeyError) else "its parts: write 'name: value' lines"
        raise facts.refuse("questions", f"question '{name}' lacks {lacks}") from error
    if sum(one.correct for one in options) != 1:
        raise facts.refuse("questions", f"question '{question.id}' needs exactly one 'correct: true'")
    if len({one.key for one in options}) != len(options):
        raise facts.refuse("questions", f"question '{question.id}' has a key twice")
    return question


def _answer(raw: Mapping[str, Any]) -> Answer:
    return Answer(_text(raw, "key"), _text(raw, "text"), raw.get("correct") == "true", raw.get("wrong", ""))


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw[name]
    if not isinstance(value, str) or not value.strip():
        raise KeyError(name)
    return value


def lesson_problems(lesson: Lesson) -> list[str]:
    """Return what keeps a lesson from being shown (R24 AC1), in sentences; nothing when all is well."""
    found = [f"{lesson.id}: '{tag}' is no tag" for tag in lesson.tags if tag not in TAGS]
    seconds = round(len(lesson.text.split()) * 60 / WORDS_A_MINUTE)
    if max(seconds, lesson.seconds) > LESSON_SECONDS:
        found.append(
            f"{lesson.id} takes {max(seconds, lesson.seconds)} seconds; {LESSON_SECONDS} is the limit"
        )
    if seconds > lesson.seconds:
        found.append(f"{lesson.id} says {lesson.seconds} seconds, and its text takes {seconds}")
    if len(lesson.questions) != SITUATIONS:
        found.append(f"{lesson.id} has {len(lesson.questions)} situations; it needs two")
    for question in lesson.questions:
        if question.sibling is None:
            found.append(f"{question.id} has no sibling")
        for one in (question, question.sibling):
            found += _problems(one) if one is not None else []
    return found


def _problems(question: Question) -> list[str]:
    found = []
    if len(question.options) != OPTIONS:
        found.append(f"{question.id} has {len(question.options)} options; it needs three")
    if not question.why.strip() or not question.wrong.strip():
        found.append(f"{question.id} does not say what to take from an answer")
    found += [f"{question.id}: '{tag}' is no tag" for tag in question.tags if tag not in TAGS]
    return found
