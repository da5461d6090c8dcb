"""Showing: the card of one person in whatever state it is, who is still to be briefed, the eight points."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.briefings import lines
from bot.flows.briefings.facts import Case, case_of, points_of
from bot.flows.briefings.groups import draw_group
from bot.flows.briefings.kinds import draw_case, line, rests
from bot.flows.briefings.meant import talks_meant
from bot.flows.briefings.named import choice
from bot.flows.briefings.permitted import may_act, may_see, not_manager
from bot.flows.common import refusal
from bot.model import Action, Card, Note, Pressed, Reply, Show
from bot.turn import Turn, on
from storage import briefings

MOST_BUTTONS = 5


@on("briefing.show", writes=False)
def show(turn: Turn, pressed: Pressed) -> Reply:
    """Show somebody's briefing card; without a name, a choice of who is still to be briefed."""
    duties = talks_meant(turn, pressed)
    if not duties:
        return choose(turn, pressed)
    cases = [case_of(turn, duty) for duty in duties]
    for case in cases:
        if not may_see(turn, case):
            raise not_manager(turn, pressed, case.engagement, refusal(pressed, case.duty))
    if len(cases) > 1:
        return Show(draw_group(turn, cases))
    if cases[0].person.ref == turn.me.ref:
        return Show(own_card(turn, cases[0]))
    return show_case(turn, cases[0])


def show_case(turn: Turn, case: Case) -> Show:
    """Show the card of a talk as it stands; who only may look finds no buttons on it."""
    return Show(draw_case(turn, case, case.duty.step or "rung.-5", acts=may_act(turn, case)))


def own_card(turn: Turn, case: Case) -> Card:
    """Return what a starter sees of the talk about themselves: the question, or what the first day says."""
    from bot.flows.briefings.questions import draw_question
    from bot.flows.briefings.requests import FIRST_DAY
    from bot.flows.briefings.starters import first_day_card

    question = briefings.question_on(turn.connection, case.record.id) if case.record is not None else None
    if question is not None:
        return draw_question(turn, question, "rung.0")
    notices = briefings.notices(turn.connection, case.engagement.id)
    notice = next((one for one in notices if one.reason == FIRST_DAY), None)
    if notice is None:
        return draw_case(turn, case, "rung.-5", acts=False)
    return first_day_card(turn, notice)


def choose(turn: Turn, pressed: Pressed) -> Reply:
    """Return a choice of those the actor still has to brief; nobody: everyone in the team is briefed."""
    still = [row for row in briefings.open_of(turn.connection, turn.me.ref) if not rests(row)]
    cases = [case_of(turn, row) for row in still]
    if not cases:
        waiting = briefings.open_of(turn.connection, turn.me.ref)
        return turn.note("briefing.all_recorded" if waiting else "briefing.none")
    title = turn.say("briefing.choose", count=len(cases))
    if len(cases) <= MOST_BUTTONS:
        return Note(title, tuple(choice(turn, pressed, case.engagement) for case in cases))
    items = tuple(line(turn, case.duty) for case in cases)
    return Show(Card(title, items, fallback=title))


@on("briefing.group", writes=False)
def show_group(turn: Turn, pressed: Pressed) -> Reply:
    """Show those who start on one day, each with a button."""
    cases = [case_of(turn, duty) for duty in talks_meant(turn, pressed)]
    cases = [case for case in cases if may_see(turn, case)]
    if not cases:
        return turn.note("briefing.none")
    items = tuple(line(turn, case.duty) for case in cases)
    values = {"count": len(cases), "date": turn.day(cases[0].engagement.start)}
    title = turn.say("briefing.group.title", **values)
    args = {"start": cases[0].engagement.start.isoformat()}
    still = any(case.duty.state == "pending" and not rests(case.duty) for case in cases)
    buttons = (
        turn.button("briefing.plan", primary=True, **args),
        turn.button("briefing.record", **args),
    )
    return Show(Card(title, items, buttons if still else (), fallback=title))


@on("briefing.points", writes=False)
def show_points(turn: Turn, pressed: Pressed) -> Reply:
    """Show the eight points, with what to say to each."""
    duties = talks_meant(turn, pressed)
    if not duties:
        mine = [row for row in briefings.open_of(turn.connection, turn.me.ref) if not rests(row)]
        if len(mine) != 1:
            return choose(turn, pressed)
        duties = [mine[0]]
    case = case_of(turn, duties[0])
    if not may_see(turn, case) or case.person.ref == turn.me.ref:
        raise not_manager(turn, pressed, case.engagement, refusal(pressed, case.duty))
    points = [(title, text) for _, title, text in points_of(turn)]
    return Show(lines.points_card(turn.say, case.first, points, _after_points(turn, [case])))


def _after_points(turn: Turn, cases: Sequence[Case]) -> tuple[Action, ...]:
    case = cases[0]
    if case.duty.state != "pending" or rests(case.duty) or not may_act(turn, case):
        return ()
    verbs = ("briefing.record",) if case.duty.planned_at is not None else ("briefing.plan", "briefing.record")
    return tuple(turn.button(verb, primary=place == 0, duty=case.duty.id) for place, verb in enumerate(verbs))
