"""Everything under content/, read when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.library.files import ContentError, decoded
from bot.library.front_matter import FrontMatter, front_matter
from bot.library.lessons import Lesson, Question, read_lesson, read_questions
from bot.library.policies import PolicyText, read_policy

CONTENT = Path(__file__).resolve().parents[2] / "content"

# The C loader reads both catalogues in 0.05 s instead of 0.5 s; not every PyYAML has it.
_WORDS = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Point:
    """One of the eight points of a briefing."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """The eight points and the two short questions, in one language."""

    locale: str
    points: tuple[Point, ...]
    questions: tuple[Question, ...]


@dataclass
class Library:
    """Everything under content/, read when first asked for; ``folder`` may be anywhere."""

    folder: Path = field(default=CONTENT)

    def words(self) -> dict[str, dict[str, Any]]:
        """Return the word catalogues by locale, English first."""
        files = sorted(self._files("words", "yaml"), key=lambda one: (one.stem != "en", one.stem))
        return {one.stem: _catalogue(one) for one in files if "-" not in one.stem}

    def policies(self) -> tuple[PolicyText, ...]:
        """Return the starter policies in all languages, by file name."""
        return tuple(read_policy(path.read_bytes(), path.name) for path in self._files("policies", "md"))

    def lessons(self) -> tuple[Lesson, ...]:
        """Return the lessons in English, by id."""
        return tuple(one for one in self._lessons.values() if one.locale == "en")

    def lesson(self, lesson_id: str, locale: str) -> Lesson | None:
        """Return a lesson in a language, in English where there is none, None when nobody knows it."""
        return self._lessons.get((lesson_id, locale)) or self._lessons.get((lesson_id, "en"))

    def briefing(self, locale: str) -> Briefing:
        """Return the eight points and the two questions in a language, in English where there are none."""
        return self._briefings.get(locale) or self._briefings["en"]

    @cached_property
    def _lessons(self) -> dict[tuple[str, str], Lesson]:
        found = [read_lesson(path.read_bytes(), path.name) for path in self._files("lessons", "md")]
        return {(one.id, one.locale): one for one in sorted(found, key=lambda one: (len(one.id), one.id))}

    @cached_property
    def _briefings(self) -> dict[str, Briefing]:
        found = (_briefing(path) for path in self._files("briefings", "md"))
        return {one.locale: one for one in found}

    def _files(self, name: str, ending: str) -> list[Path]:
        files = sorted((self.folder / name).glob(f"*.{ending}"))
        if not files:
            raise ContentError(str(self.folder / name), 0, f"there is no file *.{ending} here")
        return files


def _catalogue(path: Path) -> dict[str, Any]:
    try:
        found = yaml.load(decoded(path.read_bytes(), path.name), _WORDS)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 0
        raise ContentError(path.name, line, f"the words can't be read: {error.problem}") from error
    if not isinstance(found, dict):
        raise ContentError(path.name, 1, "the words are not a list of 'key: text'")
    return found


def _briefing(path: Path) -> Briefing:
    facts, _ = front_matter(decoded(path.read_bytes(), path.name), path.name)
    return Briefing(facts.optional("locale", "en"), _points(facts), read_questions(facts))


def _points(facts: FrontMatter) -> tuple[Point, ...]:
    listed: Any = facts.values.get("points")
    whole = isinstance(listed, list) and all(
        isinstance(one, Mapping) and {"key", "title", "text"} <= one.keys() for one in listed
    )
    if not whole:
        raise facts.refuse("points", "'points' is a list of key, title and text")
    return tuple(Point(one["key"], one["title"], one["text"]) for one in listed)
