"""Screens that come before anything typed is stored: secrets are covered, events and persons are led elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.rules.screening import cover, looks_like_event, looks_like_person, secrets_in


@dataclass(frozen=True, slots=True)
class Screened:
    """Two texts with their secrets covered, whether there were any, and where they rather belong."""

    first: str
    second: str
    covered: bool
    route: Literal["", "event", "person"]


def screened(first: str, second: str) -> Screened:
    """Return what the screens say of two texts that belong together."""
    covered = bool(secrets_in(first) or secrets_in(second))
    both = f"{first}\n{second}"
    route: Literal["", "event", "person"] = ""
    if looks_like_event(both):
        route = "event"
    elif looks_like_person(both):
        route = "person"
    return Screened(cover(first), cover(second), covered, route)
