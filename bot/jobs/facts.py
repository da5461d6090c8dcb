"""Everything the nudge pass must know of a handful of people, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.rules.ladder import LADDERS, FromStart
from bot.turn import Turn
from storage import nudges

# Five working days and the longest run of holidays beside them.
BUDGET_LOOKBACK = timedelta(days=21)
_BY_START = frozenset(
    name for name, ladder in LADDERS.items() if any(isinstance(rung.at, FromStart) for rung in ladder.rungs)
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read, by person, by duty or by engagement."""

    duties: dict[str, list[Row[Any]]]
    identities: dict[str, list[Row[Any]]]
    counted: dict[str, list[datetime]]
    steps: dict[tuple[str, int, str], set[str]]
    starts: dict[str, date]
    access: dict[str, datetime]


def gather(turn: Turn, owners: Sequence[str]) -> Facts:
    """Return the facts about these people; the turn knows their calendars afterwards."""
    connection = turn.connection
    absences = nudges.absences(connection, owners)
    for row in nudges.persons(connection, owners).values():
        turn.remember(row, absences.get(row.ref, []))
    duties = nudges.duties(connection, owners)
    ids = [duty.id for mine in duties.values() for duty in mine]
    dated = [duty.about for mine in duties.values() for duty in mine if duty.kind in _BY_START]
    return Facts(
        duties,
        nudges.identities(connection, owners),
        nudges.counted(connection, owners, turn.now - BUDGET_LOOKBACK),
        nudges.steps(connection, ids),
        nudges.starts(connection, dated),
        nudges.first_access(connection, dated),
    )
