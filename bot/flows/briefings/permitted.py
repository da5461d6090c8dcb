"""May the actor do something about a talk: looked up anew at every press, every refusal recorded (R45)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.errors import Refused
from bot.flows.briefings.facts import Case, case_of, isms_owner
from bot.flows.common import head_of, refusal, still_open
from bot.model import Pressed
from bot.rules.permissions import may
from bot.turn import Turn
from bot.turn.lines import manager_of
from bot.turn.relations import to_duty
from storage import briefings, messages


def acting_on(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Case:
    """Return the talk when the actor may plan, record or pass it on; refuses otherwise, and records the try."""
    case = case_of(turn, duty)
    if case.person.ref == turn.me.ref:
        name = turn.name_of(duty.owner)
        raise Refused("refused.own_briefing", manager=name, record=refusal(pressed, duty))
    if not may_act(turn, case):
        raise not_manager(turn, pressed, case.engagement, refusal(pressed, duty))
    refuse_ended(turn, pressed, case)
    if duty.state == "done" and case.record is not None:
        when = turn.moment(case.record.held_at)
        raise Refused("briefing.done_already", name=case.person.name, when=when)
    still_open(turn, pressed, duty)
    return case


def may_act(turn: Turn, case: Case) -> bool:
    """Return True for whoever owes the talk, looks after the starter today, or was asked to step in."""
    found = to_duty(turn, case.duty)
    if may("briefing.record", found) or "asked" in found:
        return True
    return any(
        one.owner == turn.me.ref and one.reason == "briefing.escalated" and one.state == "pending"
        for one in briefings.asked(turn.connection, case.duty.id)
    )


def may_see(turn: Turn, case: Case) -> bool:
    """Return True for the starter, whoever may act, and the ISMS owner."""
    return (
        may("briefing.see", to_duty(turn, case.duty)) or case.person.ref == turn.me.ref or may_act(turn, case)
    )


def refuse_ended(turn: Turn, pressed: Pressed, case: Case) -> None:
    """Refuse what comes after somebody's last day, and record that it came (R11 AC2)."""
    end = case.engagement.end
    if end is not None and end < turn.today_of(case.person):
        raise Refused("refused.left", owner=isms_owner(turn), record=refusal(pressed, case.duty))


def not_manager(
    turn: Turn, pressed: Pressed, engagement: Row[Any], record: dict[str, Any] | None = None
) -> Refused:
    """Return the refusal that names who does look after somebody."""
    duty = briefings.briefing_of(turn.connection, engagement.id)
    asked = duty.owner if duty is not None and duty.state == "pending" else manager_of(turn, engagement.id)
    facts = record or {
        "action": "press.refused",
        "verb": pressed.verb,
        "subject": engagement.person,
        "engagement": engagement.id,
    }
    first = turn.first_of(engagement.person)
    if not asked or asked == turn.me.ref:
        return Refused("refused.not_manager.unnamed", first=first, record=facts)
    return Refused("refused.not_manager", first=first, manager=turn.name_of(asked), record=facts)


def stands_here(turn: Turn, pressed: Pressed, *duties: Row[Any]) -> bool:
    """Return True when the message that was pressed shows one of these duties, so it changes by itself."""
    if pressed.typed:
        return False
    head = head_of(turn, pressed)
    if head is None or not head.live:
        return False
    ids = {row.obligation for row in messages.shown_by(turn.connection, head.id)}
    return any(duty.id in ids for duty in duties)
