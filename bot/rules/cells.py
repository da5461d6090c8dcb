"""One cell of a sheet: its text to a value, or a sentence that says what is wrong with it.

Each parser takes a stripped text and raises ValueError with the sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from functools import lru_cache

LONGEST_TEXT = 200
LONGEST_KEY = 100
_WEEK = "MTWTFSS"
# C0, DEL and C1; and the marks that turn the direction of what follows, so that a name could not
# rearrange the sentence it stands in.  U+200E and U+200F, which real names have, are let through.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")
_LOCAL_PART = re.compile(r'(?=.{1,64}$)[^\s@<>(),;:"\\\[\].]+(?:\.[^\s@<>(),;:"\\\[\].]+)*')
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])"
_DOMAIN = re.compile(rf"(?:[^\W_]\.|{_LABEL}\.)+{_LABEL}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_YES = frozenset({"1", "true", "yes", "y", "ja", "wahr", "x"})
_NO = frozenset({"0", "false", "no", "n", "nein", "falsch"})
_PLATFORMS = frozenset({"slack", "teams", "email"})
# What most HR systems write for "no end".
_NO_END = "9999-12-31"


def plain(text: str) -> str:
    """Return a text of at most 200 characters, composed (NFC), without characters that steer."""
    return _text(text, LONGEST_TEXT)


def key(text: str) -> str:
    """Return the key of another row, "" for none."""
    return _text(text, LONGEST_KEY)


def own_key(text: str) -> str:
    """Return the key a row is about; there must be one."""
    if not text:
        raise ValueError("The person_ref is missing.")
    return key(text)


def name(text: str) -> str:
    """Return a name with single blanks; it may not be empty."""
    found = " ".join(_text(text, LONGEST_TEXT).split())
    if not found:
        raise ValueError("The name is missing.")
    return found


def email(text: str) -> str:
    """Return an e-mail address in lower case, "" for none."""
    if not text:
        return ""
    address = _text(text, 254).lower()
    local, _, domain = address.rpartition("@")
    if not (_LOCAL_PART.fullmatch(local) and _is_domain(domain)):
        raise ValueError("This is not an e-mail address; write one such as ana.novak@acme.example.")
    return address


def start(text: str) -> date:
    """Return a first day; there must be one."""
    if not text:
        raise ValueError("The start date is missing.")
    return _date(text)


def end(text: str) -> date | None:
    """Return a last day, None for none; 9999-12-31 is none."""
    return None if not text or text == _NO_END else _date(text)


def workdays(text: str) -> frozenset[int]:
    """Return the working days of a week, Monday 0: "MTWTF", "MTW--"; Monday to Friday when empty."""
    if not text:
        return frozenset(range(5))
    letters = text.upper()
    if len(letters) > 7 or any(c not in {day, "-"} for c, day in zip(letters, _WEEK, strict=False)):
        raise ValueError(
            "Write working days as MTWTF, and a day off as a dash: MTW-- is Monday to Wednesday."
        )
    days = frozenset(place for place, letter in enumerate(letters) if letter != "-")
    if not days:
        raise ValueError("There is no working day in this week.")
    return days


def week(days: Collection[int]) -> str:
    """Return working days as seven characters: Monday to Wednesday is "MTW----"."""
    return "".join(letter if place in days else "-" for place, letter in enumerate(_WEEK))


def flag(default: bool) -> Callable[[str], bool]:
    """Return a parser of yes and no that takes an empty cell as ``default``."""

    def parse(text: str) -> bool:
        word = text.lower()
        if word in _YES or word in _NO:
            return word in _YES
        if word:
            raise ValueError("Write 1 for yes and 0 for no.")
        return default

    return parse


def fte(text: str) -> float:
    """Return a share of full time; 1.0 when nothing is said.  A decimal comma is taken."""
    try:
        share = float(text.replace(",", ".")) if text else 1.0
    except ValueError:
        share = -1.0
    if not 0 <= share <= 2:
        raise ValueError("Write the share of full time as a number from 0 to 1, such as 0.8.")
    return share


def level(text: str) -> int | None:
    """Return the level below the board, None when nothing is said."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        raise ValueError("Write the level as a whole number: 0 is the board, 1 whoever reports to it.")
    return int(text)


def tier(text: str) -> int:
    """Return a tier of access: 0 before the talk, 1 business, 2 sensitive or privileged."""
    if text not in {"0", "1", "2"}:
        raise ValueError("Write the tier as 0, 1 or 2.")
    return int(text)


def country(text: str) -> str:
    """Return a country as ISO 3166 writes it, two letters; "" for none."""
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise ValueError("Write the country as two letters, such as DE.")
    return "GB" if text.upper() == "UK" else text.upper()


def subdivision(text: str) -> str:
    """Return a part of a country as ISO 3166-2 writes it, without the country: SCT; "" for none."""
    part = text.upper()
    if part and not (len(part) <= 3 and part.isascii() and part.isalnum()):
        raise ValueError("Write the part of the country by its code, such as SCT for Scotland.")
    return part


def locale(text: str) -> str:
    """Return a language, such as de or pt-BR; "" for none."""
    if text and not _LOCALE.fullmatch(text):
        raise ValueError("Write the language by its code, such as de.")
    return text.replace("_", "-")


def platform(text: str) -> str:
    """Return the chat platforms of a person, the one to be asked first in front: slack+teams; "" for none."""
    names = [part.strip() for part in text.lower().split("+")] if text else []
    if any(part not in _PLATFORMS for part in names):
        raise ValueError("Write slack, teams, slack+teams, or nothing.")
    return "+".join(dict.fromkeys(names))


def one_of(words: Collection[str], default: str) -> Callable[[str], str]:
    """Return a parser that takes one of ``words``, in any case, and an empty cell as ``default``."""

    def parse(text: str) -> str:
        word = text.lower() or default
        if word not in words:
            raise ValueError(f"Write one of {', '.join(sorted(words))}.")
        return word

    return parse


def zone(known: Collection[str]) -> Callable[[str], str]:
    """Return a parser that takes a time zone out of ``known``; "" for none."""

    def parse(text: str) -> str:
        if text and text not in known:
            raise ValueError("No time zone has this name; write one such as Europe/Berlin.")
        return text

    return parse


def instant(text: str) -> datetime:
    """Return a moment in UTC from ISO 8601; it must say its zone or distance from UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("Write the moment with its distance from UTC, such as 2026-11-16T08:55:00Z.")
    return moment.astimezone(UTC)


@lru_cache(maxsize=1024)  # ten thousand people share a handful of domains
def _is_domain(text: str) -> bool:
    return _DOMAIN.fullmatch(text) is not None


def _date(text: str) -> date:
    """Return a day from 2026-12-07, or 07.12.2026, which Excel makes of it in German."""
    try:
        if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
            found = date(int(text[:4]), int(text[5:7]), int(text[8:]))
        else:
            day, month, year = text.split(".")
            found = date(int(year), int(month), int(day))
    except ValueError:
        found = date.min
    if not 1900 <= found.year <= 2199:
        raise ValueError("This is no date of the calendar; write it as 2026-12-07.")
    return found


def _text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"It has {len(text):,} characters; {longest} fit.")
    if _STEERING.search(text):
        raise ValueError("It holds characters that cannot be shown, such as a line break or NUL.")
    return text if text.isascii() else unicodedata.normalize("NFC", text)
