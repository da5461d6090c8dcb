"""Whom a policy concerns: everyone, or those whose facts a rule names (R16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

EVERYONE = "everyone"
FIELDS = ("role_family", "department", "employment", "country")

Rule = str | Mapping[str, Sequence[str]]


def problems(rule: Any) -> str:
    """Return what is wrong with an audience rule as a sentence, "" when nothing is."""
    if rule == EVERYONE:
        return ""
    if not isinstance(rule, Mapping) or not rule:
        return "write 'everyone', or a list under role_family, department, employment or country"
    for name, values in rule.items():
        if name not in FIELDS:
            return f"'{name}' is unknown; use role_family, department, employment or country"
        if isinstance(values, str) or not isinstance(values, Sequence) or not values:
            return f"'{name}' needs a list of values"
    return ""


def concerns(rule: Rule, facts: Mapping[str, Any]) -> bool:
    """Return True when every field the rule names holds one of its values; case does not matter."""
    if isinstance(rule, str):
        return rule == EVERYONE
    return all(
        str(facts.get(name) or "").casefold() in {str(value).casefold() for value in values}
        for name, values in rule.items()
    )
