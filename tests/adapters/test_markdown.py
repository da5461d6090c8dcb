"""What Markdown becomes in Slack, in the browser and as plain words."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.markdown import mrkdwn_parts, to_html, to_mrkdwn, to_text

POLICIES = sorted((Path(__file__).parents[2] / "content" / "policies").rglob("*.md"))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**bold** and *italic* and ~~gone~~", "*bold* and _italic_ and ~gone~"),
        ("# A **heading**", "*A heading*"),
        ("`a < b`", "`a &lt; b`"),
        ("```\na `tick` < b\n```", "```\na ˋtickˋ &lt; b\n```"),
        ("R&D <!channel> <@U1> <#C1|x>", "R&amp;D &lt;!channel&gt; &lt;@U1&gt; &lt;#C1|x&gt;"),
        ("> a\n> b", "> a b"),
        ("one  \ntwo", "one\ntwo"),
        ("one\ntwo", "one two"),
        ("***both***", "_*both*_"),
        ("part**ly** so", "part\u200b*ly* so"),
        ("- a\n  - b\n    1. c", "• a\n    ◦ b\n        1. c"),
        ("3) x\n4) y", "3) x\n4) y"),
        ("- [ ] open\n- [x] done", "• [ ] open\n• [x] done"),
        ("![plan](https://a.test/p.png)", "<https://a.test/p.png|plan>"),
        ("a<br>b", "a\nb"),
    ],
)
def test_marks_become_slacks_marks(written: str, shown: str) -> None:
    assert to_mrkdwn(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("fill in ____ here", "fill in ˍˍˍˍ here"),
        (r"\*x\* and \_y\_", "∗x∗ and ˍyˍ"),
        ("snake_case and 5*3", "snake_case and 5*3"),
        (r"\> said", "\u200b&gt; said"),
        ("at 10:30:45, :tada: and :+1:", "at 10:30:45, :\u200btada: and :\u200b+1:"),
    ],
)
def test_letters_that_slack_would_take_for_marks_stay_letters(written: str, shown: str) -> None:
    assert to_mrkdwn(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[rules](https://a.test/?x=1&y=2)", "<https://a.test/?x=1&amp;y=2|rules>"),
        ("<https://a.test/x>", "<https://a.test/x>"),
        ("[mail](mailto:a@b.test)", "<mailto:a@b.test|mail>"),
        ("[section](#sec)", "section"),
        ("[other](other.md)", "other"),
        ("[call](tel:+4930)", "call (tel:+4930)"),
        ("[bad](javascript:alert(1))", "[bad](javascript:alert(1))"),
        ("[a | b](https://a.test)", "<https://a.test|a ∣ b>"),
        ("[**b**](https://a.test)", "<https://a.test|b>"),
        ("<https://a.test/|evil>", "<https://a.test/%7Cevil|https://a.test/∣evil>"),
        ("[x](https://a.test/a|b)", "<https://a.test/a%7Cb|x>"),
    ],
)
def test_only_good_addresses_become_links(written: str, shown: str) -> None:
    assert to_mrkdwn(written) == shown


def test_a_table_becomes_lines_and_keeps_cells_beyond_its_header() -> None:
    table = "| Who | When |\n|---|---|\n| Ana | Mon | **late** | `x` |\n| Ben | |\n"

    assert to_mrkdwn(table) == "Who: Ana\nWhen: Mon\n*late*\n`x`\n\nWho: Ben"
    assert to_text(table) == "Who: Ana\nWhen: Mon\nlate\nx\n\nWho: Ben"
    assert "<td><strong>late</strong></td>" in to_html(table)
    assert to_mrkdwn("| a | b |\n|---|---|") == "a · b"


def test_clauses_that_are_no_list_keep_their_lines_and_letters() -> None:
    clauses = "You may:\na. use it\nb. lend it\n    never sell it\n(ii) ask"

    assert to_mrkdwn(clauses) == "You may:\na. use it\nb. lend it never sell it\n(ii) ask"
    assert to_html(clauses).count("<br>") == 3


def test_notes_of_the_author_are_dropped_and_other_html_is_shown() -> None:
    written = "<!-- to do -->\n\nWrite to <the desk><!-- x -->.\n\n<!-- a --> kept\n\n<div>\n**x**\n</div>"

    assert to_text(written) == "Write to <the desk>.\n\nkept\n\n<div> **x** </div>"
    assert to_mrkdwn("<!-- never closed\n\nand more") == "&lt;!-- never closed and more"


def test_a_list_ten_levels_deep_loses_nothing_after_it() -> None:
    deep = "".join(f"{'  ' * level}- level{level}\n" for level in range(10)) + "\nafter"

    for shown in (to_mrkdwn(deep), to_text(deep), to_html(deep)):
        assert "level9" in shown
        assert "after" in shown


@pytest.mark.parametrize("depth", [60, 97, 150, 2000])
def test_what_is_nested_too_deeply_to_parse_is_shown_as_written(depth: int) -> None:
    for shown in (to_mrkdwn("> " * depth + "deep\n\nafter"), to_html("> " * depth + "deep\n\nafter")):
        assert "deep" in shown
        assert "after" in shown


def test_html_is_safe_and_starts_at_the_asked_heading() -> None:
    html = to_html("# One\n\n## Two\n\n<script>alert(1)</script>\n\n[x](https://a.test)", top_heading=3)

    assert html.startswith("<h3>One</h3>\n<h4>Two</h4>")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert '<a href="https://a.test" rel="noopener noreferrer">x</a>' in html


def test_controls_and_half_letters_never_leave() -> None:
    assert to_mrkdwn("a\x00b\ud800c\ue000d\r\ne") == "abcd e"


def test_parts_follow_the_blocks_of_the_text() -> None:
    assert mrkdwn_parts("# A\n\none\n\n- x\n- y") == ["*A*", "one", "• x\n• y"]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


@given(st.text(alphabet="ab *_~`#>|-[]()<>!&\n.1:", max_size=60))
def test_any_text_is_taken_and_opens_no_control_sequence(written: str) -> None:
    shown = to_mrkdwn(written)

    assert not re.search(r"<(?!https?://|mailto:)", shown)
    assert not re.search(r"&(?!(?:amp|lt|gt);)", shown)
    assert "<script" not in to_html(written)


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=8), min_size=1, max_size=12), st.randoms())
def test_no_word_is_lost(parts: list[str], random: object) -> None:
    shuffle = random.choice  # type: ignore[attr-defined]
    frames = ["**{}**", "*{}*", "{}", "# {}", "- {}", "> {}", "1. {}", "`{}`", "    {}", "{} |", "a. {}"]
    written = "\n".join(shuffle(frames).format(part) + shuffle(["", "\n"]) for part in parts)

    expected = words(" ".join(parts))

    assert not expected - words(to_mrkdwn(written))
    assert not expected - words(to_text(written))
    assert not expected - words(re.sub(r"<[^>]+>", " ", to_html(written)))


ODD_POLICY = """# Acceptable use
**1. Devices.** Use your laptop for work ([details](#devices)).
a. Lock it.
    Even at home.
b. Report its loss to <the service desk>.

| Who | Until | |
|---|---|---|
| Everyone | [NAME] | now | ____ |

- [ ] read
  1. understood
     > by heart
"""


def test_no_word_of_a_policy_is_lost() -> None:
    bodies = [path.read_text("utf-8").split("\n---\n", 1)[-1] for path in POLICIES]

    for body in (ODD_POLICY, *bodies):
        expected = words(re.sub(r"<!--.*?-->|\]\([^)]*\)", " ", body, flags=re.DOTALL))
        assert not expected - words(re.sub(r"&\w+;", " ", to_mrkdwn(body)))
        assert not expected - words(to_text(body))
