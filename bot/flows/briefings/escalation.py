"""A talk that stays open after the first day: whoever comes next is asked, and the manager hears it at once (R5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.cards.briefings import escalation as cards
from bot.flows.briefings.facts import Case, case_of, isms_owner
from bot.flows.common import standing
from bot.flows.followups.asking import delivered, undelivered
from bot.flows.notices import notify
from bot.model import Card, Item
from bot.phrases import first_name, listing, weekday
from bot.rules.calendars import local_day, working_days_between
from bot.rules.ladder import Rung, due_for
from bot.turn import Turn, args_of
from bot.turn.lines import boss_of
from storage import briefings, obligations

TOLD = "briefing.told"
ESCALATED, OPEN10 = "briefing.escalated", "briefing.open10"
# After the two remembered it differently, they have this long to put it right between them.
PATIENCE = 2
MOST_OF_CHAIN = 12


def heed(turn: Turn, duty: Row[Any], rung: Rung) -> bool:
    """Ask whoever a rung beyond the manager names; False while the two still put a record right.

    What never reached the manager is not ignored: it goes to the ISMS owner as undelivered.
    """
    case = case_of(turn, duty)
    if case.record is not None and case.record.answered_at is not None:
        calendar = turn.calendar_of(turn.someone(duty.owner))
        since = local_day(calendar, case.record.answered_at)
        if working_days_between(calendar, since, local_day(calendar, turn.now)) < PATIENCE:
            return False
    if not delivered(turn, duty):
        undelivered(turn, duty)
        return True
    holder = turn.holder("isms_owner")
    fallback = str(holder.ref) if holder is not None else ""
    asked = boss_of(turn, duty.owner) if rung.to == "boss" else fallback
    if asked in ("", duty.owner, case.person.ref):
        asked = fallback
    if asked in ("", duty.owner, case.person.ref):
        return True
    _ask(turn, case, rung, asked)
    return True


def _ask(turn: Turn, case: Case, rung: Rung, asked: str) -> None:
    duty, reason = case.duty, ESCALATED if rung.to == "boss" else OPEN10
    variant = "boss" if rung.to == "boss" else ""
    due = due_for("followup", turn.now, turn.calendar_of(turn.someone(asked)), variant=variant)
    followup = turn.oblige(
        "followup",
        asked,
        duty.id,
        about=duty.about,
        cycle=f"{rung.step}.{duty.round}",
        reason=reason,
        due=due,
    )
    turn.event(
        "ladder.climbed", subject=duty.owner, engagement=duty.about, object_type="obligation", object_id=duty.id,
        step=rung.step, asked=asked,
    )  # fmt: skip
    if reason == ESCALATED:
        values = {"by": f"person:{asked}"}
        notify(turn, duty.owner, followup, TOLD, values, counts=False, about=duty.about)


# --- what is said ----------------------------------------------------------------------------


def case_behind(turn: Turn, followup: Row[Any]) -> Case:
    """Return the talk a follow-up is about."""
    duty = obligations.obligation(turn.connection, followup.object)
    assert duty is not None, "a follow-up without its duty"
    return case_of(turn, duty)


def _facts(turn: Turn, followup: Row[Any], case: Case) -> cards.CaseFacts:
    manager = _manager(turn, followup, case)
    name = turn.name_of(manager)
    sent = _days_sent(turn, case.duty.id, manager)
    decides = followup.reason == OPEN10
    return cards.CaseFacts(
        followup=followup.id,
        name=case.person.name,
        first=case.first,
        department=case.engagement.department or turn.settings.organisation.name,
        weekday=_started(turn, case.engagement.start),
        date=turn.day(case.engagement.start),
        access=turn.moment(case.access, fact=True) if case.access is not None else "",
        manager=name,
        manager_first=first_name(name),
        asked=", ".join(turn.day(day) for day in sent),
        answer=_answer(turn, case),
        why=turn.say("why.isms_owner" if decides else "why.boss", name=name),
        ask=isms_owner(turn),
        until=turn.day(turn.local_date(followup.due)) if followup.due is not None else "",
        standing=standing(turn, followup.due),
        asked_times=_asked_times(turn, case, manager) if decides else "",
        talk=_talk(turn, case),
        chain=_chain(turn, case) if decides else (),
    )


def _started(turn: Turn, start: date) -> str:
    """Return the weekday while it is this week's, else the date: the card stands there for longer."""
    is_near = abs(turn.local_date(turn.now) - start) < timedelta(days=7)
    return weekday(turn.locale, start) if is_near else turn.day(start)


def _manager(turn: Turn, followup: Row[Any], case: Case) -> str:
    """Return whose talk it was when the reader was asked; later it may be the reader's own."""
    told = args_of(followup).get("manager", "")
    return str(told or case.duty.owner)


