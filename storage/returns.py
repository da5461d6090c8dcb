"""What is known of somebody's return: the absence, what others settled meanwhile, and what came back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from storage.evidence import EVENT
from storage.obligations import OBLIGATION
from storage.people import ABSENCE

_ABSENCES = select(ABSENCE.c.id, ABSENCE.c.first, ABSENCE.c.last).where(
    ABSENCE.c.person == bindparam("person")
)
_HANDED = select(EVENT.c.object_id, EVENT.c.body).where(
    EVENT.c.subject == bindparam("owner"),
    EVENT.c.action == "obligation.handed_over",
    EVENT.c.occurred_at >= bindparam("since"),
)


def absences(connection: Connection, person: str) -> Sequence[Row[Any, Any, Any]]:
    """Return (id, first, last) of a person's absences."""
    return connection.execute(_ABSENCES, {"person": person}).all()


def handed_back(connection: Connection, owner: str, since: datetime) -> dict[str, str]:
    """Return by duty from whom it came back to somebody."""
    rows = connection.execute(_HANDED.order_by(EVENT.c.seq), {"owner": owner, "since": since})
    bodies = [(row.object_id, json.loads(row.body)) for row in rows]
    return {duty: body["handed_from"] for duty, body in bodies if body.get("cause") == "back"}


def settled_by(
    connection: Connection, engagements: Sequence[str], owner: str, since: datetime
) -> dict[str, int]:
    """Return how many talks about these engagements others than ``owner`` have settled, by person."""
    wanted = (
        select(OBLIGATION.c.owner, func.count().label("talks"))
        .where(
            OBLIGATION.c.about.in_(engagements),
            OBLIGATION.c.kind == "briefing",
            OBLIGATION.c.state == "done",
            OBLIGATION.c.ended_at >= since,
            OBLIGATION.c.owner != owner,
        )
        .group_by(OBLIGATION.c.owner)
    )
    return {row.owner: row.talks for row in connection.execute(wanted)}
