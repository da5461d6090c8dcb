"""The starter's first day: one card that says what is open, what comes next and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.cards.briefings import starters as cards
from bot.errors import Refused
from bot.flows.briefings.facts import Case, case_of, event, isms_owner, today
from bot.flows.briefings.requests import FIRST_DAY
from bot.flows.lists import GATHERERS
from bot.flows.notices import CARDS, notify
from bot.flows.sharing import line
from bot.model import Action, Card, Item, Pressed, Reply
from bot.phrases import first_name
from bot.turn import KINDS, Turn, on
from bot.turn.lines import manager_of
from storage import briefings, people

MOST_LINES = 8


def first_day_card(turn: Turn, notice: Row[Any], others: Sequence[Row[Any]] = ()) -> Card:
    """Return the card of the first day as things stand now; ``others`` are the duties it was merged with."""
    todo = [duty for duty in others if KINDS[duty.kind].listed]
    still = [duty for duty in todo if duty.state == "pending"]
    now = [duty for duty in still if duty.due is None or turn.local_date(duty.due) <= today(turn)]
    later = [duty for duty in still if duty not in now]
    facts = _facts(turn, notice, now, later)
    lines: list[Item] = [line(turn, duty) for duty in todo[:MOST_LINES]]
    return cards.first_day_card(turn.say, facts, lines)


def _facts(
    turn: Turn, notice: Row[Any], now: Sequence[Row[Any]], later: Sequence[Row[Any]]
) -> cards.FirstDayFacts:
    duty = briefings.briefing_of(turn.connection, notice.about)
    case = case_of(turn, duty) if duty is not None else None
    manager = _manager(turn, notice, case)
    name = turn.name_of(manager)
    minutes = sum(KINDS[one.kind].minutes(turn, one) for one in now)
    last = max((turn.local_date(one.due) for one in later if one.due is not None), default=None)
    more = turn.say("fact.value.more_later", count=len(later), date=turn.day(last)) if last else ""
    time = turn.settings.nudges.closes.strftime("%H:%M")
    question = _open_question(turn, case)
    return cards.FirstDayFacts(
        notice=notice.id,
        engagement=notice.about,
        first=turn.first_of(notice.owner),
        manager=name,
        manager_first=first_name(name),
        talked=_talked(case),
        minutes=turn.minutes(max(1, minutes)),
        today=len(now),
        later=more,
        until=turn.say("fact.value.today_until", date=turn.day(today(turn)), time=time) if now else "",
        why=turn.say("why.first_day"),
        ask=isms_owner(turn),
        question=question,
    )


def _manager(turn: Turn, notice: Row[Any], case: Case | None) -> str:
    if case is not None and case.record is not None:
        return str(case.record.recorded_by)
    return str(case.duty.owner) if case is not None else manager_of(turn, notice.about)


def _talked(case: Case | None) -> str:
    if case is None or case.duty.state == "done":
        return "confirmed"
    return "recorded" if case.outcome in ("waiting", "unconfirmed") else "waiting"


def _open_question(turn: Turn, case: Case | None) -> str:
    if case is None or case.record is None:
        return ""
    question = briefings.question_on(turn.connection, case.record.id)
    return question.id if question is not None and question.state == "pending" else ""


def gather_first_day(turn: Turn, duties: Sequence[Row[Any]]) -> Card | None:
    """Return the first day's card with everything else of the message as its lines, None without a first day."""
    notice = next((duty for duty in duties if duty.kind == "notice" and duty.reason == FIRST_DAY), None)
    if notice is None:
        return None
    return first_day_card(turn, notice, [duty for duty in duties if duty.id != notice.id])


GATHERERS.append(gather_first_day)
CARDS[FIRST_DAY] = first_day_card


@on("briefing.time")
def ask_for_a_time(turn: Turn, pressed: Pressed) -> Reply:
    """Tell the manager that the starter asks for a time, once a day."""
    duty = _own_talk(turn, pressed)
    case = case_of(turn, duty)
    first = turn.first_of(duty.owner)
    for notice in briefings.notices(turn.connection, case.engagement.id):
        if notice.reason == "starter.asks" and turn.local_date(notice.created) == today(turn):
            date = turn.day(turn.local_date(notice.created))
            return turn.note(
                "note.starter.asked.already", manager_first=first, date=date, owner=isms_owner(turn)
            )
    cause = event(turn, case, "briefing.time_asked")
    notify(turn, duty.owner, cause, "starter.asks", {}, counts=False, about=case.engagement.id)
    return turn.note("note.starter.asked", manager_first=first)


def _own_talk(turn: Turn, pressed: Pressed) -> Row[Any]:
    active = people.active_engagements(turn.connection, turn.me.ref, today(turn))
    wanted = pressed.args.get("engagement", "")
    found = [briefings.briefing_of(turn.connection, one.id) for one in active if wanted in ("", one.id)]
    still = [duty for duty in found if duty is not None and duty.state == "pending"]
    if not still:
        raise Refused("briefing.none_due")
    return still[0]


def _asks_card(turn: Turn, notice: Row[Any]) -> Card:
    """Return the card for the manager whose starter asks for a time."""
    from bot.flows.briefings.news import news_card

    def buttons(case: Case) -> tuple[Action, ...]:
        plan = turn.button("briefing.plan", primary=True, duty=case.duty.id)
        return (plan, turn.button("briefing.record", duty=case.duty.id))

    return news_card(turn, notice, "starter.asks", buttons)


CARDS["starter.asks"] = _asks_card
