"""Planning a talk: a day and a time, typed or chosen; nothing is guessed into effect (R31, conversations §2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.flows.briefings.facts import Case, can_reach, event, touch_notices, with_args
from bot.flows.briefings.invitations import LASTS
from bot.flows.briefings.kinds import rests
from bot.flows.briefings.meant import talks_meant
from bot.flows.briefings.permitted import acting_on, stands_here
from bot.flows.briefings.plan_forms import (
    chosen_moment,
    ids_of,
    is_after_start,
    moment_errors,
    plan_form_for,
    warning,
)
from bot.flows.briefings.showing import choose, show_case
from bot.flows.notices import notify
from bot.model import Action, Ask, Note, Nothing, Pressed, Reply
from bot.phrases import place, weekday
from bot.rules.when import Ambiguous, At, NeedsTime, Past, moment, parse_when
from bot.turn import Turn, args_of, on
from bot.turn.secrets import secret_of
from storage import briefings

# Half an hour after a talk its record is asked for; until then nobody is reminded of it.
AFTER = LASTS + timedelta(minutes=30)
HALF_TIMES = (time(10), time(14))


@on("briefing.plan")
def plan(turn: Turn, pressed: Pressed) -> Reply:
    """Plan a talk, or several on one day; the answer repeats day and time in full."""
    duties = talks_meant(turn, pressed)
    if not duties:
        return choose(turn, pressed)
    cases = [acting_on(turn, pressed, duty) for duty in duties]
    open_cases = [case for case in cases if not rests(case.duty)]
    if not open_cases:
        return show_case(turn, cases[0])
    if "slot" in pressed.values or "date" in pressed.values:
        return _sent_off(turn, pressed, open_cases)
    if pressed.args.get("at"):
        at = datetime.fromisoformat(pressed.args["at"]).astimezone(UTC)
        sure = pressed.args.get("anyway") == "yes"
        return _objection(turn, open_cases, at, sure=sure) or _planned(turn, pressed, open_cases, at, "")
    if pressed.args.get("when"):
        return _typed(turn, pressed, open_cases)
    return Ask(plan_form_for(turn, open_cases, {"date": pressed.args.get("day", "")}))


# --- typed -----------------------------------------------------------------------------------


def _typed(turn: Turn, pressed: Pressed, cases: Sequence[Case]) -> Reply:
    when = pressed.args["when"]
    read = parse_when(when, turn.now.astimezone(ZoneInfo(turn.zone)), turn.locale)
    match read:
        case At(at=at):
            at = at.astimezone(UTC)
            return _objection(turn, cases, at, sure=False) or _planned(turn, pressed, cases, at, "")
        case NeedsTime(day=day):
            return _half(turn, cases, day)
        case Past(asked=asked, suggestion=suggestion):
            yes = _at(turn, cases, suggestion, turn.say("button.yes"), primary=True)
            values = {"when": turn.moment(asked), "other": turn.moment(suggestion)}
            return turn.note("when.passed", yes, _other(turn, cases), **values)
        case Ambiguous(first=first, second=second, at=at_time):
            return _unclear(turn, cases, (first, second), at_time)
        case _:
            return turn.note("when.unread", _other(turn, cases), typed=when)


def _half(turn: Turn, cases: Sequence[Case], day: date) -> Note:
    zone = ZoneInfo(turn.zone)
    moments = [moment(day, at, zone) for at in HALF_TIMES]
    buttons = [_at(turn, cases, at, turn.clock_time(at)) for at in moments if at > turn.now]
    return turn.note("when.half", *buttons, _other(turn, cases, day), day=long_day(turn, day))


def _unclear(turn: Turn, cases: Sequence[Case], days: tuple[date, date], at: time | None) -> Note:
    zone = ZoneInfo(turn.zone)
    buttons = []
    for day in days:
        if at is None:
            args = ids_of(cases) | {"when": day.isoformat()}
            buttons.append(Action("briefing.plan", turn.day(day), args))
        else:
            exact = moment(day, at, zone)
            buttons.append(_at(turn, cases, exact, turn.moment(exact, fact=True)))
    first, second = (_bare_day(turn, day) for day in days)
    return turn.note("when.unclear", *buttons, first_day=first, second_day=second)


def long_day(turn: Turn, day: date) -> str:
    """Return "Thursday 3 Dec", "Donnerstag, 3. Dez."."""
    head, _, rest = turn.day(day).partition(" ")
    return f"{weekday(turn.locale, day)}{',' if head.endswith(',') else ''} {rest}"


def _bare_day(turn: Turn, day: date) -> str:
    return turn.day(day).partition(" ")[2]


def _at(turn: Turn, cases: Sequence[Case], at: datetime, label: str, *, primary: bool = False) -> Action:
    return Action(
        "briefing.plan", label, ids_of(cases) | {"at": at.astimezone(UTC).isoformat()}, primary=primary
    )


def _other(turn: Turn, cases: Sequence[Case], day: date | None = None) -> Action:
    args = ids_of(cases) | ({"day": day.isoformat()} if day is not None else {})
    return Action("briefing.plan", turn.say("button.briefing.plan.other"), args)


def _objection(turn: Turn, cases: Sequence[Case], at: datetime, *, sure: bool) -> Note | None:
    """Return what speaks against a moment, with a way on; None when nothing does."""
    if at <= turn.now:
        return turn.note("when.passed.plain", _other(turn, cases), when=turn.moment(at))
    if sure:
        return None
    anyway = _at(turn, cases, at, turn.say("button.briefing.plan.anyway"))
    anyway = Action(anyway.verb, anyway.label, {**anyway.args, "anyway": "yes"})
    key = warning(turn, cases, at)
    if not key:
        return None
    values = {"first": cases[0].first, "place": place(turn.zone, turn.locale)}
    return Note(turn.say(key, **values), (_other(turn, cases), anyway))


# --- done ------------------------------------------------------------------------------------


def _sent_off(turn: Turn, pressed: Pressed, cases: Sequence[Case]) -> Reply:
    values = pressed.values
    at, errors = chosen_moment(turn, values)
    sure = "yes" in values.get("anyway", "")
    if at is not None and not errors:
        errors = moment_errors(turn, values, cases, at, sure=sure)
    if errors or at is None:
        asks = "anyway" in errors or "anyway" in values
        return Ask(plan_form_for(turn, cases, values, anyway=asks), errors)
    return _planned(turn, pressed, cases, at, values.get("how", ""))


def _planned(turn: Turn, pressed: Pressed, cases: Sequence[Case], at: datetime, how: str) -> Reply:
    secret_of(turn, "links")  # the card's link is signed when it is drawn, and drawing writes nothing
    mode = how or ("group" if len(cases) > 1 else "")
    told = [_plan_one(turn, case, at, mode) for case in cases]
    if stands_here(turn, pressed, *(case.duty for case in cases)):
        return Nothing()
    when, first = turn.moment(at), cases[0].first
    if len(cases) > 1:
        return turn.note("note.briefing.planned.group", when=when, count=len(cases))
    key = "note.briefing.planned" if told[0] else "note.briefing.planned.here"
    buttons = (turn.button("briefing.show", label=turn.say("button.show"), duty=cases[0].duty.id),)
    return turn.note(key, *buttons, when=when, first=first)


def _plan_one(turn: Turn, case: Case, at: datetime, how: str) -> bool:
    """Return True when the starter is told as well; the same plan twice tells nobody twice."""
    duty, reachable = case.duty, can_reach(turn, case.person.ref)
    mode = how or args_of(duty).get("how", "")
    if duty.planned_at == at and args_of(duty).get("how", "") == mode:
        return reachable
    number = int(args_of(duty).get("sequence", -1)) + 1
    with_args(turn, duty, how=mode, sequence=number, planned_on=turn.now.isoformat())
    begins = min(duty.created, turn.now)
    turn.change(duty, planned_at=at, snoozed_until=at + AFTER, next_at=turn.now, created=begins)
    cause = event(
        turn, case, "briefing.planned", planned_at=at.isoformat(), mode=mode,
        notice_type="after_start" if is_after_start(turn, case, at) else "",
    )  # fmt: skip
    _drop_invitations(turn, case)
    if reachable:
        notify(turn, case.person.ref, cause, "briefing.invited", {}, about=case.engagement.id)
    touch_notices(turn, case.engagement.id)
    return reachable


def _drop_invitations(turn: Turn, case: Case) -> None:
    """End invitations to an earlier plan that have not been sent yet."""
    for notice in briefings.notices(turn.connection, case.engagement.id):
        if notice.reason == "briefing.invited" and notice.state == "pending":
            turn.end(notice, "closed", closed_as="superseded")
