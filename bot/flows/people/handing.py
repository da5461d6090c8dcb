"""Handing over: a manager's duty goes to whoever looks after the person now; date and history stay (R12)."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import update

from bot.flows.notices import notify
from bot.turn import KINDS, Turn, args_of
from bot.turn.lines import looks_after
from storage import obligations
from storage.obligations import OBLIGATION

# What belongs to whoever looks after somebody, as long as that is so.
OF_MANAGERS = frozenset({"briefing"})
FOLLOWUPS = frozenset({"manager", "declined"})


def hand_over_duties(turn: Turn, engagement: str, cause: str) -> Counter[str]:
    """Hand what a manager owes about an engagement to whoever looks after it now; count by new owner."""
    went: Counter[str] = Counter()
    now = looks_after(turn, engagement).ref
    for duty in obligations.about(turn.connection, engagement):
        theirs = duty.kind in OF_MANAGERS or (duty.kind == "followup" and duty.reason in FOLLOWUPS)
        if duty.state != "pending" or not theirs or not now or duty.owner == now:
            continue
        if KINDS[duty.kind].rests(duty) or args_of(duty).get("kept") == now:
            continue  # it waits for somebody's answer, or was passed on by hand although the register said so
        hand_over(turn, duty.id, duty.owner, now, cause, engagement)
        went[now] += 1
    return went


def hand_over(turn: Turn, duty: str, before: str, after: str, cause: str, engagement: str = "") -> None:
    """Give a duty to somebody else: a new round of messages, the same date."""
    turn.connection.execute(
        update(OBLIGATION)
        .where(OBLIGATION.c.id == duty)
        .values(
            owner=after,
            round=OBLIGATION.c.round + 1,
            step="",
            next_at=turn.now,
            snoozed=0,
            snoozed_until=None,
        )
    )
    turn.touch(duty)
    turn.event(
        "obligation.handed_over",
        subject=after,
        engagement=engagement,
        object_type="obligation",
        object_id=duty,
        handed_from=before,
        handed_to=after,
        cause=cause,
    )


def tell_handed(turn: Turn, went: Counter[str], before: str) -> None:
    """Tell each new owner once what is theirs now."""
    day = turn.now.date().isoformat()
    for owner, count in went.items():
        values = {"name": f"person:{before}", "count": count}
        notify(turn, owner, f"handover:{before}:{day}", "handover", values)
