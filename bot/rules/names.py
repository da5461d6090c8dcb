"""Whom somebody means: a mention, an address, a name or the start of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.rules.spelling import distance, fold, slips_allowed, spellings

__all__ = ["Candidate", "Found", "Near", "Nobody", "One", "Several", "find", "fold", "leading"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody, or something with a name, that may be meant.

    ``mentions`` are ids as platforms write them in a mention, and further names that count in full, such
    as a policy's short one.
    """

    ref: str
    name: str
    email: str = ""
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class One:
    """Exactly one is meant."""

    ref: str


@dataclass(frozen=True, slots=True)
class Several:
    """These fit equally well, in the order they were handed over."""

    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Nobody fits, and this one nearly does: to be offered, never taken."""

    ref: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """Nobody fits."""


Found = One | Several | Near | Nobody

# A mention or an address as Slack writes it: <@U042>, <@U042|ben>, <mailto:ben@acme.example|ben>.
_MARKED: Final = re.compile(r"<(?:@|mailto:)([^<>|]+)(?:\|[^<>]*)?>")
_AROUND: Final = " \t\n\r\"“”„«»‘’‚'.,;:!?"
# A longer name than any in the register is not worth comparing letter by letter.
_LONGEST: Final = 60


def find(typed: str, candidates: Sequence[Candidate]) -> Found:
    """Return who of ``candidates`` is meant by ``typed``.

    A mention goes before an address, that before a full name, a first name, a family name, and the start
    of a full or first name; what fits first decides.  Accents and capitals do not matter.
    """
    marked = _MARKED.fullmatch(typed.strip())
    text = (marked[1] if marked else typed.strip(_AROUND).lstrip("@")).strip()
    ways = {" ".join(way.split()) for way in spellings(text)} - {""}
    if not ways:
        return Nobody()
    known = [_Known(candidate) for candidate in candidates]
    for fits in _STEPS:
        refs = tuple(dict.fromkeys(one.ref for one in known if fits(one, ways)))
        if refs:
            return One(refs[0]) if len(refs) == 1 else Several(refs)
    return _near(ways, known)


def leading(typed: str, candidates: Sequence[Candidate]) -> tuple[Found, str]:
    """Return who or what the longest possible start of ``typed`` names, and the rest as written.

    Only a whole name counts: "acceptable use may I …" names Acceptable use, "a question" nothing.
    """
    ends = [match.end() for match in re.finditer(r"\S+", typed[:200])][:8]
    whole = _STEPS[: _STEPS.index(_by_full_name) + 1]
    for end in reversed(ends):
        ways = {" ".join(way.split()) for way in spellings(typed[:end].strip(_AROUND).lstrip("@"))} - {""}
        refs = {
            c.ref: None for c in candidates for known in (_Known(c),) if any(f(known, ways) for f in whole)
        }
        if len(refs) == 1:
            return One(next(iter(refs))), typed[end:].strip()
    return Nobody(), typed.strip()


class _Known:
    """A candidate with everything folded that is compared."""

    __slots__ = ("email", "first", "full", "last", "mentions", "ref")

    def __init__(self, candidate: Candidate) -> None:
        names = {" ".join(way.split()) for way in spellings(candidate.name)} - {""}
        self.ref = candidate.ref
        self.mentions = {fold(mention) for mention in candidate.mentions}
        self.email = fold(candidate.email)
        self.full = names
        self.first = {name.split()[0] for name in names}
        self.last = {name.split()[-1] for name in names}


def _by_mention(known: _Known, ways: set[str]) -> bool:
    return not known.mentions.isdisjoint(ways)


def _by_address(known: _Known, ways: set[str]) -> bool:
    return bool(known.email) and (known.email in ways or known.email.partition("@")[0] in ways)


def _by_full_name(known: _Known, ways: set[str]) -> bool:
    return not known.full.isdisjoint(ways)


def _by_first_name(known: _Known, ways: set[str]) -> bool:
    return not known.first.isdisjoint(ways)


def _by_family_name(known: _Known, ways: set[str]) -> bool:
    return not known.last.isdisjoint(ways)


def _by_start(known: _Known, ways: set[str]) -> bool:
    # The start of the full name holds the start of the first one.
    return any(name.startswith(way) for name in known.full for way in ways)


_STEPS: Final[tuple[Callable[[_Known, set[str]], bool], ...]] = (
    _by_mention, _by_address, _by_full_name, _by_first_name, _by_family_name, _by_start,
)  # fmt: skip


def _near(ways: set[str], known: Sequence[_Known]) -> Found:
    """Return the only nearest one within the slips allowed; two equally near ones are nobody."""
    best: dict[str, int] = {}
    for one in known:
        for way in ways:
            limit = slips_allowed(way) if len(way) <= _LONGEST else 0
            names = one.full | one.first | one.last if limit else ()
            slips = min((distance(way, name, limit) for name in names), default=limit + 1)
            if slips <= limit:
                best[one.ref] = min(slips, best.get(one.ref, slips))
    nearest = [ref for ref, slips in best.items() if slips == min(best.values())]
    return Near(nearest[0]) if len(nearest) == 1 else Nobody()
