"""Templates to functions: plain placeholders are joined by hand, anything more goes through Jinja.

Reminders for 10,000 people say 100,000 texts, and nearly all of them are letters and ``{{ names }}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from bot.words.missing import MissingWords

Values = dict[str, object]
Render = Callable[[Values], str]
Filter = Callable[[object], str]

FILTERS: Final = ("words", "figures", "capital")

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([A-Za-z_]\w*)((?:\s*\|\s*[a-z]+)*)\s*\}\}")
_MARKS: Final = re.compile(r"\{\{|\{%|\{#|\}\}")
# A value may be of several lines, but it never steers: no other control character, no mark that turns the
# direction of what follows, no half of a letter.  U+200E and U+200F, which real names have, are let through.
_STEERING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)

_Piece = tuple[str, str, tuple[str, ...]]  # the letters before a placeholder, its name, its filters


class Templates:
    """Compiles the templates of one language; ``filters`` are the only ones that count as plain."""

    def __init__(self, filters: Mapping[str, Filter]) -> None:
        self._filters = filters
        self._jinja: SandboxedEnvironment | None = None

    def compiled(self, key: str, text: str) -> Render:
        """Return what fills in ``text``; ``key`` is named when a value is missing."""
        pieces, rest = _pieces(text)
        known = all(name in self._filters for _, _, chain in pieces for name in chain)
        if not known or any(map(_MARKS.search, (rest, *(before for before, _, _ in pieces)))):
            return self._by_jinja(key, text)
        return _plain(key, pieces, rest, self._filters)

    def _by_jinja(self, key: str, text: str) -> Render:
        template = self._environment().from_string(text)

        def render(values: Values) -> str:
            clean = {k: cleaned(v) if isinstance(v, str) else v for k, v in values.items() if v is not None}
            try:
                return template.render(clean)
            except TemplateError as error:
                raise MissingWords(f"'{key}': {error.message}") from error

        return render

    def _environment(self) -> SandboxedEnvironment:
        if self._jinja is None:
            # Plain text: autoescape would write &amp; into a name, and renderers escape anyway.
            self._jinja = SandboxedEnvironment(
                autoescape=False,
                undefined=StrictUndefined,
                keep_trailing_newline=True,
            )
            self._jinja.globals.clear()
            self._jinja.filters.update(self._filters)
        return self._jinja


def _pieces(text: str) -> tuple[list[_Piece], str]:
    pieces: list[_Piece] = []
    end = 0
    for found in _PLACEHOLDER.finditer(text):
        chain = tuple(name.strip() for name in found[2].split("|")[1:])
        pieces.append((text[end : found.start()], found[1], chain))
        end = found.end()
    return pieces, text[end:]


def _plain(key: str, pieces: Sequence[_Piece], rest: str, filters: Mapping[str, Filter]) -> Render:
    if not pieces:
        return lambda _values: rest
    afters = [*(before for before, _, _ in pieces[1:]), rest]
    steps = [
        (before, name, tuple(filters[one] for one in chain), _is_full_stop(after))
        for (before, name, chain), after in zip(pieces, afters, strict=True)
    ]

    def render(values: Values) -> str:
        said: list[str] = []
        stopped = False
        for before, name, chain, stops in steps:
            shown = _shown(key, name, values.get(name), chain)
            said += (before[1:] if stopped else before, shown)
            # "bis Mo, 7. Dez." ends a sentence with its own full stop, so the template's is left out.
            stopped = stops and shown.endswith(".")
        said.append(rest[1:] if stopped else rest)
        return "".join(said)

    return render


def _is_full_stop(after: str) -> bool:
    return after.startswith(".") and not after.startswith("..")


def _shown(key: str, name: str, value: object, chain: tuple[Filter, ...]) -> str:
    if value is None:
        raise MissingWords(f"'{key}' needs a value for '{name}'")
    if isinstance(value, str) and not value.isprintable():
        value = cleaned(value)
    for one in chain:
        value = one(value)
    return value if type(value) is str else str(value)


def cleaned(text: str) -> str:
    """Return ``text`` without what nobody can see and what would turn the sentence around it."""
    return _STEERING.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
