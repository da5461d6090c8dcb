"""Dates, times, numbers and names as they are read in a language: "Mon 7 Dec", "Mo, 7. Dez.", "10:00".

Pure.  Names of days and months are CLDR's; the two forms above are the house's own (conversations.md, rule 16
and G5).  Other languages are written as CLDR has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal

# A day further off than this in another year needs its year, even in December.
_FAR: Final = timedelta(days=183)
# What stands before a first name and is none.
_TITLES: Final = frozenset(
    {"mr", "mrs", "ms", "mx", "miss", "sir", "dr", "prof", "professor", "herr", "frau", "dipl-ing", "mag"}
)
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The names of a language's days (0 is Monday) and months (1 is January)."""

    locale: Locale
    language: str
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]


@lru_cache(maxsize=64)
def _calendar(locale: str) -> _Calendar:
    known = _known(locale)
    if known.language == "en":
        known = Locale.parse("en")  # British English writes "Sept", the house "Sep"
    # The names within a date are "Mo." and "Dez." in German; alone, as the house writes days, "Mo".
    days, short = known.days["stand-alone"]["wide"], known.days["stand-alone"]["abbreviated"]
    months, short_months = known.months["format"]["wide"], known.months["format"]["abbreviated"]
    return _Calendar(
        known,
        known.language,
        tuple(days[n] for n in range(7)),
        tuple(short[n].rstrip(".") for n in range(7)),
        ("", *(months[n] for n in range(1, 13))),
        ("", *(short_months[n] for n in range(1, 13))),
    )


def _known(locale: str) -> Locale:
    for wanted in (locale.replace("-", "_"), locale.replace("-", "_").split("_")[0]):
        try:
            return Locale.parse(wanted)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


def day(locale: str, value: date, today: date | None = None) -> str:
    """Return "Mon 7 Dec" or "Mo, 7. Dez.", with the year when it is neither this one's nor next month's.

    Without ``today`` nobody can tell which year is meant, so it is written.
    """
    names = _calendar(locale)
    with_year = today is None or not _year_is_plain(value, today)
    if names.language not in ("en", "de"):
        return format_skeleton("yMMMEd" if with_year else "MMMEd", value, locale=names.locale)
    weekday_, month_ = names.short_days[value.weekday()], names.short_months[value.month]
    year = f" {value.year}" if with_year else ""
    if names.language == "de":
        return f"{weekday_}, {value.day}. {month_}{year}"
    return f"{weekday_} {value.day} {month_}{year}"


def _year_is_plain(value: date, today: date) -> bool:
    if value.year == today.year:
        return True
    next_month = today.replace(day=28) + timedelta(days=4)
    # In December "Mon 6 Dec" is this month's, not that of the year to come.
    return value.year == next_month.year and value - today < _FAR


def clock(locale: str, value: time) -> str:
    """Return the time of day on the 24-hour clock, "10:00", in every language."""
    return f"{value.hour:02}:{value.minute:02}"


def moment(locale: str, value: datetime, zone: str, today: date | None = None, *, fact: bool = False) -> str:
    """Return "Thu 3 Dec, 10:00" for an aware instant, as it is in ``zone``.

    In a German sentence "Uhr" follows; ``fact`` leaves it out.
    """
    local = value.astimezone(ZoneInfo(zone))
    said = f"{day(locale, local.date(), today)}, {clock(locale, local.time())}"
    return f"{said} Uhr" if _calendar(locale).language == "de" and not fact else said


def weekday(locale: str, value: date) -> str:
    """Return "Monday", "Montag"."""
    return _calendar(locale).days[value.weekday()]


def month(locale: str, value: date) -> str:
    """Return "November" as it stands in a sentence."""
    return _calendar(locale).months[value.month]


def number(locale: str, value: float) -> str:
    """Return a number in figures: "2,431", "2.431"."""
    return format_decimal(value, locale=_calendar(locale).locale)


def listing(locale: str, items: Sequence[str]) -> str:
    """Return "how to report, the confidential route and open questions"."""
    names = _calendar(locale)
    if names.language == "en" and len(items) > 1:
        # CLDR puts a comma before the last "and", the house does not.
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return format_list(list(items), locale=names.locale)


@lru_cache(maxsize=512)
def place(zone: str, locale: str = "") -> str:
    """Return the town an IANA name stands for: "Berlin", and in German "Warschau" for Europe/Warsaw."""
    if locale and "/" in zone:
        try:
            town = get_timezone_location(zone, locale=_known(locale), return_city=True)
            return town.rsplit("/", 1)[-1]
        except LookupError:
            pass
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def first_name(full_name: str) -> str:
    """Return the first name of "Ana Novak", of "Novak, Ana" and of "Dr. Ana Novak"; else the whole name."""
    name = " ".join(_IN_BRACKETS.sub(" ", full_name).split())
    family, comma, given = name.partition(", ")
    if comma and given and family:
        name = given
    each = name.split()
    while len(each) > 1 and each[0].rstrip(".").lower() in _TITLES:
        each.pop(0)
    return (each[0].strip(",") if each else "") or full_name.strip()


def initials(name: str) -> str:
    """Return the first letters of first and last name."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


def color(ref: str) -> int:
    """Return 1 to 6, the same for a person every time; it means nothing."""
    return crc32(ref.encode()) % 6 + 1
