"""The content folder, lessons and briefings as they are read, and what is said when they can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library import ContentError, Library, read_lesson

POLICY = b"""---
id: AUP
title: Acceptable use
class: topic
owner: olga.marin@acme.example
approver: chika.obi@acme.example
audience: everyone
version: 3.0
change_class: major
summary: Work tools are for work.
---
Lock the screen.
"""

LESSON = """---
id: L9
title: A lesson
title_line: Two minutes
seconds: 60
tags: [duty]
version: 1
questions:
  - {id: L9-a, stem: What now, why: Yes., wrong: Report it., options: [
      {key: a, text: Wait}, {key: b, text: Report, correct: true}, {key: c, text: Delete, wrong: It hides the trace.}]}
---
Report early.
"""


def test_a_question_knows_its_right_option_and_what_is_said_after_each() -> None:
    (question,) = read_lesson(LESSON.encode(), "l9.md").questions

    assert question.correct == "b"
    assert [question.said_after(key) for key in "abc"] == ["Report it.", "Yes.", "It hides the trace."]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("correct: true", "correct: no", "question 'L9-a' needs exactly one 'correct: true'"),
        ("text: Wait}", "text: Wait, correct: true}", "question 'L9-a' needs exactly one 'correct: true'"),
        ("key: c", "key: a", "question 'L9-a' has a key twice"),
        ("stem: What now", "stim: What now", "question 'L9-a' lacks stem"),
        ("text: Wait", "text: ''", "question 'L9-a' lacks text"),
        ("{key: a, text: Wait}", "Wait", "question 'L9-a' lacks its parts: write 'name: value' lines"),
    ],
)  # fmt: skip
def test_a_question_that_is_not_whole_is_refused_by_its_name(before: str, after: str, reason: str) -> None:
    assert LESSON.count(before) == 1

    with pytest.raises(ContentError) as caught:
        read_lesson(LESSON.replace(before, after).encode(), "l9.md")

    assert (caught.value.line, caught.value.reason) == (8, reason)


def test_questions_that_are_no_list_are_refused() -> None:
    with pytest.raises(ContentError, match="'questions' is a list"):
        read_lesson((LESSON.partition("questions:")[0] + "questions: three\n---\nText.\n").encode(), "l9.md")


def test_content_is_read_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/aup.md").write_bytes(POLICY)
    (tmp_path / "words").mkdir()
    (tmp_path / "words/de.yaml").write_text("hello: Hallo\n", "utf-8")
    (tmp_path / "words/en.yaml").write_text("hello: Hello\n", "utf-8")
    (tmp_path / "words/de-formal.yaml").write_text("hello: Guten Tag\n", "utf-8")
    library = Library(tmp_path)

    assert [one.id for one in library.policies()] == ["AUP"]
    assert list(library.words().items()) == [("en", {"hello": "Hello"}), ("de", {"hello": "Hallo"})]


def test_a_folder_without_content_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"words: there is no file \*\.yaml here"):
        Library(tmp_path).words()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hello: 'Hello\n", "en.yaml, line 2: the words can't be read: found unexpected end of stream"),
        ("- hello\n", "en.yaml, line 1: the words are not a list of 'key: text'"),
    ],
)
def test_words_that_cannot_be_read_are_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words/en.yaml").write_text(text, "utf-8")

    with pytest.raises(ContentError) as caught:
        Library(tmp_path).words()

    assert str(caught.value) == reason


def test_a_briefing_whose_points_are_not_whole_is_refused(tmp_path: Path) -> None:
    (tmp_path / "briefings").mkdir()
    (tmp_path / "briefings/points.md").write_text(
        "---\npoints:\n  - {key: assets, title: What}\n---\n", "utf-8"
    )

    with pytest.raises(ContentError, match="'points' is a list of key, title and text"):
        Library(tmp_path).briefing("en")
