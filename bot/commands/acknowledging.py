"""What a line in a policy's thread says: an acknowledgement counts only word for word (R17)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.rules.spelling import fold, words


@dataclass(frozen=True, slots=True)
class Acknowledges:
    """The whole message acknowledges; ``version`` is ``""`` when none was named."""

    version: str = ""


@dataclass(frozen=True, slots=True)
class YesWithQuestion:
    """It begins as an acknowledgement and goes on: which of the two shall count?"""

    text: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """It sounds like a yes, and a yes is not enough."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the owner; ``text`` is as written, without a leading "ask" or "Frage"."""

    text: str


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else: shall it be passed on as a question?"""

    text: str


Acknowledgement = Acknowledges | YesWithQuestion | Unclear | Question | Other

_QUOTES: Final = "\"“”„«»‹›‚'"
_ADDRESSED: Final = re.compile(r"\s*(?:(?:<@[^<>\s]{1,80}>|@steward\b)[\s,:]*){1,3}", re.IGNORECASE)
# The German verb is also typed without its umlaut.
_WORDS: Final = r"(?:i acknowledge|acknowledged|ack|ich bestatige|ich bestaetige|bestatigt|bestaetigt)"
_WITH_VERSION: Final = (
    r"(?:i acknowledge|ich bestatige|ich bestaetige) version ([0-9]{1,4}(?:\.[0-9]{1,4}){0,3})"
)
_WHOLE: Final = re.compile(_WORDS)
_WHOLE_VERSION: Final = re.compile(_WITH_VERSION)
_BEGINS: Final = re.compile(rf"(?:{_WITH_VERSION}|{_WORDS})(?!\w)")
_ASKS: Final = re.compile(r"\s*(?:ask|frage)(?!\w)[\s:,]*", re.IGNORECASE)
_GOES_ON: Final = re.compile(
    r"\W*[,;:–—-]|.*\?|\W*(?:but|however|though|if|although|except|and|aber|jedoch|allerdings|wenn|falls|und)\b"
)
_REFUSES: Final = re.compile(r"\W*(?:not|nothing|no|never|none|nicht|nichts|nie|kein\w*)\b")
_YES: Final = words(
    "ok okay okey k yes yep yeah yup y sure fine done agreed agree accepted accept accepts confirmed confirm "
    "understood noted seen ja jo jep jawohl klar gut passt einverstanden verstanden akzeptiert akzeptiere "
    "erledigt gelesen zugestimmt bestatige bestaetige acknowledge acknowledging"
)
_BESIDE_YES: Final = words(
    "i ich it that this all of course is alles das ist thanks thank you danke dir vielen thx please bitte "
    "and und have habe gern gerne everything very much sehr then dann got roger"
)
_THUMBS: Final = re.compile(
    r":(?:\+1|thumbsup|white_check_mark|heavy_check_mark|ok_hand|ok):(?::skin-tone-\d:)?"
)
_NO_SIGNS: Final = "👎❌🚫🙅✋🛑"


def acknowledgement(text: str) -> Acknowledgement:
    """Return what ``text``, written in a policy's thread, says about the policy.

    Case, accents, quotes, blanks and final punctuation do not matter, and an address to Steward before it
    is not part of it.  A question mark is never mere punctuation.
    """
    addressed = _ADDRESSED.match(text)
    written = text[addressed.end() if addressed else 0 :].strip()
    said = " ".join(fold(written).split()).strip(_QUOTES + " ")
    bare = said.rstrip(".!…,; " + _QUOTES)
    if _WHOLE.fullmatch(bare):
        return Acknowledges()
    if found := _WHOLE_VERSION.fullmatch(bare):
        return Acknowledges(found[1])
    if begins := _BEGINS.match(said):
        return _begun(said[begins.end() :], written)
    if asks := _ASKS.match(written):
        return Question(written[asks.end() :].strip() or written)
    if said.rstrip(_QUOTES + " .!…").endswith("?"):
        return Question(written)
    return Unclear() if _is_yes(bare) else Other(written)


def _begun(rest: str, written: str) -> Acknowledgement:
    if not any(map(str.isalnum, rest)):
        return Unclear()
    if _REFUSES.match(rest):
        return Other(written)
    return YesWithQuestion(written) if _GOES_ON.match(rest) else Unclear()


def _is_yes(said: str) -> bool:
    plain = _THUMBS.sub(" ok ", said)
    each = re.findall(r"\w+", plain)
    if not each:
        # A thumb up, a tick: signs alone, and no letter.
        return bool(plain.strip()) and not any(sign in plain for sign in _NO_SIGNS)
    return any(word in _YES for word in each) and all(word in _YES or word in _BESIDE_YES for word in each)
