"""Days and times on the demo page, in the chosen person's language and zone.  Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

# Where the house writes a date otherwise than CLDR does.
_LONG = {"en": "EEEE d MMMM", "de": "EEEE, d. MMMM"}
_SHORT = {"en": "EEE d MMM", "de": "EEE, d. MMM"}
_NAME = {"en": "EEE d", "de": "EEE d."}


@dataclass(frozen=True, slots=True)
class Moments:
    """Wording for one reader."""

    locale: str
    zone: str

    def local(self, instant: datetime) -> datetime:
        """Return the instant as the reader's clock shows it."""
        return instant.astimezone(ZoneInfo(self.zone))

    def long_day(self, instant: datetime) -> str:
        """Return "Monday 30 November"."""
        return self._format(self.local(instant).date(), _LONG, "MMMMEEEEd")

    def clock(self, instant: datetime) -> str:
        """Return "09:30"."""
        return f"{self.local(instant):%H:%M}"

    def name(self, day: date) -> str:
        """Return "Mon 30"."""
        return self._format(day, _NAME, "Ed")

    def moment(self, instant: datetime) -> str:
        """Return "Mon 30 Nov, 09:00"."""
        return f"{self._format(self.local(instant).date(), _SHORT, 'MMMEd')}, {self.clock(instant)}"

    def near(self, instant: datetime, now: datetime) -> str:
        """Return an instant as short as it stays clear: "09:00", "Mon 09:00" this week, "15 Dec" later."""
        day, today = self.local(instant).date(), self.local(now).date()
        if day == today:
            return self.clock(instant)
        if abs((day - today).days) < 7:
            return f"{self._format(day, {}, 'E')} {self.clock(instant)}"
        return self._format(day, {"en": "d MMM", "de": "d. MMM"}, "MMMd")

    def _format(self, day: date, own: dict[str, str], skeleton: str) -> str:
        try:
            locale = Locale.parse(self.locale.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            locale = Locale("en")
        if locale.language in own:
            return format_date(day, own[locale.language], locale)
        return format_skeleton(skeleton, datetime(day.year, day.month, day.day), locale=locale)  # noqa: DTZ001 - a day
