"""A talk that is not mine, not now, or not without help: passed on, put off, or told to whoever helps (R5, R31)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import Row

from bot.cards.briefings.forms import Values, reassign_form
from bot.commands.codes import is_code
from bot.errors import Refused
from bot.flows.briefings.facts import Case, event, has_started, isms_owner, today
from bot.flows.briefings.kinds import rests
from bot.flows.briefings.meant import talks_meant
from bot.flows.briefings.named import candidates
from bot.flows.briefings.permitted import acting_on
from bot.flows.briefings.requests import give_to
from bot.flows.briefings.showing import choose, show_case
from bot.flows.common import duty_of
from bot.flows.notices import notify
from bot.model import Action, Ask, Note, Pressed, Reply
from bot.phrases import weekday
from bot.rules.calendars import add_working_days, local_day
from bot.rules.ladder import snooze_until
from bot.rules.names import One, Several, find
from bot.rules.spelling import fold
from bot.rules.when import parse_span
from bot.turn import FLOWS, Turn, args_of, find_code, on
from bot.turn.lines import boss_of, is_active
from storage import briefings

Span = Literal["1d", "3d", "week"]
SPANS: Mapping[int, Span] = {1: "1d", 3: "3d", 7: "week"}


# --- not my report ---------------------------------------------------------------------------


@on("briefing.reassign")
def reassign(turn: Turn, pressed: Pressed) -> Reply:
    """Pass a talk on: to who is named, or to the ISMS owner to find out; the date stays (R5 AC4)."""
    duties = talks_meant(turn, pressed)
    if not duties:
        return choose(turn, pressed)
    case = acting_on(turn, pressed, briefings.lock(turn.connection, duties[0].id) or duties[0])
    if rests(case.duty):
        return show_case(turn, case)
    values = pressed.values
    form = reassign_form(turn.say, {"duty": case.duty.id}, Values(_shown(values)), first=case.first)
    if "whom" not in values and "unknown" not in values:
        return Ask(form)
    if "yes" in values.get("unknown", "") and not values.get("whom", "").strip():
        return _to_isms_owner(turn, pressed, case)
    named, error = _named(turn, case, values.get("whom", "").strip())
    if error:
        return Ask(form, {"whom": error})
    return _to_named(turn, pressed, case, named)


def _shown(values: Mapping[str, str]) -> dict[str, str]:
    return {name: values.get(name, "") for name in ("whom", "unknown")}


def _named(turn: Turn, case: Case, typed: str) -> tuple[str, str]:
    """Return (who is named, ""), or ("", what is wrong with the name)."""
    form = "form.briefing.reassign.error"
    if not typed:
        return "", turn.say(f"{form}.whom")
    rows = briefings.named(turn.connection, " ".join(fold(typed.lstrip("@")).split()))
    here = [one for one in rows if is_active(turn, one.ref)]
    found = find(typed, candidates(turn, here))
    if isinstance(found, Several):
        return "", turn.say("name.ambiguous", count=len(found.refs), typed=typed)
    if not isinstance(found, One):
        return "", turn.say("name.unknown.anyone", typed=typed, org=turn.settings.organisation.name)
    if found.ref == case.person.ref:
        return "", turn.say(f"{form}.self", first=case.first)
    if found.ref == case.duty.owner:
        return "", turn.say(f"{form}.you")
    return found.ref, ""


def _to_named(turn: Turn, pressed: Pressed, case: Case, named: str) -> Reply:
    """Give the talk to who was named, and put the list of people before the ISMS owner."""
    cause = event(
        turn, case, "briefing.reassigned", handed_from=case.duty.owner, handed_to=named, outcome="named"
    )
    comes_back = named == args_of(case.duty).get("passed_by")
    back = turn.today_of(turn.me).isoformat() if comes_back else None
    give_to(turn, case, named, "not their report", back=back, passed_by=None)
    values = {"name": turn.name_of(named), "date": turn.day(case.engagement.start)}
    holder = turn.holder("isms_owner")
    if holder is None or holder.ref in (turn.me.ref, named):
        return turn.note("note.briefing.reassigned.yours", **values)
    told = {"by": f"person:{turn.me.ref}", "named": f"person:{named}"}
    notify(turn, holder.ref, f"{cause}.list", "briefing.list", told, about=case.engagement.id)
    return turn.note("note.briefing.reassigned", owner=holder.name, **values)


def _to_isms_owner(turn: Turn, pressed: Pressed, case: Case) -> Reply:
    """Give the talk to the ISMS owner, who finds out by the next working day."""
    holder = turn.holder("isms_owner")
    if holder is None or holder.ref in (turn.me.ref, case.person.ref):
        raise Refused("briefing.reassign.nobody", first=case.first)
    event(
        turn,
        case,
        "briefing.reassigned",
        handed_from=case.duty.owner,
        handed_to=holder.ref,
        outcome="unnamed",
    )
    give_to(turn, case, holder.ref, "not their report", unnamed="yes", passed_by=turn.me.ref)
    calendar = turn.calendar_of(holder)
    tomorrow = add_working_days(calendar, local_day(calendar, turn.now), 1)
    values = {"owner": holder.name, "day": turn.day(tomorrow), "date": turn.day(case.engagement.start)}
    return turn.note("note.briefing.reassigned.unnamed", **values)


# --- later -----------------------------------------------------------------------------------


@on("briefing.snooze")
def snooze(turn: Turn, pressed: Pressed) -> Reply:
    """Put a talk off by a day, three, or to next week: twice at most, and the start stays (R31)."""
    other = _other_kind(turn, pressed)
    if other:
        return FLOWS[other].function(turn, pressed)
    duties = talks_meant(turn, pressed) or _only_one(turn)
    if not duties:
        return choose(turn, pressed)
    case = acting_on(turn, pressed, briefings.lock(turn.connection, duties[0].id) or duties[0])
    if rests(case.duty):
        return show_case(turn, case)
    if case.duty.snoozed >= turn.settings.nudges.snooze_limit:
        raise _limit(turn, case)
    span = _span(pressed.args.get("when", ""))
    if span is None:
        return _which(turn, case)
    return _put_off(turn, case, span)


def _only_one(turn: Turn) -> list[Row[Any]]:
    """Return the only talk somebody owes, for "later" without a code."""
    mine = [row for row in briefings.open_of(turn.connection, turn.me.ref) if not rests(row)]
    return mine if len(mine) == 1 else []


def _other_kind(turn: Turn, pressed: Pressed) -> str:
    """Return the verb that puts off another kind of duty; "snooze Q4TN" is typed for all of them."""
    code = pressed.args.get("what", "")
    if not is_code(code) or find_code(turn, code) is None:
        return ""
    verbs = {"policy.acknowledge": "policy.snooze", "lesson": "lesson.snooze"}
    duty = duty_of(turn, pressed, *verbs)
    verb = verbs.get(duty.kind, "") if duty is not None else ""
    return verb if verb in FLOWS else ""


def _span(typed: str) -> Span | None:
    if typed in SPANS.values():
        return typed  # type: ignore[return-value]
    span = parse_span(typed) if typed else None
    return SPANS.get(span.days) if span is not None else None


def _which(turn: Turn, case: Case) -> Note:
    first = case.first
    buttons = tuple(
        Action(
            "briefing.snooze",
            turn.say(f"button.briefing.snooze.{span}"),
            {"duty": case.duty.id, "when": span},
        )
        for span in SPANS.values()
    )
    if has_started(turn, case.engagement):
        return turn.note("note.briefing.snooze.which.started", *buttons, first=first)
    return turn.note(
        "note.briefing.snooze.which", *buttons, first=first, date=turn.day(case.engagement.start)
    )


def _put_off(turn: Turn, case: Case, span: Span) -> Reply:
    until = snooze_until(span, turn.now, turn.calendar_of(turn.me))
    number = case.duty.snoozed + 1
    left = turn.settings.nudges.snooze_limit - number
    turn.change(case.duty, snoozed=number, snoozed_until=until, next_at=turn.now)
    event(turn, case, "briefing.snoozed", until=until.isoformat(), snooze_no=number)
    values = {"when": turn.moment(until), "first": case.first, "date": turn.day(case.engagement.start)}
    key = "note.briefing.snoozed"
    if has_started(turn, case.engagement):
        return turn.note(f"{key}.started" if left else f"{key}.started.last", count=left, **values)
    return turn.note(key, count=left, **values) if left else turn.note(f"{key}.last", **values)


def _limit(turn: Turn, case: Case) -> Refused:
    plan = turn.button("briefing.plan", primary=True, duty=case.duty.id)
    actions = (plan, turn.button("briefing.help", duty=case.duty.id))
    if has_started(turn, case.engagement):
        return Refused("note.briefing.snooze.limit.started", first=case.first, actions=actions)
    day = weekday(turn.locale, case.engagement.start)
    return Refused("note.briefing.snooze.limit", first=case.first, weekday=day, actions=actions)


# --- need help -------------------------------------------------------------------------------


@on("briefing.help")
def need_help(turn: Turn, pressed: Pressed) -> Reply:
    """Tell the ISMS owner that a manager asks for help with a talk; once a day is enough."""
    duties = talks_meant(turn, pressed)
    if not duties:
        return choose(turn, pressed)
    case = acting_on(turn, pressed, duties[0])
    helper = _helper(turn, case)
    name = turn.name_of(helper) if helper else isms_owner(turn)
    if helper and not _asked_today(turn, case):
        cause = event(turn, case, "briefing.help_asked", asked=helper)
        notify(
            turn, helper, cause, "briefing.help", {"by": f"person:{turn.me.ref}"}, about=case.engagement.id
        )
    return turn.note("note.briefing.help", owner=name, date=turn.day(case.engagement.start))


def _helper(turn: Turn, case: Case) -> str:
    """Return who helps: the ISMS owner, and for the ISMS owner whoever looks after them."""
    holder = turn.holder("isms_owner")
    if holder is not None and holder.ref not in (turn.me.ref, case.person.ref):
        return str(holder.ref)
    boss = boss_of(turn, turn.me.ref)
    return boss if boss not in (turn.me.ref, case.person.ref) else ""


def _asked_today(turn: Turn, case: Case) -> bool:
    rows = briefings.notices(turn.connection, case.engagement.id)
    return any(one.reason == "briefing.help" and turn.local_date(one.created) == today(turn) for one in rows)
