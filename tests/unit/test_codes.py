"""Codes and receipts are told from words (conversations §2.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import CODE_ALPHABET, code_from, is_code, is_receipt


@pytest.mark.parametrize("text", ["Q4TN", "q4tn", "7F3K", "4K8T", "7m2q", "QWTN"])
def test_a_code_has_four_signs_that_cannot_be_mixed_up(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize(
    "text",
    ["", "Q4T", "Q4TNX", "0000", "O4TN", "I4TN", "L4TN", "Q1TN", "that", "2027", "Q4T ", "Ⅳ4TN", "ß4TN"],
)
def test_a_word_a_year_and_a_sign_out_of_the_alphabet_make_no_code(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize("text", ["AU3-7M2Q-19", "au3-7m2q-19", "BR-4K8T-02", "BR–4K8T–02"])
def test_a_receipt_is_known_by_its_three_parts(text: str) -> None:
    assert is_receipt(text)


@pytest.mark.parametrize("text", ["", "AU3-7M2Q", "7M2Q", "AU3-7M2Q-1", "AU3 7M2Q 19", "2026-12-03"])
def test_anything_else_is_no_receipt(text: str) -> None:
    assert not is_receipt(text)


@given(st.lists(st.sampled_from(CODE_ALPHABET), min_size=5, max_size=5))
def test_a_code_that_is_made_is_recognised_in_small_letters_too(signs: list[str]) -> None:
    drawn = iter(signs)

    code = code_from(lambda alphabet: next(drawn) if alphabet == CODE_ALPHABET else alphabet[0])

    assert is_code(code)
    assert is_code(code.lower())
