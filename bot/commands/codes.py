"""Codes and receipts: what stands at the foot of a card, read aloud and typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

# What may be printed: no 0/O, 1/I/L, 5/S, 8/B.
CODE_ALPHABET: Final = "234679ACDEFGHJKMNPQRTUVWXYZ"
# What is recognised when typed: older cards and receipts may show 5, 8, B and S.
_SIGN: Final = "[2-9A-HJKMNP-Z]"
_CODE: Final = re.compile(f"{_SIGN}{{4}}")
_RECEIPT: Final = re.compile(rf"[A-Z]{{1,4}}[0-9]{{0,2}}-{_SIGN}{{4}}-[0-9]{{2,4}}")
# Phones turn a hyphen into one of these.
_HYPHENS: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def is_code(text: str) -> bool:
    """Return True when ``text`` can be a card's code.

    A code holds a letter and a digit, or else it was typed in capitals: "accept that" names no card.
    """
    if not (text.isascii() and _CODE.fullmatch(text.upper())) or text.isdigit():
        return False
    return text.isupper() or any(map(str.isdigit, text))


def is_meant_as_code(text: str) -> bool:
    """Return True when ``text`` looks as if a code had been typed, with a slip or all of figures: 2345, Q0TN."""
    return len(text) == 4 and text.isascii() and text.isalnum() and any(map(str.isdigit, text))


def is_receipt(text: str) -> bool:
    """Return True when ``text`` can be a receipt such as AU3-7M2Q-19 or BR-4K8T-02."""
    plain = text.translate(_HYPHENS)
    return plain.isascii() and _RECEIPT.fullmatch(plain.upper()) is not None


def reference(text: str) -> str:
    """Return the code or receipt in ``text`` as it is printed, ``""`` when it is neither."""
    return text.translate(_HYPHENS).upper() if is_code(text) or is_receipt(text) else ""


def code_from(choose: Callable[[str], str]) -> str:
    """Return a code that no word of a sentence can be, made by choosing from the signs handed over.

    ``choose`` is ``secrets.choice`` outside tests.
    """
    signs = [choose(CODE_ALPHABET) for _ in range(4)]
    # One digit and one letter at least: "read that" is a sentence, 2027 is a year.
    if not any(sign.isdigit() for sign in signs):
        signs[1] = choose("234679")
    if all(sign.isdigit() for sign in signs):
        signs[0] = choose("ACDEFGHJKMNPQRTUVWXYZ")
    return "".join(signs)
