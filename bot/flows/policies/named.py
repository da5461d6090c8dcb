"""Who and what a command names, and whose it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.errors import Refused
from bot.rules.permissions import may
from bot.turn import Turn
from bot.turn.relations import to_policy
from storage import people, policies


def policy_named(turn: Turn, policy_id: str) -> Row[Any]:
    """Return a policy by its id in any case; refuses what is unknown."""
    row = policies.policy(turn.connection, policy_id) or policies.policy(turn.connection, policy_id.upper())
    if row is None:
        raise Refused("policy.unknown", typed=policy_id)
    return row


def person_named(turn: Turn, email: str, key: str) -> Row[Any]:
    """Return a person by e-mail; refuses with ``key`` when nobody has it."""
    row = people.person_by_email(turn.connection, email)
    if row is None:
        raise Refused(key, email=email)
    return row


def refuse_other_owner(turn: Turn, policy_id: str, action: str) -> None:
    """Refuse what only the owner of a policy may do; a policy that is new has none."""
    policy = policies.policy(turn.connection, policy_id)
    if policy is not None and not may(action, to_policy(turn, policy)):
        raise Refused("policy.not_owner", owner=turn.name_of(policy.owner))
