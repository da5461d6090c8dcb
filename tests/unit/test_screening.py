"""Any text is screened, quickly and without failing (R37)."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.screening import looks_like_event, looks_like_person, secrets_in


@given(st.text(max_size=10_000))
def test_any_text_is_screened_without_failing(text: str) -> None:
    found = secrets_in(text)

    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert looks_like_event(text) in {True, False}
    assert looks_like_person(text) in {True, False}


UNITS = [
    "password ", "my-", "4 ", "4", "eyJ", "://a:", "lost my ", "clicked link ", "Ab Cd ", "my boss ",
    "login: a/", "x is my ", "key: ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_screening_takes_time_in_proportion_to_the_length(unit: str) -> None:
    text = "if " + (unit * 100_000)[:100_000]
    began = time.process_time()

    secrets_in(text)
    looks_like_event(text)
    looks_like_person(text)

    # In proportion it takes a fraction of a second; in proportion to the square, minutes.
    assert time.process_time() - began < 5
