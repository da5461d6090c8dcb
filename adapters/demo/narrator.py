"""Who tells what happens on the demo page: in the language of whoever is chosen, about everybody else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from holidays import country_holidays
from sqlalchemy import Row

from bot import phrases
from bot.flows.policies.facts import text_of_duty
from bot.phrases import color, initials
from bot.turn import KINDS, Turn
from storage import people

_SEVERAL = 3  # so many people with one and the same message are told as one line


class Narrator:
    """Words about people and their duties, for one reader."""

    def __init__(self, turn: Turn, reads: str) -> None:
        row = turn.someone(reads)
        self.turn = turn
        self.locale = turn.parts.words.best(row.locale) if row is not None else turn.locale
        self.zone = turn.calendar_of(row).zone

    def say(self, key: str, **values: object) -> str:
        """Return the words of ``key`` in the reader's language."""
        return self.turn.parts.words.say(self.locale, key, **values)

    def day(self, value: date) -> str:
        """Return a date."""
        return phrases.day(self.locale, value, self.turn.now.astimezone(ZoneInfo(self.zone)).date())

    def name_of(self, refs: Collection[str]) -> str:
        """Return whom a line is about: a name, two names, or how many people and where."""
        known = [row for row in map(self.turn.someone, refs) if row is not None]
        if len(known) < _SEVERAL:
            return phrases.listing(self.locale, [row.name for row in known])
        places = {self.place_of(row) for row in known}
        if len(places) == 1:
            return self.say("demo.group.place", count=len(known), place=places.pop())
        return self.say("demo.group.all", count=len(known))

    def place_of(self, row: Row[Any]) -> str:
        """Return where somebody is, for the others: a part of a country by name, or a town."""
        key = f"demo.place.{row.country}"
        if self.turn.parts.words.has(key):
            return self.say(key)
        return self.place(self.turn.calendar_of(row).zone)

    def place(self, zone: str) -> str:
        """Return the town of a clock."""
        return phrases.place(zone, self.locale)

    def subject(self, duty: Row[Any]) -> str:
        """Return what a duty is about whatever has become of it: a policy, a lesson, a talk; "" for other kinds."""
        if duty.kind == "policy.acknowledge":
            title = text_of_duty(self.as_seen_by(duty.owner), duty).row.title
            return self.say("demo.about.policy", policy=title, version=duty.version)
        if duty.kind == "briefing":
            return self.say("demo.about.briefing", name=self._about_whom(duty))
        lesson = self.turn.parts.library.lesson(duty.object, self.locale) if duty.kind == "lesson" else None
        return self.say("demo.about.lesson", title=lesson.title) if lesson is not None else ""

    def _about_whom(self, duty: Row[Any]) -> str:
        engagement = people.engagement(self.turn.connection, duty.about)
        return self.turn.first_of(engagement.person if engagement is not None else "")

    def about(self, duty: Row[Any]) -> str:
        """Return what a duty is about in a few words: its subject, else the title of its card."""
        return (
            self.subject(duty) or KINDS[duty.kind].draws(self.as_seen_by(duty.owner), duty, duty.step).title
        )

    def as_seen_by(self, ref: str) -> Turn:
        """Return the turn with somebody as the reader, but in the narrator's language."""
        row = self.turn.someone(ref)
        if row is not None:
            facts = {**row._asdict(), "locale": self.locale}
            self.turn.read_by(cast(Row[Any], SimpleNamespace(**facts)))
        return self.turn


def pictured(name: str, refs: Sequence[str]) -> tuple[str, int]:
    """Return what stands in the round picture before a line, initials or how many, and its colour."""
    return (initials(name), color(refs[0])) if len(refs) == 1 else (str(len(refs)), 1)


@lru_cache(maxsize=256)
def holiday_on(region: str, day: date, locale: str) -> str:
    """Return what a public holiday is called, "" when it is none; in the nearest language there is."""
    code, _, part = region.partition("-")
    try:
        plain = country_holidays(code, subdiv=part or None, years=day.year)
    except NotImplementedError:
        return ""
    spoken = next((one for one in plain.supported_languages if one.split("_")[0] == locale), None)
    spoken = spoken or next((one for one in plain.supported_languages if one.startswith("en")), None)
    named = country_holidays(code, subdiv=part or None, years=day.year, language=spoken)
    # "Saint Andrew's Day; Bank Holiday": the first name is enough.
    return str(named.get(day, "")).split(";")[0].strip()


def clock_in(zone: str, now: datetime, locale: str) -> str:
    """Return the time of day somewhere."""
    return phrases.clock(locale, now.astimezone(ZoneInfo(zone)).time())
