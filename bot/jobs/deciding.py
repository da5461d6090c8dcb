"""One person at a time: which rungs have come, what is said now, what rests and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from bot.flows.notices import is_head
from bot.jobs.facts import Facts
from bot.jobs.looking import Ladders, Look
from bot.jobs.week import asks_for_digest, message_of
from bot.rules.calendars import Calendar, local_day, next_window
from bot.rules.digests import step_of_today
from bot.rules.ladder import next_at
from bot.rules.nudges import (
    Hold,
    NudgeRules,
    Send,
    Told,
    decide,
)
from bot.turn import KINDS, Turn, place_of, send
from storage import nudges

if TYPE_CHECKING:
    from bot.jobs.remind import Passed


class Desk:
    """Decides for people and gathers the rows to write."""

    def __init__(self, turn: Turn, facts: Facts) -> None:
        self.turn, self.facts = turn, facts
        budget = turn.settings.nudges
        self.rules = NudgeRules(
            budget.per_day, budget.per_window, budget.window_working_days, budget.digest_weekday
        )
        self._wakes: list[dict[str, Any]] = []
        self.ladders = Ladders(turn, facts, self.rules, lambda duty: self._wake(duty, None, "", duty.step))

    def flush(self) -> None:
        """Write what was decided."""
        nudges.wake(self.turn.connection, self._wakes)
        self._wakes = []
        self.turn.told.flush(self.turn.connection)

    def decide_for(self, owner: str, passed: Passed) -> None:
        """Tell one person what is due, or note why not."""
        turn, row = self.turn, self.turn.someone(owner)
        calendar = turn.calendar_of(row)
        begun = [duty for duty in self.facts.duties.get(owner, ()) if duty.created <= turn.now]
        leads, others = one_for_all(begun)
        seen = (self.ladders.look(duty, calendar) for duty in leads)
        looks = [look for look in seen if look is not None]
        items = [item for look in looks for item in look.items]
        told = [Told(at) for at in self.facts.counted.get(owner, ())]
        digest = self._digest_due(owner, calendar, looks)
        quiet = row.quiet_until if row is not None else None
        passed.decided += 1
        verdict = decide(items, calendar, told, turn.now, self.rules, quiet_until=quiet, digest=digest)
        if isinstance(verdict, Send):
            self._send(owner, verdict, looks, calendar)
            passed.messages += 1
        else:
            if items:
                passed.silent[verdict.silence.value] += 1
            self._hold(verdict, looks)
        self._follow(others)

    def _digest_due(self, owner: str, calendar: Calendar, looks: list[Look]) -> bool:
        """Return True when this is the day of the weekly digest and it has not been told."""
        lines = [look.duty for look in looks if asks_for_digest(look.duty, self.turn.now)]
        if any(is_head(look.duty) for look in looks):
            return False
        step = step_of_today(calendar, local_day(calendar, self.turn.now), self.rules) if lines else ""
        if not step:
            return False
        told = any(step in self.facts.steps.get((duty.id, duty.round, owner), ()) for duty in lines)
        start, _ = next_window(calendar, self.turn.now)
        return not told and start <= self.turn.now

    def _send(self, owner: str, verdict: Send, looks: list[Look], calendar: Calendar) -> None:
        turn = self.turn
        step = step_of_today(calendar, local_day(calendar, turn.now), self.rules)
        message = message_of(turn, self.facts, verdict, [look.duty for look in looks], step)
        place = place_of(turn, owner, self.facts.identities.get(owner, ()))
        send(
            turn,
            owner,
            message.draws,
            shows=message.shows,
            args=message.args,
            place=place,
            counts=verdict.counts,
            lane=1,
            not_after=verdict.not_after,
        )
        if verdict.counts:
            self.facts.counted.setdefault(owner, []).append(turn.now)
        told = {duty.id for duty, _ in message.shows}
        moved = {one.item.obligation: one for one in verdict.moved}
        for look in looks:
            wakes, silence = look.wakes, ""
            if look.duty.id in moved:
                wakes, silence = moved[look.duty.id].until, moved[look.duty.id].silence.value
            elif look.items and look.duty.id not in told:
                wakes = max(look.items[0].at, turn.now)
            elif look.duty.id in told:
                wakes = self._after(look, verdict)
            self._wake(look.duty, wakes, silence, look.step)

    def _after(self, look: Look, verdict: Send) -> datetime | None:
        """Return when a told duty wakes next: what was merged in ahead of its hour is not due again."""
        ahead = [
            item.at for item in verdict.items if item.obligation == look.duty.id and item.at > self.turn.now
        ]
        if not ahead or look.wakes is None or look.wakes > max(ahead):
            return look.wakes
        return next_at(look.ladder, max(ahead), look.duty.snoozed_until, look.duty.planned_at)

    def _hold(self, verdict: Hold, looks: list[Look]) -> None:
        for look in looks:
            due = [item for item in look.items if item.at <= self.turn.now]
            if due and verdict.until is not None:
                self._wake(look.duty, verdict.until, verdict.silence.value, look.step)
            else:
                later = [item.at for item in look.items if item.at > self.turn.now]
                wakes = min([*later, *([look.wakes] if look.wakes else [])], default=None)
                self._wake(look.duty, wakes, "", look.step)

    def _follow(self, others: list[tuple[Row[Any], Row[Any]]]) -> None:
        """Let the duties that one card stands for sleep as long as that card's own."""
        if not others:
            return
        wakes = {row["id_"]: row["next_at_"] for row in self._wakes}
        for lead, other in others:
            self._wake(other, wakes.get(lead.id, lead.next_at), "", other.step)

    def _wake(self, duty: Row[Any], wakes: datetime | None, silence: str, step: str) -> None:
        if wakes != duty.next_at or silence != duty.silence or step != duty.step:
            row = {"id_": duty.id, "next_at_": wakes, "silence_": silence, "step_": step}
            self._wakes.append(row)
        if silence and silence != duty.silence:
            self.turn.event(
                "step.held",
                subject=duty.owner,
                engagement=duty.about,
                object_type="obligation",
                object_id=duty.id,
                outcome=silence,
                until=wakes.isoformat() if wakes else "",
            )


def one_for_all(duties: Sequence[Row[Any]]) -> tuple[list[Row[Any]], list[tuple[Row[Any], Row[Any]]]]:
    """Return the duties to look at, and each that one of them stands for, after it (a second job, the same policy)."""
    if len(duties) < 2:
        return list(duties), []
    leads: dict[tuple[str, ...], Row[Any]] = {}
    others: list[tuple[Row[Any], Row[Any]]] = []
    for duty in sorted(duties, key=lambda one: one.id):
        key = (duty.kind, duty.object, duty.version) if KINDS[duty.kind].once else (duty.id,)
        lead = leads.setdefault(key, duty)
        if lead is not duty:
            others.append((lead, duty))
    return list(leads.values()), others
