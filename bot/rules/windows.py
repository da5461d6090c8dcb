"""How long people have for each kind of duty, in working days of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from bot.rules.calendars import Calendar, add_working_days, closing, local_day, next_window

# Working days by kind, or by kind and variant; the settings `windows` hold the same defaults.
WINDOWS: Mapping[str, int] = MappingProxyType(
    {
        "briefing.confirm": 5,
        "policy.approve": 4,  # from Monday to Friday
        "policy.approve:top": 15,
        "policy.acknowledge": 20,
        "policy.acknowledge:emergency": 3,
        "policy.acknowledge:day_one": 0,
        "policy.acknowledge:starter": 10,
        "policy.answer": 3,
        "followup": 3,
        "followup:boss": 5,  # until the case is for the ISMS owner to decide
        "followup:declined": 5,
        "lesson": 8,
        "idea.answer": 2,
        "idea.answer:reply": 2,
        "idea.answer:decision": 20,
    }
)


def due_for(
    kind: str,
    created: datetime,
    calendar: Calendar,
    *,
    variant: str = "",
    working_days: int | None = None,
    start: date | None = None,
) -> datetime:
    """Return when a duty made at ``created`` is due: at closing, after its kind's working days.

    With ``start`` (a briefing) it is the start day or the next working day, even when that has passed.
    ``working_days`` overrides the kind's.  A kind without a window (``notice``) is a KeyError.
    """
    if start is not None:
        return closing(calendar, add_working_days(calendar, start, 0))
    if working_days is None:
        working_days = WINDOWS[f"{kind}:{variant}" if variant else kind]
    due = closing(calendar, add_working_days(calendar, local_day(calendar, created), working_days))
    return due if due > created else next_window(calendar, created)[1]
