"""Content read and checked: words, policies, lessons, the briefing's eight points.

Front matter is YAML whose scalars are text: ``1.10`` stays 1.10 and ``no`` stays no.  Tags and aliases are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).resolve().parent.parent / "content"
CHANGE_CLASSES = ("editorial", "minor", "major", "emergency")
POLICY_CLASSES = ("top", "topic")
SUMMARY_WORDS = 250
LESSON_SECONDS = 180
WORDS_A_MINUTE = 200


class ContentError(Exception):
    """A file that can't be used: which, where (0 is the whole file) and why."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        place = f"{file}, line {line}" if line else file
        super().__init__(f"{place}: {reason}")
        self.file, self.line, self.reason = file, line, reason


@dataclass(frozen=True, slots=True)
class PolicyText:
    """One policy in one language, as its file says it."""

    id: str
    title: str
    short: tuple[str, ...]
    policy_class: str
    owner: str
    approver: str
    audience: Any
    version: str
    change_class: str
    locale: str
    summary: str
    change: str
    title_line: str
    read_minutes: int
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One option of a question."""

    key: str
    text: str
    correct: bool = False


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


class _Texts(yaml.BaseLoader):
    """Everything is text, and a document says what it means: no aliases, no tags."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) not in (None, "!"):
            raise yaml.MarkedYAMLError(
                problem="tags and aliases are not used here", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)


