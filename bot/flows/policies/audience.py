"""Whom a policy or a lesson concerns: a rule about engagements, asked of the register (R16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, or_, select

from bot.turn import Turn
from storage.people import ENGAGEMENT, PERSON


def audience(rule: Any) -> Select[Any]:
    """Return the engagements a rule concerns, with their persons; those who have left are not in it."""
    wanted = select(
        ENGAGEMENT.c.id,
        ENGAGEMENT.c.start,
        ENGAGEMENT.c.department,
        ENGAGEMENT.c.baseline,
        PERSON,
    ).join(PERSON, PERSON.c.ref == ENGAGEMENT.c.person)
    if isinstance(rule, Mapping):
        for field, values in rule.items():
            # The engagement's country is a country; the person's may be a part of one, for its holidays.
            wanted = wanted.where(ENGAGEMENT.c[field].in_([str(value) for value in values]))
    return wanted


def active(wanted: Select[Any], turn: Turn) -> Select[Any]:
    """Return the same without those whose engagement has ended."""
    today = turn.now.date()
    return wanted.where(
        or_(ENGAGEMENT.c.end.is_(None), ENGAGEMENT.c.end >= today), PERSON.c.merged_into == ""
    )


def size(turn: Turn, rule: Any) -> int:
    """Return how many people a rule concerns."""
    wanted = active(audience(rule), turn).with_only_columns(func.count(ENGAGEMENT.c.person.distinct()))
    return turn.connection.execute(wanted).scalar_one()


def by_department(turn: Turn, rule: Any) -> list[tuple[str, int]]:
    """Return how many people a rule concerns, by department (R16 AC3)."""
    wanted = active(audience(rule), turn).with_only_columns(
        ENGAGEMENT.c.department, func.count(PERSON.c.ref.distinct())
    )
    rows = turn.connection.execute(wanted.group_by(ENGAGEMENT.c.department).order_by(ENGAGEMENT.c.department))
    return [(department, n) for department, n in rows]
