"""HR is involved: yes or no, and nothing about it; from then on Steward is silent about the duty."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from bot.flows.followups.answers import asked, close
from bot.model import Pressed, Reply
from bot.turn import Turn, args_of, on
from bot.turn.evidence import canonical
from storage import obligations
from storage.obligations import OBLIGATION

REFERRED = "referred"


def is_referred(duty: Row[Any]) -> bool:
    """Return True when HR is involved with somebody's duty: they are told nothing about it, and nobody is asked.

    It stays in their list, and what they do of their own accord counts as ever.
    """
    return REFERRED in args_of(duty)


@on("followup.refer")
def refer(turn: Turn, pressed: Pressed) -> Reply:
    """Note that HR is involved, and nothing about it; from now on the duty rests (``is_referred``)."""
    duty, about = asked(turn, pressed)
    close(turn, pressed, duty, about, "refer")
    # A second job owes the same version; HR is involved with the person, not with one of the jobs.
    for one in obligations.of_object(turn.connection, about.owner, about.kind, about.object):
        if one.state == "pending" and one.version == about.version:
            args = canonical(args_of(one) | {REFERRED: True})
            turn.connection.execute(
                update(OBLIGATION).where(OBLIGATION.c.id == one.id).values(args=args, next_at=None)
            )
    return turn.note("note.followup.refer")
