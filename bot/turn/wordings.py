"""The templates behind what was said, kept when first used: "in which words" has an answer years later."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from sqlalchemy import select, text

from bot.turn.turn import Turn
from storage.evidence import WORDING

# Templates this process knows to be stored; only a memory, the table is the truth.
_KNOWN: dict[tuple[str, str], set[str]] = {}
# What a turn has stored itself is known only to later ones: its transaction may yet come to nothing.
_STORED: WeakKeyDictionary[Turn, set[str]] = WeakKeyDictionary()

# Two processes may say something for the first time at once; both are right.
_STORE = text(
    "INSERT INTO wording (sha256, id, locale, template) VALUES (:sha256, :id, :locale, :template)"
    " ON CONFLICT DO NOTHING"
)


def keep_wordings(turn: Turn, locale: str, keys: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each template by key; new ones are stored."""
    known = _KNOWN.setdefault((turn.parts.database, locale), set()) if turn.parts.database else set[str]()
    mine = _STORED.setdefault(turn, set())
    found: dict[str, str] = {}
    for key in keys:
        wording = turn.parts.words.wording(locale, key)
        found[key] = wording.sha256
        if wording.sha256 in known or wording.sha256 in mine:
            continue
        stored = select(WORDING.c.sha256).where(WORDING.c.sha256 == wording.sha256)
        if turn.connection.execute(stored).first() is not None:
            known.add(wording.sha256)
            continue
        mine.add(wording.sha256)
        values = {"sha256": wording.sha256, "id": wording.id, "locale": wording.locale}
        turn.connection.execute(_STORE, values | {"template": wording.template})
    return found
