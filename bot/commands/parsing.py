"""A line to a command: which verb, and what follows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.commands.acknowledging import Acknowledges, Unclear, YesWithQuestion, acknowledgement
from bot.commands.codes import reference
from bot.commands.shapes import READINGS
from bot.commands.tokens import Line, line
from bot.commands.verbs import LONGEST_PHRASE, PHRASES, SHOWN_WORDS, SLASH, Shape, Verb, row_of
from bot.model import Place
from bot.rules.spelling import distance, slips_allowed, spellings


@dataclass(frozen=True, slots=True)
class Command:
    """What was typed, as a verb and its raw arguments.

    ``what`` is a policy's name as typed, or a code or receipt as printed; ``when`` a day, a time or a span
    as typed; ``answer`` what the words themselves say (yes, partly, no; a, b, c).  ``rest`` is all that
    follows "ask" as written, because only the flow knows where a policy's name ends.  ``typed`` is the
    whole line.  After the static verbs, ``text`` is "…" when something was dropped, and ``typed`` is empty.
    """

    verb: str
    whom: str = ""
    what: str = ""
    when: str = ""
    version: str = ""
    text: str = ""
    typed: str = ""
    answer: str = ""
    rest: str = ""

    def args(self) -> dict[str, str]:
        """Return the arguments that were given, by name, as a press carries them."""
        names = ("whom", "what", "when", "version", "text", "answer", "rest")
        return {name: value for name in names if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Unknown:
    """No verb begins like this.  ``closest`` are words that lie near, as they are shown.

    ``wants``: the word is a verb, and what followed it was not the card's code that it takes, or was too much.
    """

    word: str
    closest: tuple[str, ...] = ()
    rest: str = ""
    wants: Literal["", "code", "nothing"] = ""


@dataclass(frozen=True, slots=True)
class NotACommand:
    """Talk: it finds its subject by the message it answers."""


Parsed = Command | Unknown | NotACommand

# Where people talk with each other, or with Steward under a card.
_TALKING: Final = frozenset({"thread", "channel"})
_LONGEST_WORD: Final = 40


def parse(text: str, *, place: Place, command: str = "") -> Parsed:
    """Return the command in ``text``, or why there is none.

    ``command`` is the name of a slash command without its slash.  After one, everything has to be a
    command; in the DM the first words decide; in a thread or channel what does not fit is talk.
    """
    if command in SLASH:
        return _of_slash(SLASH[command], line(text))
    typed = line(text)
    if command not in {"", "steward"}:
        return Unknown(command, _closest(line(command)), typed.written)
    commanded = bool(command) or place == "command"
    typed = _unaddressed(typed)
    if not typed:
        return Command("list.open", typed=text.strip()) if commanded else NotACommand()
    found = _whole(typed) or _command(typed, strict=place in _TALKING and not commanded)
    if found is None:
        return _unknown(typed, place, commanded=commanded)
    return found if _keeps(found.verb) else replace(found, typed="")


def corrected(unknown: Unknown) -> Command | None:
    """Return the command that was meant if the nearest word was, to be offered and never done."""
    if not unknown.closest:
        return None
    phrase = unknown.closest[0]
    # The word that was read stands for the first of the phrase, the words after it for the others.
    rest = line(unknown.rest).after(len(phrase.split()) - 1)
    meant = parse(f"{phrase} {rest.written}", place="command")
    return meant if isinstance(meant, Command) else None


def _of_slash(verb: str, typed: Line) -> Command:
    row = row_of(verb)
    filled = READINGS[row.shape](typed, False) or {}
    return Command(verb, typed=typed.written if _keeps(verb) else "", **filled)


def _keeps(verb: str) -> bool:
    return row_of(verb).shape not in {Shape.STATIC, Shape.CONFIDENTIAL}


def _unaddressed(typed: Line) -> Line:
    """Return the line without "@Steward" or "/steward" before it."""
    while typed and (typed.tokens[0].is_mention or typed.tokens[0].word == "steward"):
        typed = typed.after(1)
    return typed


def _whole(typed: Line) -> Command | None:
    """Return the command when the whole line is "I acknowledge" or a lone code."""
    said = acknowledgement(typed.written)
    if isinstance(said, Acknowledges):
        return Command("policy.acknowledge", version=said.version, typed=typed.written)
    code = reference(typed.names) if len(typed) == 1 else ""
    return Command("card.read", what=code, typed=typed.written) if code else None


def _command(typed: Line, *, strict: bool) -> Command | None:
    words = tuple(token.word for token in typed.tokens[:LONGEST_PHRASE])
    for count in range(len(words), 0, -1):
        for row in PHRASES.get(words[:count], ()):
            command = _fitting(row, typed, count, strict=strict)
            if command is not None:
                return command
    return None


def _fitting(row: Verb, typed: Line, count: int, *, strict: bool) -> Command | None:
    filled = READINGS[row.shape](typed.after(count), strict)
    if filled is None:
        return None
    return Command(row.verb, typed=typed.written, answer=row.answer, **filled)


def _unknown(typed: Line, place: Place, *, commanded: bool) -> Parsed:
    unknown = _named(typed)
    if commanded or typed.tokens[0].raw.startswith("/"):
        return unknown
    if place == "thread" or isinstance(acknowledgement(typed.written), YesWithQuestion | Unclear):
        return NotACommand()
    if place == "channel" and (not unknown.closest or typed.written.endswith("?")):
        return NotACommand()
    return unknown


def _named(typed: Line) -> Unknown:
    closest = _closest(typed)
    words = tuple(token.word for token in typed.tokens[:LONGEST_PHRASE])
    for count in range(len(words), 0, -1):
        rows = PHRASES.get(words[:count], ())
        if rows and not closest:
            said = " ".join(token.name for token in typed.tokens[:count])
            lone = all(row.shape is Shape.EXACT for row in rows)
            return Unknown(said, (), typed.after(count).written, "nothing" if lone else "code")
    return Unknown(typed.tokens[0].name[:_LONGEST_WORD], closest, typed.after(1).written)


def _closest(typed: Line) -> tuple[str, ...]:
    """Return up to three verbs near the first words, the nearest first."""
    found: dict[str, int] = {}
    for shown in SHOWN_WORDS:
        count = len(shown.split())
        word = " ".join(token.word for token in typed.tokens[:count])
        limit = slips_allowed(word)
        if limit and len(word) <= _LONGEST_WORD:
            slips = min(distance(word, way, limit) for way in spellings(shown))
            if 0 < slips <= limit:  # what was typed itself is no slip of it
                found[shown] = slips
    # Two words that are near say more than one of them.
    return tuple(sorted(found, key=lambda shown: (found[shown], -len(shown.split())))[:3])
