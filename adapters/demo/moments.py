"""Days and times on the demo page, in the chosen person's language and zone.  Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import phrases


@dataclass(frozen=True, slots=True)
class Moments:
    """Wording for one reader at one time: ``now`` decides which year goes without saying."""

    locale: str
    zone: str
    now: datetime

    def local(self, instant: datetime) -> datetime:
        """Return the instant as the reader's clock shows it."""
        return instant.astimezone(ZoneInfo(self.zone))

    def long_day(self, instant: datetime) -> str:
        """Return "Monday 30 November"."""
        day = self.local(instant).date()
        weekday, month = phrases.weekday(self.locale, day), phrases.month(self.locale, day)
        german = self.locale.partition("-")[0] == "de"
        return f"{weekday}, {day.day}. {month}" if german else f"{weekday} {day.day} {month}"

    def clock(self, instant: datetime) -> str:
        """Return "09:30"."""
        return phrases.clock(self.locale, self.local(instant).time())

    def name(self, day: date) -> str:
        """Return "Mon 30"."""
        return f"{self._short(day)} {day.day}"

    def moment(self, instant: datetime) -> str:
        """Return "Mon 30 Nov, 09:00"."""
        return phrases.moment(self.locale, instant, self.zone, self.local(self.now).date(), fact=True)

    def near(self, instant: datetime) -> str:
        """Return an instant as short as it stays clear: "09:00", "Mon 09:00", "Tue 15 Dec"."""
        day, today = self.local(instant).date(), self.local(self.now).date()
        if day == today:
            return self.clock(instant)
        if abs((day - today).days) < 7:
            return f"{self._short(day)} {self.clock(instant)}"
        return phrases.day(self.locale, day, today)

    def place(self) -> str:
        """Return the town of the zone: "Berlin"."""
        return phrases.place(self.zone, self.locale)

    def _short(self, day: date) -> str:
        # A date begins with its day in every language that has words here.
        return phrases.day(self.locale, day, day).split(" ")[0].strip(",.\N{ARABIC COMMA}")
