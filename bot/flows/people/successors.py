"""A manager has left and nobody follows: after five working days somebody is asked to name one (R12)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from bot.flows.notices import MOOT, notify
from bot.rules.calendars import add_working_days
from bot.turn import Turn, args_of
from bot.turn.lines import looks_after
from storage import days, lines
from storage.obligations import OBLIGATION

PATIENCE = 5  # working days of the organisation
# A register that has been wrong for longer is told as a fault, not as news.
LOOKBACK = timedelta(days=30)
BOSS, TOLD = "successor.boss", "successor.told"


def unfollowed(turn: Turn) -> list[tuple[str, str]]:
    """Return (person, last day) of managers who left five working days ago and are still named as managers."""
    today, calendar = turn.today_of(None), turn.calendar_of(None)
    worked = add_working_days(calendar, today + timedelta(days=1), -1)  # on a Saturday the week's last day
    latest = add_working_days(calendar, worked, -PATIENCE)
    rows = days.left_with_reports(turn.connection, today, today - LOOKBACK, latest)
    return [(row.person, row.last.isoformat()) for row in rows if not _is_told(turn, row.person, row.last)]


def ask_for_successor(turn: Turn, ref: str, last: str) -> None:
    """Ask whoever looks after most of the team now to name somebody, and tell the ISMS owner that it was asked."""
    team = _team(turn, ref)
    found = Counter(looks_after(turn, report.id).ref for report in team)
    boss = found.most_common(1)[0][0] if found else ""
    if not boss:
        return
    asked = notify(turn, boss, _cause(ref, last), BOSS, {"name": f"person:{ref}", "date": f"day:{last}"})
    turn.event(
        "line.unfollowed", subject=ref, object_type="obligation", object_id=asked, asked=boss, count=str(len(team)),
        last=last,
    )  # fmt: skip
    holder = turn.holder("isms_owner")
    if holder is not None and holder.ref != boss:
        values = {"name": f"person:{ref}", "date": f"day:{last}", "boss": f"person:{boss}"}
        notify(turn, holder.ref, _cause(ref, last), TOLD, values)


def _team(turn: Turn, ref: str) -> list[Row[Any]]:
    today = turn.today_of(None)
    rows = lines.reports_of(turn.connection, ref, today)
    return [
        one for one in rows if one.edge_kind in ("line", "sponsor") and (one.end is None or one.end >= today)
    ]


def _cause(ref: str, last: Any) -> str:
    return f"successor:{ref}:{last}"


def _is_told(turn: Turn, ref: str, last: Any) -> bool:
    same = (OBLIGATION.c.kind == "notice") & (OBLIGATION.c.object == _cause(ref, last))
    return turn.connection.execute(select(OBLIGATION.c.id).where(same).limit(1)).first() is not None


def _has_one_now(turn: Turn, duty: Row[Any]) -> bool:
    return not _team(turn, str(args_of(duty)["values"]["name"]).removeprefix("person:"))


MOOT[BOSS] = _has_one_now
MOOT[TOLD] = _has_one_now
