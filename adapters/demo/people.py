"""Whom one can be in the demo: the cast, and everybody else by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select

from adapters.demo.facts import Someone
from adapters.demo.narrator import Narrator
from bot.flows.lists import listed
from bot.phrases import color, initials, listing
from bot.rules.names import fold
from bot.turn import Turn
from storage import people
from storage.people import PERSON

# The people of the conversations first, then somebody who reads German and somebody far away.
CAST = (
    "ana.novak",
    "ben.ito",
    "eve.lund",
    "sam.diaz",
    "chika.obi",
    "olga.marin",
    "otto.weiss",
    "petra.kraus",
)
MORE = ("jonas.meyer", "nia.tamm")


def cast(turn: Turn, reads: str) -> tuple[Someone, ...]:
    """Return the people of the story in their order."""
    found = [people.person_by_email(turn.connection, f"{one}@acme.example") for one in (*CAST, *MORE)]
    return tuple(_someone(turn, Narrator(turn, reads), row) for row in found if row is not None)


def someone(turn: Turn, reads: str, ref: str) -> Someone | None:
    """Return anybody of the company; None for nobody."""
    row = turn.someone(ref)
    if row is None or row.merged_into:
        return None
    return _someone(turn, Narrator(turn, reads), row)


def search(turn: Turn, reads: str, text: str, limit: int) -> tuple[Someone, ...]:
    """Return the people whose name holds ``text``, whatever capitals and accents, by name."""
    wanted = (
        select(PERSON)
        .where(PERSON.c.folded.contains(fold(text), autoescape=True), PERSON.c.merged_into == "")
        .order_by(PERSON.c.folded)
        .limit(limit)
    )
    narrator = Narrator(turn, reads)
    return tuple(_someone(turn, narrator, row) for row in turn.connection.execute(wanted).all())


def count(turn: Turn) -> int:
    """Return how many people the register holds."""
    everybody = select(func.count()).select_from(PERSON).where(PERSON.c.merged_into == "")
    return turn.connection.execute(everybody).scalar_one()


def _someone(turn: Turn, narrator: Narrator, row: Row[Any]) -> Someone:
    line, waits = _line(turn, narrator, row), len(listed(turn, row.ref))
    known = sorted({one.platform.capitalize() for one in people.identities(turn.connection, row.ref)})
    chats = listing(narrator.locale, known) if known else ""
    return Someone(row.ref, row.name, initials(row.name), line, waits, color(row.ref), chats)


def _line(turn: Turn, narrator: Narrator, row: Row[Any]) -> str:
    """Return in half a sentence why it is worth being somebody; for most people it is their work."""
    who = row.email.split("@")[0]
    if who in (*CAST, *MORE):
        return narrator.say(f"demo.cast.{who.split('.')[0]}")
    work = people.active_engagements(turn.connection, row.ref, turn.now.date())
    if not work:
        return narrator.say("demo.line.left")
    title = work[0].title or narrator.say(f"employment.{work[0].employment}")
    return narrator.say(
        "demo.line.default", title=title[:1].upper() + title[1:], department=work[0].department
    )
