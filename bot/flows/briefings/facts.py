"""What the briefing flows read: the duty, whom it is about, what is on record, and how it is said to the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, update

from bot.cards.briefings.asking import StarterFacts
from bot.cards.briefings.talks import RecordFacts
from bot.phrases import first_name, listing, weekday
from bot.rules.calendars import absence_on
from bot.rules.spelling import fold
from bot.turn import Turn, args_of
from bot.turn.evidence import canonical
from bot.turn.lines import looks_after
from storage import briefings, lines, people
from storage.obligations import OBLIGATION

KIND, QUESTION = briefings.KIND, briefings.QUESTION
CORE = "core"  # the object of the one talk everybody gets
TALK_MINUTES = 20
CORRECTED = "corrected"  # why a question is asked that mends one somebody has in hand; it does not count
NEAR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Case:
    """One talk: the duty, the engagement and person it is about, the record that stands, the first access."""

    duty: Row[Any]
    engagement: Row[Any]
    person: Row[Any]
    record: Row[Any] | None
    access: datetime | None

    @property
    def first(self) -> str:
        """Return the starter's first name."""
        return first_name(self.person.name)

    @property
    def outcome(self) -> str:
        """Return what became of the record, "" while there is none."""
        return self.record.outcome if self.record is not None else ""


def case_of(turn: Turn, duty: Row[Any]) -> Case:
    """Return everything about the talk of a duty."""
    engagement = people.engagement(turn.connection, duty.about)
    assert engagement is not None, "a briefing hangs on an engagement"
    person = turn.someone(engagement.person)
    assert person is not None, "an engagement has a person"
    record = briefings.live(turn.connection, engagement.id)
    access = briefings.first_access(turn.connection, engagement.id)
    return Case(duty, engagement, person, record, access if access and access <= turn.now else None)


def isms_owner(turn: Turn) -> str:
    """Return the name of whom to ask."""
    holder = turn.holder("isms_owner")
    return holder.name if holder is not None else turn.say("name.isms_owner")


def today(turn: Turn) -> date:
    """Return the reader's day."""
    return turn.today_of(turn.person)


def has_started(turn: Turn, engagement: Row[Any]) -> bool:
    """Return True from the start day on."""
    return bool(engagement.start <= today(turn))


def who_line(turn: Turn, engagement: Row[Any], name: str) -> str:
    """Return "Ben Ito, software engineer"."""
    role = engagement.title or turn.say(f"employment.{engagement.employment}")
    return turn.say("fact.value.person_role", name=name, role=role)


def starter_facts(turn: Turn, case: Case, *, acts: bool | None = None, explains: bool = True) -> StarterFacts:
    """Return what a card says about the starter, worded for the reader.

    A line needs no reason, so ``explains=False`` looks nobody up for it.
    """
    own = turn.person is not None and turn.person.ref == case.duty.owner
    start = case.engagement.start
    limit = turn.settings.nudges.snooze_limit
    return StarterFacts(
        duty=case.duty.id,
        name=case.person.name,
        first=case.first,
        who=who_line(turn, case.engagement, case.person.name),
        date=turn.day(start),
        weekday=weekday(turn.locale, start),
        minutes=turn.minutes(TALK_MINUTES),
        why=why(turn, case) if explains else "",
        ask=isms_owner(turn),
        started=has_started(turn, case.engagement),
        near=start - today(turn) <= NEAR,
        access=turn.day(turn.local_date(case.access)) if case.access is not None else "",
        can_snooze=case.duty.snoozed < limit,
        acts=own if acts is None else acts,
    )


# --- why this person -------------------------------------------------------------------------


def why(turn: Turn, case: Case) -> str:
    """Return why the owner of the talk is asked."""
    name = case.person.name
    found = looks_after(turn, case.engagement.id)
    args = args_of(case.duty)
    if "unnamed" in args:
        return turn.say("why.passed_on", manager=turn.name_of(args.get("passed_by", "")), name=name)
    if found.ref != case.duty.owner or "kept" in args:
        return turn.say("why.asked")
    if found.rule in ("acting", "above"):
        return _why_standing_in(turn, case, found.rule)
    if found.rule == "sponsor":
        return turn.say("why.sponsor", name=name)
    return turn.say("why.unmanaged" if found.rule == "fallback" else "why.manager", name=name)


