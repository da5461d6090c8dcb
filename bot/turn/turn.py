"""What a flow may use: one transaction, one instant, one reader, and the three rows at the heart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, insert, update

from bot.config import Settings
from bot.errors import Refused
from bot.model import Action, Actor, MessageRef, Note
from bot.phrases import clock, day, first_name, moment
from bot.rules.calendars import Absence, Calendar, known_zone, local_day
from bot.turn.evidence import canonical, event_row, sealed_text
from bot.turn.parts import Parts
from bot.turn.rows import Told
from bot.words import FALLBACK
from storage import evidence, messages, obligations, people
from storage.obligations import OBLIGATION

_INSERT_OBLIGATION = insert(OBLIGATION)


@lru_cache(maxsize=256)
def workdays_of(pattern: str) -> frozenset[int]:
    """Return the working weekdays (0 = Monday) of a pattern such as ``MTWTF--`` or ``MTW----``."""
    return frozenset(place for place, letter in enumerate(pattern[:7]) if letter not in "-_. ")


# Most people of a company work alike: the same value for them lets what is found out of it be known again.
_calendar = lru_cache(maxsize=1024)(Calendar)


class Turn:
    """One transaction of one actor at one instant.

    ``person`` is who acted, or for whom a card is drawn; None for the operator and for jobs.
    """

    def __init__(
        self, parts: Parts, connection: Connection, actor: Actor, person: Row[Any] | None, now: datetime
    ) -> None:
        self.parts = parts
        self.connection = connection
        self.actor = actor
        self.person = person
        # The command line speaks one language, whoever is named on it: its help and tables are English.
        self._locale = FALLBACK if actor.platform == "cli" else ""
        self.now = now
        self.touched: dict[str, None] = {}
        self.delivery_id = ""
        self.place = "dm"
        self._events: list[dict[str, Any]] = []
        self._calendars: dict[str, Calendar] = {}
        self._persons: dict[str, Row[Any] | None] = {}
        self.told = Told()
        self._showing: dict[str, Sequence[Row[Any]]] = {}
        self.used_wordings: dict[str, str] = {}
        self.overtaken: list[str] = []
        if person is not None:
            self._persons[person.ref] = person

    # --- who ----------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """Return the settings."""
        return self.parts.settings

    @property
    def me(self) -> Row[Any]:
        """Return who acted; refuses when nobody is known."""
        if self.person is None:
            raise Refused("refused.unknown")
        return self.person

    def read_by(self, row: Row[Any] | None) -> None:
        """Word what follows for somebody else than the actor; None is a channel, which reads as the organisation."""
        self.person, self._locale = row, ""

    @property
    def locale(self) -> str:
        """Return the reader's language, as far as there are words in it; English on the command line."""
        if self._locale:
            return self._locale
        wanted = self.person.locale if self.person is not None else self.settings.organisation.locale
        return self.parts.words.best(wanted)

    @property
    def zone(self) -> str:
        """Return the reader's time zone."""
        return (
            self.calendar_of(self.person).zone if self.person is not None else self.settings.organisation.zone
        )

    def someone(self, ref: str) -> Row[Any] | None:
        """Return a person by ref, read once a turn."""
        if ref not in self._persons:
            self._persons[ref] = people.person(self.connection, ref) if ref else None
        return self._persons[ref]

    def name_of(self, ref: str) -> str:
        """Return a person's full name; erased or unknown people are "someone"."""
        row = self.someone(ref)
        return cast(str, row.name) if row is not None else self.say("name.someone")

    def first_of(self, ref: str) -> str:
        """Return a person's first name."""
        row = self.someone(ref)
        return first_name(row.name) if row is not None else self.say("name.someone")

    def hours_of(self, row: Row[Any]) -> Calendar:
        """Return a person's working time without absences, for what is said at a press; nothing is read."""
        return self._calendars.get(row.ref) or self._calendar(row, ())

    def calendar_of(self, row: Row[Any] | None) -> Calendar:
        """Return a person's working time; the organisation's where the person's own is unknown."""
        organisation = self.settings.organisation
        if row is None:
            return Calendar(organisation.zone, organisation.country, frozenset(range(5)))
        if row.ref not in self._calendars:
            away = [(one.first, one.last) for one in people.absences(self.connection, row.ref)]
            self._calendars[row.ref] = self._calendar(row, away)
        return self._calendars[row.ref]

    def _calendar(self, row: Row[Any], absences: Sequence[tuple[date, date | None]]) -> Calendar:
        organisation, nudges = self.settings.organisation, self.settings.nudges
        zone, _ = known_zone(row.zone, organisation.zone)
        away = tuple(Absence(first, last) for first, last in absences)
        country = row.country or organisation.country
        return _calendar(zone, country, workdays_of(row.workdays), away, nudges.opens, nudges.closes)

    def remember(self, row: Row[Any], absences: Sequence[tuple[date, date | None]]) -> None:
        """Take a person and the absences as read by somebody who reads many at once."""
        self._persons[row.ref] = row
        self._calendars[row.ref] = self._calendar(row, absences)

    def forget_calendar(self, ref: str) -> None:
        """Make the next look at a person's absences read them anew."""
        self._calendars.pop(ref, None)

    def today_of(self, row: Row[Any] | None) -> date:
        """Return the local day where a person is."""
        return local_day(self.calendar_of(row), self.now)

    def holder(self, role: str) -> Row[Any] | None:
        """Return who holds a role today, the longest-serving first."""
        found = people.holders(self.connection, role, self.now.date())
        return found[0] if found else None

    def has_role(self, role: str) -> bool:
        """Return True when the actor holds a role today."""
        if self.person is None:
            return False
        return any(
            row.role == role for row in people.roles(self.connection, self.person.ref, self.now.date())
        )

    # --- words --------------------------------------------------------------------------------

    def say(self, key: str, /, **values: Any) -> str:
        """Return words in the reader's language."""
        locale = self.locale
        if key not in self.used_wordings:
            self.used_wordings[key] = self.parts.words.wording(locale, key).sha256
        return self.parts.words.say(locale, key, **values)

    def day(self, value: date) -> str:
        """Return a date as the reader reads it."""
        return day(self.locale, value, self.today_of(self.person))

    def moment(self, value: datetime, *, fact: bool = False) -> str:
        """Return an instant as the reader reads it, in the reader's own zone."""
        return moment(self.locale, value, self.zone, today=self.today_of(self.person), fact=fact)

    def minutes(self, count: int) -> str:
        """Return so many minutes in words."""
        return self.say("common.minutes", count=count)

    def clock_time(self, value: datetime) -> str:
        """Return the time of day of an instant, where the reader is."""
        return clock(self.locale, value.astimezone(ZoneInfo(self.zone)).time())

    def iso_day(self, value: str) -> str:
        """Return a day given as ``YYYY-MM-DD`` as the reader reads it."""
        return self.day(date.fromisoformat(value))

    def local_date(self, value: datetime) -> date:
        """Return the day an instant falls on for the reader."""
        return local_day(self.calendar_of(self.person), value)

    def button(
        self, verb: str, /, *, primary: bool = False, about: str = "", key: str = "", **args: str
    ) -> Action:
        """Return a button; its label is ``button.<verb>`` unless ``key`` names another, or an arg ``label`` is it."""
        label = args.pop("label", "") or self.say(key or f"button.{verb}", **args)
        return Action(verb, label, args, primary=primary, about=about)

    def note(self, key: str, /, *actions: Action, **values: Any) -> Note:
        """Return a note worded from ``key``."""
        return Note(self.say(key, **values), actions)

    # --- the three rows -----------------------------------------------------------------------

    def event(self, action: str, **facts: Any) -> str:
        """Record what happened and return the event's id.  Written at the end of the turn, in order."""
        if self.person is not None:
            facts.setdefault("actor", self.person.ref)
        else:
            facts.setdefault("actor", self.actor.user_id)
        facts.setdefault("channel", self.actor.platform)
        row = event_row(action, self.now, self.parts.new_id, facts)
        self._events.append(row)
        return cast(str, row["event_id"])

    def keep(self, text: str, about: str = "") -> tuple[str, str]:
        """Keep something the actor typed; return (writing id, salted SHA-256 for the event)."""
        writing_id = self.parts.new_id()
        salt, digest = sealed_text(text)
        author = self.person.ref if self.person is not None else self.actor.user_id
        values = {"id": writing_id, "salt": salt, "text": text, "author": author, "about": about}
        self.connection.execute(insert(evidence.WRITING), values)
        return writing_id, digest

    def written(self, writing_id: str) -> str:
        """Return what somebody typed, or words that it has been erased."""
        row = evidence.writing(self.connection, writing_id) if writing_id else None
        return cast(str, row.text) if row is not None else ""

    def oblige(self, kind: str, owner: str, object_id: str, **columns: Any) -> str:
        """Create a duty and return its id; when it exists already, return that one's id unchanged.

        Columns: about, version, cycle, reason, due, created and next_at (default: now), args (a mapping).
        """
        columns["args"] = canonical(columns.get("args", {}))
        row = {
            "about": "",
            "version": "",
            "cycle": "",
            "reason": "",
            "due": None,
            "next_at": self.now,
            "created": self.now,
        } | columns
        same = (
            OBLIGATION.select()
            .with_only_columns(OBLIGATION.c.id)
            .where(
                OBLIGATION.c.kind == kind,
                OBLIGATION.c.about == row["about"],
                OBLIGATION.c.object == object_id,
                OBLIGATION.c.version == row["version"],
                OBLIGATION.c.cycle == row["cycle"],
            )
        )
        found = self.connection.execute(same).scalar()
        if found is not None:
            return cast(str, found)
        row |= {
            "id": self.parts.new_id(),
            "kind": kind,
            "owner": owner,
            "object": object_id,
        }
        self.connection.execute(_INSERT_OBLIGATION, row)
        facts = {"object_type": "obligation", "object_id": row["id"], "kind": kind, "reason": row["reason"]}
        due = row["due"].isoformat() if row["due"] else ""
        self.event("obligation.created", subject=owner, engagement=row["about"], due=due, **facts)
        return cast(str, row["id"])

    def change(self, duty: Row[Any], **columns: Any) -> None:
        """Change columns of a duty and have every message that shows it drawn again."""
        self.connection.execute(update(OBLIGATION).where(OBLIGATION.c.id == duty.id).values(**columns))
        self.touch(duty.id)

    def end(self, duty: Row[Any], state: str, *, closed_as: str = "", receipt: str = "") -> bool:
        """Return True when the duty ended now; False when somebody, or an earlier press, was first."""
        if not obligations.end(self.connection, duty.id, self.now, state, closed_as, receipt):
            return False
        self.touch(duty.id)
        self.overtake(duty)
        return True

    def overtake(self, duty: Row[Any]) -> None:
        """Close what others were asked because this duty stayed open; only one that climbed its ladder has any."""
        if duty.step.startswith("rung.+") or duty.state == "declined":
            self.overtaken.append(duty.id)

    def touch(self, obligation_id: str) -> None:
        """Have every live message that shows this duty drawn again."""
        self.touched[obligation_id] = None

    def showing(self, obligation_id: str) -> Sequence[Row[Any]]:
        """Return the live messages that show a duty, read once a turn."""
        if obligation_id not in self._showing:
            self._showing[obligation_id] = messages.showing(self.connection, obligation_id)
        return self._showing[obligation_id]

    def first_time(self, result: str = "") -> str | None:
        """Return None the first time a delivery is seen, else what was kept as its result then."""
        if not self.delivery_id:
            return None
        table = messages.SEEN
        where = (table.c.platform == self.actor.platform) & (table.c.delivery_id == self.delivery_id)
        row = self.connection.execute(table.select().where(where)).first()
        if row is not None:
            return cast(str, row.result)
        values = {
            "platform": self.actor.platform,
            "delivery_id": self.delivery_id,
            "result": result,
            "at": self.now,
        }
        self.connection.execute(insert(table), values)
        return None

    def forget_delivery(self) -> None:
        """Take back that this delivery was seen: nothing came of it, so the same input may come again."""
        if self.delivery_id:
            table = messages.SEEN
            where = (table.c.platform == self.actor.platform) & (table.c.delivery_id == self.delivery_id)
            self.connection.execute(table.delete().where(where))

    def message_at(self, ref: MessageRef | None, *, root: bool = False) -> Row[Any] | None:
        """Return our message at a place on a platform; ``root``: the one that heads the thread."""
        if ref is None:
            return None
        if ref.chat.platform == "web":
            return messages.message(
                self.connection, (ref.root or ref.platform_id) if root else ref.platform_id
            )
        wanted = (ref.root or ref.platform_id) if root else ref.platform_id
        return messages.message_at(
            self.connection, ref.chat.platform, ref.chat.tenant, ref.chat.address, wanted
        )

    def flush_events(self) -> None:
        """Write the events gathered so far."""
        evidence.append(self.connection, self._events)
        self._events = []


def args_of(duty: Row[Any]) -> dict[str, Any]:
    """Return the small facts a duty carries."""
    return cast(dict[str, Any], json.loads(duty.args)) if duty.args != "{}" else {}
