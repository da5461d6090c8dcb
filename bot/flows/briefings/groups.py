"""Several who start on one day: one card for all of them, or one line among others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.cards.briefings import asking as cards
from bot.cards.briefings import lines
from bot.flows.briefings.facts import KIND, Case, case_of, has_started, starter_facts
from bot.flows.briefings.kinds import line, rests
from bot.flows.lists import GATHERERS
from bot.flows.sharing import ALIKE, Alike, is_demand
from bot.model import Card, Item
from bot.turn import Turn
from storage import briefings, people


def group_card(turn: Turn, duties: Sequence[Row[Any]]) -> Card | None:
    """Return one card for several who start on one day; None when these are not only such talks."""
    if len(duties) < 2 or any(duty.kind != KIND for duty in duties):
        return None
    cases = [case_of(turn, duty) for duty in duties]
    starts = {case.engagement.start for case in cases}
    if len(starts) > 1 or any(has_started(turn, case.engagement) and case.access for case in cases):
        return None
    return draw_group(turn, cases)


def draw_group(turn: Turn, cases: Sequence[Case]) -> Card:
    """Return the card of several who start on one day."""
    still = [case for case in cases if case.duty.state == "pending" and not rests(case.duty)]
    touched = [case for case in cases if case not in still or case.duty.planned_at is not None]
    about = starter_facts(turn, (still or list(cases))[0])
    return cards.group_card(
        turn.say,
        about,
        [line(turn, case.duty) for case in cases],
        start=cases[0].engagement.start.isoformat(),
        open_count=len(still),
        untouched=not touched,
    )


def _start_day(turn: Turn, duty: Row[Any]) -> str:
    """Return the day whose starters share a line; "" for who has access already: that is told one by one."""
    engagement = people.engagement(turn.connection, duty.about)
    if engagement is None:
        return ""
    access = briefings.first_access(turn.connection, duty.about)
    is_in = access is not None and access <= turn.now and has_started(turn, engagement)
    return "" if is_in else f"start:{engagement.start.isoformat()}"


def _shared_line(turn: Turn, duties: Sequence[Row[Any]]) -> Item:
    """Return the line of those who start on one day, as their talks stand."""
    case = case_of(turn, duties[0])
    still = [duty for duty in duties if duty.state == "pending" and not rests(duty)]
    waiting = [duty for duty in still if is_demand(turn, duty)]
    plans = {duty.planned_at for duty in still if duty not in waiting}
    plan = plans.pop() if len(plans) == 1 and not waiting else None
    return lines.shared_line(
        turn.say,
        starter_facts(turn, case, explains=False),
        start=case.engagement.start.isoformat(),
        count=len(duties),
        still=len(still),
        waiting=len(waiting),
        when=turn.moment(plan) if plan is not None else "",
    )


GATHERERS.append(group_card)
ALIKE[KIND] = Alike(_start_day, _shared_line)
