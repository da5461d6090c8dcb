"""What a typed day and time say, before anybody asks which year or whether it has passed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time
from typing import Final

from bot.rules.spelling import MONTHS, RELATIVE_DAYS, WEEKDAYS, fold, words

LONGEST: Final = 80


@dataclass(slots=True)
class Spoken:
    """The parts that were said.  ``dates`` are (year or None, month, day); two of them when unclear.

    ``vague``: a lone 1 to 6, which may be morning or afternoon.  ``alone``: a number that is all there is.
    """

    weekday: int | None = None
    days_from_today: int | None = None
    dates: list[tuple[int | None, int, int]] = field(default_factory=list)
    at: time | None = None
    vague: bool = False
    afternoon: bool = False
    alone: int | None = None

    @property
    def names_a_day(self) -> bool:
        """Return True when a weekday, a date or a word such as tomorrow was said."""
        return self.weekday is not None or self.days_from_today is not None or bool(self.dates)


class _Unreadable(Exception):
    """These words are no day and no time."""


def spoken(text: str, locale: str = "en") -> Spoken | None:
    """Return what ``text`` says, None when any of its words is neither day nor time.

    English and German words are read whatever the locale; to a German reader "am" is only a preposition.
    """
    plain = " ".join(text.split())
    if not plain or len(plain) > LONGEST:
        return None
    rest = " ".join(fold(plain).split())
    said = Spoken()
    try:
        while rest:
            rest = _step(rest, said, german=locale.startswith("de"))
        _settle(said)
    except (_Unreadable, ValueError):
        # ValueError: 25:00 and its like.
        return None
    return said


def _step(rest: str, said: Spoken, *, german: bool) -> str:
    for pattern, take in _PATTERNS:
        found = pattern.match(rest)
        if found and not (german and take is _half_day) and take(found, said):
            return rest[found.end() :].lstrip(" ,;.-")
    raise _Unreadable


def _settle(said: Spoken) -> None:
    if said.afternoon and said.at is not None and said.at.hour < 12:
        said.at = said.at.replace(hour=said.at.hour + 12)
        said.vague = False
    if said.alone is not None and said.names_a_day:
        _set_time(said, said.alone, 0)
        said.vague = 1 <= said.alone <= 6 and not said.afternoon
        if said.afternoon and said.alone < 12:
            said.at = time(said.alone + 12)
        said.alone = None


def _set_time(said: Spoken, hour: int, minute: int) -> None:
    if said.at is not None:
        raise _Unreadable
    said.at = time(hour, minute)


def _set_date(said: Spoken, *dates: tuple[str | None, str, str]) -> bool:
    if said.dates:
        raise _Unreadable
    for year, month, day in dates:
        full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and (full, int(month), int(day)) not in said.dates:
            said.dates.append((full, int(month), int(day)))
    return bool(said.dates)


def _iso(found: re.Match[str], said: Spoken) -> bool:
    return _set_date(said, (found[1], found[2], found[3]))


def _clock(found: re.Match[str], said: Spoken) -> bool:
    _set_time(said, int(found[1]), int(found[2] or 0))
    return True


def _half_day(found: re.Match[str], said: Spoken) -> bool:
    hour = int(found[1])
    if not 1 <= hour <= 12:
        raise _Unreadable
    _set_time(said, hour % 12 + (12 if found[3] == "p" else 0), int(found[2] or 0))
    return True


def _half_before(found: re.Match[str], said: Spoken) -> bool:
    _set_time(said, (int(found[1]) - 1) % 24, 30)
    return True


def _dotted(found: re.Match[str], said: Spoken) -> bool:
    """Read 3.12. as a date; after a day, 10.30 is a time unless another time follows."""
    day, month, end, year = found.groups()
    is_time = end is None and len(month) == 2 and not _TIME_TO_COME.search(found.string, found.end())
    if is_time and (said.names_a_day or int(month) > 12):
        return _clock(found, said)
    return _set_date(said, (year, month, day))


def _slashed(found: re.Match[str], said: Spoken) -> bool:
    one, other, year = found.groups()
    return _set_date(said, (year, other, one), (year, one, other))


def _day_month(found: re.Match[str], said: Spoken) -> bool:
    return found[2] in MONTHS and _set_date(said, (found[3], str(MONTHS[found[2]]), found[1]))


def _month_day(found: re.Match[str], said: Spoken) -> bool:
    return found[1] in MONTHS and _set_date(said, (found[3], str(MONTHS[found[1]]), found[2]))


def _word(found: re.Match[str], said: Spoken) -> bool:
    word = found[1]
    if word in _FILLERS or (word == "morgen" and said.names_a_day):
        return True
    if word in _AFTERNOON:
        said.afternoon = True
    elif word in _NOON:
        _set_time(said, 12, 0)
    elif word in WEEKDAYS and said.weekday is None:
        said.weekday = WEEKDAYS[word]
    elif word in RELATIVE_DAYS and said.days_from_today is None:
        said.days_from_today = RELATIVE_DAYS[word]
    else:
        return False
    return True


def _day_after_tomorrow(found: re.Match[str], said: Spoken) -> bool:
    said.days_from_today = 2
    return True


def _number(found: re.Match[str], said: Spoken) -> bool:
    if said.alone is not None or said.at is not None:
        return False
    said.alone = int(found[1])
    return True


_FILLERS: Final = words(
    "on at the um am an den dem der by until till bis from ab of next nachsten naechsten nachste naechste "
    "kommenden zu zum this diesen uhr clock o'clock morning morgens vormittag vormittags fruh frueh in im"
)
_AFTERNOON: Final = words("afternoon evening nachmittag nachmittags abend abends")
_NOON: Final = words("noon midday mittag mittags")
_TIME_TO_COME: Final = re.compile(
    r"[0-9]:[0-9]|[0-9] ?(?:uhr|h\b|am\b|pm\b)|\s[0-9]{1,2}$|\b(?:noon|mittags?)\b"
)
_YEAR: Final = r"(?:,? (20[0-9]{2}))?(?![0-9:])"
# A half of the day, not the German preposition: "10 am" is a time, "10 uhr am do" has one already.
_MERIDIEM: Final = r" ?([ap])\.?m\b\.?(?! (?:[0-9]|(?:mo|di|mi|do|fr|sa|so)\w*\b))"

_PATTERNS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Spoken], bool]], ...]] = (
    (re.compile(r"(20[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?:t(?=[0-9])|(?![0-9-]))"), _iso),
    (re.compile(rf"([0-9]{{1,2}})(?:[:.]([0-9]{{2}}))?{_MERIDIEM}"), _half_day),
    (re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?(?: ?uhr\b)?(?![0-9:])"), _clock),
    (re.compile(r"([0-9]{1,2})\.([0-9]{2}) ?uhr\b"), _clock),
    (re.compile(r"([0-9]{1,2}) ?uhr\b(?: ([0-9]{2})(?![\w.:/]| [a-z]))?"), _clock),
    (re.compile(r"([0-9]{1,2})h([0-9]{2})?\b"), _clock),
    (re.compile(r"halb ([0-9]{1,2})\b(?![.:/])"), _half_before),
    (re.compile(rf"([0-9]{{1,2}})(?:\.|st|nd|rd|th)? ?(?:of )?([a-z]{{3,}})\.?{_YEAR}"), _day_month),
    (re.compile(rf"([a-z]{{3,}})\.? ?([0-9]{{1,2}})(?:\.|st|nd|rd|th)?(?![0-9:.]){_YEAR}"), _month_day),
    (re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})(?:(\.)([0-9]{4}|[0-9]{2})?)?(?![0-9:])"), _dotted),
    (re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?(?![0-9/:])"), _slashed),
    (re.compile(r"day after tomorrow\b"), _day_after_tomorrow),
    (re.compile(r"(o'clock|[a-z]+)\b"), _word),
    (re.compile(r"([0-9]{1,2})(?:\.|st|nd|rd|th)?(?![\w:/])"), _number),
)  # fmt: skip
