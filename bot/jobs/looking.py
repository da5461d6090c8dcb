"""Where one duty stands on its ladder: which rungs have come, who was asked, what may be told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.jobs.facts import Facts
from bot.jobs.week import asks_for_digest, drop
from bot.rules.calendars import Calendar, absence_on, local_day, next_window
from bot.rules.digests import next_digest
from bot.rules.ladder import LADDERS, Instants, Rung, current_step, instants, next_at
from bot.rules.nudges import SOON, DueItem, NudgeRules, urgency_of
from bot.turn import KINDS, Turn, args_of

SOON_BEFORE = timedelta(minutes=15)


@dataclass(slots=True)
class Look:
    """One duty as it stands now."""

    duty: Row[Any]
    ladder: Instants
    items: list[DueItem]
    step: str
    wakes: datetime | None


class Ladders:
    """Looks at duties one by one.  ``sleeps`` takes each that has ended at this look, or rests."""

    def __init__(
        self, turn: Turn, facts: Facts, rules: NudgeRules, sleeps: Callable[[Row[Any]], None]
    ) -> None:
        self.turn, self.facts, self.rules, self._sleeps = turn, facts, rules, sleeps

    def look(self, duty: Row[Any], calendar: Calendar) -> Look | None:
        """Return where a duty stands; None when it ended at this look, or rests."""
        turn, now, kind = self.turn, self.turn.now, KINDS[duty.kind]
        if kind.moot(turn, duty):
            drop(turn, duty)
            return None
        if kind.lapses is not None and duty.due is not None and duty.due <= now:
            kind.lapses(turn, duty)
            self._sleeps(duty)
            return None
        if kind.rests(duty):
            self._sleeps(duty)
            return None
        ladder = self.ladder_of(duty, calendar)
        told = self.facts.steps.get((duty.id, duty.round, duty.owner), set())
        step = self._climb(duty, ladder, calendar)
        items = self._items(duty, ladder, told, calendar)
        wakes = next_at(ladder, now, duty.snoozed_until, duty.planned_at)
        if kind.lapses is not None and duty.due is not None:
            wakes = min(wakes, duty.due) if wakes is not None else duty.due
        if asks_for_digest(duty, now):
            digest = next_digest(calendar, now, self.rules)
            wakes = min(wakes, digest) if wakes is not None else digest
        return Look(duty, ladder, items, step, wakes)

    def ladder_of(self, duty: Row[Any], calendar: Calendar) -> Instants:
        """Return the rungs of a duty with their instants."""
        start = self.facts.starts.get(duty.about)
        access = self.facts.access.get(duty.about)
        created = duty.snoozed_until if duty.due is None and duty.snoozed_until else duty.created
        return instants(
            LADDERS[duty.kind],
            created,
            duty.due,
            start,
            calendar,
            has_access=access is not None and access <= self.turn.now,
        )

    def _climb(self, duty: Row[Any], ladder: Instants, calendar: Calendar) -> str:
        """Return the step the duty stands on, after whoever the rungs beyond its owner name was asked."""
        step: str = duty.step
        beyond = [rung for rung, _ in ladder if rung.to != "owner"]
        names = [rung.step for rung in beyond]
        passed = names.index(step) + 1 if step in names else 0
        for rung in beyond[passed:]:
            at = next(at for one, at in ladder if one is rung)
            if at > self.turn.now or absence_on(calendar, local_day(calendar, self.turn.now)):
                break
            heeds = KINDS[duty.kind].heeds
            if heeds is not None and not heeds(self.turn, duty, rung):
                break
            step = rung.step
        return step

    def _items(self, duty: Row[Any], ladder: Instants, told: set[str], calendar: Calendar) -> list[DueItem]:
        """Return what may be told of a duty: its latest rung, its next one, and the talk that begins soon."""
        now, items = self.turn.now, []
        mine = tuple((rung, at) for rung, at in ladder if rung.to == "owner")
        rests = duty.snoozed_until is not None and duty.snoozed_until > now
        planned = duty.planned_at is not None and duty.planned_at > now
        if planned:
            step = SOON + duty.planned_at.strftime("%Y-%m-%dT%H:%MZ")
            if step not in told:
                items.append(self._item(duty, step, duty.planned_at - SOON_BEFORE, counts=False))
        if mine and mine[0][1] > now >= duty.created and not told:
            # It was due when it came; only the hour keeps it, and that reason is to be written down.
            mine = ((mine[0][0], duty.created), *mine[1:])
        reached = current_step(mine, now, told)
        if not rests and not planned and reached.rung is not None and reached.at is not None:
            step = self._step_now(duty, reached.rung, reached.at)
            if step not in told:
                items.append(self._item(duty, step, reached.at))
                self._note_skipped(duty, reached.skipped)
        if not rests and not planned:
            following = next(((rung, at) for rung, at in mine if at > now), None)
            if following is not None and following[1] < next_window(calendar, now)[1]:
                items.append(self._item(duty, following[0].step, following[1]))
        return items

    def _step_now(self, duty: Row[Any], rung: Rung, at: datetime) -> str:
        """Return the step a rung is told as: a snooze that has ended brings the duty back under its own name.

        Rungs that come after the snooze keep theirs: putting a duty off does not end its ladder.
        """
        if duty.snoozed_until is not None and at <= duty.snoozed_until <= self.turn.now:
            return f"snooze.{duty.snoozed}"
        return rung.step

    def _note_skipped(self, duty: Row[Any], skipped: tuple[Rung, ...]) -> None:
        for rung in skipped:
            self.turn.event(
                "step.skipped",
                subject=duty.owner,
                engagement=duty.about,
                object_type="obligation",
                object_id=duty.id,
                step=rung.step,
                outcome="a later step had come",
            )

    def _item(self, duty: Row[Any], step: str, at: datetime, *, counts: bool = True) -> DueItem:
        kind = KINDS[duty.kind]
        access = duty.about in self.facts.access
        return DueItem(
            duty.id,
            duty.kind,
            step,
            at,
            duty.due,
            urgency_of(duty.kind, duty.due, self.turn.now, has_access=access),
            emergency=bool(args_of(duty).get("emergency")),
            counts=counts and kind.counts(duty),
        )
