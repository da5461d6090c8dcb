"""Asking for talks: for everybody who starts, in bulk; and what follows when a start moves or nobody comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, update

from bot.flows.briefings.facts import CORE, KIND, Case, case_of, event, touch_notices, with_args
from bot.flows.briefings.kinds import rests
from bot.flows.notices import notify
from bot.rules.calendars import Calendar, add_working_days, local_day, opening
from bot.rules.ladder import LADDERS, FromStart, due_for
from bot.turn import Turn
from bot.turn.lines import looks_after
from storage import briefings, messages, obligations
from storage.obligations import OBLIGATION

_INSERT = insert(OBLIGATION)
# The first rung: so many working days before the start somebody is asked.
_LEAD = min(rung.at.working_days for rung in LADDERS[KIND].rungs if isinstance(rung.at, FromStart))
FIRST_DAY = "starter.welcome"
MOVED, NO_SHOW = "briefing.start_moved", "briefing.no_show"


def ask_for_briefings(turn: Turn, engagement_ids: Sequence[str]) -> int:
    """Return for how many of these engagements a talk is asked now; those that have one are left alone.

    Whoever looks after them on the start day owes it.  Whoever was there long before is not asked about.
    """
    found = briefings.engagements(turn.connection, engagement_ids)
    asked = briefings.briefed(turn.connection, list(found))
    rows: list[dict[str, Any]] = []
    for one in found.values():
        over = one.end is not None and one.end < turn.today_of(turn.someone(one.person))
        owner = "" if one.baseline or one.id in asked or over else _asked_of(turn, one)
        if owner:
            rows += [_duty(turn, one, owner), *_first_day(turn, one)]
    if rows:
        turn.connection.execute(_INSERT, rows)
    return sum(row["kind"] == KIND for row in rows)


def _asked_of(turn: Turn, engagement: Row[Any]) -> str:
    """Return who owes the talk; nobody leads their own, and without anybody it is asked on another day."""
    ref = looks_after(turn, engagement.id, on=engagement.start).ref
    if ref and ref != engagement.person:
        return ref
    others = (turn.holder(role) for role in ("isms_owner", "top_management", "approver"))
    return next((one.ref for one in others if one is not None and one.ref != engagement.person), "")


def _duty(turn: Turn, engagement: Row[Any], owner: str) -> dict[str, Any]:
    calendar = turn.calendar_of(turn.someone(owner))
    due = due_for(KIND, turn.now, calendar, start=engagement.start)
    is_late = engagement.start < turn.today_of(turn.someone(engagement.person))
    reason = "late_notice" if is_late else "starter"
    begins = asked_from(turn, calendar, engagement.start)
    row = _row(turn, KIND, owner, CORE, about=engagement.id, reason=reason, created=begins, due=due)
    turn.event(
        "obligation.created", subject=owner, engagement=engagement.id, object_type="obligation", object_id=row["id"],
        kind=KIND, reason=reason, due=due.isoformat(), start_date=engagement.start.isoformat(),
        notice_type="late_notice" if is_late else "",
    )  # fmt: skip
    return row


def asked_from(turn: Turn, calendar: Calendar, start: date) -> datetime:
    """Return when a talk begins to be asked for: five working days before the start, or now."""
    first = add_working_days(calendar, add_working_days(calendar, start, 0), _LEAD)
    return max(turn.now, opening(calendar, first))


def _first_day(turn: Turn, engagement: Row[Any]) -> list[dict[str, Any]]:
    """Return what a starter is told on day one; nothing when that day has gone by."""
    calendar = turn.calendar_of(turn.someone(engagement.person))
    if engagement.start < local_day(calendar, turn.now):
        return []
    begins = max(turn.now, opening(calendar, add_working_days(calendar, engagement.start, 0)))
    args = '{"counts":true,"key":"starter.welcome","title":"","values":{},"writing":""}'
    return [
        _row(
            turn, "notice", engagement.person, FIRST_DAY, about=engagement.id, cycle=engagement.person,
            reason=FIRST_DAY, created=begins, args=args,
        )
    ]  # fmt: skip


def _row(turn: Turn, kind: str, owner: str, object_id: str, **columns: Any) -> dict[str, Any]:
    empty = {
        "version": "", "cycle": "", "reason": "", "due": None, "state": "pending", "closed_as": "", "round": 1,
        "step": "", "silence": "", "snoozed": 0, "snoozed_until": None, "planned_at": None, "ended_at": None,
        "receipt": "", "args": "{}",
    }  # fmt: skip
    named = {"id": turn.parts.new_id(), "kind": kind, "owner": owner, "object": object_id}
    return empty | named | columns | {"next_at": columns["created"]}


# --- the register changes --------------------------------------------------------------------


def start_moved(turn: Turn, engagement_id: str, old: date, new: date) -> None:
    """Move a talk and the first day with a start date; the manager hears of it when they had been asked."""
    _comes_after_all(turn, engagement_id)
    duty = briefings.briefing_of(turn.connection, engagement_id)
    _move_first_day(turn, engagement_id, new)
    if duty is None or duty.state != "pending":
        return
    case = case_of(turn, duty)
    calendar = turn.calendar_of(turn.someone(duty.owner))
    begins, due = asked_from(turn, calendar, new), due_for(KIND, turn.now, calendar, start=new)
    was_told = bool(messages.steps_told(turn.connection, duty.id, duty.round, duty.owner))
    values: dict[str, Any] = {"due": due, "round": duty.round + 1, "step": "", "snoozed": 0}
    values |= {"snoozed_until": None}
    if not rests(duty):
        values |= {"created": begins, "next_at": begins, "reason": _reason(turn, case, new)}
    turn.change(duty, **values)
    cause = event(
        turn, case, "briefing.start_moved", moved_from=old.isoformat(), moved_to=new.isoformat(), due=due.isoformat()
    )  # fmt: skip
    if was_told and not rests(duty) and begins > turn.now:
        notify(turn, duty.owner, cause, MOVED, {"back": begins.isoformat()}, about=engagement_id)


def _reason(turn: Turn, case: Case, start: date) -> str:
    return "late_notice" if start < turn.today_of(case.person) else "starter"


def _move_first_day(turn: Turn, engagement_id: str, new: date) -> None:
    for notice in briefings.notices(turn.connection, engagement_id):
        if notice.reason != FIRST_DAY or notice.state != "pending":
            continue
        calendar = turn.calendar_of(turn.someone(notice.owner))
        begins = max(turn.now, opening(calendar, add_working_days(calendar, new, 0)))
        turn.connection.execute(
            update(OBLIGATION).where(OBLIGATION.c.id == notice.id).values(created=begins, next_at=begins)
        )


def no_show(turn: Turn, engagement_id: str) -> None:
    """Close everything about somebody who does not come after all, and tell whoever was asked for the talk.

    The ISMS owner hears it from anybody else: the register still lists the person.
    """
    duty = briefings.briefing_of(turn.connection, engagement_id)
    if duty is None or duty.state != "pending":
        return
    tell = {duty.owner} if messages.steps_told(turn.connection, duty.id, duty.round, duty.owner) else set()
    for one in obligations.about(turn.connection, engagement_id):
        if one.state == "pending":
            turn.end(one, "closed", closed_as="void")
    cause = event(turn, case_of(turn, duty), NO_SHOW, outcome="void")
    touch_notices(turn, engagement_id)
    holder = turn.holder("isms_owner")
    tell |= {holder.ref} if holder is not None else set()
    for ref in sorted(tell - {turn.person.ref if turn.person is not None else ""}):
        notify(turn, ref, cause, NO_SHOW, {}, about=engagement_id)


def _comes_after_all(turn: Turn, engagement_id: str) -> None:
    """Open again what a no-show closed: somebody has a new start date."""
    talk = briefings.briefing_of(turn.connection, engagement_id)
    if talk is None or talk.closed_as != "void":
        return
    for one in obligations.about(turn.connection, engagement_id):
        first_day = one.kind == "notice" and one.reason == FIRST_DAY
        if one.closed_as == "void" and (one.kind in (KIND, "policy.acknowledge") or first_day):
            turn.change(
                one,
                state="pending",
                closed_as="",
                ended_at=None,
                round=one.round + 1,
                step="",
                next_at=one.created,
            )
            turn.event(
                "obligation.reopened", subject=one.owner, engagement=engagement_id, object_type="obligation",
                object_id=one.id, outcome="a new start date",
            )  # fmt: skip


# --- somebody else takes it ------------------------------------------------------------------


def give_to(turn: Turn, case: Case, after: str, cause: str, **args: Any) -> None:
    """Give a talk to somebody else by hand: a new round of messages, the same date, no plan of the one before.

    What the register says now is kept, so that the talk is not handed back until it says otherwise.
    """
    duty = case.duty
    registered = looks_after(turn, case.engagement.id).ref
    turn.change(
        duty,
        owner=after,
        round=duty.round + 1,
        step="",
        next_at=turn.now,
        snoozed=0,
        snoozed_until=None,
        planned_at=None,
        created=min(duty.created, turn.now),
    )
    kept = registered if registered != after else None
    with_args(turn, duty, **{"kept": kept, "unnamed": None, "back": None} | args)
    event(turn, case, "obligation.handed_over", handed_from=duty.owner, handed_to=after, cause=cause)
