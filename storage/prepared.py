"""Statements of the hottest paths: compiled once for each kind of database, run by its driver itself.

SQLAlchemy's own execution costs four times what SQLite needs for such a statement, and a press is seven of
them.  Everything else goes through ``connection.execute`` as usual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Row, String, Table, bindparam, insert, text, update
from sqlalchemy.engine import result_tuple
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import Select
from sqlalchemy.types import TypeEngine
from sqlmodel import UTCDateTime

from storage.faults import without_values

Values = Mapping[str, Any]
Process = Callable[[Any], Any]
_NONE: Values = MappingProxyType({})


class Prepared:
    """A statement without lists of values (``IN``); its values go by the names of its ``bindparam``s."""

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


class PreparedForRows(Prepared):
    """A change of many rows; PostgreSQL takes them as one statement, a list for each column.

    Row by row it spends 0.3 ms on each, even in a pipeline; SQLite has no such cost.
    """

    def __init__(self, statement: UpdateBase, types: Mapping[str, TypeEngine[Any]], many: str) -> None:
        super().__init__(statement)
        self._types, self._many, self._lists = types, many, ""

    def each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run the change for all of these values, which must not touch one row twice."""
        if connection.dialect.name != "postgresql" or len(rows) < 2:
            super().each(connection, rows)
            return
        form = self._form(connection)
        bound = [form.bound(row) for row in rows]
        lists = {name: [values[name] for values in bound] for name in self._types}
        _driven(connection, self._text(connection.dialect), lists)

    def _text(self, dialect: Dialect) -> str:
        if not self._lists:
            given = (f"%({name})s::{kind.compile(dialect=dialect)}[]" for name, kind in self._types.items())
            lists = f"unnest({', '.join(given)}) AS given ({', '.join(map(_quoted, self._types))})"
            self._lists = self._many.replace("FROM given", f"FROM {lists}")
        return self._lists


class PreparedForSome:
    """A question about some things at once (``IN``), prepared for a few lengths; shorter lists are filled up."""

    LENGTHS = (1, 8, 48, 400)

    def __init__(self, ask: Callable[[Sequence[BindParameter[str]]], Select[Any]]) -> None:
        self._names = [f"some_{place}" for place in range(self.LENGTHS[-1])]
        self._prepared = {
            length: Prepared(ask([bindparam(name, type_=String) for name in self._names[:length]]))
            for length in self.LENGTHS
        }

    def all(self, connection: Connection, some: Sequence[str], values: Values = _NONE) -> list[Row[Any]]:
        """Return the rows about all of them, in no order."""
        found: list[Row[Any]] = []
        for start in range(0, len(some), self.LENGTHS[-1]):
            piece = list(some[start : start + self.LENGTHS[-1]])
            length = next(length for length in self.LENGTHS if length >= len(piece))
            piece += piece[-1:] * (length - len(piece))
            given = {**values, **dict(zip(self._names, piece, strict=False))}
            found += self._prepared[length].all(connection, given)
        return found


def inserting(table: Table, *without: str) -> Prepared:
    """Return the insert of whole rows, but for the columns the database fills in itself."""
    columns = [column for column in table.c if column.name not in without]
    statement = insert(table).values({column.name: bindparam(column.name) for column in columns}).inline()
    names = ", ".join(_quoted(column.name) for column in columns)
    types = {column.name: column.type for column in columns}
    many = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM given"  # noqa: S608 - names of our own tables
    return PreparedForRows(statement, types, many)


def updating(table: Table, key: str, condition: str, *columns: str) -> Prepared:
    """Return the update of some columns of the rows with these keys, where a condition on the table holds.

    ``condition``: SQL that names its columns by the table: ``obligation.state = 'pending'``.
    """
    binds = {name: bindparam(f"{name}_", type_=table.c[name].type) for name in columns}
    statement = update(table).where(table.c[key] == bindparam(f"{key}_"), text(condition)).values(binds)
    types = {f"{name}_": table.c[name].type for name in (key, *columns)}
    sets = ", ".join(f"{_quoted(name)} = given.{name}_" for name in columns)
    where = f"{table.name}.{key} = given.{key}_ AND {condition}"
    many = f"UPDATE {table.name} SET {sets} FROM given WHERE {where}"  # noqa: S608 - names of our own tables
    return PreparedForRows(statement, types, many)


def _quoted(name: str) -> str:
    return f'"{name}"'  # a column may be named as the language's own words are: "end"


class _Form:
    """A statement for one kind of database: its text, and the way of values into its driver and out of it."""

    def __init__(self, statement: Select[Any] | UpdateBase, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.text = str(compiled)
        binds: dict[str, BindParameter[Any]] = {name: bind for bind, name in compiled.bind_names.items()}
        self._fixed = {name: bind.value for name, bind in binds.items() if not bind.required}
        self._names: Sequence[str] = compiled.positiontup or list(binds)
        self._is_by_place = compiled.positiontup is not None
        self._take = _taking(self._names)
        self._in = _needed(_into(binds[name].type, dialect) for name in self._names)
        columns = list(statement.exported_columns)
        self._out = _needed(_out_of(column.type, dialect) for column in columns)
        self._row: Callable[[Iterable[Any]], Row[Any]] = result_tuple([str(column.key) for column in columns])

    def bound(self, values: Values) -> Any:
        """Return the values as the driver takes them; every one must be given."""
        bound = list(self._take({**self._fixed, **values} if self._fixed else values))
        for place, process in self._in:
            if bound[place] is not None:
                bound[place] = process(bound[place])
        return bound if self._is_by_place else dict(zip(self._names, bound, strict=True))

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


def _taking(names: Sequence[str]) -> Callable[[Values], Sequence[Any]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _needed(processes: Iterable[Process | None]) -> list[tuple[int, Process]]:
    return [(place, process) for place, process in enumerate(processes) if process is not None]


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    """Return what makes a value of a column one of the driver's."""
    if dialect.name == "sqlite" and isinstance(kind, UTCDateTime):
        return _as_text
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Process | None:
    """Return what makes a value of the driver one of a column."""
    if dialect.name == "sqlite" and isinstance(kind, UTCDateTime):
        return _from_text
    return kind.dialect_impl(dialect).result_processor(dialect, None)


# Instants as SQLAlchemy writes them on SQLite, in a fourth of its time: they stand in every row.
def _as_text(instant: datetime) -> str:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its zone")
    return instant.astimezone(UTC).isoformat(" ", "microseconds").removesuffix("+00:00")


def _from_text(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


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
