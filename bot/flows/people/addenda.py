"""Who looks after a part of somebody's work owes a few words beside the first talk, never the talk itself (R2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.flows.briefings.requests import asked_from
from bot.flows.notices import notify
from bot.rules.lines import Edge, Resolved
from bot.rules.lines import addenda as owed_by
from bot.turn import Turn
from bot.turn.lines import is_active
from storage import days, lines, people


def ask_for_addenda(turn: Turn, engagement_ids: Sequence[str]) -> int:
    """Return how many functional managers are asked for a few words about those whose talk is open."""
    asked = 0
    for engagement_id in engagement_ids:
        talks = days.open_talks(turn.connection, engagement_id)
        edges = lines.edges_of(turn.connection, engagement_id)
        if not talks or not any(edge.kind == "functional" for edge in edges):
            continue
        engagement = people.engagement(turn.connection, engagement_id)
        assert engagement is not None, "a talk is about an engagement"
        known = [Edge(one.engagement, one.manager, one.kind, one.valid_from, one.valid_to) for one in edges]
        core = Resolved(talks[0].owner, "line")
        day = max(turn.today_of(None), engagement.start)
        for ref in owed_by(engagement_id, known, day, lambda one: is_active(turn, one), core):
            _ask(turn, ref, engagement, talks[0].owner)
            asked += 1
    return asked


def _ask(turn: Turn, ref: str, engagement: Row[Any], manager: str) -> None:
    begins = asked_from(turn, turn.calendar_of(turn.someone(ref)), engagement.start)
    values = {"name": f"person:{engagement.person}", "manager": f"person:{manager}"}
    notify(
        turn, ref, f"addendum:{engagement.id}", "briefing.addendum", values, about=engagement.id, created=begins,
        next_at=begins,
    )  # fmt: skip
