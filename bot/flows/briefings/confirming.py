"""The starter says whether the talk took place: only then does it count (R6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from bot.cards.briefings import confirming as cards
from bot.cards.briefings.forms import NOTE_LIMIT, Values, partly_form, questions_form
from bot.errors import Refused
from bot.flows.briefings.facts import (
    CORRECTED,
    QUESTION,
    Case,
    case_of,
    event,
    has_started,
    isms_owner,
    missing_points,
    points_of,
    touch_notices,
    with_args,
)
from bot.flows.briefings.meant import acting_on, stands_here, talks_meant
from bot.flows.common import duty_of, one_of, owned, refusal, still_open
from bot.model import Ask, Card, Form, Item, Note, Nothing, Option, Pressed, Reply, Show
from bot.phrases import first_name, weekday
from bot.rules.ladder import due_for
from bot.rules.receipts import receipt
from bot.rules.spelling import fold
from bot.turn import Kind, Turn, args_of, kind, on
from storage import briefings, obligations

_SAID = {
    "yes": "yes", "yes, we talked": "yes", "ja": "yes", "ja, wir haben gesprochen": "yes",
    "not quite": "partly", "nicht ganz": "partly", "no": "no", "nein": "no",
}  # fmt: skip
DIFFERENCES = ("when", "shorter", "points")


# --- how it looks ----------------------------------------------------------------------------


def draw_question(turn: Turn, duty: Row[Any], step: str) -> Card:
    """Return the question to the starter, or what became of it."""
    about, record = _facts(turn, duty)
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


def _facts(turn: Turn, duty: Row[Any]) -> tuple[cards.QuestionFacts, Row[Any]]:
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


def _line(turn: Turn, duty: Row[Any]) -> Item:
    return cards.question_line(turn.say, _facts(turn, duty)[0])


@on("briefing.question", writes=False)
def show_question(turn: Turn, pressed: Pressed) -> Reply:
    """Show the question of a line in a list."""
    duty = owned(turn, pressed, duty_of(turn, pressed, QUESTION))
    return Show(draw_question(turn, duty, "rung.0"))


# --- the answer ------------------------------------------------------------------------------


@on("briefing.confirm")
def confirm(turn: Turn, pressed: Pressed) -> Reply:
    """Take the starter's answer: yes with two short questions, not quite with what was different, or no."""
    duty = owned(turn, pressed, _question_meant(turn, pressed))
    talk = briefings.briefing_of(turn.connection, duty.about)
    if talk is None:
        raise Refused("card.gone")
    briefings.lock(turn.connection, talk.id)
    duty = obligations.obligation(turn.connection, duty.id) or duty
    if duty.closed_as == "superseded":
        first = turn.first_of(talk.owner)
        raise Refused("briefing.confirm.replaced", manager_first=first, record=refusal(pressed, duty))
    still_open(turn, pressed, duty)
    case = case_of(turn, briefings.briefing_of(turn.connection, duty.about) or talk)
    match pressed.args.get("answer", ""):
        case "yes":
            return _yes(turn, pressed, duty, case)
        case "partly":
            return _partly(turn, pressed, duty, case)
        case "no":
            return _no(turn, pressed, duty, case)
        case _:
            return Show(draw_question(turn, duty, "rung.0"))


def _question_meant(turn: Turn, pressed: Pressed) -> Row[Any] | None:
    found = duty_of(turn, pressed, QUESTION)
    if found is not None:
        return found
    mine = [one for one in obligations.open_of(turn.connection, turn.me.ref) if one.kind == QUESTION]
    if not mine:
        raise Refused("talk.not_understood", actions=(turn.button("list.open"), turn.button("help")))
    return one_of(turn, pressed, mine)


def _args(duty: Row[Any], answer: str) -> dict[str, str]:
    return {"duty": duty.id, "answer": answer}


def _yes(turn: Turn, pressed: Pressed, duty: Row[Any], case: Case) -> Reply:
    form = _questions(turn, duty, pressed.values)
    names = [field.name for field in form.fields]
    if not any(name in pressed.values for name in names):
        return Ask(form)
    errors = _wrong(turn, pressed.values)
    if errors:
        return Ask(form, errors)
    number = receipt("BR", duty.object, 1)
    _answered(turn, duty, case, "confirmed", number)
    access = case.access
    record = case.record
    assert record is not None, "a question without its record"
    delta = round((access - record.held_at).total_seconds() / 60) if access is not None else None
    event(
        turn, case, "briefing.confirmed", record=record.id, completed_at=record.held_at.isoformat(),
        confirm_outcome="confirmed", receipt=number, access_at=access.isoformat() if access else "",
        delta_min=str(delta) if delta is not None else "",
        outcome="access_before_briefing" if delta is not None and delta < 0 else "confirmed",
    )  # fmt: skip
    turn.end(case.duty, "done", receipt=number)
    with_args(turn, case.duty, recorded=None, different=None, answered=None)
    touch_notices(turn, case.engagement.id)
    if stands_here(turn, pressed, duty):
        return Nothing()
    return Show(draw_question(turn, obligations.obligation(turn.connection, duty.id) or duty, "rung.0"))