def _why_standing_in(turn: Turn, case: Case, rule: str) -> str:
    edges = lines.edges_of(turn.connection, case.engagement.id)
    line = next((edge for edge in edges if edge.kind in ("line", "sponsor") and _holds(turn, edge)), None)
    if line is None:
        return turn.say("why.asked")
    name = turn.name_of(line.manager)
    if rule == "acting":
        acting = (edge for edge in edges if edge.kind == "acting" and edge.manager == case.duty.owner)
        until = next((edge.valid_to for edge in acting if edge.valid_to), None)
        return turn.say("why.acting", name=name, date=turn.day(until)) if until else turn.say("why.asked")
    manager = turn.someone(line.manager)
    away = absence_on(turn.calendar_of(manager), turn.today_of(manager))
    if away is None:
        return turn.say("why.manager", name=case.person.name)
    if away.last is None or away.is_open:
        return turn.say("why.away_open", name=name)
    return turn.say("why.away", name=name, date=turn.day(away.last))


def _holds(turn: Turn, edge: Row[Any]) -> bool:
    day = turn.now.date()
    return (edge.valid_from is None or edge.valid_from <= day) and (
        edge.valid_to is None or day <= edge.valid_to
    )


# --- what is on record -----------------------------------------------------------------------


def points_of(turn: Turn) -> tuple[tuple[str, str, str], ...]:
    """Return (key, title, text) of the eight points in the reader's language."""
    return tuple((one.key, one.title, one.text) for one in turn.parts.library.briefing(turn.locale).points)


def listed_points(turn: Turn, keys: Iterable[str]) -> str:
    """Return points as they stand in a sentence, in their own order."""
    wanted = set(keys)
    names = [turn.say(f"point.in_text.{key}") for key, _, _ in points_of(turn) if key in wanted]
    return listing(turn.locale, names) if names else ""


def missing_points(turn: Turn, record: Row[Any]) -> list[str]:
    """Return the keys of the points a record does not cover, or the starter misses."""
    covered = set(record.points.split(",")) - set(record.missing_points.split(","))
    return [key for key, _, _ in points_of(turn) if key not in covered]


def record_facts(turn: Turn, case: Case) -> RecordFacts:
    """Return what a card says about the record that stands."""
    record = case.record
    assert record is not None, "asked for a record where there is none"
    question = briefings.question_on(turn.connection, record.id)
    missing, total = missing_points(turn, record), len(points_of(turn))
    due = question.due if question is not None else None
    return RecordFacts(
        record=record.id,
        outcome=record.outcome,
        when=turn.moment(record.held_at),
        date=turn.day(turn.local_date(record.held_at)),
        minutes=str(record.minutes),
        covered=total - len(missing),
        total=total,
        missing=listed_points(turn, missing),
        until=turn.day(turn.local_date(due)) if due is not None else "",
        recorded=turn.moment(record.recorded_at, fact=True),
        answered=turn.moment(record.answered_at, fact=True) if record.answered_at is not None else "",
        asked=can_reach(turn, case.person.ref) or has_started(turn, case.engagement),
    )


def can_reach(turn: Turn, ref: str) -> bool:
    """Return True when somebody has a chat account with a platform that is connected."""
    rows = people.identities(turn.connection, ref)
    return any(row.platform in turn.parts.platforms for row in rows)


def file_name(name: str) -> str:
    """Return a first name as it may stand in the name of a file."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "talk"


# --- small facts a duty carries --------------------------------------------------------------


def with_args(turn: Turn, duty: Row[Any], **facts: Any) -> None:
    """Change small facts a duty carries; None takes one away."""
    args = {name: value for name, value in (args_of(duty) | facts).items() if value is not None}
    turn.connection.execute(update(OBLIGATION).where(OBLIGATION.c.id == duty.id).values(args=canonical(args)))
    turn.touch(duty.id)


def event(turn: Turn, case: Case, action: str, **facts: Any) -> str:
    """Record what happened to a talk and return the event's id."""
    return turn.event(
        action,
        subject=case.person.ref,
        engagement=case.engagement.id,
        object_type="obligation",
        object_id=case.duty.id,
        **facts,
    )


def touch_notices(turn: Turn, engagement_id: str) -> None:
    """Have the notices about a talk drawn again: their buttons follow what became of it."""
    for notice in briefings.notices(turn.connection, engagement_id):
        if notice.reason.startswith(("briefing.", "starter.")):
            turn.touch(notice.id)
