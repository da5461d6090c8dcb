"""What is written down: duties, events and the outbox, as the tests ask for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from storage.database import Database
from storage.evidence import EVENT
from storage.messages import OUTBOX
from storage.obligations import OBLIGATION
from storage.people import PERSON
from tests.colleagues import Colleague


class Records:
    """Reads one database."""

    database: Database

    def duties(
        self, who: Colleague | None = None, kind: str | None = None, state: str | None = None
    ) -> list[Row[Any]]:
        """Return duties in the order they were made; of one owner, kind or state where given."""
        wanted = select(OBLIGATION).order_by(OBLIGATION.c.created, OBLIGATION.c.id)
        for column, value in (("owner", who.ref if who else None), ("kind", kind), ("state", state)):
            if value is not None:
                wanted = wanted.where(OBLIGATION.c[column] == value)
        return self._rows(wanted)

    def duty(self, who: Colleague, kind: str) -> Row[Any]:
        """Return somebody's only duty of a kind."""
        (found,) = self.duties(who, kind)
        return found

    def duty_of(self, duty_id: str) -> Row[Any]:
        """Return a duty as it stands now."""
        (found,) = self._rows(select(OBLIGATION).where(OBLIGATION.c.id == duty_id))
        return found

    def knows(self, who: Colleague) -> bool:
        """Return True when somebody is in the register."""
        return bool(self._rows(select(PERSON.c.ref).where(PERSON.c.ref == who.ref)))

    def events(self, action: str | None = None, about: Any = None) -> list[dict[str, Any]]:
        """Return what the evidence says, in order; ``about`` a colleague, a row or an id."""
        wanted = select(EVENT.c.body).order_by(EVENT.c.seq)
        if action is not None:
            wanted = wanted.where(EVENT.c.action == action)
        if about is not None:
            ids = [about.ref, about.engagement] if isinstance(about, Colleague) else [plain(about)]
            columns = (EVENT.c.subject, EVENT.c.engagement, EVENT.c.object_id)
            wanted = wanted.where(columns[0].in_(ids) | columns[1].in_(ids) | columns[2].in_(ids))
        return [json.loads(row.body) for row in self._rows(wanted)]

    def outbox(self, kind: str = "post") -> list[Row[Any]]:
        """Return the rows of the outbox in the order they were made."""
        return self._rows(select(OUTBOX).where(OUTBOX.c.kind == kind).order_by(OUTBOX.c.id))

    def _rows(self, wanted: Any, values: Mapping[str, Any] | None = None) -> list[Row[Any]]:
        with self.database.reading() as connection:
            return list(connection.execute(wanted, values or {}).all())

    def rows_of(self, wanted: Any) -> list[Row[Any]]:
        """Return the rows of a statement."""
        return self._rows(wanted)

    def rows(self, question: Callable[[Connection], Any]) -> Any:
        """Return what a question to the storage returns."""
        with self.database.reading() as connection:
            return question(connection)


def plain(value: Any) -> str:
    """Return the id that stands for something in a button's args."""
    if isinstance(value, Colleague):
        return value.ref
    return str(getattr(value, "id", value))
