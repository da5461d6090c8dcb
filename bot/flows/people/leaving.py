"""Somebody left: their open duties end, neither done nor late; what they owed others finds a new owner (R11, R12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select

from bot.flows.people.handing import Cause, Handed, hand_over, is_a_managers, successor
from bot.rules.calendars import add_working_days, closing, local_day, working_days_between
from bot.turn import KINDS, Turn
from bot.turn.lines import boss_of
from storage import days, obligations, people
from storage.people import ENGAGEMENT

# Whose author has left is still worth an answer.
OUTLIVES = frozenset({"idea.answer"})
# What somebody owed others, and by role: it goes on with another owner.
GOES_ON = frozenset({"briefing", "followup", "policy.answer", "idea.answer"})
# A decision only its owner could take ends by itself, and whoever asked for it may ask another.
ENDS_AS_UNDECIDED = frozenset({"policy.approve"})
NOBODY: frozenset[str] = frozenset()
LEFT: Cause = "left"


def leave(turn: Turn, engagement_id: str, gone: Collection[str] = NOBODY) -> list[Handed]:
    """Close what is open about an engagement that has ended, and return what was handed to others.

    ``gone``: everybody who left on the same days, so that nothing goes to one of them.
    """
    engagement = people.engagement(turn.connection, engagement_id)
    if engagement is None:
        return []
    about = obligations.about(turn.connection, engagement_id)
    open_ones = [duty for duty in about if duty.state == "pending" and duty.kind not in OUTLIVES]
    for duty in open_ones:
        _end(turn, duty)
    if not days.has_ended(turn.connection, engagement_id):
        turn.event(
            "engagement.ended", subject=engagement.person, engagement=engagement_id, object_type="engagement",
            object_id=engagement_id, end=engagement.end.isoformat(),
            snapshot_counts=dict(Counter(duty.state for duty in about)),
        )  # fmt: skip
    if _is_elsewhere(turn, engagement):
        return []
    return _give_away(turn, engagement.person, {*gone, engagement.person})


def _is_elsewhere(turn: Turn, ended: Row[Any]) -> bool:
    """Return True when the person has another engagement that goes on."""
    today = turn.today_of(turn.someone(ended.person))
    active = people.active_engagements(turn.connection, ended.person, today)
    return any(one.id != ended.id for one in active)


def _end(turn: Turn, duty: Row[Any]) -> None:
    """End a duty because somebody left, with how it stood."""
    if duty.kind in ENDS_AS_UNDECIDED and (lapses := KINDS[duty.kind].lapses) is not None:
        lapses(turn, duty)
    elif not turn.end(duty, "closed", closed_as="left"):
        return
    turn.event(
        "obligation.closed", subject=duty.owner, engagement=duty.about, object_type="obligation", object_id=duty.id,
        outcome="left", snapshot=_snapshot(duty),
    )  # fmt: skip


def _snapshot(duty: Row[Any]) -> dict[str, Any]:
    due = duty.due.isoformat() if duty.due is not None else ""
    names = ("kind", "object", "version", "cycle", "round", "step")
    return {name: getattr(duty, name) for name in names} | {"due": due}


def _give_away(turn: Turn, ref: str, gone: Collection[str]) -> list[Handed]:
    """Give what somebody who is gone still owes others to whoever comes next; their own duties end."""
    handed = []
    for duty in obligations.open_of(turn.connection, ref):
        after, rule = _next_owner(turn, duty, gone)
        if duty.kind not in GOES_ON or not after:
            _end(turn, duty)
            continue
        hand_over(turn, duty.id, ref, after, LEFT, duty.about)
        handed.append(Handed(duty.id, duty.about, ref, after, LEFT, rule))
    return handed


def _next_owner(turn: Turn, duty: Row[Any], gone: Collection[str]) -> tuple[str, str]:
    after, rule = "", ""
    if is_a_managers(duty):
        after, rule = successor(turn, duty.about, gone)
    elif duty.kind == "followup" and duty.reason == "boss":
        manager, _ = successor(turn, duty.about, gone)
        after, rule = (boss_of(turn, manager), "above") if manager else ("", "")
    holder = turn.holder("isms_owner")
    if (not after or after in gone) and holder is not None and holder.ref not in gone:
        return holder.ref, "fallback"
    return ("", "") if after in gone else (after, rule)


def reopen(turn: Turn, engagement_id: str) -> int:
    """Return how many duties were opened again because an end was taken back: with the time they had left."""
    if not days.has_ended(turn.connection, engagement_id):
        return 0
    opened = 0
    for duty in obligations.about(turn.connection, engagement_id):
        if duty.state != "closed" or duty.closed_as != "left":
            continue
        turn.change(
            duty, state="pending", closed_as="", ended_at=None, due=_remaining(turn, duty), round=duty.round + 1,
            step="", silence="", next_at=max(turn.now, duty.created),
        )  # fmt: skip
        turn.event(
            "obligation.reopened", subject=duty.owner, engagement=engagement_id, object_type="obligation",
            object_id=duty.id, outcome="end taken back",
        )  # fmt: skip
        opened += 1
    person = turn.connection.execute(
        select(ENGAGEMENT.c.person).where(ENGAGEMENT.c.id == engagement_id)
    ).scalar()
    turn.event(
        "engagement.reopened", subject=person or "", engagement=engagement_id, object_type="engagement",
        object_id=engagement_id,
    )  # fmt: skip
    return opened


def _remaining(turn: Turn, duty: Row[Any]) -> Any:
    """Return the date after as many working days as were left when the duty ended."""
    if duty.due is None or duty.ended_at is None:
        return duty.due
    calendar = turn.calendar_of(turn.someone(duty.owner))
    left = working_days_between(calendar, local_day(calendar, duty.ended_at), local_day(calendar, duty.due))
    return closing(calendar, add_working_days(calendar, local_day(calendar, turn.now), max(0, left)))
