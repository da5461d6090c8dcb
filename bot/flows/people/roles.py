"""Roles: granted with a reason, the first one by the operator, later ones by an ISMS owner (R51)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select, update

from bot.errors import Refused
from bot.rules.permissions import may
from bot.turn import Turn
from bot.turn.relations import roles_of
from storage import people
from storage.people import ROLE_GRANT

ROLES = ("isms_owner", "policy_owner", "approver", "top_management", "board_secretary", "auditor", "operator")


def grant_role(turn: Turn, email: str, role: str, reason: str) -> None:
    """Grant a role from today on; granting it again changes nothing."""
    _check(turn, role)
    person = people.person_by_email(turn.connection, email)
    if person is None:
        raise Refused("person.unknown", email=email)
    today = turn.now.date()
    if any(row.role == role for row in people.roles(turn.connection, person.ref, today)):
        return
    values = {
        "id": turn.parts.new_id(),
        "person": person.ref,
        "role": role,
        "scope": "",
        "valid_from": today,
        "valid_to": None,
    }
    turn.connection.execute(insert(ROLE_GRANT), values)
    writing, digest = turn.keep(reason, person.ref)
    turn.event("role.granted", subject=person.ref, role=role, writing=writing, writing_sha256=digest)


def revoke_role(turn: Turn, email: str, role: str, reason: str) -> None:
    """Take a role away from tomorrow's first look on; the last ISMS owner stays."""
    _check(turn, role)
    person = people.person_by_email(turn.connection, email)
    if person is None:
        raise Refused("person.unknown", email=email)
    today = turn.now.date()
    if role == "isms_owner" and len(people.holders(turn.connection, role, today)) == 1:
        raise Refused("role.last")
    mine = (ROLE_GRANT.c.person == person.ref) & (ROLE_GRANT.c.role == role) & ROLE_GRANT.c.valid_to.is_(None)
    turn.connection.execute(update(ROLE_GRANT).where(mine).values(valid_to=today - timedelta(days=1)))
    writing, digest = turn.keep(reason, person.ref)
    turn.event("role.revoked", subject=person.ref, role=role, writing=writing, writing_sha256=digest)


def _check(turn: Turn, role: str) -> None:
    if role not in ROLES:
        raise Refused("role.unknown", role=role, known=", ".join(ROLES))
    n = turn.connection.execute(select(func.count()).select_from(ROLE_GRANT)).scalar_one()
    first = "isms_owner" not in {
        row.role for row in turn.connection.execute(select(ROLE_GRANT.c.role).distinct())
    }
    action = "role.grant_first" if first or n == 0 else "role.grant"
    if may(action, roles_of(turn)):
        return
    owners = people.holders(turn.connection, "isms_owner", turn.now.date())
    if not owners:
        raise Refused("role.first")
    raise Refused("role.not_allowed", known=", ".join(one.email for one in owners))
