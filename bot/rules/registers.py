"""What is wrong with a register's lines, seen as a whole (R2): who has nobody above, and who is in a circle."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.rules.lines import Edge, cycles, uplines

What = Literal["no_manager", "self", "unknown", "gone", "cycle", "zone", "missing", "unlinked"]
TOP_LEVEL = 0
_WITHOUT: Mapping[str, What] = {"self": "self", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Member:
    """An engagement that has not ended, as the finding of faults needs it."""

    engagement: str
    person: str
    level: int | None
    employment: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something for the ISMS owner to have corrected.

    ``others``: the whole circle, or the manager who has left; ``detail``: a source, a zone, a chat account.
    """

    what: What
    engagement: str = ""
    person: str = ""
    others: tuple[str, ...] = ()
    detail: str = ""


def line_findings(
    members: Sequence[Member], edges: Iterable[Edge], marks: Mapping[str, str]
) -> list[Finding]:
    """Return what is wrong with the lines of a register.

    ``edges`` lead to persons and hold today.  ``marks``: engagement -> ``self`` or ``unknown``, where the
    register names oneself or somebody it does not contain.  Whoever stands at the top is never named (AC4).
    """
    here = {member.person for member in members}
    known = list(edges)
    above = uplines(known)
    tops = roots(members, above)
    circles = _circles(above, cycles(known, roots=tops))
    lines = {edge.engagement: edge for edge in known if edge.kind in ("line", "sponsor")}
    found = []
    for member in members:
        if member.person in tops:
            continue
        line = lines.get(member.engagement)
        if member.person in circles:
            found.append(Finding("cycle", member.engagement, member.person, circles[member.person]))
        elif line is None:
            what = _WITHOUT.get(marks.get(member.engagement, ""), "no_manager")
            found.append(Finding(what, member.engagement, member.person))
        elif line.manager not in here:
            found.append(Finding("gone", member.engagement, member.person, (line.manager,)))
    return found


def roots(members: Sequence[Member], above: Mapping[str, str]) -> frozenset[str]:
    """Return the persons at the top: the board and level 0; else whoever, of those with nobody above, leads most."""
    named = {one.person for one in members if one.level == TOP_LEVEL or one.employment == "board"}
    if named:
        return frozenset(named)
    below: Counter[str] = Counter(_top(one.person, above) for one in members)
    heads = {person: count for person, count in below.items() if person and person not in above and count > 1}
    most = max(heads.values(), default=0)
    return frozenset(person for person, count in heads.items() if count == most)


def _top(person: str, above: Mapping[str, str]) -> str:
    """Return who stands at the end of a person's way up, "" for a circle."""
    seen = {person}
    while person in above:
        person = above[person]
        if person in seen:
            return ""
        seen.add(person)
    return person


def _circles(above: Mapping[str, str], members: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return for each person of a circle all who are in it, in one order for all of them."""
    found: dict[str, tuple[str, ...]] = {}
    for person in sorted(members):
        if person in found:
            continue
        circle, at = [person], above[person]
        while at != person:
            circle.append(at)
            at = above[at]
        found |= dict.fromkeys(circle, tuple(circle))
    return found


def one_for_each_circle(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with one line for a circle instead of one for each who is in it."""
    told: defaultdict[tuple[str, ...], int] = defaultdict(int)
    kept = []
    for one in findings:
        if one.what == "cycle":
            told[one.others] += 1
            if told[one.others] > 1:
                continue
        kept.append(one)
    return kept
