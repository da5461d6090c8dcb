"""The words of all languages, and which of them somebody reads."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Final

from bot.words.catalogue import Catalogue, Language, Wording
from bot.words.missing import MissingWords

FALLBACK: Final = "en"


class Words:
    """The words of all languages, English first.  What is missing in a language is said in English."""

    def __init__(self, catalogues: Mapping[str, Catalogue], *, org: str) -> None:
        self.locales = tuple(sorted(catalogues, key=lambda locale: locale != FALLBACK))
        self._org = org
        self._languages = {locale: Language(locale, texts) for locale, texts in catalogues.items()}
        self._fallback = self._languages[self.locales[0]]
        self._known = {_folded(locale): locale for locale in self.locales}
        self._openings: dict[str, int] = {}

    def best(self, locale: str) -> str:
        """Return the supported language nearest to ``locale``: "de" for "de-AT", English for "pl"."""
        wanted = _folded(locale)
        return self._known.get(wanted) or self._known.get(wanted.split("-")[0]) or self._fallback.locale

    def has(self, key: str) -> bool:
        """Return True when there are words for ``key``."""
        return self._fallback.find(key) is not None

    def say(self, locale: str, key: str, /, **values: object) -> str:
        """Return the words of ``key`` with the values filled in, each as plain text.

        Raises MissingWords for an unknown key, and for a placeholder whose value is not given or None.
        """
        language = self._languages.get(locale) or self._languages[self.best(locale)]
        render = language.rendered.get(key)
        if render is None:
            render = language.rendered[key] = self._home(language, key).compiled(key)
        values.setdefault("org", self._org)
        return render(values)

    def wording(self, locale: str, key: str, /) -> Wording:
        """Return the template behind ``key`` as evidence; that of a plural holds all its forms."""
        return self._home(self._languages[self.best(locale)], key).wording(key)

    def variant(self, key: str, turn: int) -> str:
        """Return the key of the opening whose turn it is (``key.1`` for 0); ``key`` when it has only one."""
        if key not in self._openings:
            self._openings[key] = next(n for n in count(1) if f"{key}.{n}" not in self._fallback.texts) - 1
        known = self._openings[key]
        return f"{key}.{turn % known + 1}" if known else key

    def _home(self, language: Language, key: str) -> Language:
        home = next((one for one in (language, self._fallback) if one.find(key) is not None), None)
        if home is None:
            raise MissingWords(f"there are no words for '{key}'")
        return home


def _folded(locale: str) -> str:
    return locale.replace("_", "-").lower()
