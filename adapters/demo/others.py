"""Everybody who is nobody's part: they read, learn and talk in their own working hours, as most people do.

Without them a week of the demo would end in a company where nobody has answered anything.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import time, timedelta
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from adapters.demo.company import SEED
from adapters.demo.company_people import Chance
from adapters.demo.people import CAST, MORE
from adapters.demo.stage import Stage
from bot.rules.calendars import is_working_day
from bot.turn import Turn
from storage.messages import MESSAGE, SHOWS
from storage.obligations import OBLIGATION
from storage.people import ENGAGEMENT, PERSON

# In the organisation's town, so that every zone's working day has one of them.
TIMES = (time(8, 10), time(10, 40), time(15, 40))
PACE = 0.25  # of those who have something to do, so many do it at one of these times
_LATE = 8  # one in so many does nothing before the date has passed
_AT_WORK = range(8, 19)

# The two short questions after a talk, answered right, and the eight points.
RIGHT = {"first": "report", "confidential": "named"}
POINTS = [
    "assets",
    "threats",
    "vulnerabilities",
    "duties",
    "reporting",
    "confidential",
    "policies",
    "questions",
]


class Others:
    """Lets people act for themselves; ``parts`` are those who are played and do nothing on their own."""

    def __init__(self, stage: Stage, parts: Collection[str] = (*CAST, *MORE)) -> None:
        self._stage = stage
        self._parts = frozenset(parts)

    def work(self, pace: float = PACE) -> None:
        """Let some of those who are at work do one thing that waits for them."""
        now = self._stage.engine.now()
        # By the hour, so that a story told again goes the same way.
        chance = Chance(SEED + int(now.timestamp()))
        for duty in self._stage.engine.ask(_one_each):
            who = duty.email.split("@")[0]
            waits = crc32(who.encode()) % _LATE == 0 and duty.due is not None and duty.due > now
            if chance.share() < pace and who not in self._parts and not waits:
                self._do(who, duty)

    def _do(self, who: str, duty: Row[Any]) -> None:
        card = self._stage.card(duty)
        match duty.kind:
            case "policy.acknowledge":
                self._stage.press(who, duty.kind, under=card, duty=duty.id, version=duty.version)
            case "briefing.confirm":
                self._stage.fill(who, duty.kind, RIGHT, under=card, duty=duty.id, answer="yes")
            case "briefing":
                record_talk(self._stage, who, duty, "We went through what happens when something goes wrong.")
            case "lesson":
                self._learn(who, duty)

    def _learn(self, who: str, duty: Row[Any]) -> None:
        lesson = self._stage.engine.parts.library.lesson(duty.object, "en")
        card = self._stage.card(duty)
        self._stage.press(who, "lesson.start", under=card, duty=duty.id)
        for question in lesson.questions if lesson is not None else ():
            self._stage.press(who, "lesson.answer", {"choice": question.correct}, under=card, duty=duty.id)


def record_talk(stage: Stage, manager: str, duty: Row[Any], sentence: str, left_out: str = "") -> None:
    """Let a manager record the talk they had half an hour ago."""
    zone = stage.engine.ask(lambda turn: turn.calendar_of(turn.someone(duty.owner)).zone)
    began = stage.engine.now().astimezone(ZoneInfo(zone)) - timedelta(minutes=30)
    values = {
        "date": began.date().isoformat(),
        "time": f"{began:%H:%M}",
        "minutes": "25",
        "how": "room",
        "points": ",".join(point for point in POINTS if point != left_out),
        "sentence": sentence,
    }
    stage.fill(manager, "briefing.record", values, under=stage.card(duty), duty=duty.id)


def _one_each(turn: Turn) -> list[Row[Any]]:
    """Return of everybody who is at work the duty that waits longest, with their address."""
    kinds = ("policy.acknowledge", "briefing.confirm", "lesson", "briefing")
    told = MESSAGE.c.platform_id != ""
    wanted = (
        select(OBLIGATION, PERSON.c.email, ENGAGEMENT.c.start)
        .join(PERSON, PERSON.c.ref == OBLIGATION.c.owner)
        .join(ENGAGEMENT, ENGAGEMENT.c.id == OBLIGATION.c.about)
        .join(SHOWS, SHOWS.c.obligation == OBLIGATION.c.id)
        .join(MESSAGE, MESSAGE.c.id == SHOWS.c.message)
        .where(OBLIGATION.c.state == "pending", OBLIGATION.c.kind.in_(kinds), told)
        .distinct()
        .order_by(PERSON.c.email, OBLIGATION.c.created, OBLIGATION.c.id)
    )
    found: dict[str, Row[Any]] = {}
    for row in turn.connection.execute(wanted).all():
        if row.owner not in found and _is_ripe(turn, row):
            found[row.owner] = row
    return [row for row in found.values() if _is_at_work(turn, row.owner)]


def _is_ripe(turn: Turn, row: Row[Any]) -> bool:
    """Return True unless it is a talk with somebody who is still to come, or one that is on record already."""
    return row.kind != "briefing" or (row.start <= turn.now.date() and "recorded" not in row.args)


def _is_at_work(turn: Turn, ref: str) -> bool:
    calendar = turn.calendar_of(turn.someone(ref))
    local = turn.now.astimezone(ZoneInfo(calendar.zone))
    return is_working_day(calendar, local.date()) and local.hour in _AT_WORK
