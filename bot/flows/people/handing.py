"""Handing over: what a manager owes goes to whoever looks after the person now; date and history stay (R12)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, update

from bot.flows.notices import notify
from bot.flows.people.welcoming import is_expected
from bot.turn import KINDS, Turn, args_of
from bot.turn.evidence import canonical
from bot.turn.lines import boss_of, looks_after
from storage import obligations, people
from storage.obligations import OBLIGATION

Cause = Literal["left", "changed", "away", "back"]

# What belongs to whoever looks after somebody, as long as that is so.
OF_MANAGERS = frozenset({"briefing"})
FOLLOWUPS = frozenset({"manager", "declined"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Handed:
    """One duty that went from one person to another.  ``rule``: by which rule that one looks after it now."""

    duty: str
    about: str
    before: str
    after: str
    cause: Cause
    rule: str = ""


def hand_over_duties(
    turn: Turn, engagement: str, cause: Cause, gone: Collection[str] = NOBODY
) -> list[Handed]:
    """Hand what a manager owes about an engagement to whoever looks after it now, and return what went.

    ``gone``: persons who have left although the register's day is not over yet.
    """
    theirs = [duty for duty in obligations.about(turn.connection, engagement) if is_a_managers(duty)]
    if not theirs:
        return []
    after, rule = successor(turn, engagement, gone)
    went = []
    for duty in theirs:
        if not after or duty.owner == after or duty.about == "" or _is_about(turn, duty, after):
            continue
        if KINDS[duty.kind].rests(duty) and duty.owner not in gone:
            continue  # it waits for somebody's answer
        if args_of(duty).get("kept") == after:
            continue  # it was passed on by hand although the register said so
        hand_over(turn, duty.id, duty.owner, after, cause, engagement)
        went.append(Handed(duty.id, engagement, duty.owner, after, cause, rule))
    return went


def is_a_managers(duty: Row[Any]) -> bool:
    """Return True for an open duty that goes along with the reporting line."""
    theirs = duty.kind in OF_MANAGERS or (duty.kind == "followup" and duty.reason in FOLLOWUPS)
    return duty.state == "pending" and theirs


def successor(turn: Turn, engagement: str, gone: Collection[str] = NOBODY) -> tuple[str, str]:
    """Return who looks after an engagement now and by which rule: acting, line, the next one up, the sponsor."""
    looked = looks_after(turn, engagement)
    ref, rule = looked.ref, looked.rule
    for _ in range(len(gone)):
        if ref in gone:
            ref, rule = boss_of(turn, ref), "above"
    return ("", "") if ref in gone else (ref, rule)


def _is_about(turn: Turn, duty: Row[Any], ref: str) -> bool:
    """Return True when a duty is about this person: nobody leads their own talk."""
    engagement = people.engagement(turn.connection, duty.about)
    return engagement is not None and engagement.person == ref


def hand_over(turn: Turn, duty: str, before: str, after: str, cause: str, engagement: str = "") -> None:
    """Give a duty to somebody else: a new round of messages, the same date, no plan of the one before."""
    values: dict[str, Any] = {"owner": after, "step": "", "silence": "", "next_at": turn.now}
    values |= {"snoozed": 0, "snoozed_until": None, "planned_at": None}
    turn.connection.execute(
        update(OBLIGATION).where(OBLIGATION.c.id == duty).values(round=OBLIGATION.c.round + 1, **values)
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


def tell_handed(turn: Turn, handed: Iterable[Handed]) -> None:
    """Tell each new owner once how many things are theirs now, and from whom."""
    groups: dict[tuple[str, str], list[Handed]] = {}
    for one in handed:
        groups.setdefault((one.before, one.after), []).append(one)
    for (before, after), went in groups.items():
        if went[0].cause == "back" and is_expected(turn, after):
            continue
        if not _add_to_waiting(turn, before, after, len(went)):
            values = {
                "name": f"person:{before}",
                "count": len(went),
                "cause": went[0].cause,
                "rule": went[0].rule,
            }
            cause = f"handover:{before}:{turn.parts.new_id()}"
            notify(turn, after, cause, "handover", values)


def _add_to_waiting(turn: Turn, before: str, after: str, count: int) -> bool:
    """Return True when a card about the same colleague had not been sent yet; it counts these too now."""
    for notice in obligations.open_of(turn.connection, after):
        args = args_of(notice)
        if (
            notice.kind == "notice"
            and args.get("key") == "handover"
            and args["values"]["name"] == f"person:{before}"
        ):
            args["values"]["count"] += count
            turn.change(notice, args=canonical(args))
            return True
    return False
