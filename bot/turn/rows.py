"""Rows of messages that a turn gathers and writes together at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from storage.messages import MESSAGE, OUTBOX, SHOWS
from storage.prepared import inserting

_INSERT_MESSAGE = inserting(MESSAGE)
_INSERT_SHOWS = inserting(SHOWS)
_INSERT_OUTBOX = inserting(OUTBOX)


@dataclass(slots=True)
class Told:
    """Rows gathered by one turn, written together at its end: three statements for any number of messages."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    shows: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)

    def flush(self, connection: Connection) -> bool:
        """Write the rows; return True when the outbox has something new."""
        _INSERT_MESSAGE.each(connection, self.messages)
        _INSERT_SHOWS.each(connection, self.shows)
        _INSERT_OUTBOX.each(connection, self.outbox)
        woke = bool(self.outbox)
        self.messages, self.shows, self.outbox = [], [], []
        return woke
