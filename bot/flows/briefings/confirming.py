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
    isms_owner,
    points_of,
    touch_notices,
    with_args,
)
from bot.flows.briefings.permitted import stands_here
from bot.flows.briefings.questions import draw_question, lapse, line, question_facts
from bot.flows.common import duty_of, one_of, owned, refusal, still_open
from bot.flows.months import foresee_thanks
from bot.model import Ask, Form, Note, Nothing, Option, Pressed, Reply, Show
from bot.rules.receipts import receipt
from bot.rules.spelling import fold
from bot.turn import Kind, Turn, kind, on
from storage import briefings, obligations

_SAID = {
    "yes": "yes", "yes, we talked": "yes", "ja": "yes", "ja, wir haben gesprochen": "yes",
    "not quite": "partly", "nicht ganz": "partly", "no": "no", "nein": "no",
}  # fmt: skip
DIFFERENCES = ("when", "shorter", "points")


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


def _args(duty: Row[Any], answer: str, **more: str) -> dict[str, str]:
    return {"duty": duty.id, "answer": answer, **more}


def _yes(turn: Turn, pressed: Pressed, duty: Row[Any], case: Case) -> Reply:
    form = _questions(turn, duty, pressed.values)
    if "sent" not in pressed.args:
        return Ask(form)
    errors = _wrong(turn, pressed.values)
    if errors:
        return Ask(form, errors)
    number = receipt("BR", duty.object, 1)
    _answered(turn, duty, case, "confirmed", number)
    access, record = case.access, case.record
    assert record is not None, "a question without its record"
    delta = round((access - record.held_at).total_seconds() / 60) if access is not None else None
    event(
        turn, case, "briefing.confirmed", record=record.id, completed_at=record.held_at.isoformat(),
        confirm_outcome="confirmed", receipt=number, access_at=access.isoformat() if access else "",
        delta_min=str(delta) if delta is not None else "",
        outcome="access_before_briefing" if delta is not None and delta < 0 else "confirmed",
    )  # fmt: skip
    turn.end(case.duty, "done", receipt=number)
    foresee_thanks(turn, case.duty.owner)
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
    return questions_form(turn.say, _args(duty, "yes", sent="yes"), asked, Values(values))


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
    sent = {key: given[key] for key in ("what", "points", "words") if key in given}
    shown = sent or {"words": pressed.args.get("text", "").strip()}
    options = [Option(key, title) for key, title, _ in points_of(turn)]
    form = partly_form(turn.say, _args(duty, "partly", sent="yes"), options, Values(shown))
    if "sent" not in pressed.args:
        return Ask(form)
    what = [one for one in DIFFERENCES if one in given.get("what", "").split(",")]
    points = [key for key, _, _ in points_of(turn) if key in given.get("points", "").split(",")]
    words = given.get("words", "").strip()
    errors = _partly_errors(turn, what, points, words)
    if errors:
        return Ask(form, errors)
    _store_partly(turn, duty, case, what, points, words)
    if stands_here(turn, pressed, duty):
        return Nothing()
    return turn.note("note.briefing.partly", manager_first=_asked_first(turn, case))


def _store_partly(
    turn: Turn, duty: Row[Any], case: Case, what: list[str], points: list[str], words: str
) -> None:
    remark, digest = turn.keep(words, case.duty.id) if words else ("", "")
    number, missing = receipt("BR", duty.object, 1), ",".join(points)
    _answered(turn, duty, case, "partly", number, missing_points=missing, remark=remark)
    different = [one for one in what if one != "points"] + (["points"] if points else [])
    event(
        turn, case, "briefing.adjusted", record=duty.object, confirm_outcome="partly", different=different,
        missing=points, remark=remark, remark_sha256=digest,
    )  # fmt: skip
    _reopen(turn, case, "partly", different=",".join(different))


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
        buttons = cards.answers(turn.say, question_facts(turn, duty)[0]) if duty.state == "pending" else ()
        return Note(turn.say("briefing.confirm.unclear"), buttons)
    meant = Pressed(
        pressed.actor, "briefing.confirm", _args(duty, answer), {}, pressed.message, pressed.place
    )
    return confirm(turn, meant)


ASKED = kind(
    Kind(
        QUESTION,
        draws=draw_question,
        line=line,
        minutes=lambda _turn, _duty: 1,
        counts=lambda duty: bool(duty.reason != CORRECTED),
        lapses=lapse,
        hears=_hear,
    )
)
