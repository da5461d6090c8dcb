"""Whose duty on a policy is meant: by a button, a name, a code or the thread; always the actor's own (R17 AC3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.commands import is_code
from bot.errors import Refused
from bot.flows.common import duty_of, head_of, owned
from bot.flows.lists import listed
from bot.flows.policies.facts import (
    policy_meant,
    text_of_duty,
)
from bot.model import Pressed
from bot.turn import Turn
from storage import obligations, policies

KIND = "policy.acknowledge"


def duty_meant(turn: Turn, pressed: Pressed) -> Row[Any]:
    """Return the actor's own duty that is meant by a button, a name, a code or the thread; refuses otherwise."""
    policy_id = pressed.args.get("policy", "")
    what = pressed.args.get("what", "")
    if not policy_id and what and not is_code(what):
        policy_id = policy_meant(turn, what).id
    if not policy_id:
        found = duty_of(turn, pressed, KIND)
        if found is not None:
            return _own(turn, pressed, found)
        head = head_of(turn, pressed)
        if head is not None and head.subject.startswith("policy:"):
            policy_id = head.subject[7:]
    if not policy_id:
        return _only_open(turn, pressed)
    return own_on(turn, policy_id, pressed.args.get("version", ""))


def _own(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Row[Any]:
    """Return the actor's own duty on the same policy when the card is somebody else's (R17 AC3)."""
    if duty.owner == turn.me.ref:
        return duty
    mine = _mine(turn, duty.object)
    if mine:
        return mine[0]
    return owned(turn, pressed, duty)


def own_on(turn: Turn, policy_id: str, version: str) -> Row[Any]:
    """Return the actor's own duty on a policy, of that version where there is one; refuses with the reason for none."""
    mine = _mine(turn, policy_id)
    if version and (exact := [duty for duty in mine if duty.version == version]):
        return exact[0]
    if mine:
        return mine[0]
    row = policies.policy(turn.connection, policy_id)
    if row is None:
        raise Refused("policy.unknown", typed=policy_id)
    if not row.published:
        raise Refused("policy.unpublished", policy=row.title)
    raise Refused("policy.not_audience", actions=(turn.button("policy.read", policy=policy_id),))


def _mine(turn: Turn, policy_id: str) -> list[Row[Any]]:
    """Return the actor's duties on a policy: the newest version first, what is pending before what is done."""
    rows = obligations.of_object(turn.connection, turn.me.ref, KIND, policy_id)
    return sorted(
        rows, key=lambda duty: (duty.state != "pending", duty.state == "closed", -duty.created.timestamp())
    )


def _only_open(turn: Turn, pressed: Pressed) -> Row[Any]:
    """Return the one acknowledgement that is open; several are offered as buttons, none is said."""
    mine = [duty for duty in listed(turn, turn.me.ref) if duty.kind == KIND]
    if not mine:
        raise Refused("policy.none_open")
    if len(mine) > 1:
        raise Refused("choose.duty", actions=tuple(_choice(turn, pressed, duty) for duty in mine[:5]))
    return mine[0]


def _choice(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Any:
    text = text_of_duty(turn, duty)
    label = turn.say("fact.value.policy_version", policy=text.row.title, version=duty.version)
    return turn.button(pressed.verb, duty=duty.id, label=label)
