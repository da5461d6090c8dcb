"""The demo's time: it stands still until it is moved, and is kept in the demo's own database."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Integer, MetaData, Table, delete, insert, select
from sqlmodel import UTCDateTime

from bot.turn import Turn

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)  # the Monday of the story
SWITCHED_ON = datetime(2026, 11, 12, 8, 0, tzinfo=BERLIN)  # when the company began to use Steward

# No table of the product's: a database that is served has no clock but the real one.
_CLOCK = Table(
    "demo_clock",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UTCDateTime, nullable=False),
)


class Clock:
    """Time that goes forward only, and only when somebody moves it."""

    def __init__(self, at: datetime = SWITCHED_ON) -> None:
        self._at = at.astimezone(UTC)

    def __call__(self) -> datetime:
        """Return the demo's time in UTC."""
        return self._at

    def forward(self, to: datetime) -> None:
        """Make it ``to``; raises ValueError for what has passed."""
        if to < self._at:
            raise ValueError("the demo's time goes forward only")
        self._at = to.astimezone(UTC)

    def set_back(self, to: datetime) -> None:
        """Make it the first morning again, together with the company's database."""
        self._at = to.astimezone(UTC)


def keep(turn: Turn, at: datetime) -> None:
    """Keep the time in the demo's database."""
    _CLOCK.create(turn.connection, checkfirst=True)
    turn.connection.execute(delete(_CLOCK))
    turn.connection.execute(insert(_CLOCK), {"id": 1, "at": at})


def kept(turn: Turn) -> datetime:
    """Return the time that the demo's database keeps."""
    at: datetime = turn.connection.execute(select(_CLOCK.c.at)).scalar_one()
    return at
