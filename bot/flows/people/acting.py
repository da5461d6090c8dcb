"""Acting for a manager: somebody looks after another's reports for some days (R2)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert

from bot.errors import Refused
from bot.turn import Turn
from bot.turn.lines import reports
from storage import lines, people
from storage.lines import REPORTING_EDGE


def act_for(turn: Turn, email: str, manager_email: str, first: date, last: date | None) -> int:
    """Let somebody act for a manager and return for how many reports; the same days twice are once."""
    acting, manager = (people.person_by_email(turn.connection, one) for one in (email, manager_email))
    if acting is None or manager is None:
        raise Refused("person.unknown", email=email if acting is None else manager_email)
    if last is not None and last < first:
        raise Refused("absence.order", first=first.isoformat(), last=last.isoformat())
    days = (acting.ref, "acting", first, last)
    new = 0
    for report in reports(turn, manager.ref):
        known = lines.edges_of(turn.connection, report.id)
        if report.person == acting.ref or days in [
            (one.manager, one.kind, one.valid_from, one.valid_to) for one in known
        ]:
            continue
        edge = {"id": turn.parts.new_id(), "engagement": report.id, "manager": acting.ref, "kind": "acting"}
        dates = {"valid_from": first, "valid_to": last, "source": "cli"}
        turn.connection.execute(insert(REPORTING_EDGE), edge | dates)
        new += 1
    if new:
        turn.event(
            "line.acting",
            subject=acting.ref,
            on_behalf_of=manager.ref,
            first=first.isoformat(),
            last=last.isoformat() if last is not None else "",
        )
    return new
