"""Numbers as they are read: words when they are small, figures as the language groups them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

# Up to nine in English, up to twelve in German (conversations.md, rule 18 and section 4).
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "de": (
        "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
        "zehn", "elf", "zwölf",
    ),
}  # fmt: skip


def in_words(locale: str, value: object) -> str:
    """Return a small number as a word, a larger one in figures.

    What is no whole number is left as it is: some numbers arrive as words.
    """
    if not isinstance(value, int):
        return str(value)
    known = _WORDS.get(locale.replace("_", "-").split("-")[0], ())
    return known[value] if 0 <= value < len(known) else in_figures(locale, value)


def in_figures(locale: str, value: object) -> str:
    """Return a number in figures: 2,431 in English, 2.431 in German."""
    if not isinstance(value, int | float):
        return str(value)
    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        known = Locale.parse("en")
    return format_decimal(value, locale=known)
