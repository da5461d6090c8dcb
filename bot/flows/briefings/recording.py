"""Recording a talk: when, how long, what was covered, one sentence; then the starter is asked (R6)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, insert

from bot.cards.briefings.forms import MODES, NOTE_LIMIT, Values, record_form
from bot.flows.briefings.facts import (
    CORRECTED,
    QUESTION,
    Case,
    case_of,
    event,
    missing_points,
    points_of,
    touch_notices,
    with_args,
)
from bot.flows.briefings.kinds import rests
from bot.flows.briefings.meant import talks_meant
from bot.flows.briefings.permitted import acting_on, stands_here
from bot.flows.briefings.plan_forms import read_moment
from bot.flows.briefings.showing import choose, show_case
from bot.model import Ask, Form, Nothing, Option, Pressed, Reply
from bot.phrases import place
from bot.rules.ladder import due_for
from bot.turn import Turn, args_of, on
from storage import briefings
from storage.briefings import BRIEFING_RECORD

MOST_MINUTES = 480
FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What the manager says of a talk."""

    held_at: datetime
    minutes: int
    mode: str
    points: tuple[str, ...]
    sentence: str
    late: str


@on("briefing.record")
def record(turn: Turn, pressed: Pressed) -> Reply:
    """Record a talk and ask the starter about it; with ``record`` in the press, correct what is on record."""
    duties = talks_meant(turn, pressed)
    if not duties:
        return choose(turn, pressed)
    locked = [briefings.lock(turn.connection, duty.id) or duty for duty in duties]
    cases = [acting_on(turn, pressed, duty) for duty in locked]
    corrects = pressed.args.get("record", "")
    if corrects and (cases[0].record is None or cases[0].record.id != corrects):
        return _recorded_reply(
            turn, pressed, cases
        )  # that record was replaced meanwhile, by an earlier press
    still = cases if corrects else [case for case in cases if not rests(case.duty)]
    if not still:
        return (
            _recorded_reply(turn, pressed, cases) if pressed.values.get("date") else show_case(turn, cases[0])
        )
    if "sentence" not in pressed.values:
        return Ask(_form(turn, pressed, still, _prefilled(turn, still[0], corrects=bool(corrects))))
    told, errors = _read(turn, pressed.values)
    if errors or told is None:
        asks_why = "late" in errors or "late" in pressed.values
        return Ask(_form(turn, pressed, still, pressed.values, late=asks_why), errors)
    for case in still:
        _store(turn, case, told)
    return _recorded_reply(turn, pressed, still)


# --- the form --------------------------------------------------------------------------------


def _form(
    turn: Turn, pressed: Pressed, cases: Sequence[Case], values: Mapping[str, str], *, late: bool = False
) -> Form:
    case, form = cases[0], "form.briefing.record.body"
    if len(cases) == 1:
        args = {"duty": case.duty.id} | {
            key: pressed.args[key] for key in ("record", "add") if key in pressed.args
        }
        body = turn.say(form, first=case.first)
    else:
        args = {"duties": ",".join(one.duty.id for one in cases)}
        body = turn.say(f"{form}.group", count=len(cases))
    points = [Option(key, title) for key, title, _ in points_of(turn)]
    where = place(turn.zone, turn.locale)
    return record_form(
        turn.say, args, points, Values(values), body=body, first=case.first, place=where, late=late
    )


def _prefilled(turn: Turn, case: Case, *, corrects: bool) -> dict[str, str]:
    """Return what is known already: the plan, or what was recorded before."""
    old = case.record if corrects else None
    at = old.held_at if old is not None else case.duty.planned_at
    local = at.astimezone(ZoneInfo(turn.zone)) if at is not None and at <= turn.now else None
    covered = (
        {key for key, _, _ in points_of(turn)} - set(missing_points(turn, old)) if old is not None else set()
    )
    return {
        "date": local.date().isoformat() if local else "",
        "time": f"{local:%H:%M}" if local else "",
        "minutes": str(old.minutes) if old is not None else "",
        "how": old.mode if old is not None else args_of(case.duty).get("how", "") or "room",
        "points": ",".join(key for key, _, _ in points_of(turn) if key in covered),
        "sentence": turn.written(old.note) if old is not None else "",
    }


def _read(turn: Turn, values: Mapping[str, str]) -> tuple[Told | None, dict[str, str]]:
    """Return what the form says, or the errors by field."""
    form = "form.briefing.record.error"
    day, at = values.get("date", "").strip(), values.get("time", "").strip()
    held, errors = read_moment(turn, day, at) if day and at else (None, {})
    if not day or not at:
        errors["date" if not day else "time"] = turn.say(f"{form}.both")
    late = values.get("late", "").strip()
    if held is not None:
        errors |= _time_errors(turn, held, late)
    minutes = _whole(values.get("minutes", ""))
    if not 1 <= minutes <= MOST_MINUTES:
        errors["minutes"] = turn.say(f"{form}.minutes")
    points = tuple(key for key, _, _ in points_of(turn) if key in values.get("points", "").split(","))
    if not points:
        errors["points"] = turn.say(f"{form}.points")
    sentence = values.get("sentence", "").strip()
    errors |= _text_errors(turn, sentence, late)
    mode = values.get("how", "") if values.get("how", "") in MODES else ""
    if errors or held is None:
        return None, errors
    return Told(held, minutes, mode, points, sentence, late), {}


