"""A changed row: what differs is written; the open duties it touches are looked at again in the same turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from bot.flows.briefings import ask_for_briefings, start_moved
from bot.flows.people.handing import hand_over_duties
from bot.flows.people.known import Key
from bot.flows.people.recompute import look_again
from bot.flows.people.rows import edges_of, engagement_values, person_values
from bot.rules.people import PersonRow
from bot.turn import Turn
from storage.people import ENGAGEMENT, PERSON, REPORTING_EDGE, SOURCE_KEY

TIMED = frozenset({"zone", "country", "workdays"})


def apply_change(
    turn: Turn, row: PersonRow, key: Key, refs: dict[str, str], source: str, fingerprint: str, run: str
) -> None:
    """Write what a row says differently now; the event names the fields, never their values."""
    person = turn.connection.execute(select(PERSON).where(PERSON.c.ref == key.person)).one()
    engagement = turn.connection.execute(select(ENGAGEMENT).where(ENGAGEMENT.c.id == key.engagement)).one()
    changed = _update(turn, PERSON, PERSON.c.ref == key.person, person, person_values(row))
    changed |= _update(
        turn, ENGAGEMENT, ENGAGEMENT.c.id == key.engagement, engagement, engagement_values(row)
    )
    if _replace_edges(turn, row, key, refs, source):
        changed.add("manager")
    where = (SOURCE_KEY.c.source == source) & (SOURCE_KEY.c.key == row.key)
    turn.connection.execute(update(SOURCE_KEY).where(where).values(fingerprint=fingerprint, missing_runs=0))
    turn.event(
        "person.updated",
        subject=key.person,
        engagement=key.engagement,
        source=source,
        run_id=run,
        fields=sorted(changed),
    )
    _follow(turn, row, key, engagement, changed)


def _update(turn: Turn, table: Any, where: Any, before: Row[Any], values: dict[str, Any]) -> set[str]:
    different = {name: value for name, value in values.items() if getattr(before, name) != value}
    if different:
        turn.connection.execute(update(table).where(where).values(**different))
    return set(different) - {"folded"}


def _replace_edges(turn: Turn, row: PersonRow, key: Key, refs: dict[str, str], source: str) -> bool:
    today = turn.now.date()
    table = REPORTING_EDGE
    mine = (table.c.engagement == key.engagement) & (table.c.source == source) & table.c.valid_to.is_(None)
    before = {
        (edge.manager, edge.kind): edge.id for edge in turn.connection.execute(select(table).where(mine))
    }
    wanted = edges_of(row, key.engagement, key.person, refs, source)
    after = {(edge["manager"], edge["kind"]): edge for edge in wanted}
    gone = [before[pair] for pair in before.keys() - after.keys()]
    added = [after[pair] | {"valid_from": today} for pair in after.keys() - before.keys()]
    if gone:
        ended = update(table).where(table.c.id.in_(gone)).values(valid_to=today - timedelta(days=1))
        turn.connection.execute(ended)
    if added:
        turn.connection.execute(insert(table), added)
    return bool(gone or added)


def _follow(turn: Turn, row: PersonRow, key: Key, before: Row[Any], changed: set[str]) -> None:
    if "start" in changed:
        start_moved(turn, key.engagement, before.start, row.start)
    if "manager" in changed:
        hand_over_duties(turn, key.engagement, "the manager changed")
    if changed & TIMED:
        look_again(turn, key.person)
    if not before.baseline and before.start > turn.now.date():
        ask_for_briefings(turn, [key.engagement])
