"""A policy's text in a thread: readable pieces, and not a word lost."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from bot.sections import TINY, Section, sections

LONG = "Nobody is blamed for telling us early, whatever happened before. "


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text, its Markdown marks left out."""
    return Counter(re.sub(r"[#*`~|:-]", " ", text).split())


def said(found: list[Section]) -> str:
    return "\n".join(f"{one.title}\n{one.markdown}" for one in found)


def test_a_text_is_split_at_its_headings() -> None:
    found = sections(f"## 1 What you may use\n\n{LONG}\n\n## 2 AI tools\n\n{LONG}")

    assert [one.title for one in found] == ["1 What you may use", "2 AI tools"]
    assert found[0].markdown.strip() == LONG.strip()


def test_the_name_of_the_whole_text_stands_above_its_first_section() -> None:
    found = sections(f"# Acceptable use\n\n## 1 Scope\n\n{LONG}")

    assert found[0].title == "1 Scope"
    assert found[0].markdown.startswith("**Acceptable use**\n\nNobody")


def test_a_heading_without_text_leads_to_the_next_one() -> None:
    found = sections(f"## 3 Devices\n\n### 3.1 Lost\n\n{LONG}\n\n### 3.2 Found\n\n{LONG}")

    assert [one.title for one in found] == ["3 Devices: 3.1 Lost", "3.2 Found"]


def test_a_sharp_at_the_end_of_a_heading_stays_when_it_is_part_of_a_word() -> None:
    assert sections(f"## Rules for C#\n\n{LONG}")[0].title == "Rules for C#"
    assert sections(f"## Rules ##\n\n{LONG}")[0].title == "Rules"


def test_what_looks_like_a_heading_in_code_is_code() -> None:
    found = sections(f"## Example\n\n```\n# not a heading\n```\n\n{LONG}")

    assert [one.title for one in found] == ["Example"]
    assert "# not a heading" in found[0].markdown


def test_a_tiny_section_joins_the_one_before_and_keeps_its_heading() -> None:
    found = sections(f"## 1 Scope\n\n{LONG}\n\n## 2 Owner\n\nAsk Olga.")

    assert [one.title for one in found] == ["1 Scope"]
    assert found[0].markdown.endswith("**2 Owner**\n\nAsk Olga.")


def test_a_tiny_beginning_joins_the_section_after_it() -> None:
    found = sections(f"Draft.\n\n## 1 Scope\n\n{LONG}")

    assert [one.title for one in found] == ["1 Scope"]
    assert found[0].markdown.startswith("Draft.\n\nNobody")


def test_two_tiny_sections_of_one_name_keep_both_names() -> None:
    found = sections(f"## Note\n\n{LONG}\n\n## Note\n\nAsk Olga.")

    assert words(said(found))["Note"] == 2


def test_a_section_longer_than_the_limit_is_split_between_paragraphs() -> None:
    first, second = "one " * 30, "two " * 30

    found = sections(f"## Rules\n\n{first}\n\n{second}", limit=150)

    assert [set(one.markdown.split()) for one in found] == [{"one"}, {"two"}]
    assert [one.title for one in found] == ["Rules", "Rules"]


def test_a_paragraph_longer_than_the_limit_is_split_between_sentences() -> None:
    found = sections(LONG * 4, limit=150)

    assert all(one.markdown.endswith("before.") for one in found)
    assert all(len(one.markdown) <= 150 for one in found)


def test_a_list_longer_than_the_limit_is_split_between_its_lines() -> None:
    items = "\n".join(f"- Rule {number}. Keep it, please." for number in range(12))

    found = sections(items, limit=120)

    assert all(line.startswith("- Rule") for one in found for line in one.markdown.splitlines())
    assert len(found) > 2


def test_a_table_is_split_between_rows_and_each_piece_has_the_header() -> None:
    rows = [f"| rule {number} | somebody who looks after it |" for number in range(20)]
    table = "\n".join(["| what | who |", "|---|---|", *rows])

    found = sections(f"## Owners\n\n{table}", limit=200)

    assert len(found) > 3
    assert all(one.markdown.startswith("| what | who |\n|---|---|\n| rule") for one in found)
    assert [line for one in found for line in one.markdown.splitlines()[2:]] == rows


def test_a_row_longer_than_the_limit_stays_whole() -> None:
    row = f"| {'word ' * 60}| end |"

    found = sections(f"| what | who |\n|---|---|\n| a | b |\n{row}", limit=100)

    assert found[-1].markdown.splitlines() == ["| what | who |", "|---|---|", row]


def test_code_is_split_between_lines_and_each_piece_is_code() -> None:
    code = "\n".join(["```", *(f"steward policy add file-{number}.md" for number in range(12)), "```"])

    found = sections(code, limit=150)

    assert len(found) > 2
    assert all(one.markdown.startswith("```\n") and one.markdown.endswith("\n```") for one in found)


def test_a_word_longer_than_the_limit_stays_whole() -> None:
    word = "x" * 90

    assert word in [one.markdown for one in sections(f"{LONG}{word} {LONG}", limit=60)]


def test_nothing_makes_no_section() -> None:
    assert sections("") == []
    assert sections("\n \n") == []


@pytest.mark.parametrize("blank", ["", "\n", "\n  ", "\n\t\n "])
def test_a_heading_above_nothing_but_spaces_is_kept(blank: str) -> None:
    assert [one.markdown for one in sections(f"# Scope{blank}")] == ["**Scope**"]
    assert [one.title for one in sections(f"# All\n\n## Scope{blank}\n## Duties\n\nText")] == [
        "Scope: Duties"
    ]


def test_the_starter_policies_come_in_at_most_nine_pieces() -> None:
    for policy in Library().policies():
        found = sections(policy.text)

        assert 5 <= len(found) <= 9, policy.id
        assert all(one.title for one in found), policy.id
        assert all(len(one.markdown) >= TINY for one in found), policy.id


_WORD = st.text("abcäöüß.!?,;:'5", min_size=1, max_size=12)
_LINE = st.builds(
    lambda mark, found: mark + " ".join(found),
    st.sampled_from(["", "", "", "# ", "## ", "- ", "> ", "| ", "  "]),
    st.lists(_WORD, max_size=25),
)
_OTHER = st.sampled_from(["", "", "```", "~~~", "| a | b |", "|---|---|", "##", "---"])
_TEXT = st.lists(_LINE | _OTHER, max_size=40).map("\n".join)


@given(_TEXT, st.integers(20, 400))
def test_no_word_is_ever_lost(text: str, limit: int) -> None:
    assert words(text) - words(said(sections(text, limit))) == Counter()


@given(
    st.lists(st.lists(_WORD, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=30),
    st.integers(60, 300),
)
def test_plain_paragraphs_fit_and_keep_their_order(paragraphs: list[str], limit: int) -> None:
    text = "\n\n".join(paragraphs)

    found = sections(text, limit)

    assert " ".join(one.markdown for one in found).split() == text.split()
    assert all(len(one.markdown) <= limit for one in found)
