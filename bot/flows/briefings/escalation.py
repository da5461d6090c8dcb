"""A talk that stays open after the first day: whoever comes next is asked, and the manager hears it at once (R5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.cards.briefings import escalation as cards
from bot.errors import Refused
from bot.flows.briefings.facts import Case, case_of, event, isms_owner
from bot.flows.common import duty_of, owned, refusal, still_open
from bot.flows.followups import delivered, undelivered
from bot.flows.notices import notify
from bot.model import Card, Item, Note, Pressed, Reply
from bot.phrases import first_name, listing, weekday
from bot.rules.calendars import local_day, working_days_between
from bot.rules.ladder import Rung, due_for
from bot.turn import Turn, args_of, on
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


def _case_behind(turn: Turn, followup: Row[Any]) -> Case:
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
    asked = [(manager, len(_days_sent(turn, case.duty.id, manager)))]
    for one in briefings.asked(turn.connection, case.duty.id):
        if one.reason == ESCALATED:
            asked.append((one.owner, len(_days_sent(turn, one.id, one.owner))))
    said = [
        turn.say("fact.value.asked_times", first=turn.first_of(ref), count=count)
        for ref, count in asked
        if count
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
            found += [(at, turn.say("chain.sent", when=turn.moment(at, fact=True), name=name)) for at in told]
    for one in briefings.answers(turn.connection, case.duty.id):
        when, name = turn.moment(one.occurred_at, fact=True), turn.name_of(one.actor)
        words = turn.say("chain.answered", when=when, name=name, words=turn.say(_ANSWERS[one.action]))
        found += [(one.occurred_at, words)]
    lines = [text for _, text in sorted(found)][-MOST_OF_CHAIN:]
    return tuple(lines) or (turn.say("chain.none"),)


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
    case = _case_behind(turn, followup)
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
    about = _facts(turn, followup, _case_behind(turn, followup))
    return cards.case_line(turn.say, about, decides=followup.reason == OPEN10)


# --- the answers -----------------------------------------------------------------------------


def _asked_of_me(turn: Turn, pressed: Pressed) -> tuple[Row[Any], Case]:
    followup = owned(turn, pressed, duty_of(turn, pressed, "followup"))
    if followup.kind != "followup":
        raise Refused("card.gone", record=refusal(pressed, followup))
    case = _case_behind(turn, followup)
    if followup.state != "pending" and case.record is not None:
        raise Refused(
            "done.byother", name=turn.name_of(case.record.recorded_by), when=turn.moment(case.record.held_at)
        )
    return still_open(turn, pressed, followup), case


@on("briefing.take")
def take(turn: Turn, pressed: Pressed) -> Reply:
    """Give the talk to whoever was asked to step in and does; the manager hears it."""
    from bot.flows.briefings.facts import with_args
    from bot.flows.briefings.requests import give_to

    followup, case = _asked_of_me(turn, pressed)
    before = case.duty.owner
    with_args(turn, followup, answer="taken", manager=before)
    turn.end(followup, "done")
    cause = event(turn, case, "briefing.taken", handed_from=before, handed_to=turn.me.ref)
    give_to(turn, case, turn.me.ref, "stepped in")
    notify(
        turn,
        before,
        cause,
        "briefing.taken",
        {"by": f"person:{turn.me.ref}"},
        counts=False,
        about=case.engagement.id,
    )
    first = turn.first_of(before)
    buttons = (turn.button("briefing.plan", primary=True, duty=case.duty.id),)
    return turn.note("note.briefing.taken", *buttons, first=case.first, manager_first=first)


@on("briefing.ask")
def ask_manager(turn: Turn, pressed: Pressed) -> Reply:
    """Ask the manager how it stands; a plan or a record is the answer.  Once a day is enough."""
    _, case = _asked_of_me(turn, pressed)
    first = turn.first_of(case.duty.owner)
    done = Note(turn.say("note.briefing.asked", first=first))
    for notice in briefings.notices(turn.connection, case.engagement.id):
        if notice.reason == "briefing.asked" and turn.local_date(notice.created) == turn.today_of(turn.me):
            return done
    cause = event(turn, case, "briefing.manager_asked", asked=case.duty.owner)
    values = {"by": f"person:{turn.me.ref}"}
    notify(turn, case.duty.owner, cause, "briefing.asked", values, about=case.engagement.id)
    return done
