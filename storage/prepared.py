"""Statements of the hottest paths: compiled once for each kind of database, run by its driver itself.

SQLAlchemy's own execution costs four times what SQLite needs for such a statement, and a press is seven of
them.  Everything else goes through ``connection.execute`` as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Row, Table, bindparam, insert
from sqlalchemy.engine import result_tuple
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import Select
from sqlmodel import UTCDateTime

from storage.faults import without_values

Values = Mapping[str, Any]
Process = Callable[[Any], Any]


class Prepared:
    """A statement without lists (``IN``); its values go by the names of its ``bindparam``s."""

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def all(self, connection: Connection, values: Values) -> list[Row[Any]]:
        """Return the rows of a question, or of a change that returns some."""
        form = self._form(connection)
        return form.rows(_driven(connection, form.text, form.bound(values)).fetchall())

    def first(self, connection: Connection, values: Values) -> Row[Any] | None:
        """Return the first row, or None."""
        form = self._form(connection)
        row = _driven(connection, form.text, form.bound(values)).fetchone()
        return form.rows([row])[0] if row is not None else None

    def each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run a change once for each of these values."""
        form = self._form(connection)
        if len(rows) == 1:
            _driven(connection, form.text, form.bound(rows[0]))
        elif rows:
            _driven(connection, form.text, [form.bound(row) for row in rows], many=True)

    def _form(self, connection: Connection) -> _Form:
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _Form(self._statement, dialect)
        return form


def inserting(table: Table, *without: str) -> Prepared:
    """Return the insert of whole rows, but for the columns the database fills in itself."""
    names = [column.name for column in table.c if column.name not in without]
    return Prepared(insert(table).values({name: bindparam(name) for name in names}).inline())


class _Form:
    """A statement for one kind of database: its text, and the way of values into its driver and out of it."""

    def __init__(self, statement: Select[Any] | UpdateBase, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.text = str(compiled)
        places = {name: _Place(name, bind, dialect) for bind, name in compiled.bind_names.items()}
        self._is_by_place = compiled.positiontup is not None
        self._places = [places[name] for name in compiled.positiontup or places]
        columns = list(statement.exported_columns)
        out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._out = [(place, process) for place, process in enumerate(out) if process is not None]
        self._row: Callable[[Iterable[Any]], Row[Any]] = result_tuple([str(column.key) for column in columns])

    def bound(self, values: Values) -> Any:
        """Return the values as the driver takes them; every one must be given."""
        if self._is_by_place:
            return [place.of(values) for place in self._places]
        return {place.name: place.of(values) for place in self._places}

    def rows(self, rows: Iterable[Sequence[Any]]) -> list[Row[Any]]:
        """Return what the driver returned in the types of the columns."""
        if not self._out:
            return [self._row(row) for row in rows]
        found = []
        for row in rows:
            values = list(row)
            for place, process in self._out:
                if values[place] is not None:
                    values[place] = process(values[place])
            found.append(self._row(values))
        return found


def _remembering(process: Process) -> Process:
    """Return the same that knows its last answer: the instant of a turn goes into nearly every row it writes."""
    last: tuple[Any, Any] = (None, None)

    def remembered(value: Any) -> Any:
        nonlocal last
        if value is None:
            return None
        known, answer = last
        if value is not known:
            answer = process(value)
            last = (value, answer)
        return answer

    return remembered


# How instants go into each driver, for all statements.
_INSTANTS: dict[str, Process] = {}


class _Place:
    """Where one value goes: given with each execution, or fixed in the statement."""

    def __init__(self, name: str, bind: BindParameter[Any], dialect: Dialect) -> None:
        self.name = name
        process: Process | None = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None and isinstance(bind.type, UTCDateTime):
            process = _INSTANTS.setdefault(dialect.name, _remembering(process))
        fixed = process(bind.value) if process is not None else bind.value
        given = itemgetter(name)
        self.of: Callable[[Values], Any]
        if not bind.required:
            self.of = lambda _values: fixed
        elif process is None:
            self.of = given
        else:
            self.of = lambda values: process(values[name])


def _driven(connection: Connection, text: str, values: Any, *, many: bool = False) -> Any:
    """Return the driver's cursor after running a statement; its errors are raised as SQLAlchemy's."""
    dbapi = connection.dialect.loaded_dbapi
    cursor = connection.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(text, values)
    except dbapi.Error as error:
        raise _wrapped(connection, text, error) from error
    return cursor


def _wrapped(connection: Connection, text: str, error: Exception) -> BaseException:
    """Return an error without values, as everywhere; a connection that has broken is not used again."""
    without_values(error)
    dialect = connection.dialect
    broken = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if broken:
        connection.invalidate(error)
    return DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=broken,
        dialect=dialect,
    )
