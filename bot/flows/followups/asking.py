"""Whom the ladder asks about a duty that stayed open: the manager, the one above, or the ISMS owner."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.rules.ladder import Rung, due_for
from bot.turn import Turn
from bot.turn.lines import boss_of, manager_of
from storage import briefings


def delivered(turn: Turn, duty: Row[Any]) -> bool:
    """Return True when a message about this duty was really sent; what waits in the browser inbox was not."""
    return bool(briefings.sent(turn.connection, duty.id, duty.owner))


def undelivered(turn: Turn, duty: Row[Any]) -> None:
    """Put the case before the ISMS owner: undeliverable is not ignored, and nobody counts as late."""
    holder = turn.holder("isms_owner")
    if holder is None:
        return
    due = due_for("followup", turn.now, turn.calendar_of(holder))
    turn.oblige(
        "followup", holder.ref, duty.id, about=duty.about, version=duty.version, cycle=f"undelivered.{duty.round}",
        reason="undelivered", due=due,
    )  # fmt: skip


def heed(turn: Turn, duty: Row[Any], rung: Rung) -> bool:
    """Ask the manager (+2), the manager's manager (+5) or the ISMS owner (+10) about an open duty."""
    if not delivered(turn, duty):
        undelivered(turn, duty)
        return True
    manager = manager_of(turn, duty.about)
    asked = {"manager": manager, "boss": boss_of(turn, manager) if manager else ""}.get(rung.to, "")
    if rung.to == "isms_owner" or not asked or asked == duty.owner:
        holder = turn.holder("isms_owner")
        asked = holder.ref if holder is not None else ""
    if not asked:
        return True
    reason = {"manager": "manager", "boss": "boss", "isms_owner": "open10"}[rung.to]
    variant = "boss" if rung.to == "boss" else ""
    due = due_for("followup", turn.now, turn.calendar_of(turn.someone(asked)), variant=variant)
    turn.oblige(
        "followup", asked, duty.id, about=duty.about, version=duty.version, cycle=f"{rung.step}.{duty.round}",
        reason=reason, due=due,
    )  # fmt: skip
    turn.event(
        "ladder.climbed", subject=duty.owner, engagement=duty.about, object_type="obligation", object_id=duty.id,
        step=rung.step, asked=asked,
    )  # fmt: skip
    return True
