"""How people spell: accents, umlauts, slips of the finger, days and months.

Standard library only, and below everything that reads what was typed.
"""

from __future__ import annotations

import unicodedata
from typing import Final

# Letters that NFKD leaves whole although people type them plainly.
_PLAIN: Final = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
})  # fmt: skip
_UMLAUTS: Final = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue",
})  # fmt: skip
# Marks that combine with the letter before, and signs without a width, such as the marks of direction.
_UNSEEN: Final = frozenset({"Mn", "Me", "Cf"})

# Sam, Son and Don are names, so the short forms of German are Sa, So and Do.
WEEKDAYS: Final[dict[str, int]] = {
    word: day
    for day, words in enumerate((
        "mon monday mo montag montags",
        "tue tues tuesday di die dienstag",
        "wed weds wednesday mi mit mittwoch",
        "thu thur thurs thursday do donnerstag",
        "fri friday fr freitag",
        "sat saturday sa samstag sonnabend",
        "sun sunday so sonntag",
    ))
    for word in words.split()
}  # fmt: skip
MONTHS: Final[dict[str, int]] = {
    word: month
    for month, words in enumerate((
        "jan january januar janner jaenner",
        "feb february februar",
        "mar march mrz marz maerz",
        "apr april",
        "may mai",
        "jun june juni",
        "jul july juli",
        "aug august",
        "sep sept september",
        "oct october okt oktober",
        "nov november",
        "dec december dez dezember",
    ), start=1)
    for word in words.split()
}  # fmt: skip
RELATIVE_DAYS: Final[dict[str, int]] = {
    "today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "ubermorgen": 2, "uebermorgen": 2,
}  # fmt: skip


def words(text: str) -> frozenset[str]:
    """Return the words of ``text`` as a set: tables of words stay readable that way."""
    return frozenset(text.split())


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, typographic apostrophes and unseen signs."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    seen = "".join(sign for sign in apart if unicodedata.category(sign) not in _UNSEEN)
    return unicodedata.normalize("NFKD", seen.casefold().translate(_PLAIN))


def spellings(text: str) -> frozenset[str]:
    """Return the folded ways to type ``text``: Müller is muller as well as mueller."""
    composed = unicodedata.normalize("NFC", text)
    return frozenset({fold(composed), fold(composed.translate(_UMLAUTS))})


def distance(one: str, other: str, limit: int) -> int:
    """Return how many slips lie between two words, or ``limit + 1`` when there are more.

    A slip is a letter too many, a missing one, a wrong one, or two that changed places.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, opposite in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def slips_allowed(word: str) -> int:
    """Return how many slips still count as near: none in two letters, one up to five, two beyond."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2
