"""Notices about a talk: each is drawn from how the talk stands, so its buttons never lead nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.cards.briefings import talks
from bot.flows.briefings.facts import (
    Case,
    case_of,
    today,
    why,
)
from bot.flows.briefings.invitations import link_of
from bot.flows.briefings.kinds import rests
from bot.flows.notices import CARDS
from bot.model import Action, Card, Link, Status, Text
from bot.phrases import first_name
from bot.turn import Turn, args_of
from storage import briefings

Buttons = Callable[[Case], tuple[Action, ...]]


def case_behind(turn: Turn, notice: Row[Any]) -> Case:
    """Return the talk a notice is about."""
    duty = briefings.briefing_of(turn.connection, notice.about)
    assert duty is not None, "a notice about a talk that nobody was asked for"
    return case_of(turn, duty)


def news_card(
    turn: Turn, notice: Row[Any], key: str, buttons: Buttons, *, body: str = "", **more: Any
) -> Card:
    """Return a notice in its own words; once the talk is settled or on record nothing is left to press."""
    case = case_behind(turn, notice)
    actor = args_of(notice)["values"].get("by", "").removeprefix("person:")
    values = {
        "first": case.first,
        "name": case.person.name,
        "date": turn.day(case.engagement.start),
        "why": why(turn, case),
        "boss": turn.name_of(actor),
        "boss_first": turn.first_of(actor),
        "manager": turn.name_of(actor or case.duty.owner),
        "manager_first": turn.first_of(actor or case.duty.owner),
    } | more
    is_open = _is_open(case)
    return Card(
        turn.say(f"{key}.title", **values),
        (Text(turn.say(body or f"{key}.body", **values)),),
        buttons(case) if is_open else (),
        fallback=turn.say(f"{key}.fallback"),
        status=None if is_open else Status("done", turn.say("status.settled")),
    )


def _is_open(case: Case) -> bool:
    return case.duty.state == "pending" and not rests(case.duty)


def plan_or_record(turn: Turn) -> Buttons:
    """Return the two buttons of most news: plan it, record it."""

    def buttons(case: Case) -> tuple[Action, ...]:
        plan = turn.button("briefing.plan", primary=True, duty=case.duty.id)
        return (plan, turn.button("briefing.record", duty=case.duty.id))

    return buttons


def _none(_case: Case) -> tuple[Action, ...]:
    return ()


def _invited(turn: Turn, notice: Row[Any]) -> Card:
    """Return the invitation for the starter, with the file to put into a calendar."""
    case = case_behind(turn, notice)
    duty = case.duty
    manager = turn.name_of(duty.owner)
    values = {"manager": manager, "manager_first": first_name(manager)}
    title = turn.say("briefing.confirm.lapsed.title", **values)
    if case.record is not None or duty.state != "pending":
        return talks.settled_card(turn.say, title, turn.say("briefing.over", first=values["manager_first"]))
    if duty.planned_at is None:
        return talks.settled_card(turn.say, title, turn.say("briefing.invited.over"))
    url = link_of(turn, duty, notice.owner)
    return Card(
        turn.say("briefing.invited.title", when=turn.moment(duty.planned_at), **values),
        (Text(turn.say("briefing.invited.body", **values)),),
        (Link(turn.say("button.briefing.invitation"), url),),
        fallback=turn.say("briefing.invited.fallback"),
        status=Status("soon", turn.say("status.planned")),
    )


def _told(turn: Turn, notice: Row[Any]) -> Card:
    """Return what the manager hears in the minute in which somebody else is asked."""
    case = case_behind(turn, notice)
    today_key = "button.briefing.plan.today"

    def buttons(one: Case) -> tuple[Action, ...]:
        record = turn.button("briefing.record", primary=True, duty=one.duty.id)
        return (record, turn.button("briefing.plan", key=today_key, duty=one.duty.id))

    body = "briefing.told.body.access" if case.access is not None else "briefing.told.body.no_access"
    if not _is_open(case):
        body = "briefing.over.recorded" if case.duty.state == "pending" else "briefing.over"
    return news_card(turn, notice, "briefing.told", buttons, body=body)


def _taken(turn: Turn, notice: Row[Any]) -> Card:
    return news_card(turn, notice, "briefing.taken", _none)


def _asked(turn: Turn, notice: Row[Any]) -> Card:
    return news_card(turn, notice, "briefing.asked", plan_or_record(turn))


def _help(turn: Turn, notice: Row[Any]) -> Card:
    """Return the card for whoever helps a manager with a talk."""
    case = case_behind(turn, notice)
    started = case.engagement.start <= today(turn)
    body = "briefing.help.body.started" if started else "briefing.help.body"

    def buttons(one: Case) -> tuple[Action, ...]:
        label = turn.say("button.briefing.show", first=one.first)
        return (turn.button("briefing.show", label=label, duty=one.duty.id),)

    return news_card(turn, notice, "briefing.help", buttons, body=body)


def _start_moved(turn: Turn, notice: Row[Any]) -> Card:
    case = case_behind(turn, notice)
    back = turn.local_date(datetime.fromisoformat(args_of(notice)["values"]["back"]))
    words = turn.say(
        "note.briefing.start_moved",
        first=case.first,
        date=turn.day(case.engagement.start),
        when=turn.day(back),
    )
    return _note_card(turn, "briefing.start_moved", case, words)


def _no_show(turn: Turn, notice: Row[Any]) -> Card:
    case = case_behind(turn, notice)
    words = turn.say("note.briefing.no_show", first=case.first)
    return _note_card(turn, "briefing.no_show", case, words)


def _note_card(turn: Turn, key: str, case: Case, words: str) -> Card:
    title = turn.say(f"{key}.title", first=case.first)
    return Card(title, (Text(words),), fallback=turn.say(f"{key}.fallback"))


def _list_question(turn: Turn, notice: Row[Any]) -> Card:
    """Return the card for the ISMS owner: somebody says that the list of people is wrong."""
    values = args_of(notice)["values"]
    named = values.get("named", "").removeprefix("person:")

    def buttons(one: Case) -> tuple[Action, ...]:
        label = turn.say("button.briefing.show", first=one.first)
        return (turn.button("briefing.show", label=label, duty=one.duty.id),)

    return news_card(turn, notice, "briefing.list", buttons, named=turn.name_of(named))


CARDS |= {
    "briefing.invited": _invited,
    "briefing.told": _told,
    "briefing.taken": _taken,
    "briefing.asked": _asked,
    "briefing.help": _help,
    "briefing.start_moved": _start_moved,
    "briefing.no_show": _no_show,
    "briefing.list": _list_question,
}