def _time_errors(turn: Turn, held: datetime, late: str) -> dict[str, str]:
    form = "form.briefing.record.error"
    if held > turn.now:
        return {"date": turn.say(f"{form}.future", now=turn.moment(turn.now))}
    if turn.now - held > turn.settings.windows.record_late and not late:
        return {"late": turn.say(f"{form}.old")}
    return {}


def _text_errors(turn: Turn, sentence: str, late: str) -> dict[str, str]:
    errors = {}
    if len(sentence.split()) < FEW_WORDS:
        errors["sentence"] = turn.say("form.briefing.record.error.sentence")
    for name, text in (("sentence", sentence), ("late", late)):
        if len(text) > NOTE_LIMIT:
            errors[name] = turn.say("error.too_long", count=len(text), limit=NOTE_LIMIT)
    return errors


def _whole(text: str) -> int:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 4 else 0


# --- stored ----------------------------------------------------------------------------------


def _store(turn: Turn, case: Case, told: Told) -> None:
    """Write a record and ask the starter; an earlier record is replaced, its question asked no more."""
    old, duty = case.record, case.duty
    note, digest = turn.keep(told.sentence, duty.id)
    late, late_digest = turn.keep(told.late, duty.id) if told.late else ("", "")
    row = {
        "id": turn.parts.new_id(), "obligation": duty.id, "engagement": case.engagement.id,
        "recorded_by": turn.me.ref, "held_at": told.held_at, "minutes": told.minutes, "mode": told.mode,
        "points": ",".join(told.points), "note": note, "recorded_at": turn.now, "outcome": "waiting",
        "answered_at": None, "missing_points": "", "remark": "",
    }  # fmt: skip
    if old is not None:
        _replace(turn, old)
    turn.connection.execute(insert(BRIEFING_RECORD), row)
    event(
        turn, case, "briefing.recorded", record=row["id"], held_at=told.held_at.isoformat(),
        recorded_at_clock=turn.now.isoformat(), minutes=told.minutes, mode=told.mode, points=list(told.points),
        note=note, note_sha256=digest, late_note=late, late_note_sha256=late_digest,
        checklist_version=_checklist(turn), correction_of=old.id if old is not None else "",
    )  # fmt: skip
    due = _ask_starter(turn, case, row["id"])
    begun = min(duty.created, turn.now)
    # Whoever recorded it answers for it from now on; in between the register may have named somebody else.
    turn.change(duty, owner=turn.me.ref, planned_at=None, snoozed_until=due, next_at=None, created=begun)
    if duty.owner != turn.me.ref:
        handed = {"handed_from": duty.owner, "handed_to": turn.me.ref, "cause": "recorded the talk"}
        event(turn, case, "obligation.handed_over", **handed)
    with_args(turn, duty, recorded="waiting", different=None, answered=None)
    _settle_asked(turn, case)
    touch_notices(turn, case.engagement.id)


def _checklist(turn: Turn) -> str:
    """Return the hash of the points as they were shown: which list was ticked can be told years later."""
    said = "\n".join(f"{key}: {title}: {text}" for key, title, text in points_of(turn))
    return hashlib.sha256(said.encode()).hexdigest()


def _replace(turn: Turn, old: Row[Any]) -> None:
    briefings.answer(turn.connection, old.id, "replaced", old.answered_at)
    question = briefings.question_on(turn.connection, old.id)
    if question is not None and question.state == "pending":
        turn.end(question, "closed", closed_as="superseded")


def _ask_starter(turn: Turn, case: Case, record_id: str) -> datetime:
    reason = CORRECTED if case.record is not None else "recorded"
    calendar = turn.calendar_of(case.person)
    due = due_for(QUESTION, turn.now, calendar, working_days=turn.settings.windows.confirm)
    turn.oblige(QUESTION, case.person.ref, record_id, about=case.engagement.id, reason=reason, due=due)
    return due


def _settle_asked(turn: Turn, case: Case) -> None:
    """End what others were asked because no talk was on record; a decision about the delay stays open."""
    for one in briefings.asked(turn.connection, case.duty.id):
        if one.state == "pending" and one.owner == turn.me.ref and one.reason == "briefing.escalated":
            turn.end(one, "done")
        elif one.state == "pending" and one.reason in ("briefing.escalated", "undelivered"):
            turn.end(one, "closed", closed_as="superseded")
        elif one.state == "pending":
            turn.touch(one.id)


def _recorded_reply(turn: Turn, pressed: Pressed, cases: Sequence[Case]) -> Reply:
    if stands_here(turn, pressed, *(case.duty for case in cases)):
        return Nothing()
    if len(cases) > 1:
        return turn.note("note.briefing.recorded.group", count=len(cases))
    fresh = case_of(turn, cases[0].duty)
    show = turn.button("briefing.show", label=turn.say("button.show"), duty=fresh.duty.id)
    return turn.note("note.briefing.recorded", show, first=fresh.first)
