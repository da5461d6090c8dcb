"""The templates behind what was said, kept when first used, so that "in which words" has an answer years later."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select

from bot.turn.turn import Turn
from storage.evidence import WORDING

# Templates this process knows to be stored; only a memory, the table is the truth.
_KNOWN: dict[tuple[str, str], set[str]] = {}


def keep_wordings(turn: Turn, locale: str, keys: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each template by key; new ones are stored."""
    database = str(turn.connection.engine.url)
    found: dict[str, str] = {}
    for key in keys:
        wording = turn.parts.words.wording(locale, key)
        found[key] = wording.sha256
        known = _KNOWN.setdefault((database, locale), set())
        if wording.sha256 in known:
            continue
        stored = select(WORDING.c.sha256).where(WORDING.c.sha256 == wording.sha256)
        if turn.connection.execute(stored).first() is None:
            values = {
                "sha256": wording.sha256,
                "id": wording.id,
                "locale": wording.locale,
                "template": wording.template,
            }
            turn.connection.execute(insert(WORDING), values)
        else:
            known.add(wording.sha256)  # known only once it was read back, hence surely committed
    return found
