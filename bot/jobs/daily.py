"""The daily look: who left, went away or came back, whom nobody asked yet, and what the register has wrong.

It may run as often as one likes: everything is found by its date and done once, so a second look costs a few
reads.  A person's own day decides, hence the days around today are looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from bot.engine import JOBS, Engine
from bot.flows.chunks import write_all
from bot.flows.people.following import ask_for_talks, oblige_newcomers
from bot.flows.people.handing import Handed, hand_over_duties, tell_handed
from bot.flows.people.leaving import leave
from bot.flows.people.quality import tell_findings
from bot.flows.people.standing_in import begin_acting, come_and_go, is_turning
from bot.flows.people.successors import ask_for_successor, unfollowed
from bot.turn import Turn
from storage import days, people

# A day begins elsewhere up to a day earlier or later.
AROUND = timedelta(days=1)
LONG_AGO = date(1900, 1, 1)


@dataclass(slots=True)
class Day:
    """What has to be done on a day."""

    today: date
    is_new: bool
    left: list[str] = field(default_factory=list)  # engagements
    gone: set[str] = field(default_factory=set)  # persons
    away: list[Row[Any]] = field(default_factory=list)  # absences
    acting: list[Row[Any]] = field(default_factory=list)  # reporting edges


def daily(engine: Engine) -> None:
    """Do what a date brings: close, hand over, ask and tell; a second call on that day finds nothing to do."""

    def run(task: Callable[..., Any], *args: Any) -> Any:
        return engine.run_as(JOBS, task, *args)

    day = engine.ask(_look)
    handed: list[Handed] = []
    write_all(run, day.left, lambda turn, one: handed.extend(leave(turn, one, day.gone)))
    write_all(run, day.away, lambda turn, one: handed.extend(come_and_go(turn, one)))
    write_all(run, day.acting, lambda turn, one: handed.extend(_acting(turn, one)))
    if handed:
        run(tell_handed, handed)
    ask_for_talks(engine, run)
    if day.is_new:
        oblige_newcomers(engine, run)
        tell_findings(engine, f"day:{day.today.isoformat()}")
        for ref, last in engine.ask(unfollowed):
            run(ask_for_successor, ref, last)
        run(_note, day.today)


def _look(turn: Turn) -> Day:
    """Return what the days since the last look bring."""
    connection, today = turn.connection, turn.today_of(None)
    before = days.last_look(connection)
    day = Day(today, is_new=before != today)
    first, last = min(before, today) - AROUND if before is not None else LONG_AGO, today + AROUND
    for row in days.ended(connection, first, last):
        here = turn.today_of(turn.someone(row.person))
        if row.end < here:
            day.left.append(row.id)
            if not people.active_engagements(connection, row.person, here):
                day.gone.add(row.person)
    day.away = [one for one in days.turning_absences(connection, first, last) if is_turning(turn, one)]
    day.acting = list(days.turning_edges(connection, first, last))
    return day


def _acting(turn: Turn, edge: Row[Any]) -> list[Handed]:
    begin_acting(turn, edge)
    return hand_over_duties(turn, edge.engagement, "away")


def _note(turn: Turn, today: date) -> None:
    days.note_look(turn.connection, today, turn.now)
