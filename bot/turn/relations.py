"""What the actor is to the object at hand, looked up anew at every press."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.rules.permissions import Relation
from bot.turn.lines import boss_of, manager_of
from bot.turn.turn import Turn
from storage import people

_ROLES: dict[str, Relation] = {
    "approver": "approver",
    "top_management": "top_management",
    "isms_owner": "isms_owner",
    "auditor": "auditor",
    "operator": "operator",
}


def roles_of(turn: Turn) -> set[Relation]:
    """Return the actor's roles; an unnamed command line is the operator."""
    if turn.person is None:
        return {"operator"}
    rows = people.roles(turn.connection, turn.person.ref, turn.now.date())
    return {_ROLES[row.role] for row in rows if row.role in _ROLES} | {"colleague"}


def to_duty(turn: Turn, duty: Row[Any]) -> set[Relation]:
    """Return what the actor is to a duty and to the engagement it is about."""
    found = roles_of(turn)
    if turn.person is None:
        return found
    if duty.owner == turn.person.ref:
        found.add("self" if _is_about(turn, duty, turn.person.ref) else "asked")
    if duty.about:
        manager = manager_of(turn, duty.about)
        if manager == turn.person.ref:
            found.add("manager")
        elif manager and boss_of(turn, manager) == turn.person.ref:
            found.add("boss")
    return found


def _is_about(turn: Turn, duty: Row[Any], ref: str) -> bool:
    engagement = people.engagement(turn.connection, duty.about) if duty.about else None
    return engagement is None or engagement.person == ref


def to_policy(turn: Turn, policy: Row[Any]) -> set[Relation]:
    """Return what the actor is to a policy."""
    found = roles_of(turn)
    if turn.person is not None and turn.person.ref == policy.owner:
        found.add("policy_owner")
    return found
