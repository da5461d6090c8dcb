"""Values in words: whatever they hold, they are text, and they steer nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import placeholders
from tests.unit.texts import CATALOGUES, LOCALES, WORDS, words

STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@pytest.mark.parametrize(
    "value",
    [
        "<!channel>",
        "*x* _y_ ~z~",
        "{{ first }}",
        "{% raw %}",
        "Ben: on leave",
        "Ben #2",
        "a & b",
        "ليلى",
        "👩‍💻",
        "'\"“",
    ],
)
def test_a_value_is_text_and_nothing_else(value: str) -> None:
    assert words(one="For {{ name }}.").say("en", "one", name=value) == f"For {value}."
    assert (
        words(one="{% if name %}For {{ name }}.{% endif %}").say("en", "one", name=value) == f"For {value}."
    )


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\u2028", "\ud800", "\ufeff"]
)
def test_a_value_never_steers(sign: str) -> None:
    assert words(one="For {{ name }}.").say("en", "one", name=f"Be{sign}n") == "For Ben."
    assert words(one="{% if name %}{{ name }}{% endif %}").say("en", "one", name=f"Be{sign}n") == "Ben"


def test_a_value_keeps_its_lines_and_the_marks_that_names_have() -> None:
    assert words(one="{{ words }}").say("en", "one", words="a\r\nb\rc\td\u200fe") == "a\nb\nc\td\u200fe"


@given(
    st.text(), st.sampled_from(["policy.question.body", "policy.returned.body", "briefing.adjust.body.words"])
)
def test_whatever_somebody_wrote_can_be_said(value: str, key: str) -> None:
    for locale in LOCALES:
        needed = placeholders(CATALOGUES[locale][key])
        text = WORDS.say(locale, key, **dict.fromkeys(needed, value))

        shown = STEERING.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
        assert shown in text
        assert text.encode()


@given(st.text(alphabet="ab.,: \n“”{}%|", max_size=30), st.text(max_size=10))
def test_any_value_says_the_same_by_hand_as_by_jinja(value: str, other: str) -> None:
    template = "{{ a }} and {{ b | capital }}: {{ a }}"
    by_hand = words(one=template).say("en", "one", a=value, b=other)
    by_jinja = words(one="{% if true %}" + template + "{% endif %}").say("en", "one", a=value, b=other)

    assert by_hand == by_jinja
