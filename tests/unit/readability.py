"""How hard a text is to read: its sentences, and a school grade for English."""

from __future__ import annotations

import re

# A heading is no sentence, a number in front of a rule is no word, and marks are not read aloud.
_HEADING = re.compile(r"^#.*$", re.MULTILINE)
_NUMBER = re.compile(r"^\d+(\.\d+)*\s", re.MULTILINE)
_MARKS = re.compile(r"[*`>]|^- ", re.MULTILINE)
_END = re.compile(r"(?<=[.?:;…])[\"”“']?\s|\n")
_STOP = re.compile(r"(?<=[.?])[\"”“']?\s|\n")
_VOWELS = re.compile(r"[aeiouy]+")
# A name or an address is known by sight; it says nothing about the sentence.
_KNOWN_BY_SIGHT = re.compile(r"\S*(?:\.example|/)\S*|\+?\d[\d ]*|\b[A-Z][a-z]+(?=\s[A-Z][a-z]+)")


def sentences(markdown: str) -> list[str]:
    """Return the sentences of a text; what stands after a colon or semicolon counts as one of its own."""
    return [one.strip() for one in _END.split(_bare(markdown)) if one.strip()]


def grade(markdown: str) -> float:
    """Return the school grade an English text needs (Flesch and Kincaid's measure, syllables by vowel groups)."""
    text = _STOP.split(_bare(markdown))
    said = [words for one in text if (words := re.findall(r"[a-z']+", _plain(one)))]
    words = [word for sentence in said for word in sentence]
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(said) + 11.8 * syllables / len(words) - 15.59


def _bare(markdown: str) -> str:
    return _MARKS.sub("", _NUMBER.sub("", _HEADING.sub("", markdown)))


def _plain(sentence: str) -> str:
    return _KNOWN_BY_SIGHT.sub("", sentence).lower()


def _syllables(word: str) -> int:
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and len(word) > 3
    silent |= word.endswith("ed") and not word.endswith(("ted", "ded"))
    return max(1, len(_VOWELS.findall(word)) - silent)
