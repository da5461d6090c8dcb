"""What follows a verb, read by its shape: person, policy, version, code, time, free text.

A reading is None when what follows does not fit.  In a thread people talk, so there the fit is strict:
"read the mail again before you pay" is talk, "read aup" a command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.commands.codes import reference
from bot.commands.tokens import Line, Token
from bot.commands.verbs import Shape
from bot.rules.spelling import MONTHS, RELATIVE_DAYS, WEEKDAYS, words

Filled = Mapping[str, str]

_VERSION: Final = re.compile(r"[vV]?([0-9]{1,4}(?:\.[0-9]{1,4}){0,3})")
_SPAN: Final = re.compile(r"[0-9]{1,3}(d|h|w|t)?")
_SPAN_WORDS: Final = words(
    "in a an one two three ein eine einen zwei drei day days tag tage tagen week weeks woche wochen "
    "hour hours stunde stunden later spater spaeter tomorrow morgen next nachste naechste"
)
_BEFORE_A_TIME: Final = words("on at until till by am um bis ab from next nachsten naechsten kommenden")
_BEFORE_A_NAME: Final = words("with for to mit fur fuer")
_DROPPED: Final = "…"
_NOON: Final = words("noon midday mittag mittags")


def _few(line: Line, most: int) -> bool:
    return len(line) <= most and not any(mark in line.written for mark in "?!,;\n")


def _none(line: Line, strict: bool) -> Filled | None:
    return None if line and strict else {}


def _exact(line: Line, strict: bool) -> Filled | None:
    return None if line else {}


def _text(line: Line, strict: bool) -> Filled | None:
    return {"text": line.written}


def _static(line: Line, strict: bool) -> Filled | None:
    if line and strict:
        return None
    return _confidential(line, strict)


def _confidential(line: Line, strict: bool) -> Filled | None:
    return {"text": _DROPPED if line else ""}


def _any(line: Line, strict: bool) -> Filled | None:
    return None if strict and not _few(line, 1) else {"what": reference(line.names) or line.names}


def _whom(line: Line, strict: bool) -> Filled | None:
    line = _without(line, _BEFORE_A_NAME)
    return None if strict and not _few(line, 2) else {"whom": line.names}


def _whom_when(line: Line, strict: bool) -> Filled | None:
    line = _without(line, _BEFORE_A_NAME)
    named = 1 if line and reference(line.tokens[0].name) else 0  # a code may begin with a digit: 9W6Q
    cut = next((at for at in range(named, len(line)) if _starts_a_time(line, at)), len(line))
    whom = Line(line.text, line.tokens[:cut])
    if strict and not (_few(whom, 2) and len(line) <= 8 and "?" not in line.written):
        return None
    return {"whom": whom.names, "when": line.after(cut).names}


def _what(line: Line, strict: bool) -> Filled | None:
    if line and (found := reference(line.tokens[0].name)):
        return {"what": found, "text": line.after(1).written}
    return None if strict and not _few(line, 3) else {"what": line.names}


def _what_version(line: Line, strict: bool) -> Filled | None:
    if strict and not _few(line, 5):
        return None
    names = line.names.split()
    found = _VERSION.fullmatch(names[-1]) if names else None
    if found is None:
        return {"what": reference(line.names) or line.names}
    named = names[:-2] if len(names) > 1 and names[-2].lower() == "version" else names[:-1]
    what = " ".join(named)
    return {"what": reference(what) or what, "version": found[1]}


def _what_text(line: Line, strict: bool) -> Filled | None:
    if not line:
        return {}
    name = line.tokens[0].name
    return {"what": reference(name) or name, "text": line.after(1).written, "rest": line.written}


def _code(line: Line, strict: bool) -> Filled | None:
    found = reference(line.names)
    return {"what": found} if found else None


def _code_text(line: Line, strict: bool) -> Filled | None:
    if line and (found := reference(line.tokens[0].name)):
        return {"what": found, "text": line.after(1).written}
    return None if strict and line else {"text": line.written}


def _answer(line: Line, strict: bool) -> Filled | None:
    # A lone yes in a thread answers whatever the thread is about, so its subject decides.
    return _code_text(line, True) if line or not strict else None


def _code_span(line: Line, strict: bool) -> Filled | None:
    if line and not _is_span(line.tokens[0]):
        name, span = line.tokens[0].name, line.after(1)
    else:
        name, span = "", line
    fits = (not name or reference(name)) and all(map(_is_span, span.tokens))
    code = reference(name)
    # What is no code names somebody: a slip must never put off whatever else happens to be open.
    return None if strict and not fits else {"what": code, "whom": "" if code else name, "when": span.names}


def _is_span(token: Token) -> bool:
    return token.word in _SPAN_WORDS or _SPAN.fullmatch(token.word) is not None


def _without(line: Line, leading: frozenset[str]) -> Line:
    return line.after(1) if len(line) > 1 and line.tokens[0].word in leading else line


def _starts_a_time(line: Line, at: int, led_by: int = 0) -> bool:
    """Return True when a day or a time begins at this word: "ben may" is a name, "may 3" is a day."""
    token = line.tokens[at]
    if token.is_mention or "@" in token.raw:
        return False
    word, following = token.word, line.tokens[at + 1 : at + 3]
    if word in _BEFORE_A_TIME:
        # "until next fri" is led by two such words; more of them lead nowhere.
        return bool(following) and led_by < 2 and _starts_a_time(line, at + 1, led_by + 1)
    if word in MONTHS:
        # Jan is a name as well: "plan jan 3 dec".
        return _is_number(following[:1]) and not (len(following) > 1 and following[1].word in MONTHS)
    if word in WEEKDAYS:
        # So is Sun: the last word before a day is a name, a weekday before a time is a day.
        return at > 0 or not following or _is_number(following[:1]) or following[0].word in _BEFORE_A_TIME
    return word in RELATIVE_DAYS or word in _NOON or word[:1].isdigit()


def _is_number(tokens: tuple[Token, ...]) -> bool:
    return bool(tokens) and tokens[0].word[:1].isdigit()


READINGS: Final[Mapping[Shape, Callable[[Line, bool], Filled | None]]] = {
    Shape.NONE: _none, Shape.EXACT: _exact, Shape.WHOM: _whom, Shape.WHOM_WHEN: _whom_when, Shape.WHAT: _what,
    Shape.WHAT_VERSION: _what_version, Shape.WHAT_TEXT: _what_text, Shape.CODE: _code,
    Shape.CODE_TEXT: _code_text, Shape.CODE_SPAN: _code_span, Shape.ANSWER: _answer, Shape.ANY: _any,
    Shape.TEXT: _text, Shape.STATIC: _static, Shape.CONFIDENTIAL: _confidential,
}  # fmt: skip
