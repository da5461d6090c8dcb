"""What was just sent, to whom, and why then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from adapters.demo.facts import Sent
from adapters.demo.narrator import Narrator, pictured
from bot.codec import load_card
from bot.jobs.deciding import Desk
from bot.jobs.facts import gather
from bot.rules.calendars import local_day, working_days_between
from bot.turn import Shown, Turn
from bot.turn.drawing import draw, shown
from storage import people
from storage.messages import MESSAGE, OUTBOX

_LOOKED_AT = 600  # messages of which the last few lines are made; a publication is one line
# Steps by which a duty is told, as they begin; the first that fits says why.
_BY_STEP = (("soon:", "soon"), ("snooze.", "snoozed"), ("own.", "reply"))
_BY_KIND = {
    "notice": "notice",
    "followup": "followup",
    "policy.approve": "approve",
    "policy.answer": "question",
    "idea.answer": "idea",
    "briefing.confirm": "confirm",
}


@dataclass(slots=True)
class _Line:
    """Messages that are told as one: the first of them, and to whom they went."""

    first: Row[Any]
    key: tuple[object, ...]
    refs: list[str] = field(default_factory=list)
    platforms: set[str] = field(default_factory=set)


def sent(turn: Turn, reads: str, limit: int) -> tuple[Sent, ...]:
    """Return what was sent last, newest first; the same to several people in one minute is one line."""
    narrator = Narrator(turn, reads)
    lines: list[_Line] = []
    for row in _latest(turn):
        key = _key(turn, row)
        line = next((one for one in lines if one.key == key), None)
        if line is None:
            if len(lines) >= limit:
                break
            line = _Line(row, key)
            lines.append(line)
        if row.recipient not in line.refs:
            line.refs.append(row.recipient)
        line.platforms.add(row.platform)
    return tuple(_told(narrator, line) for line in lines)


def _latest(turn: Turn) -> Iterable[Row[Any]]:
    wanted = (
        select(MESSAGE)
        .join(OUTBOX, OUTBOX.c.message == MESSAGE.c.id)
        .where(OUTBOX.c.kind == "post", OUTBOX.c.state.in_(("sent", "waiting")), MESSAGE.c.thread_of == "")
        .order_by(MESSAGE.c.sent_at.desc(), MESSAGE.c.id.desc())
        .limit(_LOOKED_AT)
    )
    return turn.connection.execute(wanted).all()


def _key(turn: Turn, row: Row[Any]) -> tuple[object, ...]:
    what = shown(turn, row)
    minute = row.sent_at.replace(second=0, microsecond=0)
    if row.draws != "duty":
        return (minute, row.draws) if row.draws == "merged" else (minute, row.draws, row.recipient)
    duty = what.duty
    # A publication, a lesson, an event are one to many; everything else is somebody's own.
    whose = duty.object if duty.kind in ("policy.acknowledge", "lesson", "notice") else duty.id
    return (minute, duty.kind, what.step, duty.reason, whose)


def _told(narrator: Narrator, line: _Line) -> Sent:
    row, turn = line.first, narrator.turn
    what = shown(turn, row)
    name = narrator.name_of(line.refs)
    picture, color = pictured(name, line.refs)
    title = _title(narrator, line, what)
    browser = narrator.say("demo.by.browser")
    by = ", ".join(browser if one == "web" else one.capitalize() for one in sorted(line.platforms))
    why = why_now(narrator, row, what.duties)
    if line.platforms == {"web"} and not people.identities(turn.connection, row.recipient):
        why = f"{why} {narrator.say('demo.why.no_account')}"
    return Sent(row.sent_at, name, title, why, by, picture, color)


def _title(narrator: Narrator, line: _Line, what: Shown) -> str:
    row = line.first
    if len(line.refs) > 1 and row.draws == "merged":
        return narrator.say("demo.about.merged")
    if row.draws == "duty" and (title := narrator.subject(what.duty)):
        return title
    # As it was worded then, where the reader can read that.
    if row.card and row.locale == narrator.locale:
        return load_card(row.card).title
    return draw(narrator.as_seen_by(row.recipient), row, what).title


def why_now(narrator: Narrator, row: Row[Any], duties: Sequence[tuple[Row[Any], str]]) -> str:
    """Return in a sentence or two why a message was sent at that moment."""
    if row.draws in ("digest", "merged"):
        return narrator.say(f"demo.why.{row.draws}")
    if row.draws != "duty" or not duties:
        return narrator.say("demo.why.reply")
    duty, step = duties[0]
    for begins, key in _BY_STEP:
        if step.startswith(begins):
            return narrator.say(f"demo.why.{key}")
    if duty.kind == "followup":
        return narrator.say(f"demo.why.{_asked_whom(duty)}")
    if duty.kind in _BY_KIND:
        return narrator.say(f"demo.why.{_BY_KIND[duty.kind]}")
    return _rung(narrator, row, duty, step)


def _asked_whom(duty: Row[Any]) -> str:
    if duty.cycle.startswith("rung.+10"):
        return "isms_owner"
    return "boss" if duty.cycle.startswith(("rung.+5", "rung.+1", "rung.+3")) else "followup"


def _rung(narrator: Narrator, row: Row[Any], duty: Row[Any], step: str) -> str:
    """Return which step of its ladder this was, and the which of how many."""
    told = _before_start(narrator, row, duty) if duty.kind == "briefing" else _share(narrator, step)
    steps = [rung.step for rung, _ in rungs_of(narrator.turn, duty)]
    if step not in steps or len(steps) < 2:
        return told
    place, count = steps.index(step) + 1, len(steps)
    key = "demo.why.last" if place == count else "demo.why.place"
    return f"{told} {narrator.say(key, place=place, count=count)}"


def _share(narrator: Narrator, step: str) -> str:
    key = f"demo.why.{step}"
    return narrator.say(key if narrator.turn.parts.words.has(key) else "demo.why.rung.0")


def _before_start(narrator: Narrator, row: Row[Any], duty: Row[Any]) -> str:
    """Return how far the first day of somebody was when their manager was written to."""
    turn = narrator.turn
    starter = people.engagement(turn.connection, duty.about)
    if starter is None:
        return narrator.say("demo.why.rung.0")
    calendar = turn.calendar_of(turn.someone(duty.owner))
    first, day = turn.first_of(starter.person), local_day(calendar, row.sent_at)
    if starter.start < day:
        return narrator.say("demo.why.started", first=first, date=narrator.day(starter.start))
    count = working_days_between(calendar, day, starter.start)
    return (
        narrator.say("demo.why.before", first=first, count=count) if count else narrator.say("demo.why.start")
    )


def rungs_of(turn: Turn, duty: Row[Any]) -> list[tuple[Any, datetime]]:
    """Return the rungs of a duty that its owner is told, each with its moment."""
    ladder = Desk(turn, gather(turn, [duty.owner])).ladders.ladder_of(
        duty, turn.calendar_of(turn.someone(duty.owner))
    )
    return [(rung, at) for rung, at in ladder if rung.to == "owner"]