def _days_sent(turn: Turn, duty_id: str, recipient: str) -> list[date]:
    rows = briefings.sent(turn.connection, duty_id, recipient)
    days = [turn.local_date(row.sent_at) for row in rows if not row.step.startswith("soon:")]
    return list(dict.fromkeys(days))


def _answer(turn: Turn, case: Case) -> str:
    if case.record is not None:
        return turn.say("fact.value.state_disputed", first=case.first)
    if case.duty.planned_at is not None:
        return turn.say("fact.value.planned", when=turn.moment(case.duty.planned_at, fact=True))
    if case.duty.snoozed:
        return turn.say("button.briefing.snooze")
    return turn.say("fact.value.answer_none")


def _talk(turn: Turn, case: Case) -> str:
    if case.record is None:
        return turn.say("fact.value.talk_none")
    when = turn.moment(case.record.held_at, fact=True)
    return turn.say("fact.value.talk_recorded", when=when)


def _asked_times(turn: Turn, case: Case, manager: str) -> str:
    steps = briefings.asked(turn.connection, case.duty.id)
    asked = [(manager, case.duty.id), *((one.owner, one.id) for one in steps if one.reason == ESCALATED)]
    said = [
        turn.say("fact.value.asked_times", first=turn.first_of(ref), count=count)
        for ref, duty in asked
        if (count := len(_days_sent(turn, duty, ref)))
    ]
    return listing(turn.locale, said) if said else ""


def _chain(turn: Turn, case: Case) -> tuple[str, ...]:
    """Return what was sent to whom, and what was answered, in order."""
    duties = [case.duty, *briefings.asked(turn.connection, case.duty.id)]
    found: list[tuple[datetime, str]] = []
    for duty in duties:
        told = {row.sent_at for row in briefings.sent(turn.connection, duty.id, duty.owner)}
        name = turn.name_of(duty.owner)
        if duty.reason != OPEN10:
            found += [(at, _sent_line(turn, at, name)) for at in told]
    answers = briefings.answers(turn.connection, case.duty.id)
    found += [(one.occurred_at, _answer_line(turn, one)) for one in answers]
    lines = [text for _, text in sorted(found)][-MOST_OF_CHAIN:]
    return tuple(lines) or (turn.say("chain.none"),)


def _sent_line(turn: Turn, at: datetime, name: str) -> str:
    return turn.say("chain.sent", when=turn.moment(at, fact=True), name=name)


def _answer_line(turn: Turn, one: Row[Any, Any, Any]) -> str:
    when, name = turn.moment(one.occurred_at, fact=True), turn.name_of(one.actor)
    return turn.say("chain.answered", when=when, name=name, words=turn.say(_ANSWERS[one.action]))


# What somebody did is told in the words of the button they pressed.
_ANSWERS = {
    "briefing.planned": "button.briefing.plan",
    "briefing.snoozed": "button.briefing.snooze",
    "briefing.help_asked": "button.briefing.help",
    "briefing.reassigned": "button.briefing.reassign",
    "briefing.recorded": "button.briefing.record",
    "briefing.disputed": "button.briefing.confirm.no",
    "briefing.adjusted": "button.briefing.confirm.partly",
}


def draw_escalation(turn: Turn, followup: Row[Any], _step: str) -> Card:
    """Return the card of whoever was asked to step in, or what became of it."""
    case = case_behind(turn, followup)
    about = _facts(turn, followup, case)
    if followup.state != "pending":
        return _settled(turn, followup, case, about)
    if followup.reason == OPEN10:
        return cards.decision_card(turn.say, about)
    return cards.escalated_card(turn.say, about)


def _settled(turn: Turn, followup: Row[Any], case: Case, about: cards.CaseFacts) -> Card:
    if followup.reason == OPEN10:
        answer = args_of(followup).get("answer", "")
        words = turn.say(f"note.followup.{answer}" if answer else "status.settled")
        return cards.settled_card(turn.say, f"{OPEN10}.title", words, about)
    record = case.record
    if args_of(followup).get("answer") == "taken":
        words = turn.say("note.briefing.taken", first=case.first, manager_first=about.manager_first)
    elif record is not None:
        by = turn.first_of(record.recorded_by)
        held = turn.day(turn.local_date(record.held_at))
        words = turn.say("note.briefing.settled", manager_first=by, first=case.first, date=held)
    else:
        words = turn.say("briefing.over", first=case.first)
    return cards.settled_card(turn.say, f"{ESCALATED}.title", words, about)


def line_escalation(turn: Turn, followup: Row[Any]) -> Item:
    """Return the case as one line of a list."""
    about = _facts(turn, followup, case_behind(turn, followup))
    return cards.case_line(turn.say, about, decides=followup.reason == OPEN10)
