"""A policy's file as it is read, and what is said about one that can't be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import ContentError, PolicyText, front_matter, read_policy

HEAD = """id: AUP
title: Acceptable use
class: topic
owner: Olga.Marin@acme.example
approver: chika.obi@acme.example
audience: everyone
version: 3.0
change_class: major
summary: Work tools are for work.
"""
BODY = "# Acceptable use\n\n1.1 Lock the screen.\n"
CANT = "the front matter can't be read"
NINE = [line.partition(":")[0] for line in HEAD.splitlines()]


def policy(head: str = HEAD, body: str = BODY) -> bytes:
    return f"---\n{head}---\n{body}".encode()


def changed(**values: str) -> bytes:
    """Return the policy with other lines in its head."""
    lines = [one if (name := one.partition(":")[0]) not in values else f"{name}: {values.pop(name)}"
             for one in HEAD.splitlines()]  # fmt: skip
    return policy("\n".join([*lines, *(f"{name}: {value}" for name, value in values.items())]) + "\n")


def refused(data: bytes) -> tuple[int, str]:
    """Return line and reason of the error about a policy."""
    with pytest.raises(ContentError) as caught:
        read_policy(data, "aup.md")
    assert caught.value.file == "aup.md"
    return caught.value.line, caught.value.reason


# --- what is read --------------------------------------------------------------------------------


def test_a_policy_says_what_its_file_says() -> None:
    found = read_policy(policy(), "aup.md")

    assert found == PolicyText(
        id="AUP", title="Acceptable use", short=(), policy_class="topic", owner="olga.marin@acme.example",
        approver="chika.obi@acme.example", audience="everyone", version="3.0", change_class="major", locale="en",
        summary="Work tools are for work.", change="", title_line="Acceptable use", read_minutes=1, text=BODY,
    )  # fmt: skip


@pytest.mark.parametrize("version", ["1.10", "3.0", "2026-11", "1.0.0", "007"])
def test_a_version_stays_as_it_was_written(version: str) -> None:
    assert read_policy(changed(version=version), "").version == version
    assert read_policy(changed(version=f'"{version}"'), "").version == version


@pytest.mark.parametrize("word", ["no", "yes", "on", "null", "~", "2026-11-24", "12:30", "0x10", "1e3"])
def test_a_word_that_yaml_would_turn_into_something_else_stays_a_word(word: str) -> None:
    assert read_policy(changed(title=word), "").title == word


def test_an_audience_can_be_a_rule() -> None:
    found = read_policy(changed(audience="{department: [Engineering, Finance], country: [NO]}"), "")

    assert found.audience == {"department": ["Engineering", "Finance"], "country": ["NO"]}


@pytest.mark.parametrize(
    "short", ["[aup, acceptable use]", "aup, acceptable use", '["aup", " acceptable use "]']
)
def test_short_names_are_a_list_however_they_are_written(short: str) -> None:
    assert read_policy(changed(short=short), "").short == ("aup", "acceptable use")


def test_excels_and_windows_habits_do_not_matter() -> None:
    plain = read_policy(policy(), "")

    assert read_policy(b"\xef\xbb\xbf" + policy(), "") == plain
    assert read_policy(policy().replace(b"\n", b"\r\n"), "") == plain
    assert read_policy(policy().replace(b"---\n", b"---  \n"), "") == plain


def test_a_line_across_the_text_does_not_end_the_front_matter_again() -> None:
    assert read_policy(policy(body="One.\n\n---\n\nTwo.\n"), "").text == "One.\n\n---\n\nTwo.\n"


def test_where_no_minutes_are_given_they_are_counted() -> None:
    assert read_policy(policy(body="word " * 1000), "").read_minutes == 5


def test_the_example_in_the_guide_can_be_read() -> None:
    guide = (Path(__file__).parents[2] / "docs/isms-owner.md").read_text("utf-8")
    example = guide.partition("```yaml\n")[2].partition("```")[0]

    found = read_policy(f"{example}{BODY}".encode(), "isms-owner.md")

    assert (found.id, found.version, found.audience) == ("AUP", "3.0", "everyone")


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NINE)
def test_a_policy_that_lacks_a_field_is_refused_by_the_fields_name(name: str) -> None:
    lines = [line for line in HEAD.splitlines() if not line.startswith(f"{name}:")]

    assert refused(policy("\n".join(lines) + "\n")) == (1, f"the front matter needs '{name}'")


@pytest.mark.parametrize("name", [one for one in NINE if one != "audience"])
def test_a_field_left_empty_is_refused_at_its_line(name: str) -> None:
    assert refused(changed(**{name: ""})) == (NINE.index(name) + 2, f"'{name}' is empty")


@pytest.mark.parametrize(
    ("values", "line", "reason"),
    [
        ({"change_class": "huge"}, 9, "'huge' is no change_class; use editorial, minor, major, emergency"),
        ({"class": "Top"}, 4, "'Top' is no class; use top, topic"),
        ({"id": "A U P"}, 2, "id: 'A U P' is not letters and digits, such as AUP"),
        ({"version": "3 0"}, 8, "version: '3 0' is not a number, such as 3.0"),
        ({"owner": "Olga Marin"}, 5, "owner: 'Olga Marin' is not an e-mail address"),
        ({"approver": "[a@b.c]"}, 6, "'approver' is a text, not a list"),
        ({"title": "{a: b}"}, 3, "'title' is a text, not a list"),
        ({"locale": "English"}, 11, "locale: 'English' is not a language, such as en"),
        ({"read_minutes": "two"}, 11, "read_minutes: 'two' is no whole number above zero"),
        ({"read_minutes": "0"}, 11, "read_minutes: '0' is no whole number above zero"),
        ({"short": "{a: b}"}, 11, "'short' is a list of words, such as [aup, acceptable use]"),
        ({"summary": "word " * 251}, 10, "the summary has 251 words; 250 is the limit"),
        ({"change": "word " * 61}, 11, "the change has 61 words; 60 is the limit"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_its_line_and_what_was_expected(
    values: dict[str, str], line: int, reason: str
) -> None:
    assert refused(changed(**values)) == (line, reason)


def test_a_summary_of_exactly_250_words_is_fine() -> None:
    assert len(read_policy(changed(summary="word " * 250), "").summary.split()) == 250


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", 0, "the file is empty"),
        (b" \n\t\n", 0, "the file is empty"),
        (policy()[:-3] + b"\xe4\n", 14, "this is not UTF-8; save it as UTF-8 and try again"),
        (policy() + b"a\0b", 15, "there is a NUL character"),
        (policy(body=" \n"), 0, "there is no text below the front matter"),
        (f"---\n{HEAD}".encode(), 1, "the front matter begins here and is never closed by a line '---'"),
        (policy("- a list\n"), 2, "the front matter is not a list of 'name: value'"),
        (policy(""), 2, "the front matter is not a list of 'name: value'"),
        (policy("just words\n"), 2, "the front matter is not a list of 'name: value'"),
        (policy(HEAD + "id: AUP\n"), 11, f"{CANT}: 'id' stands twice"),
        (policy("a: &x b\nid: *x\n"), 3, f"{CANT}: tags and aliases are not used here"),
        (policy("id: !!str 3\n"), 2, f"{CANT}: tags and aliases are not used here"),
        (policy("id: !!int 3\n"), 2, f"{CANT}: tags and aliases are not used here"),
        (policy("id: " + "[" * 5000 + "\n"), 2, f"{CANT}: this is nested too deeply"),
        (policy("id: a\x07b\n"), 1, "the front matter holds a character that YAML does not allow"),
        (policy("? [a, b]\n: c\n"), 2, f"{CANT}: found unhashable key"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_its_line_and_reason(data: bytes, line: int, reason: str) -> None:
    assert refused(data) == (line, reason)


def test_a_text_without_front_matter_is_told_how_to_begin() -> None:
    line, reason = refused(BODY.encode())

    assert line == 1
    assert reason.startswith("there is no front matter: begin with '---'")


def test_an_error_of_yaml_names_the_line_in_the_file() -> None:
    line, reason = refused(policy("id: AUP\ntitle: a: b\n"))

    assert line == 3
    assert reason == f"{CANT}: mapping values are not allowed here"


def test_an_error_reads_as_one_sentence_that_names_the_file() -> None:
    assert str(ContentError("aup.md", 9, "the file is odd")) == "aup.md, line 9: the file is odd"
    assert str(ContentError("aup.md", 0, "the file is empty")) == "aup.md: the file is empty"


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda head: policy(head + "\n")))
def test_no_file_whatever_is_in_it_ends_in_anything_but_a_policy_or_a_sentence(data: bytes) -> None:
    try:
        found = read_policy(data, "aup.md")
    except ContentError:
        return
    assert found.id
    assert found.text.strip()


@given(st.text("abc: [],{}&*!|>-'\"#?%@`\n ", max_size=120))
def test_front_matter_is_text_all_the_way_down_or_refused(head: str) -> None:
    def is_text(value: object) -> bool:
        if isinstance(value, dict):
            return all(is_text(one) for pair in value.items() for one in pair)
        return isinstance(value, str) or (isinstance(value, list) and all(is_text(one) for one in value))

    try:
        facts, _ = front_matter(f"---\n{head}\n---\nbody\n", "any.md")
    except ContentError:
        return
    assert is_text(facts.values)
    assert set(facts.lines) == set(facts.values)