def _questions(turn: Turn, duty: Row[Any], values: Mapping[str, str]) -> Form:
    asked = [
        (one.id, one.stem, [Option(option.key, option.text) for option in one.options])
        for one in turn.parts.library.briefing(turn.locale).questions
    ]
    return questions_form(turn.say, _args(duty, "yes"), asked, Values(values))


def _wrong(turn: Turn, values: Mapping[str, str]) -> dict[str, str]:
    """Return what is kindly said to each answer that is missing or not the right one."""
    errors = {}
    for one in turn.parts.library.briefing(turn.locale).questions:
        given = values.get(one.id, "")
        if not given:
            errors[one.id] = turn.say("form.briefing.confirm.error.choose")
        elif given != one.correct:
            errors[one.id] = one.wrong
    return errors


def _partly(turn: Turn, pressed: Pressed, duty: Row[Any], case: Case) -> Reply:
    given = pressed.values
    what = [one for one in DIFFERENCES if one in given.get("what", "").split(",")]
    points = [key for key, _, _ in points_of(turn) if key in given.get("points", "").split(",")]
    words = given.get("words", "").strip()
    typed = pressed.args.get("text", "").strip()
    options = [Option(key, title) for key, title, _ in points_of(turn)]
    sent = {key: given[key] for key in ("what", "points", "words") if key in given}
    form = partly_form(turn.say, _args(duty, "partly"), options, Values(sent or {"words": typed}))
    if "what" not in given and "words" not in given:
        return Ask(form)
    errors = _partly_errors(turn, what, points, words)
    if errors:
        return Ask(form, errors)
    remark, digest = turn.keep(words, case.duty.id) if words else ("", "")
    _answered(
        turn,
        duty,
        case,
        "partly",
        receipt("BR", duty.object, 1),
        missing_points=",".join(points),
        remark=remark,
    )
    different = [one for one in what if one != "points"] + (["points"] if points else [])
    event(
        turn, case, "briefing.adjusted", record=duty.object, confirm_outcome="partly", different=different,
        missing=points, remark=remark, remark_sha256=digest,
    )  # fmt: skip
    _reopen(turn, case, "partly", different=",".join(different))
    if stands_here(turn, pressed, duty):
        return Nothing()
    return turn.note("note.briefing.partly", manager_first=_asked_first(turn, case))


def _partly_errors(turn: Turn, what: list[str], points: list[str], words: str) -> dict[str, str]:
    if len(words) > NOTE_LIMIT:
        return {"words": turn.say("error.too_long", count=len(words), limit=NOTE_LIMIT)}
    if not (points or words or set(what) - {"points"}):
        return {"what": turn.say("form.briefing.partly.error.what")}
    return {}


def _no(turn: Turn, pressed: Pressed, duty: Row[Any], case: Case) -> Reply:
    _answered(turn, duty, case, "disputed", receipt("BR", duty.object, 1))
    event(turn, case, "briefing.disputed", record=duty.object, confirm_outcome="disputed")
    _reopen(turn, case, "disputed")
    return turn.note("note.briefing.no", manager_first=_asked_first(turn, case), owner=isms_owner(turn))


def _asked_first(turn: Turn, case: Case) -> str:
    return turn.first_of(case.record.recorded_by if case.record is not None else case.duty.owner)


def _answered(turn: Turn, duty: Row[Any], case: Case, outcome: str, number: str, **columns: str) -> None:
    """Write the starter's side of the record and end the question, with both times kept."""
    briefings.answer(turn.connection, duty.object, outcome, turn.now, **columns)
    with_args(turn, duty, answer=outcome)
    turn.end(duty, "done", receipt=number)


def _reopen(turn: Turn, case: Case, answer: str, **args: Any) -> None:
    """Let the talk be open again; its owner hears neutrally, in the next good hour, what the starter said.

    A new round: the card is told afresh, as the answer to what they recorded, so it does not count.
    """
    with_args(turn, case.duty, recorded=None, answered=answer, **args)
    turn.change(case.duty, round=case.duty.round + 1, snoozed_until=None, next_at=turn.now)
    touch_notices(turn, case.engagement.id)


def _hear(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Reply:
    """Answer a line in the question's thread: a lone yes, not quite or no is an answer, nothing else is."""
    said = " ".join(fold(pressed.values.get("text", "")).split()).strip(" .!\"'")
    answer = _SAID.get(said, "")
    if not answer:
        buttons = cards.answers(turn.say, _facts(turn, duty)[0]) if duty.state == "pending" else ()
        return Note(turn.say("briefing.confirm.unclear"), buttons)
    meant = Pressed(
        pressed.actor, "briefing.confirm", _args(duty, answer), {}, pressed.message, pressed.place
    )
    return confirm(turn, meant)


# --- no answer -------------------------------------------------------------------------------


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


ASKED = kind(
    Kind(
        QUESTION,
        draws=draw_question,
        line=_line,
        minutes=lambda _turn, _duty: 1,
        counts=lambda duty: bool(duty.reason != CORRECTED),
        lapses=lapse,
        hears=_hear,
    )
)
