"""The table of verbs: what may be typed, in English and German, and what follows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, Literal

from bot.rules.spelling import spellings


class Shape(Enum):
    """What follows the verb."""

    NONE = auto()
    """Nothing; more words do not matter, except in a thread."""
    EXACT = auto()
    """Nothing, and it is no command when something does follow: "a lot" answers no lesson."""
    WHOM = auto()
    """A person, or nothing: then the flow asks whom."""
    WHOM_WHEN = auto()
    """A person, then a day and perhaps a time."""
    WHAT = auto()
    """A policy by short or full name, a receipt or a code, perhaps several words."""
    WHAT_VERSION = auto()
    """A policy and its version."""
    WHAT_TEXT = auto()
    """A policy, then free text."""
    CODE = auto()
    """A card's code, and nothing else: without one the verb does not fit."""
    CODE_TEXT = auto()
    """A card's code, then free text."""
    CODE_SPAN = auto()
    """A card's code, then for how long."""
    ANSWER = auto()
    """A card's code and free text, or nothing at all: "no idea" is talk, "no Q4TN" an answer."""
    ANY = auto()
    """Anything, taken as one name: a language, a code to check."""
    TEXT = auto()
    """Free text only."""
    STATIC = auto()
    """Whatever follows is dropped: nothing of it may be kept."""
    CONFIDENTIAL = auto()
    """As STATIC, and in a thread too: rather a sentence lost than a report passed on as a question."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One row: the verb of a press and its typed twins.

    The first word of each language is the one to show.  ``sample`` is what follows it in examples;
    ``answer`` is what the words themselves say, such as yes or b.  Rows that share their words stand in
    the order in which they are tried.
    """

    verb: str
    english: tuple[str, ...]
    german: tuple[str, ...]
    shape: Shape
    sample: str = ""
    answer: str = ""
    german_sample: str = ""

    def words(self, locale: str) -> tuple[str, ...]:
        """Return the words of one language; English stands in for a language without verbs."""
        return self.german if locale.startswith("de") else self.english


