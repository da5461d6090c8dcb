"""What sounds like something to report first: a loss, a click, a leak, a mail gone astray (R37, R39).

The question it leads to has "It is only an idea" as one of its answers, so a doubtful sentence is asked
about.  Yet who writes about forms for lost badges is not asked: somebody, or something of ours, must have
lost, clicked, leaked or sent, and it must have happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from bot.rules import event_words as table
from bot.rules.spelling import fold

_SENTENCE: Final = re.compile(r"[.!?;\n]+(?:\s|$)")

_Words = Sequence[str]


def looks_like_event(text: str) -> bool:
    """Return True when a sentence of ``text`` tells of something that should be reported first."""
    return any(_tells_of_an_event(re.findall(r"\w+", each)) for each in _SENTENCE.split(fold(text)))


def _tells_of_an_event(said: _Words) -> bool:
    return any(rule(said, at) for at, word in enumerate(said) for rule in _RULES.get(word, ()))


def _happened(said: _Words, at: int) -> bool:
    """Return True unless the sentence only supposes it, forbids it or says how often it happens."""
    before = said[max(0, at - 25) : at]
    own = not table.FIRST.isdisjoint(said[max(0, at - 8) : at + 4])
    if not table.SUPPOSED.isdisjoint(before) or (not table.HABIT.isdisjoint(said[max(0, at - 10) : at + 10])):
        return False
    if not table.WOULD_BE.isdisjoint(said[max(0, at - 6) : at]) and "have" not in before:
        return False
    return own or table.MODAL.isdisjoint(before)


def _near(said: _Words, at: int, wanted: frozenset[str], back: int, on: int) -> bool:
    return not wanted.isdisjoint(said[max(0, at - back) : at + on + 1])


def _loss(said: _Words, at: int) -> bool:
    following = said[at + 1 : at + 5]
    next_word = following[0] if following else ""
    if not _happened(said, at) or (said[at] == "missing" and next_word in {"a", "an", "the", "some"}):
        return False
    if len(said) == 1:
        return True
    if next_word in table.THINGS:
        return _tells_of_one(said, at, next_word)
    if next_word in table.ONE and not table.THINGS.isdisjoint(following[1:]):
        return True
    if next_word in table.OWN and said[at] in table.SURELY_LOST:
        # Anything of one's own, be it a folder or a signet ring, but neither time nor patience.
        return len(following) > 1 and table.ABSTRACT.isdisjoint(following[1:3])
    return _thing_before(said, at)


def _tells_of_one(said: _Words, at: int, thing: str) -> bool:
    """Return True for "Lost laptop, what now" and "my lost laptop"; "forms for lost phones" names a kind."""
    if at:
        return said[at - 1] in table.OWN
    return thing not in table.MANY and table.WOULD_BE.isdisjoint(said)


def _thing_before(said: _Words, at: int) -> bool:
    """Return True for "my phone was stolen", "Laptop verloren", "das Handy ist weg"."""
    start = max(0, at - 8)
    before = said[start:at]
    for place in range(at - 1, start - 1, -1):
        if said[place] in table.THINGS and (place + 1 == at or said[place + 1] in table.BESIDE_A_THING):
            one = not table.ONE.isdisjoint(said[max(0, place - 3) : place])
            terse = place == 0 and said[place] not in table.MANY
            return one or terse or not table.FIRST.isdisjoint(before)
    own = said[at] in {"verloren", "verlegt"} and not table.OWN.isdisjoint(before)
    return own and table.ABSTRACT.isdisjoint(before)


def _click(said: _Words, at: int) -> bool:
    lured = _near(said, at, table.LURES, 5, 6) or _near(said, at, table.ODD, 4, 6)
    return lured and _happened(said, at) and table.BROKEN.isdisjoint(said)


def _opening(said: _Words, at: int) -> bool:
    odd = _near(said, at, table.ODD, 6, 6)
    return odd and not table.FIRST.isdisjoint(said[: at + 1]) and _happened(said, at)


def _leak(said: _Words, at: int) -> bool:
    if not _happened(said, at) or not table.WATER.isdisjoint(said):
        return False
    previous, following = said[at - 1] if at else "", said[at + 1 : at + 2]
    if said[at] == "encrypted":
        return not table.MALICE.isdisjoint(said) or _near(said, at, table.RANSOM, 5, 5)
    return not (
        following and (at == 0 or previous in table.OF_OR_FOR) and following[0] not in {"today", "yesterday"}
    )


def _malice(said: _Words, at: int) -> bool:
    if not _happened(said, at) or _near(said, at, table.AGAINST_IT, 1, 2):
        return False
    if _near(said, at, table.FIRST, 6, 6) and _near(said, at, table.HAVE, 5, 4):
        return True
    return _near(said, at, table.WAS, 3, 0) and _near(said, at, table.LEAKABLE, 1, 4)


def _astray(said: _Words, at: int) -> bool:
    if not _happened(said, at):
        return False
    if _near(said, at, table.ASTRAY, 8, 12):
        return True
    for place in range(max(0, at - 10), min(len(said), at + 12)):
        if said[place] in table.WRONG and not table.RECIPIENTS.isdisjoint(said[place + 1 : place + 4]):
            return True
    return False


def _told(said: _Words, at: int) -> bool:
    given_away = said[at] not in {"typed", "entered", "eingegeben"}
    told = _near(said, at, table.PASSWORDS, 6, 6) and not table.FIRST.isdisjoint(
        said[max(0, at - 8) : at + 3]
    )
    return told and (given_away or not table.TRAPS.isdisjoint(said)) and _happened(said, at)


def _fell_for(said: _Words, at: int) -> bool:
    return (
        said[at + 1 : at + 2] == ["for"]
        and not table.FIRST.isdisjoint(said[:at])
        and _near(said, at, table.ODD | table.LURES, 0, 6)
    )


_Rule = Callable[[_Words, int], bool]
_TABLE: Final[tuple[tuple[frozenset[str], _Rule], ...]] = (
    (table.LOST, _loss),
    (table.CLICKED, _click),
    (table.OPENED, _opening),
    (table.LEAKED, _leak),
    (table.MALICE, _malice),
    (table.SENT, _astray),
    (table.TOLD, _told),
    (frozenset({"fell"}), _fell_for),
)
_RULES: Final[dict[str, tuple[_Rule, ...]]] = {
    word: tuple(rule for group, rule in _TABLE if word in group) for told, _ in _TABLE for word in told
}