def decoded(data: bytes, file: str) -> str:
    """Return a file's text; refuses what is not UTF-8, holds NUL or says nothing."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ContentError(file, line, "this is not UTF-8; save it as UTF-8 and try again") from error
    if "\0" in text:
        raise ContentError(file, text[: text.index("\0")].count("\n") + 1, "there is a NUL character")
    if not text.strip():
        raise ContentError(file, 0, "the file is empty")
    return text.replace("\r\n", "\n")


def front_matter(text: str, file: str) -> tuple[dict[str, Any], str]:
    """Return (front matter, body); a file without front matter has an empty one."""
    if not text.startswith("---\n"):
        return {}, text
    head, mark, body = text[4:].partition("\n---\n")
    if not mark:
        if not text.rstrip().endswith("\n---"):
            raise ContentError(file, 1, "the front matter begins here and is never closed by a line '---'")
        head, body = text[4:].rstrip()[:-4], ""
    try:
        found = yaml.load(head, Loader=_Texts)  # noqa: S506 - a loader of text scalars only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark is not None else 1
        raise ContentError(file, line, f"the front matter can't be read: {error.problem}") from error
    if not isinstance(found, dict):
        raise ContentError(file, 2, "the front matter is not a list of 'name: value'")
    return found, body.lstrip("\n")


def read_policy(data: bytes, file: str) -> PolicyText:
    """Return the policy in a Markdown file with front matter; raises ContentError with file, line and reason."""
    facts, body = front_matter(decoded(data, file), file)
    get = _Getter(facts, file)
    if not body.strip():
        raise ContentError(file, 0, "there is no text below the front matter")
    summary = get.text("summary")
    if len(summary.split()) > SUMMARY_WORDS:
        raise ContentError(
            file,
            get.line("summary"),
            f"the summary has {len(summary.split())} words; {SUMMARY_WORDS} is the limit",
        )
    audience = facts.get("audience", "everyone")
    minutes = str(facts.get("read_minutes") or max(1, round(len(body.split()) / WORDS_A_MINUTE)))
    if not minutes.isdigit() or not int(minutes):
        raise ContentError(file, get.line("read_minutes"), "read_minutes is a whole number")
    return PolicyText(
        id=get.text("id"),
        title=get.text("title"),
        short=tuple(facts.get("short") or ()),
        policy_class=get.one_of("class", POLICY_CLASSES, "topic"),
        owner=get.text("owner").lower(),
        approver=get.text("approver").lower(),
        audience=audience,
        version=get.text("version"),
        change_class=get.one_of("change_class", CHANGE_CLASSES, "major"),
        locale=str(facts.get("locale") or "en"),
        summary=summary,
        change=str(facts.get("change") or ""),
        title_line=str(facts.get("title_line") or get.text("title")),
        read_minutes=int(minutes),
        text=body,
    )


@dataclass(frozen=True, slots=True)
class _Getter:
    facts: Mapping[str, Any]
    file: str

    def text(self, name: str) -> str:
        value = self.facts.get(name)
        if not isinstance(value, str) or not value.strip():
            raise ContentError(self.file, self.line(name), f"the front matter needs '{name}'")
        return value.strip()

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        value = str(self.facts.get(name) or default)
        if value not in allowed:
            raise ContentError(
                self.file, self.line(name), f"'{value}' is no {name}; use {', '.join(allowed)}"
            )
        return value

    def line(self, name: str) -> int:
        """Return the line of a field, as good as it can be told: fields stand in order, one a line or more."""
        return list(self.facts).index(name) + 2 if name in self.facts else 1


def read_lesson(data: bytes, file: str) -> Lesson:
    """Return the lesson in a Markdown file with front matter; raises ContentError."""
    facts, body = front_matter(decoded(data, file), file)
    get = _Getter(facts, file)
    questions = tuple(_question(one, file) for one in facts.get("questions") or ())
    return Lesson(
        get.text("id"),
        get.text("title"),
        get.text("title_line"),
        int(get.text("seconds")),
        tuple(facts.get("tags") or ()),
        get.text("version"),
        str(facts.get("locale") or "en"),
        body,
        questions,
    )


def _question(raw: Mapping[str, Any], file: str) -> Question:
    try:
        options = tuple(
            Answer(one["key"], one["text"], one.get("correct") == "true") for one in raw["options"]
        )
        sibling = _question(raw["sibling"], file) if "sibling" in raw else None
        question = Question(
            raw["id"],
            tuple(raw.get("tags") or ()),
            raw["stem"],
            options,
            raw.get("why", ""),
            raw.get("wrong", ""),
            sibling,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ContentError(file, 0, f"a question lacks {error}") from error
    if sum(one.correct for one in options) != 1:
        raise ContentError(file, 0, f"question {question.id} needs exactly one option with 'correct: true'")
    return question


def lesson_problems(lesson: Lesson) -> list[str]:
    """Return what keeps a lesson from being shown (R24 AC1)."""
    found = []
    seconds = len(lesson.text.split()) * 60 / WORDS_A_MINUTE
    if max(seconds, lesson.seconds) > LESSON_SECONDS:
        found.append(
            f"{lesson.id} takes {max(round(seconds), lesson.seconds)} seconds; {LESSON_SECONDS} is the limit"
        )
    if len(lesson.questions) != 2:
        found.append(f"{lesson.id} has {len(lesson.questions)} situations; it needs two")
    alone = [one.id for one in lesson.questions if one.sibling is None]
    return found + [f"{lesson.id}: question {one} has no sibling" for one in alone]


@dataclass
class Library:
    """Everything under content/, read when first asked for."""

    folder: Path = field(default=CONTENT)

    def words(self) -> dict[str, dict[str, Any]]:
        """Return the word catalogues by locale, English first."""
        files = sorted((self.folder / "words").glob("*.yaml"), key=lambda one: (one.stem != "en", one.stem))
        return {one.stem: yaml.safe_load(one.read_text("utf-8")) for one in files if "-" not in one.stem}

    def policies(self) -> tuple[PolicyText, ...]:
        """Return the starter policies in all languages, by file name."""
        return tuple(read_policy(path.read_bytes(), path.name) for path in self._files("policies"))

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
        found = [read_lesson(path.read_bytes(), path.name) for path in self._files("lessons")]
        return {(one.id, one.locale): one for one in sorted(found, key=lambda one: (len(one.id), one.id))}

    @cached_property
    def _briefings(self) -> dict[str, Briefing]:
        found = {}
        for path in self._files("briefings"):
            facts, _ = front_matter(decoded(path.read_bytes(), path.name), path.name)
            points = tuple(Point(one["key"], one["title"], one["text"]) for one in facts["points"])
            questions = tuple(_question(one, path.name) for one in facts["questions"])
            locale = str(facts.get("locale") or "en")
            found[locale] = Briefing(locale, points, questions)
        return found

    def _files(self, name: str) -> Iterator[Path]:
        return iter(sorted((self.folder / name).glob("*.md")))
