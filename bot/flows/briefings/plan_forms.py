"""The form that plans a talk, and what speaks against a moment (R31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.cards.briefings.forms import OTHER, Values, plan_form
from bot.flows.briefings.facts import Case, has_started
from bot.flows.briefings.kinds import slots_of
from bot.model import Form, Option
from bot.phrases import place
from bot.rules.calendars import is_holiday, local_day
from bot.rules.when import moment
from bot.turn import Turn, args_of


def ids_of(cases: Sequence[Case]) -> dict[str, str]:
    """Return how a press names these talks."""
    ids = [case.duty.id for case in cases]
    return {"duty": ids[0]} if len(ids) == 1 else {"duties": ",".join(ids)}


def plan_form_for(
    turn: Turn, cases: Sequence[Case], values: Mapping[str, str], *, anyway: bool = False
) -> Form:
    """Return the form for one talk, or for several at once."""
    case = cases[0]
    slots = [Option(slot.isoformat(), turn.moment(slot, fact=True)) for slot in slots_of(turn, case)]
    chosen = {"how": args_of(case.duty).get("how") or "room"} | {
        key: one for key, one in values.items() if one
    }
    if chosen.get("date") and "slot" not in chosen:
        chosen["slot"] = OTHER
    started = has_started(turn, case.engagement)
    name = case.person.name if len(cases) == 1 else turn.say("briefing.everyone", count=len(cases))
    key = "form.briefing.plan.body.started" if started else "form.briefing.plan.body"
    body = turn.say(
        key if len(cases) == 1 else "form.briefing.plan.body.group",
        name=name,
        date=turn.day(case.engagement.start),
    )
    where = place(turn.zone, turn.locale)
    return plan_form(turn.say, ids_of(cases), slots, Values(chosen), body=body, place=where, anyway=anyway)


def chosen_moment(turn: Turn, values: Mapping[str, str]) -> tuple[datetime | None, dict[str, str]]:
    """Return the moment a form says, or the errors by field: half a moment is none."""
    slot = values.get("slot", "")
    day, at = values.get("date", "").strip(), values.get("time", "").strip()
    if slot and slot != OTHER and not (day and at):
        try:
            return datetime.fromisoformat(slot).astimezone(UTC), {}
        except ValueError:
            return None, {"slot": turn.say("form.briefing.plan.error.both")}
    if not day or not at:
        field = "date" if not day and (slot == OTHER or at) else ("time" if day else "slot")
        return None, {field: turn.say("form.briefing.plan.error.both")}
    return read_moment(turn, day, at)


def read_moment(turn: Turn, day: str, at: str) -> tuple[datetime | None, dict[str, str]]:
    """Return the instant of a day and a time in the actor's zone, or the errors by field."""
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        return None, {"date": turn.say("when.day_unread", typed=day)}
    try:
        clock = time.fromisoformat(at if len(at) > 4 else f"0{at}")
    except ValueError:
        return None, {"time": turn.say("form.briefing.plan.error.unread")}
    return moment(chosen, clock.replace(tzinfo=None), ZoneInfo(turn.zone)).astimezone(UTC), {}


def moment_errors(
    turn: Turn, values: Mapping[str, str], cases: Sequence[Case], at: datetime, *, sure: bool
) -> dict[str, str]:
    """Return what speaks against a moment, by field; {} when it is a good one or meant all the same."""
    own = not values.get("slot") or values.get("slot") == OTHER
    field = "date" if own else "slot"
    if at <= turn.now:
        return {field: turn.say("form.briefing.plan.error.past")}
    key = warning(turn, cases, at)
    if not key or (sure and key.endswith("after_start")):
        return {}
    text = turn.say(key, first=cases[0].first, place=place(turn.zone, turn.locale))
    return {"anyway" if key.endswith("after_start") else field: text}


def warning(turn: Turn, cases: Sequence[Case], at: datetime) -> str:
    """Return the key of what is to be said about a moment to come, "" when it is a good one."""
    calendar = turn.calendar_of(turn.me)
    if is_holiday(calendar, local_day(calendar, at)):
        return "form.briefing.plan.error.holiday"
    late = any(is_after_start(turn, case, at) for case in cases)
    return "form.briefing.plan.error.after_start" if late else ""


def is_after_start(turn: Turn, case: Case, at: datetime) -> bool:
    """Return True when a moment is after the start that is still to come."""
    due = case.duty.due
    return due is not None and turn.now <= due < at
