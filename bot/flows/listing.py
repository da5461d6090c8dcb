"""Lists for the operator: duties and deliveries, with people as e-mail addresses."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.errors import Refused
from bot.turn import Turn
from storage import outbox, people
from storage.obligations import OBLIGATION
from storage.people import ENGAGEMENT, PERSON

_OWNER = PERSON.alias("owner_person")
_ABOUT = PERSON.alias("about_person")


def obligations(turn: Turn, email: str = "") -> list[dict[str, Any]]:
    """Return duties, the nearest date first; of one person when an address is given."""
    wanted = (
        select(OBLIGATION, _OWNER.c.email.label("owner_email"), _ABOUT.c.email.label("about_email"))
        .outerjoin(_OWNER, _OWNER.c.ref == OBLIGATION.c.owner)
        .outerjoin(ENGAGEMENT, ENGAGEMENT.c.id == OBLIGATION.c.about)
        .outerjoin(_ABOUT, _ABOUT.c.ref == ENGAGEMENT.c.person)
        .order_by(OBLIGATION.c.due.nulls_last(), OBLIGATION.c.id)
    )
    if email:
        person = people.person_by_email(turn.connection, email)
        if person is None:
            raise Refused("person.unknown", email=email)
        wanted = wanted.where(OBLIGATION.c.owner == person.ref)
    return [_obligation(row, turn.now) for row in turn.connection.execute(wanted)]


def _obligation(row: Any, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "owner": row.owner_email or "",
        "about": row.about_email or "",
        "object": row.object,
        "version": row.version,
        "state": row.state,
        "overdue": row.state == "pending" and row.due is not None and row.due < now,
        "due": row.due.isoformat() if row.due is not None else None,
        "next_at": row.next_at.isoformat() if row.next_at is not None else None,
        "step": row.step,
    }


def deliveries(turn: Turn, state: str = "") -> list[dict[str, Any]]:
    """Return messages in a state (all of them without one), the newest first."""
    rows = [row for row in outbox.in_state(turn.connection, state) if row.kind == "post"]
    names = people.persons(turn.connection, [row.recipient for row in rows if row.recipient])
    found = []
    for row in rows:
        to = names.get(row.recipient)
        found.append(
            {
                "id": row.message,
                "at": (row.ended_at or row.not_before).isoformat(timespec="minutes"),
                "to": to.email if to is not None else "",
                "platform": row.platform,
                "title": json.loads(row.card)["title"] if row.card else row.draws,
                "state": row.state,
                "reason": row.reason,
                "attempts": row.attempts,
            }
        )
    return found
