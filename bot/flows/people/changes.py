"""A changed row: what differs is written, and the open duties it touches follow in the same turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from bot.flows.briefings import start_moved
from bot.flows.people.handing import Handed, hand_over_duties
from bot.flows.people.judging import Place, Places, print_of
from bot.flows.people.known import Key, Known
from bot.flows.people.leaving import leave, reopen
from bot.flows.people.recompute import look_again, move_first_day, read_anew
from bot.flows.people.rows import created_facts, edges_of, engagement_row, engagement_values, person_values
from bot.rules.people import PersonRow
from bot.turn import Turn
from storage import people, registers
from storage.lines import REPORTING_EDGE
from storage.people import ENGAGEMENT, PERSON, SOURCE_KEY

TIMED = frozenset({"zone", "country", "workdays"})


@dataclass(slots=True)
class Changes:
    """What writing the changed rows of one run needs, and what was handed over meanwhile."""

    known: Known
    places: Places
    handed: list[Handed] = field(default_factory=list)

    def apply(self, turn: Turn, change: tuple[PersonRow, Key]) -> None:
        """Write what a row says differently now; the event names the fields, never what names the person."""
        row, key = change
        engagement = turn.connection.execute(
            select(ENGAGEMENT).where(ENGAGEMENT.c.id == key.engagement)
        ).one()
        person = turn.connection.execute(select(PERSON).where(PERSON.c.ref == engagement.person)).one()
        place = self.places[row.key] = Place(person.ref, engagement.id)
        changed: dict[str, tuple[Any, Any]] = {}
        of_person: dict[str, tuple[Any, Any]] = {}
        if self._leads(turn, engagement):
            of_person = _update(turn, PERSON, PERSON.c.ref, person, person_values(row, self.known.locale))
        changed |= _update(turn, ENGAGEMENT, ENGAGEMENT.c.id, engagement, self._engagement(row, engagement))
        lines = self._replace_lines(turn, row, place)
        self._note_key(turn, row, key.engagement)
        fields = sorted({*of_person, *changed, *(["manager"] if lines else [])} - {"folded"})
        dates = {
            name: [str(one or "") for one in changed[name]] for name in ("start", "end") if name in changed
        }
        turn.event(
            "person.updated", subject=person.ref, engagement=engagement.id, object_type="engagement",
            object_id=engagement.id, source=self.known.source, run_id=self.known.run, fields=fields, dates=dates,
            lines=lines,
        )  # fmt: skip
        self._follow(turn, row, person, engagement, {*of_person, *changed}, moved=bool(lines))

    def take_claimed(self, turn: Turn, claim: tuple[PersonRow, Key]) -> None:
        """Write the first row of a key that a merge has named: one more engagement of a known person."""
        row, _ = claim
        place = self.places[row.key]
        edges = edges_of(row, self.places, self.known)
        turn.connection.execute(insert(ENGAGEMENT), engagement_row(row, place, self.known))
        if edges:
            turn.connection.execute(insert(REPORTING_EDGE), edges)
        self._note_key(turn, row, place.engagement)
        turn.event("engagement.created", **created_facts(row, place, edges, self.known))

    def _leads(self, turn: Turn, engagement: Row[Any]) -> bool:
        """Return True when this row speaks for the person: of several engagements the oldest active one does."""
        if self.known.engagements_of[engagement.person] < 2:
            return True
        active = people.active_engagements(turn.connection, engagement.person, self.known.today)
        return not active or active[0].id == engagement.id

    def _engagement(self, row: PersonRow, before: Row[Any]) -> dict[str, Any]:
        values = engagement_values(row)
        if row.start != before.start:
            values["baseline"] = row.start < self.known.cutoff
        return values

    def _note_key(self, turn: Turn, row: PersonRow, engagement: str) -> None:
        table = SOURCE_KEY
        same = (table.c.source == self.known.source) & (table.c.key == row.key)
        values = {"engagement": engagement, "fingerprint": print_of(row, self.places), "missing_runs": 0}
        turn.connection.execute(update(table).where(same).values(**values))

    def _replace_lines(self, turn: Turn, row: PersonRow, place: Place) -> dict[str, list[str]]:
        """Return the lines that changed, as [before, after] by kind; what has ended stays with its last day."""
        today, table = self.known.today, REPORTING_EDGE
        rows = registers.edges_of_source(turn.connection, place.engagement, self.known.source)
        before = {(one.kind, one.manager): one.id for one in rows}
        after = {(one["kind"], one["manager"]): one for one in edges_of(row, self.places, self.known)}
        gone = [before[line] for line in before.keys() - after.keys()]
        added = [after[line] | {"valid_from": today} for line in after.keys() - before.keys()]
        if gone:
            ended = update(table).where(table.c.id.in_(gone)).values(valid_to=today - timedelta(days=1))
            turn.connection.execute(ended)
        if added:
            turn.connection.execute(insert(table), added)
        managers = (dict(before.keys()), dict(after.keys()))
        kinds = managers[0].keys() | managers[1].keys() if gone or added else set[str]()
        return {kind: [one.get(kind, "") for one in managers] for kind in sorted(kinds)}

    def _follow(
        self,
        turn: Turn,
        row: PersonRow,
        person: Row[Any],
        before: Row[Any],
        changed: set[str],
        *,
        moved: bool,
    ) -> None:
        if changed & TIMED:
            look_again(turn, person.ref, was=turn.calendar_of(person))
        else:
            read_anew(turn, person.ref)
        if "start" in changed:
            start_moved(turn, before.id, before.start, row.start)
            move_first_day(turn, before.id, row.start)
        if moved:
            self.handed += hand_over_duties(turn, before.id, "changed")
        if "end" in changed:
            today = turn.today_of(turn.someone(person.ref))
            if row.end is not None and row.end < today:
                self.handed += leave(turn, before.id)
            elif before.end is not None and before.end < today:
                reopen(turn, before.id)


def _update(
    turn: Turn, table: Any, key: Any, before: Row[Any], values: dict[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """Write the columns that differ and return them, each with what stood there and what stands there now."""
    pairs = {name: (getattr(before, name), value) for name, value in values.items()}
    different = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if different:
        where = key == getattr(before, key.name)
        turn.connection.execute(
            update(table).where(where).values(**{name: new for name, (_, new) in different.items()})
        )
    return different
