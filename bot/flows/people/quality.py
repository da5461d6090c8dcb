"""What is wrong with the register, for the ISMS owner: all of it in one card, and only when there is news (R2)."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select

from bot.flows.notices import notify
from bot.flows.people.missing import FLAGGED_AFTER
from bot.rules.calendars import known_zone
from bot.rules.lines import Edge
from bot.rules.registers import Finding, Member, line_findings, one_for_each_circle
from bot.turn import Turn, args_of
from bot.turn.runs import Runs
from storage import registers
from storage.obligations import OBLIGATION

KEY = "quality"
SHOWN = 5  # lines of a card; the others are counted
# Of chat accounts that nobody could be linked to, those that somebody can do something about.
NOT_A_FAULT = frozenset({"a bot", "a deactivated account", "this person has left"})


def quality(turn: Turn) -> list[Finding]:
    """Return everything somebody should correct: lines, zones, who is missing, accounts nobody is linked to."""
    connection, today = turn.connection, turn.today_of(None)
    staff = registers.staff(connection, today)
    members = [Member(row.id, row.person, row.level, row.employment) for row in staff]
    edges, marks = [], {}
    for row in registers.staff_edges(connection, today):
        if row.manager:
            edges.append(
                Edge(row.engagement, row.manager, row.kind, row.valid_from, row.valid_to, row.person)
            )
        else:
            marks[row.engagement] = row.kind
    found = line_findings(members, edges, marks)
    home = turn.settings.organisation.zone
    # Where a register gives no zone the organisation's holds, which is no fault.
    bad = {zone for zone in {row.zone for row in staff} if zone and known_zone(zone, home)[1]}
    found += [Finding("zone", row.id, row.person, detail=row.zone) for row in staff if row.zone in bad]
    for row in registers.flagged(connection, today, FLAGGED_AFTER):
        found.append(Finding("missing", row.engagement, row.person, detail=row.source))
    for row in registers.unlinked(connection):
        if row.reason not in NOT_A_FAULT:
            found.append(Finding("unlinked", detail=f"{row.platform} {row.user_id}: {row.reason}"))
    return found


def tell_findings(engine: Runs, cause: str) -> bool:
    """Return True when the ISMS owner is told what is new in the register's faults.  ``cause`` is a run or a day."""
    findings = engine.ask(_news)
    return bool(findings) and engine.run(_tell, cause, findings)


def _news(turn: Turn) -> list[Finding]:
    """Return the findings, [] when there is nobody to be told, or nothing the last card did not hold."""
    holder = turn.holder("isms_owner")
    if holder is None:
        return []
    found = one_for_each_circle(quality(turn))
    known = set(_last_told(turn, holder.ref))
    return found if any(_mark(one) not in known for one in found) else []


def _last_told(turn: Turn, owner: str) -> list[str]:
    mine = (OBLIGATION.c.owner == owner) & (OBLIGATION.c.kind == "notice") & (OBLIGATION.c.reason == KEY)
    last = turn.connection.execute(
        select(OBLIGATION).where(mine).order_by(OBLIGATION.c.created.desc(), OBLIGATION.c.id.desc()).limit(1)
    ).first()
    return list(args_of(last)["values"]["known"]) if last is not None else []


def _tell(turn: Turn, cause: str, findings: list[Finding]) -> bool:
    """Have the ISMS owner told; the card names the newest five and counts the others."""
    holder = turn.holder("isms_owner")
    if holder is None:
        return False
    known = set(_last_told(turn, holder.ref))
    news = [one for one in findings if _mark(one) not in known]
    if not news:
        return False
    values: dict[str, Any] = {
        "count": len(news),
        "shown": [as_args(one) for one in news[:SHOWN]],
        "known": sorted(_mark(one) for one in findings),
    }
    notify(turn, holder.ref, f"quality:{cause}", KEY, values)
    return True


def _mark(finding: Finding) -> str:
    """Return a short mark by which a finding is known again."""
    said = "|".join((finding.what, finding.engagement, *finding.others, finding.detail))
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


def as_args(finding: Finding) -> dict[str, Any]:
    """Return a finding as a notice carries it: refs, nothing that names anybody."""
    return {
        "what": finding.what,
        "engagement": finding.engagement,
        "person": finding.person,
        "others": list(finding.others[:SHOWN]),
        "detail": finding.detail,
    }