_S = Shape
VERBS: Final[tuple[Verb, ...]] = (
    Verb("list.open", ("list", "my list"), ("liste", "meine liste"), _S.NONE),
    Verb("help", ("help", "?", "commands", "all commands"), ("hilfe", "befehle", "alle befehle"), _S.NONE),
    Verb("team.show", ("team", "my team"), ("team", "mein team"), _S.NONE),
    Verb("quality.show", ("what is wrong", "register"), ("was nicht stimmt", "register"), _S.NONE),
    Verb("briefing.show", ("brief", "briefing"), ("einweisen", "einweisung"), _S.WHOM, "ben"),
    Verb("briefing.plan", ("plan",), ("planen",), _S.WHOM_WHEN, "ben thu 10:00",
         german_sample="ben do 10 uhr"),
    Verb("briefing.record", ("record",), ("festhalten",), _S.WHOM, "ben"),
    Verb("briefing.reassign", ("not mine", "not my report"), ("nicht in meinem team", "nicht meins"),
         _S.WHOM, "ben"),
    Verb("briefing.no_show", ("no show", "not coming"), ("kommt nicht", "nicht erschienen"), _S.WHOM, "ben"),
    Verb("briefing.snooze", ("snooze", "later"), ("später", "verschieben"), _S.CODE_SPAN, "Q4TN 1d"),
    Verb("briefing.help", ("need help",), ("hilfe holen", "brauche hilfe"), _S.WHOM, "ben"),
    Verb("briefing.points", ("points", "eight points"), ("punkte", "acht punkte"), _S.WHOM, "ben"),
    Verb("briefing.confirm", ("yes",), ("ja",), _S.ANSWER, "Q4TN", "yes"),
    Verb("briefing.confirm", ("not quite",), ("nicht ganz",), _S.ANSWER, "Q4TN …", "partly"),
    Verb("briefing.confirm", ("no",), ("nein",), _S.ANSWER, "Q4TN", "no"),
    Verb("briefing.remind", ("remind",), ("erinnern",), _S.WHOM, "ben"),
    Verb("briefing.take", ("step in",), ("einspringen",), _S.WHOM, "ben"),
    Verb("briefing.ask", ("ask manager",), ("führungskraft fragen",), _S.WHOM, "ben"),
    Verb("briefing.time", ("ask for a time",), ("um termin bitten",), _S.NONE),
    Verb("card.read", ("read",), ("lesen",), _S.CODE, "Q4TN"),
    Verb("policy.read", ("read",), ("lesen",), _S.WHAT, "aup"),
    Verb("policy.changes", ("changes",), ("änderungen",), _S.WHAT, "aup"),
    Verb("policy.acknowledge", ("ack", "acknowledge"), ("bestätigen",), _S.WHAT_VERSION, "aup 3.0"),
    Verb("policy.ask", ("ask",), ("fragen", "frage"), _S.WHAT_TEXT, "aup …"),
    Verb("policy.answer", ("answer",), ("antworten", "beantworten"), _S.CODE_TEXT, "Q4TN …"),
    Verb("policy.decline", ("decline",), ("ablehnen",), _S.WHAT, "aup"),
    Verb("policy.retract", ("retract", "take back"), ("zurückziehen",), _S.WHAT, "AU3-7M2Q-19"),
    Verb("policy.snooze", ("not today",), ("heute nicht",), _S.CODE, "Q4TN"),
    Verb("day.quiet", ("not today",), ("heute nicht",), _S.NONE),
    Verb("followup.talked", ("talked", "we have talked"), ("gesprochen", "wir haben gesprochen"),
         _S.WHOM, "eve"),
    Verb("followup.time", ("time", "needs time"), ("zeit", "braucht zeit"), _S.WHOM_WHEN, "eve 18 dec",
         german_sample="eve 18. dez"),
    Verb("followup.absent", ("away",), ("abwesend",), _S.WHOM_WHEN, "eve 18 dec",
         german_sample="eve 18. dez"),
    Verb("followup.audience", ("wrong audience",), ("gilt nicht für", "gilt hier nicht"), _S.WHOM, "eve"),
    Verb("followup.finding", ("finding",), ("feststellung",), _S.CODE, "Q4TN"),
    Verb("followup.no_finding", ("no finding",), ("keine feststellung",), _S.CODE_TEXT, "Q4TN …"),
    Verb("followup.refer", ("refer", "refer to hr"), ("an hr", "an hr geben"), _S.WHOM, "eve"),
    Verb("policy.approve", ("approve",), ("freigeben",), _S.CODE_TEXT, "Q4TN"),
    Verb("policy.return", ("return",), ("zurückgeben",), _S.CODE_TEXT, "Q4TN …"),
    Verb("lesson.start", ("lesson",), ("lektion",), _S.WHAT),
    Verb("lesson.answer", ("a",), ("a",), _S.EXACT, answer="a"),
    Verb("lesson.answer", ("b",), ("b",), _S.EXACT, answer="b"),
    Verb("lesson.answer", ("c",), ("c",), _S.EXACT, answer="c"),
    Verb("lesson.sibling", ("again",), ("nochmal", "noch einmal"), _S.EXACT),
    Verb("idea.submit", ("improve", "idea"), ("idee", "verbessern"), _S.TEXT, "…"),
    Verb("idea.accept", ("accept", "accept idea"), ("annehmen", "annehmen idee"), _S.CODE_TEXT, "Q4TN …"),
    Verb("idea.decline", ("decline idea",), ("ablehnen idee",), _S.CODE_TEXT, "Q4TN …"),
    Verb("idea.reply", ("reply",), ("erwidern",), _S.CODE_TEXT, "Q4TN …"),
    Verb("event.open", ("report",), ("melden",), _S.STATIC),
    Verb("speakup.open", ("speak up", "speak-up", "speakup"), ("hinweis",), _S.CONFIDENTIAL),
    Verb("code.verify", ("verify",), ("prüfen", "prüfcode"), _S.ANY, "Q4TN"),
    Verb("language.set", ("language",), ("sprache",), _S.ANY, "de"),
)  # fmt: skip

# The commands that platforms offer beside /steward.
SLASH: Final[dict[str, str]] = {
    "improve": "idea.submit", "report": "event.open", "speak-up": "speakup.open", "verify": "code.verify",
}  # fmt: skip
# Buttons whose twin is worded in another row.
_TWIN_OF: Final[dict[str, str]] = {"policy.snooze": "day.quiet"}


def _phrases() -> dict[tuple[str, ...], tuple[Verb, ...]]:
    """Return every way to type a verb, folded and cut into words, with the rows it may mean."""
    found: dict[tuple[str, ...], tuple[Verb, ...]] = {}
    for row in VERBS:
        ways = {way for words in (*row.english, *row.german) for way in spellings(words)}
        for way in sorted(ways):
            key = tuple(way.split())
            found[key] = (*found.get(key, ()), row)
    return found


PHRASES: Final = _phrases()
LONGEST_PHRASE: Final = max(map(len, PHRASES))
# As they are shown: these are what a slip is compared with.
SHOWN_WORDS: Final = tuple(dict.fromkeys(words for row in VERBS for words in (*row.english, *row.german)))


def row_of(verb: str, answer: str = "") -> Verb:
    """Return the row of ``verb``; ``answer`` chooses among yes, partly, no or a, b, c."""
    rows = [row for row in VERBS if row.verb == _TWIN_OF.get(verb, verb)]
    return next((row for row in rows if row.answer == answer), rows[0])


def typed_twin(verb: str, locale: Literal["en", "de"] | str = "en", answer: str = "") -> str:  # noqa: PYI051
    """Return an example of what to type instead of pressing the button of ``verb``: "brief ben".

    Raises IndexError for a verb without a typed twin.
    """
    row = row_of(verb, answer)
    sample = row.german_sample if locale.startswith("de") and row.german_sample else row.sample
    return f"{row.words(locale)[0]} {sample}".strip()
