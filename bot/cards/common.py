"""What every card builder shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

from bot.model import Action, Facts, Status


class Say(Protocol):
    """Words in the reader's language."""

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the words of ``key``."""


def button(
    say: Say,
    verb: str,
    /,
    *,
    primary: bool = False,
    about: str = "",
    key: str = "",
    values: dict[str, str] | None = None,
    **args: str,
) -> Action:
    """Return a button labelled ``button.<verb>``; ``values`` fill the label, ``args`` travel with the press."""
    label = say(key or f"button.{verb}", **(values or {}))
    return Action(verb, label, args, primary=primary, about=about)


def facts(say: Say, pairs: Iterable[tuple[str, str]]) -> Facts:
    """Return facts with their labels worded; pairs without a value are left out, five are shown."""
    shown = [(say(f"fact.{name}"), value) for name, value in pairs if value]
    return Facts(tuple(shown[:5]))


def until_status(say: Say, until: str, standing: str, calm: Literal["open", "soon"] = "open") -> Status:
    """Return how far off a date is; ``standing`` is "late" once it has passed, "today" on its day, else ""."""
    match standing:
        case "late":
            return Status("late", say("status.late"))
        case "today":
            return Status("soon", say("status.due_today"))
        case _:
            return Status(calm, until)
