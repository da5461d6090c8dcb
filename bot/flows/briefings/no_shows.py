"""Somebody does not come after all: said by whoever looks after them, the ISMS owner, or on the command line (R5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.errors import Refused
from bot.flows.briefings.facts import Case, case_of, isms_owner
from bot.flows.briefings.kinds import rests
from bot.flows.briefings.meant import talks_meant
from bot.flows.briefings.permitted import acting_on
from bot.flows.briefings.requests import no_show
from bot.flows.briefings.showing import choose, show_case
from bot.flows.common import refusal, still_open
from bot.model import Pressed, Reply
from bot.rules.permissions import may
from bot.turn import Turn, on
from bot.turn.relations import to_duty
from storage import briefings, people

ACTION = "briefing.no_show"


@on("briefing.no_show")
def not_coming(turn: Turn, pressed: Pressed) -> Reply:
    """Close everything about somebody's first day; whoever was asked for the talk, and the ISMS owner, hear it."""
    duties = talks_meant(turn, pressed)
    if not duties:
        return choose(turn, pressed)
    case = _permitted(turn, pressed, briefings.lock(turn.connection, duties[0].id) or duties[0])
    if rests(case.duty):
        return show_case(turn, case)  # the talk took place, so somebody came
    no_show(turn, case.engagement.id)
    return turn.note("note.briefing.no_show", first=case.first)


def _permitted(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Case:
    case = case_of(turn, duty)
    if case.person.ref == turn.me.ref or not may(ACTION, to_duty(turn, duty)):
        return acting_on(turn, pressed, duty)
    if duty.state == "done" and case.record is not None:
        when = turn.moment(case.record.held_at)
        raise Refused("briefing.done_already", name=case.person.name, when=when)
    if duty.closed_as == "void":
        raise Refused("note.briefing.no_show", first=case.first, record=refusal(pressed, duty))
    still_open(turn, pressed, duty)
    return case


def mark_no_show(turn: Turn, email: str) -> str:
    """Return the name of who does not come; refuses when no talk with them is open."""
    person = people.person_by_email(turn.connection, email)
    if person is None:
        raise Refused("person.unknown", email=email)
    active = people.active_engagements(turn.connection, person.ref, turn.today_of(person))
    talks = (briefings.briefing_of(turn.connection, one.id) for one in active)
    duty = next((one for one in talks if one is not None and one.state == "pending" and not rests(one)), None)
    if duty is None:
        raise Refused("no_show.none", name=person.name)
    if not may(ACTION, to_duty(turn, duty)):
        raise Refused("refused.role", owner=isms_owner(turn))
    no_show(turn, duty.about)
    return str(person.name)
