"""Who looks after whom: the briefer of an engagement, the way up, and the circles in a register (R2, R12).

An edge leads from an engagement to a person.  Circles are found among persons, over one edge each: the
line, or the sponsor of somebody who has no line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

EdgeKind = Literal["line", "functional", "acting", "sponsor"]
Flag = Literal["", "no_manager", "self", "unknown", "cycle"]
Active = Callable[[str], bool] | Container[str]

NOBODY: frozenset[str] = frozenset()
_NO_ONE_ABOVE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Edge:
    """``manager`` (a person) looks after ``engagement``.  ``person`` is whose engagement it is.

    Both days of validity are part of it; None is open.
    """

    engagement: str
    manager: str
    kind: EdgeKind = "line"
    valid_from: date | None = None
    valid_to: date | None = None
    person: str = ""

    @property
    def of(self) -> str:
        """Return the person who is looked after; the engagement's id where it stands for the person."""
        return self.person or self.engagement

    def holds_on(self, day: date | None) -> bool:
        """Return True when the edge is valid on a day; with None it always is."""
        if day is None:
            return True
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who briefs, by which rule, and what is wrong with the register's line (for the ISMS owner).

    ``person`` is None with ``fallback``: the holder of the fallback role.  ``above``: the manager is away or
    has left, so the next one up.
    """

    person: str | None
    rule: Literal["acting", "line", "above", "sponsor", "fallback"]
    flag: Flag = ""


def briefer(
    engagement: str,
    edges: Iterable[Edge],
    today: date,
    active: Active,
    cycles: Container[str] = NOBODY,
    *,
    person: str = "",
    roots: Container[str] = NOBODY,
    away: Active = NOBODY,
    above: Mapping[str, str] = _NO_ONE_ABOVE,
) -> Resolved:
    """Return who owes the core briefing of an engagement: acting, else line, else sponsor, else the fallback.

    ``active``: persons who are in the register and have not left.  ``away``: persons on leave.  ``above``:
    person -> manager, from ``uplines``, to find who stands in.  ``roots``: the top, persons or engagements;
    give ``person`` too, since whoever is at the top has no edge that names them.
    For a newcomer ``today`` is the start date: lines often begin with it.
    """
    valid = (edge for edge in edges if edge.engagement == engagement and edge.holds_on(today))
    own = sorted(valid, key=_rank, reverse=True)
    person = person or next((edge.of for edge in own), engagement)
    line = next((edge for edge in own if edge.kind == "line"), None)
    flag: Flag = "" if _is_root(person, engagement, roots) else _flag(person, line, own, active, cycles)

    def here(one: str) -> bool:
        return one != person and _holds(active, one) and not _holds(away, one)

    for edge in own:
        if edge.kind == "acting" and here(edge.manager):
            return Resolved(edge.manager, "acting", flag)
    if line is not None and flag in {"", "unknown"}:
        if here(line.manager):
            return Resolved(line.manager, "line", flag)
        up = next((one for one in chain_up(line.manager, above, cycles) if here(one)), None)
        if up is not None:
            # Whoever has left still has a line in the register; an unknown id has none.
            return Resolved(up, "above", "no_manager" if flag else "")
    sponsor = next((edge.manager for edge in own if edge.kind == "sponsor" and here(edge.manager)), None)
    return Resolved(sponsor, "sponsor", flag) if sponsor else Resolved(None, "fallback", flag)


def addenda(
    engagement: str, edges: Iterable[Edge], today: date, active: Active, core: Resolved
) -> tuple[str, ...]:
    """Return the functional managers who owe an addendum, never the core briefing itself."""
    found = {
        edge.manager
        for edge in edges
        if edge.engagement == engagement and edge.kind == "functional" and edge.holds_on(today)
    }
    return tuple(sorted(one for one in found if one != core.person and _holds(active, one)))


def uplines(edges: Iterable[Edge], today: date | None = None) -> dict[str, str]:
    """Return person -> manager: the latest valid line, else the sponsor; nobody is above themselves."""
    chosen: dict[str, Edge] = {}
    for edge in edges:
        if edge.kind not in {"line", "sponsor"} or not edge.holds_on(today) or edge.of == edge.manager:
            continue
        before = chosen.get(edge.of)
        if before is None or _rank(before) < _rank(edge):
            chosen[edge.of] = edge
    return {person: edge.manager for person, edge in chosen.items()}


def cycles(
    edges: Iterable[Edge], today: date | None = None, roots: Container[str] = NOBODY
) -> frozenset[str]:
    """Return the persons who are, by their lines, above themselves; one pass, whatever the register holds.

    People who merely report into a circle are not in it; a root is never in one.
    """
    above = {person: manager for person, manager in uplines(edges, today).items() if person not in roots}
    reports = Counter(above.values())
    # Take away, again and again, whoever has no reports left: only circles remain.
    leaves = [person for person in above if person not in reports]
    while leaves:
        manager = above.pop(leaves.pop())
        reports[manager] -= 1
        if not reports[manager] and manager in above:
            leaves.append(manager)
    return frozenset(above)


def chain_up(person: str, above: Mapping[str, str], cycles: Container[str] = NOBODY) -> tuple[str, ...]:
    """Return the managers above a person, the nearest first; a circle is never walked, so it ends there."""
    chain: list[str] = []
    seen = {person}
    while person not in cycles and person in above and above[person] not in seen:
        person = above[person]
        seen.add(person)
        chain.append(person)
    return tuple(chain)


def _flag(
    person: str, line: Edge | None, own: Iterable[Edge], active: Active, cycles: Container[str]
) -> Flag:
    """Return what is wrong with somebody's line; a sponsor is one for those who have none."""
    if line is None or not line.manager:
        return (
            ""
            if any(edge.kind == "sponsor" and _holds(active, edge.manager) for edge in own)
            else "no_manager"
        )
    if line.manager == person:
        return "self"
    if person in cycles and line.manager in cycles:
        return "cycle"
    return "" if _holds(active, line.manager) else "unknown"


def _rank(edge: Edge) -> tuple[bool, date, str, str]:
    """Return what makes one edge win: a line before a sponsor, then the later one, then a steady order."""
    return edge.kind == "line", edge.valid_from or date.min, edge.engagement, edge.manager


def _is_root(person: str, engagement: str, roots: Container[str]) -> bool:
    return person in roots or engagement in roots


def _holds(active: Active, person: str) -> bool:
    return active(person) if callable(active) else person in active
