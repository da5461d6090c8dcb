"""Typed text cut into words that know where they stood, so that free text can be kept as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.rules.spelling import fold

_OPENING: Final = "\"“”„«»‘‚'"
_CLOSING: Final = "\"“”«»‘’'"
# A mention or an address as Slack writes it, a quoted name, or whatever stands between two blanks.
# The lengths are bounded: thousands of opening quotes without an end must not be searched to the end each.
_TOKEN: Final = re.compile(
    rf"<[@#!a-z][^<>]{{0,200}}>|[{_OPENING}](?!\s)[^{_OPENING}{_CLOSING}]{{1,80}}[{_CLOSING}](?=[\s.,:;!?]|$)|\S+"
)
_ADDRESS: Final = re.compile(r"<mailto:([^<>|]{1,200})(?:\|[^<>]*)?>")
_ROUND: Final = _OPENING + _CLOSING + ".,:;!…"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, quoted name or mention as it was typed, and where."""

    raw: str
    start: int
    end: int

    @property
    def is_mention(self) -> bool:
        """Return True for a person or bot as the platform itself marks one: <@U042>."""
        return self.raw.startswith("<@")

    @property
    def name(self) -> str:
        """Return it without quotes, a leading @ and the points around it; a mention stays whole."""
        if self.raw.startswith("<"):
            address = _ADDRESS.fullmatch(self.raw)
            return address[1] if address else self.raw
        return self.raw.strip(_ROUND).lstrip("@")

    @property
    def word(self) -> str:
        """Return it as verbs are compared: folded, without slash, @, quotes and points."""
        bare = self.raw.strip(_ROUND + "()")
        return fold(bare).lstrip("@/").rstrip("?") or bare


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed, from one of its words on."""

    text: str
    tokens: tuple[Token, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    def after(self, count: int) -> Line:
        """Return the line without its first ``count`` words."""
        return Line(self.text, self.tokens[count:])

    @property
    def written(self) -> str:
        """Return what is left as it was written, without the blanks around it."""
        return self.text[self.tokens[0].start :].strip() if self.tokens else ""

    @property
    def names(self) -> str:
        """Return what is left as names are compared: one blank between words, no quotes, no final stop."""
        return " ".join(filter(None, (token.name for token in self.tokens)))


def line(text: str) -> Line:
    """Return ``text`` cut into words, in time proportional to its length."""
    return Line(text, tuple(Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)))
