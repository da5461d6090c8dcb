"""Figures for the operator's dashboards; none of them names anybody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from bot.turn import Turn
from storage import outbox
from storage.evidence import EVENT
from storage.obligations import OBLIGATION


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is of everything."""

    outbox: dict[str, int]
    open: int
    past: int
    due: int
    events: int


def figures(turn: Turn) -> Figures:
    """Return the figures of this moment."""
    pending = select(func.count()).select_from(OBLIGATION).where(OBLIGATION.c.state == "pending")
    scalar = turn.connection.execute
    return Figures(
        outbox.counts(turn.connection),
        scalar(pending).scalar_one(),
        scalar(pending.where(OBLIGATION.c.due < turn.now)).scalar_one(),
        scalar(pending.where(OBLIGATION.c.next_at <= turn.now)).scalar_one(),
        scalar(select(func.max(EVENT.c.seq))).scalar() or 0,
    )
