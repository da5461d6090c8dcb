"""The texts of content/words, and what they look like with usual values in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from bot.words import Words, forms_of, placeholders

ROOT = Path(__file__).parents[2]
LOCALES = ("en", "de")


class _NoDoubles(yaml.SafeLoader):
    """Reads YAML and refuses a key that stands twice: the later one would win without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [self.construct_object(key, deep) for key, _ in node.value]
        assert len(keys) == len(set(keys)), {key for key in keys if keys.count(key) > 1}
        return super().construct_mapping(node, deep)


def _catalogue(locale: str) -> dict[str, object]:
    text = (ROOT / f"content/words/{locale}.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, _NoDoubles))  # noqa: S506 - a SafeLoader


CATALOGUES = {locale: _catalogue(locale) for locale in LOCALES}
WORDS = Words(CATALOGUES, org="Acme")
ALL = [(locale, key) for locale in LOCALES for key in CATALOGUES[locale]]

# Values of a usual length, to count what people will read.
SAMPLE: Mapping[str, str] = {
    "change": "New: customer data stays out of public AI tools. Why: what you paste may be kept by others.",
    "why": "You get this because it applies to everybody at Acme.",
    "minutes": "20 minutes",
    "policy": "Acceptable use",
    "title": "Spot phishing by what it wants",
    "points": "how to report and the confidential route",
    "when": "Thu 3 Dec, 10:00",
    "date": "Mon 14 Dec",
    "name": "Ben Ito",
    "owner": "Olga Marin",
    "manager": "Ana Novak",
    "boss": "Chika Obi",
}
# What somebody wrote stands in a body at its own length.
QUOTED = {"words", "question", "idea", "better", "problem"}


def said(locale: str, key: str, form: str) -> str:
    """Return one form of a text with values of a usual length in it."""
    values = {name: SAMPLE.get(name, "Ben") for name in placeholders(form) - QUOTED}
    values |= dict.fromkeys(QUOTED & placeholders(form), "…")
    return Words({locale: {key: form}}, org="Acme").say(locale, key, **values)


def matching(pattern: str) -> Iterator[tuple[str, str, str]]:
    """Yield language, key and each form of the texts whose key fits ``pattern``."""
    for locale, key in ALL:
        if re.search(pattern, key):
            for form in forms_of(CATALOGUES[locale][key]):
                yield locale, key, form


def words(**texts: object) -> Words:
    """Return words of a test's own, in English."""
    return Words({"en": texts}, org="Acme")
