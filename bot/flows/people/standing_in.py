"""While a manager is away: talks that can't wait go to whoever acts, and come back on the return (R5, R12)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.flows.notices import notify
from bot.flows.people.handing import Handed, hand_over_duties
from bot.flows.people.recompute import look_again
from bot.rules.calendars import absence_on, local_day
from bot.turn import Turn, args_of
from bot.turn.lines import reports
from storage import days, lines, obligations, people


def settle(turn: Turn, ref: str) -> list[Handed]:
    """Return what was handed over because a person is away today, or is back."""
    handed: list[Handed] = []
    for engagement, is_back in _talks(turn, ref):
        handed += hand_over_duties(turn, engagement, "back" if is_back else "away")
    return handed


def _talks(turn: Turn, ref: str) -> list[tuple[str, bool]]:
    """Return engagements whose talk should go elsewhere; True where it comes back to this person."""
    row = turn.someone(ref)
    calendar = turn.calendar_of(row)
    away = absence_on(calendar, turn.today_of(row))
    if away is None:
        return [
            (report.id, True)
            for report in reports(turn, ref)
            if any(duty.owner != ref for duty in days.open_talks(turn.connection, report.id))
        ]
    found = []
    for duty in obligations.open_of(turn.connection, ref):
        waits = away.last is not None and duty.due is not None and local_day(calendar, duty.due) > away.last
        if duty.kind == "briefing" and not waits:
            found.append((duty.about, False))
    return found


# --- what a day brings -----------------------------------------------------------------------


def is_turning(turn: Turn, absence: Row[Any]) -> bool:
    """Return True when there is something to do about an absence that begins, ends or has no end."""
    return bool(_talks(turn, absence.person)) or _must_move(turn, absence)


def come_and_go(turn: Turn, absence: Row[Any]) -> list[Handed]:
    """Return what was handed over; dates move on while nobody knows the end."""
    if _must_move(turn, absence):
        look_again(turn, absence.person)
    return settle(turn, absence.person)


def _must_move(turn: Turn, absence: Row[Any]) -> bool:
    """Return True when a monthly look at leave without an end has come and its date has passed."""
    row = turn.someone(absence.person)
    away = absence_on(turn.calendar_of(row), turn.today_of(row))
    if away is None or not away.is_open:
        return False
    mine = obligations.open_of(turn.connection, absence.person)
    return any("paused" in args_of(duty) and duty.due is not None and duty.due <= turn.now for duty in mine)


def begin_acting(turn: Turn, edge: Row[Any]) -> None:
    """Tell somebody once, on the first day, for whom they act."""
    today = turn.today_of(turn.someone(edge.manager))
    engagement = people.engagement(turn.connection, edge.engagement)
    over = edge.valid_to is not None and edge.valid_to < today
    if engagement is None or edge.valid_from is None or edge.valid_from > today or over:
        return
    edges = lines.edges_of(turn.connection, edge.engagement)
    absent = next(
        (one.manager for one in edges if one.kind in ("line", "sponsor") and one.valid_to is None), ""
    )
    if absent:
        last = edge.valid_to.isoformat() if edge.valid_to is not None else ""
        cause = f"acting:{absent}:{edge.valid_from.isoformat()}"
        notify(turn, edge.manager, cause, "away.acting", {"for": absent, "last": last})
