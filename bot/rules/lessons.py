"""Where somebody stands in a lesson: which situation is next, and in which order its answers are shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

LETTERS = "abcdef"


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that was given: to which item, and whether it was right."""

    item: str
    right: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The situation to answer next: number in the lesson and its item; ``wrong_in_row`` wrong answers before it."""

    number: int
    item: str
    wrong_in_row: int


def place(questions: Sequence[tuple[str, str]], given: Sequence[Given]) -> Place | None:
    """Return what is to be answered next, None when every situation is settled.

    ``questions`` are (item, sibling item) in order.  After a wrong answer comes the item's sibling, then the
    item again: nobody sees the same one twice in a row.
    """
    for number, (item, sibling) in enumerate(questions):
        mine = [one for one in given if one.item in (item, sibling)]
        if any(one.right for one in mine):
            continue
        following = item if not mine or mine[-1].item == sibling or not sibling else sibling
        return Place(number, following, len(mine))
    return None


def shuffled(keys: Sequence[str], seed: str) -> list[str]:
    """Return the answers in an order of their own for each person and item, the same at every look (R24 AC3)."""
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())


def by_letter(keys: Sequence[str], seed: str, letter: str) -> str:
    """Return the answer that stands at a letter, "" when none does."""
    order = shuffled(keys, seed)
    at = LETTERS.find(letter.lower()) if letter else -1
    return order[at] if 0 <= at < len(order) else ""
