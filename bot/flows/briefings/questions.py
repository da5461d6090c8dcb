"""The question to the starter: how it looks, when it is asked again, and what no answer means (R6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.cards.briefings import confirming as cards
from bot.errors import Refused
from bot.flows.briefings.facts import (
    QUESTION,
    case_of,
    event,
    has_started,
    isms_owner,
    missing_points,
    points_of,
    with_args,
)
from bot.flows.briefings.meant import talks_meant
from bot.flows.briefings.permitted import acting_on
from bot.flows.common import duty_of, owned
from bot.model import Card, Item, Pressed, Reply, Show
from bot.phrases import first_name, weekday
from bot.rules.ladder import due_for
from bot.turn import Turn, args_of, on
from storage import briefings


def draw_question(turn: Turn, duty: Row[Any], step: str) -> Card:
    """Return the question to the starter, or what became of it."""
    about, record = question_facts(turn, duty)
    if duty.state == "pending":
        return cards.question_card(turn.say, about, again=duty.round > 1 or step not in ("", "rung.0"))
    if duty.state == "done":
        when = turn.moment(record.answered_at or turn.now, fact=True)
        return cards.answered_card(turn.say, about, _answer_of(duty), when=when, receipt=duty.receipt)
    left = duty.closed_as == "left"
    words = (
        turn.say("refused.left", owner=isms_owner(turn))
        if left
        else turn.say("briefing.confirm.replaced", manager_first=about.manager_first)
    )
    return cards.replaced_card(turn.say, about, words)


def _answer_of(duty: Row[Any]) -> str:
    return str(args_of(duty).get("answer", "confirmed"))


def question_facts(turn: Turn, duty: Row[Any]) -> tuple[cards.QuestionFacts, Row[Any]]:
    """Return what the question says, worded for the reader, and the record it is about."""
    record = briefings.record(turn.connection, duty.object)
    assert record is not None, "a question without its record"
    talk = briefings.briefing_of(turn.connection, duty.about)
    assert talk is not None, "a record without its duty"
    case = case_of(turn, talk)
    manager = turn.name_of(record.recorded_by)
    started = has_started(turn, case.engagement)
    facts = cards.QuestionFacts(
        duty=duty.id,
        first=case.first,
        manager=manager,
        manager_first=first_name(manager),
        when=turn.moment(record.held_at),
        minutes=str(record.minutes),
        covered=len(points_of(turn)) - len(missing_points(turn, record)),
        until=turn.day(turn.local_date(duty.due)) if duty.due is not None else "",
        ask=isms_owner(turn),
        weekday="" if started else weekday(turn.locale, case.engagement.start),
        has_access=case.access is not None,
        lapsed=record.outcome == "unconfirmed",
    )
    return facts, record


def line(turn: Turn, duty: Row[Any]) -> Item:
    """Return the question as one line of a list."""
    return cards.question_line(turn.say, question_facts(turn, duty)[0])


@on("briefing.question", writes=False)
def show_question(turn: Turn, pressed: Pressed) -> Reply:
    """Show the question of a line in a list."""
    duty = owned(turn, pressed, duty_of(turn, pressed, QUESTION))
    return Show(draw_question(turn, duty, "rung.0"))


def lapse(turn: Turn, duty: Row[Any]) -> None:
    """Note that no answer came in time: the talk shows as unconfirmed; it can still be answered."""
    record = briefings.record(turn.connection, duty.object)
    talk = briefings.briefing_of(turn.connection, duty.about)
    if record is None or talk is None or record.outcome != "waiting":
        return
    briefings.answer(turn.connection, record.id, "unconfirmed", None)
    turn.change(talk, snoozed_until=None, next_at=None)
    with_args(turn, talk, recorded="unconfirmed")
    turn.touch(duty.id)
    event(turn, case_of(turn, talk), "briefing.unconfirmed", record=record.id, confirm_outcome="unconfirmed")


@on("briefing.remind")
def ask_again(turn: Turn, pressed: Pressed) -> Reply:
    """Send the starter the question once more, with a new date; a third message helps nobody."""
    duties = talks_meant(turn, pressed)
    if not duties:
        raise Refused("briefing.none_due")
    case = acting_on(turn, pressed, briefings.lock(turn.connection, duties[0].id) or duties[0])
    record = case.record
    question = briefings.question_on(turn.connection, record.id) if record is not None else None
    if record is None or question is None or question.state != "pending":
        raise Refused("briefing.none_due")
    again = args_of(question).get("again", "")
    if again:
        return turn.note("note.briefing.reminded.enough", first=case.first, date=turn.iso_day(again))
    if record.outcome != "unconfirmed":
        until = turn.day(turn.local_date(question.due)) if question.due is not None else ""
        return turn.note("note.briefing.waits", first=case.first, date=until)
    calendar = turn.calendar_of(case.person)
    due = due_for(QUESTION, turn.now, calendar, working_days=turn.settings.windows.confirm)
    with_args(turn, question, again=turn.today_of(turn.me).isoformat())
    turn.change(question, due=due, round=question.round + 1, step="", next_at=turn.now, created=turn.now)
    briefings.answer(turn.connection, record.id, "waiting", None)
    turn.change(case.duty, snoozed_until=due, next_at=None)
    with_args(turn, case.duty, recorded="waiting")
    event(turn, case, "briefing.asked_again", record=record.id, due=due.isoformat())
    return turn.note("note.briefing.reminded", first=case.first)
