"""The kind ``briefing``: how its card looks in every state, for its owner and for whoever owned it before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.cards.briefings import asking as cards
from bot.cards.briefings import lines, talks
from bot.flows.briefings.escalation import heed
from bot.flows.briefings.facts import (
    KIND,
    TALK_MINUTES,
    Case,
    can_reach,
    case_of,
    file_name,
    isms_owner,
    listed_points,
    record_facts,
    starter_facts,
    today,
)
from bot.flows.briefings.invitations import link_of
from bot.model import Card, Item
from bot.rules.calendars import working_days_between
from bot.rules.nudges import SOON
from bot.rules.slots import offered_slots
from bot.turn import Kind, Turn, args_of, kind
from storage import briefings

RESTING = frozenset({"waiting", "unconfirmed"})


def draw(turn: Turn, duty: Row[Any], step: str) -> Card:
    """Return the card of a talk for the person it was sent to."""
    case = case_of(turn, duty)
    if duty.state == "pending" and turn.person is not None and turn.person.ref != duty.owner:
        return passed_on(turn, case)
    return draw_case(turn, case, step)


def draw_case(turn: Turn, case: Case, step: str, *, acts: bool | None = None) -> Card:
    """Return the card of a talk as it stands; ``acts``: whether the reader may do something about it."""
    duty, about = case.duty, starter_facts(turn, case, acts=acts)
    if duty.state == "done":
        return _confirmed(turn, case, about)
    if duty.state == "closed":
        return _closed(turn, case)
    if case.outcome in RESTING:
        return talks.recorded_card(turn.say, about, record_facts(turn, case))
    if duty.planned_at is not None and duty.planned_at > turn.now:
        return talks.soon_card(turn.say, about) if step.startswith(SOON) else _planned(turn, case, about)
    if case.outcome == "disputed":
        return talks.disputed_card(turn.say, about, record_facts(turn, case))
    if case.outcome == "partly":
        return adjust_card(turn, case, about)
    if duty.planned_at is not None:
        return talks.after_card(turn.say, about, turn.moment(duty.planned_at))
    return _asked(turn, case, about, step)


def _asked(turn: Turn, case: Case, about: cards.StarterFacts, step: str) -> Card:
    start = case.engagement.start
    if args_of(case.duty).get("back") == today(turn).isoformat():
        return cards.back_card(turn.say, about)
    if step.startswith("snooze."):
        return cards.again_card(turn.say, about)
    if start == today(turn) and step == "rung.0":
        return cards.first_day_card(turn.say, about)
    left = working_days_between(turn.calendar_of(turn.person), today(turn), start)
    if step == "rung.-2" and not about.started and left > 0:
        return cards.few_days_card(turn.say, about, days_left=left, times=_times(turn, case))
    number = briefings.earlier(turn.connection, case.duty.owner, case.duty.id)
    return cards.new_card(turn.say, about, turn.parts.words.variant("briefing.new.title", number))


def _times(turn: Turn, case: Case) -> str:
    slots = [turn.moment(slot, fact=True) for slot in slots_of(turn, case)]
    return (
        turn.say("common.or", first_one=slots[0], second_one=slots[1]) if len(slots) > 1 else "".join(slots)
    )


def slots_of(turn: Turn, case: Case) -> tuple[Any, ...]:
    """Return two moments that would suit the reader, not on top of another talk."""
    taken = briefings.planned(turn.connection, case.duty.owner, turn.now)
    return offered_slots(turn.calendar_of(turn.person), turn.now, case.engagement.start, taken)


def _planned(turn: Turn, case: Case, about: cards.StarterFacts) -> Card:
    duty = case.duty
    assert duty.planned_at is not None, "asked for a plan where there is none"
    how = args_of(duty).get("how", "")
    plan = talks.PlanFacts(
        when=turn.moment(duty.planned_at),
        how=turn.say(f"fact.value.how.{how}") if how else "",
        file=turn.say("fact.value.file", file_name=file_name(case.first)),
        link=link_of(turn, duty, turn.person.ref if turn.person is not None else ""),
        invited=can_reach(turn, case.person.ref),
    )
    return talks.planned_card(turn.say, about, plan)


def adjust_card(turn: Turn, case: Case, about: cards.StarterFacts) -> Card:
    """Return the card that says what the starter remembers differently."""
    record = case.record
    assert record is not None, "asked for a record where there is none"
    return talks.adjust_card(turn.say, about, record_facts(turn, case), adjust_body(turn, case))


def adjust_body(turn: Turn, case: Case) -> str:
    """Return in one sentence what the starter remembers differently: points first, then time, then words."""
    record, values = case.record, {"first": case.first}
    assert record is not None, "asked for a record where there is none"
    key = "briefing.adjust.body"
    missing = [one for one in record.missing_points.split(",") if one]
    if missing:
        return turn.say(f"{key}.points", count=len(missing), points=listed_points(turn, missing), **values)
    what = args_of(case.duty).get("different", "").split(",")
    known = next((one for one in ("when", "shorter") if one in what), "")
    if known or not record.remark:
        return turn.say(f"{key}.{known or 'when'}", **values)
    return turn.say(f"{key}.words", words=turn.written(record.remark), **values)


def _confirmed(turn: Turn, case: Case, about: cards.StarterFacts) -> Card:
    record = case.record
    when = turn.moment(record.held_at, fact=True) if record is not None else ""
    return talks.confirmed_card(turn.say, about, when=when, receipt=case.duty.receipt)


def _closed(turn: Turn, case: Case) -> Card:
    first = case.first
    if case.duty.closed_as == "void":
        words = turn.say("note.briefing.no_show", first=first)
    else:
        words = turn.say("refused.left", owner=isms_owner(turn))
    return talks.settled_card(turn.say, turn.say("briefing.closed.title", first=first), words)


def passed_on(turn: Turn, case: Case) -> Card:
    """Return the card of a talk that somebody else owes by now."""
    holder = turn.holder("isms_owner")
    unnamed = "unnamed" in args_of(case.duty) and holder is not None and holder.ref == case.duty.owner
    title = turn.say("briefing.moved_on.title", first=case.first)
    if unnamed:
        words = turn.say("briefing.moved_on.body.unnamed", owner=isms_owner(turn), first=case.first)
    else:
        words = turn.say("briefing.moved_on.body", name=turn.name_of(case.duty.owner))
    return talks.settled_card(turn.say, title, words)


# --- lines -----------------------------------------------------------------------------------


def line(turn: Turn, duty: Row[Any]) -> Item:
    """Return a talk as one line of a list, with its button."""
    case = case_of(turn, duty)
    about = starter_facts(turn, case, explains=False)
    if duty.state != "pending":
        return lines.done_line(turn.say, about)
    if case.outcome in RESTING:
        return lines.recorded_line(turn.say, about, record_facts(turn, case))
    if duty.planned_at is not None:
        over = duty.planned_at <= turn.now
        return lines.planned_line(turn.say, about, turn.moment(duty.planned_at), over=over)
    if case.record is not None:
        return lines.recorded_line(turn.say, about, record_facts(turn, case))
    return cards.open_line(turn.say, about)


def _minutes(_turn: Turn, duty: Row[Any]) -> int:
    return 1 if rests(duty) else TALK_MINUTES


def _counts(duty: Row[Any]) -> bool:
    """Return False for what answers the owner's own record: the starter remembers it differently."""
    return "answered" not in args_of(duty)


def rests(duty: Row[Any]) -> bool:
    """Return True while the talk is on record and the starter's answer is awaited, or did not come in time."""
    return args_of(duty).get("recorded") in RESTING


BRIEFING = kind(
    Kind(
        KIND,
        draws=draw,
        line=line,
        minutes=_minutes,
        counts=_counts,
        heeds=heed,
        rests=rests,
        digested=True,
        calls_digest=True,
    )
)
