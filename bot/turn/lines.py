"""Who looks after whom today, read for one engagement at a time; the rule itself is bot.rules.lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import Row

from bot.rules.calendars import absence_on
from bot.rules.lines import Edge, Resolved, briefer
from bot.turn.turn import Turn
from storage import lines, people

# No company is deeper; a register that says otherwise is a circle.
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Looked:
    """Who looks after an engagement: ``ref`` is never empty while there is an ISMS owner."""

    ref: str
    rule: str
    flag: str


def looks_after(turn: Turn, engagement_id: str, on: date | None = None) -> Looked:
    """Return who owes the briefing and the talks of an engagement; the ISMS owner where nobody else does."""
    engagement = people.engagement(turn.connection, engagement_id)
    if engagement is None:
        return Looked(_fallback(turn), "fallback", "no_manager")
    day = on or turn.today_of(None)
    today = max(day, engagement.start)
    # A starter's lines are those of the first day; who acts for an absent manager does so now.
    own = [
        _open(edge) if edge.kind == "acting" and edge.holds_on(day) else edge
        for edge in _edges(turn, engagement)
    ]
    above, circle = _above(turn, engagement.person, own, today)
    roots = {engagement_id} if engagement.level == 0 or engagement.employment == "board" else set()
    found: Resolved = briefer(
        engagement_id,
        own,
        today,
        lambda ref: is_active(turn, ref),
        circle,
        roots=roots,
        away=lambda ref: is_away(turn, ref),
        above=above,
    )
    return Looked(found.person or _fallback(turn), found.rule, found.flag)


def manager_of(turn: Turn, engagement_id: str) -> str:
    """Return who looks after an engagement, "" when nobody at all can be named."""
    return looks_after(turn, engagement_id).ref


def boss_of(turn: Turn, ref: str) -> str:
    """Return who looks after a person; of several engagements the first active one decides."""
    active = people.active_engagements(turn.connection, ref, turn.today_of(None))
    found = looks_after(turn, active[0].id).ref if active else _fallback(turn)
    return found if found != ref else _fallback(turn)


def is_active(turn: Turn, ref: str) -> bool:
    """Return True when a person is in the register and has not left."""
    return bool(people.active_engagements(turn.connection, ref, turn.today_of(None)))


def is_away(turn: Turn, ref: str) -> bool:
    """Return True when a person is on leave today."""
    row = turn.someone(ref)
    calendar = turn.calendar_of(row)
    return absence_on(calendar, turn.today_of(row)) is not None


def reports(turn: Turn, manager: str) -> Sequence[Row[Any]]:
    """Return the engagements somebody looks after today: own reports, those acted for, and future starters."""
    day = turn.today_of(None)
    rows = [
        *lines.reports_of(turn.connection, manager, day),
        *lines.coming_reports(turn.connection, manager, day),
    ]
    return [row for row in {one.id: one for one in rows}.values() if row.end is None or row.end >= day]


def _fallback(turn: Turn) -> str:
    holder = turn.holder("isms_owner")
    return cast(str, holder.ref) if holder is not None else ""


def _edges(turn: Turn, engagement: Row[Any]) -> list[Edge]:
    rows = lines.edges_of(turn.connection, engagement.id)
    return [
        Edge(row.engagement, row.manager, row.kind, row.valid_from, row.valid_to, engagement.person)
        for row in rows
    ]


def _open(edge: Edge) -> Edge:
    return replace(edge, valid_from=None, valid_to=None)


def _above(
    turn: Turn, person: str, own: Sequence[Edge], today: date
) -> tuple[dict[str, str], frozenset[str]]:
    """Return person -> manager on the way up from here, and the circle a person stands in, if any."""
    above: dict[str, str] = {}
    manager = next(
        (edge.manager for edge in own if edge.kind in ("line", "sponsor") and edge.holds_on(today)), ""
    )
    at = person
    while manager and manager != at and at not in above and len(above) < DEEPEST:
        above[at] = manager
        at = manager
        manager = _line_of(turn, at, today)
    circle = _circle(person, above) if at in above else set()
    return above, frozenset(circle)


def _line_of(turn: Turn, ref: str, today: date) -> str:
    """Return a person's manager; of somebody who has left the one they had on the last day."""
    found = lines.line_of(turn.connection, ref, today)
    ends = [] if found else [row.end for row in people.engagements(turn.connection, ref)]
    return lines.line_of(turn.connection, ref, max(ends)) if ends and None not in ends else found


def _circle(person: str, above: dict[str, str]) -> set[str]:
    """Return the persons of the circle that a walk up from here runs into, when the person is part of it."""
    seen: list[str] = []
    at = person
    while at in above and at not in seen:
        seen.append(at)
        at = above[at]
    return set(seen) if at == person else set()
