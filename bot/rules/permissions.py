"""Who may do what to what (R45): one table, action by relation; whatever is not in it is refused.

A relation is what somebody is to the object at hand, looked up anew at every press: a card can be seen by
people it was not meant for, and yesterday's manager is nobody today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal

Relation = Literal[
    "self",  # whose duty, record or idea it is
    "asked",  # who was asked by a follow-up, an approval or a question: the duty's owner
    "manager",  # looks after the engagement today: line, acting or sponsor
    "boss",  # looks after the manager
    "policy_owner",
    "approver",
    "top_management",
    "isms_owner",
    "auditor",
    "operator",
    "colleague",  # anybody else in the register
]
RELATIONS: Final[tuple[Relation, ...]] = (
    "self", "asked", "manager", "boss", "policy_owner", "approver", "top_management", "isms_owner", "auditor",
    "operator", "colleague",
)  # fmt: skip

_TABLE: Final[dict[str, tuple[Relation, ...]]] = {
    # An acknowledgement, a lesson, a confirmation is worth something only because a person gave it.
    "duty.answer": ("self", "asked"),
    "duty.see": ("self", "asked", "manager", "isms_owner", "operator"),
    "duty.count": ("self", "manager", "boss", "isms_owner", "operator"),
    "briefing.record": ("manager",),
    "briefing.no_show": ("asked", "manager", "isms_owner", "operator"),
    "briefing.see": ("self", "manager", "isms_owner"),
    "briefing.confirm": ("self",),
    "lesson.see_answers": ("self",),
    "lesson.see_done": ("self", "manager", "isms_owner"),
    "followup.answer": ("asked",),
    "question.read": ("self", "asked"),
    "question.answer": ("asked",),
    "policy.add": ("policy_owner", "isms_owner", "operator"),
    "policy.submit": ("policy_owner", "isms_owner", "operator"),
    "policy.publish": ("policy_owner", "isms_owner", "operator"),
    "policy.approve": ("approver", "top_management"),
    "policy.approve_top": ("top_management",),
    "idea.read": ("self", "asked"),
    "idea.decide": ("asked",),
    "role.grant": ("isms_owner",),
    "role.grant_first": ("operator", "isms_owner"),
    "people.import": ("operator",),
    "people.faults": ("isms_owner", "operator"),
    "delivery.list": ("operator", "isms_owner"),
}
ACTIONS: Final[Mapping[str, frozenset[Relation]]] = MappingProxyType(
    {action: frozenset(relations) for action, relations in _TABLE.items()}
)


def may(action: str, relations: Iterable[Relation]) -> bool:
    """Return True when one of the relations allows the action; an action nobody wrote down is a KeyError."""
    return not ACTIONS[action].isdisjoint(relations)
