"""One language: its texts, its plural rule, and what has been compiled of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from bot.words.missing import MissingWords
from bot.words.numerals import in_figures, in_words
from bot.words.templates import Render, Templates, Values

Catalogue = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wording:
    """In which words something was said: the template, its key and language, and the hash of the three."""

    id: str
    locale: str
    template: str
    sha256: str


class Language:
    """A catalogue with its templates compiled when they are first said."""

    def __init__(self, locale: str, texts: Catalogue) -> None:
        self.locale, self.texts = locale, texts
        self.rendered: dict[str, Render] = {}
        self._wordings: dict[str, Wording] = {}
        self._category = lru_cache(maxsize=1024)(_rules(locale).plural_form)
        filters = {
            "words": lambda value: in_words(locale, value),
            "figures": lambda value: in_figures(locale, value),
            "capital": _capital,
        }
        self._templates = Templates(filters)

    def find(self, key: str) -> str | None:
        """Return the key under which a text stands; one that has only openings stands for its first."""
        return next((one for one in (key, f"{key}.1") if one in self.texts), None)

    def wording(self, key: str) -> Wording:
        """Return the template of a key that is there, with its hash."""
        if key not in self._wordings:
            text = self._text(key)
            template = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False, sort_keys=True)
            named = json.dumps([key, self.locale, template], ensure_ascii=False, separators=(",", ":"))
            digest = hashlib.sha256(named.encode()).hexdigest()
            self._wordings[key] = Wording(key, self.locale, template, digest)
        return self._wordings[key]

    def compiled(self, key: str) -> Render:
        """Return what fills in the template of a key that is there."""
        text = self._text(key)
        if isinstance(text, str):
            return self._templates.compiled(key, text)
        if not isinstance(text, Mapping) or "other" not in text:
            raise MissingWords(f"'{key}' is neither a text nor a plural with 'other'")
        forms = {
            name: self._templates.compiled(key, str(form)) for name, form in text.items() if name != "by"
        }
        return _plural(key, str(text.get("by", "count")), forms, self._category)

    def _text(self, key: str) -> object:
        return self.texts[self.find(key) or key]


def _plural(key: str, by: str, forms: Mapping[str, Render], category: Callable[[float], str]) -> Render:
    other = forms["other"]

    def render(values: Values) -> str:
        number = values.get(by)
        if not isinstance(number, int | float):
            raise MissingWords(f"'{key}' needs a number called '{by}'")
        return forms.get(category(number), other)(values)

    return render


def _rules(locale: str) -> Locale:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _capital(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return text[:1].upper() + text[1:]


def forms_of(text: object) -> list[str]:
    """Return the texts of a key: one, or those of a plural."""
    if isinstance(text, Mapping):
        return [str(form) for name, form in text.items() if name != "by"]
    return [str(text)]
