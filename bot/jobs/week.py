"""What a message of several lines shows, what asks for a digest, and which duties share a line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.flows.sharing import together
from bot.jobs.facts import Facts
from bot.rules.digests import MANY, Candidate, is_put_off, lines_of
from bot.rules.nudges import Send, urgency_of
from bot.turn import KINDS, Turn

Lines = list[tuple[Row[Any], ...]]


@dataclass(frozen=True, slots=True)
class Message:
    """How a message is drawn, and the duties it shows, each with the step it is told as."""

    draws: str
    args: dict[str, Any]
    shows: list[tuple[Row[Any], str]]


def asks_for_digest(duty: Row[Any], now: datetime) -> bool:
    """Return True while a duty is reason enough for a digest."""
    return KINDS[duty.kind].calls_digest and not is_put_off(now, duty.snoozed_until, duty.planned_at)


def drop(turn: Turn, duty: Row[Any]) -> None:
    """End a duty of which there is nothing to tell by now; nobody hears of it."""
    if turn.end(duty, "closed", closed_as="void"):
        turn.event(
            "obligation.closed",
            subject=duty.owner,
            engagement=duty.about,
            object_type="obligation",
            object_id=duty.id,
            outcome="nothing to tell",
        )


def message_of(turn: Turn, facts: Facts, verdict: Send, duties: Sequence[Row[Any]], step: str) -> Message:
    """Return what is said of these duties now; ``step`` is that of today's digest."""
    due = {item.obligation: item.step for item in verdict.items}
    if verdict.shape == "digest":
        return _digest(turn, facts, duties, due, step)
    by_id = {duty.id: duty for duty in duties}
    shows = [(by_id[item.obligation], item.step) for item in verdict.items]
    if verdict.shape == "single":
        return Message("duty", {}, shows)
    return Message("merged", _shared(_lines(turn, facts, [by_id[one] for one in due], due)), shows)


def _digest(
    turn: Turn, facts: Facts, duties: Sequence[Row[Any]], due: Mapping[str, str], step: str
) -> Message:
    """Return the week: what is due counts as told, the rest as listed.

    A week of one line is told by the card itself, which says more: of one duty, or of several who start on a day.
    """
    listed = [duty for duty in duties if duty.id in due or _is_demand(duty, turn.now)]
    lines = _lines(turn, facts, listed, due)[: turn.settings.nudges.digest_lines]
    shows: list[tuple[Row[Any], str]] = []
    for duty in (one for line in lines for one in line):
        shows += [(duty, due[duty.id])] if duty.id in due else []
        shows += [(duty, step)] if KINDS[duty.kind].digested else []
    if due and len(lines) == 1:
        return Message("duty" if len(lines[0]) == 1 else "merged", _shared(lines), shows)
    return Message("digest", _shared(lines), shows)


def _is_demand(duty: Row[Any], now: datetime) -> bool:
    return KINDS[duty.kind].digested and not is_put_off(now, duty.snoozed_until, duty.planned_at)


def _lines(turn: Turn, facts: Facts, duties: Sequence[Row[Any]], due: Collection[str]) -> Lines:
    """Return the lines of these duties, most urgent first."""
    by_id = {duty.id: duty for duty in duties}
    several = len(by_id) >= MANY  # what shares a line has to be looked up
    candidates = [
        Candidate(
            duty.id,
            (
                urgency_of(duty.kind, duty.due, turn.now, has_access=duty.about in facts.access),
                duty.id not in due,
                duty.due or turn.now,
                duty.id,
            ),
            together(turn, duty) if several else "",
        )
        for duty in duties
    ]
    return [tuple(by_id[one] for one in ids) for ids in lines_of(candidates)]


def _shared(lines: Lines) -> dict[str, Any]:
    """Return what a message notes of lines that stand for several duties, so that they stay one line."""
    several = [[duty.id for duty in line] for line in lines if len(line) > 1]
    return {"together": several} if several else {}
