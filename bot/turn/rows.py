"""Rows of messages that a turn gathers and writes together at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert

from storage.messages import MESSAGE, OUTBOX, SHOWS

_INSERT_MESSAGE = insert(MESSAGE)
_INSERT_SHOWS = insert(SHOWS)
_INSERT_OUTBOX = insert(OUTBOX)


@dataclass(slots=True)
class Told:
    """Rows gathered by one turn, written together at its end: three statements for any number of messages."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    shows: list[dict[str, Any]] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)

    def flush(self, connection: Connection) -> bool:
        """Write the rows; return True when the outbox has something new."""
        if self.messages:
            connection.execute(_INSERT_MESSAGE, self.messages)
        if self.shows:
            connection.execute(_INSERT_SHOWS, self.shows)
        if self.outbox:
            connection.execute(_INSERT_OUTBOX, self.outbox)
        woke = bool(self.outbox)
        self.messages, self.shows, self.outbox = [], [], []
        return woke
