"""What an error of a database means, and its words without anybody's name in them."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import ExceptionContext
from sqlalchemy.exc import DBAPIError

# https://www.sqlite.org/rescode.html: busy, full, out of reach, damaged; the disk's faults, not our statement's.
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PROTOCOL,
    }
)
# https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, rollback to resolve a conflict,
# resources, operator intervention (timeouts and shutdowns too), system, lock not available.
_POSTGRESQL = ("08", "25P03", "40", "53", "55P03", "57", "58")
_READ_ONLY = "25006"  # a replica that has not become the leader yet
_DATA = "22"  # the class whose first line quotes the value that does not fit


def is_busy(error: sqlite3.Error) -> bool:
    """Return True when SQLite says that another process is at it."""
    return _sqlite_code(error) == sqlite3.SQLITE_BUSY


def is_away(error: BaseException | None, *, writing: bool = True) -> bool:
    """Return True when an error tells of the database's state, not of our statement: later it may work.

    Being read-only is a state for who writes, and a mistake of ours in a transaction that only reads.
    """
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or is_away(error.orig, writing=writing)
    if isinstance(error, sqlite3.Error):
        code = _sqlite_code(error)
        return code in _SQLITE or (writing and code == sqlite3.SQLITE_READONLY)
    state = getattr(error, "sqlstate", None)
    if state is None:
        # psycopg gives none when there was no answer at all.
        return type(error).__name__ == "OperationalError"
    return state.startswith(_POSTGRESQL) or (writing and state == _READ_ONLY)


def _sqlite_code(error: sqlite3.Error) -> int:
    # The low byte is the kind; the rest tells more.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def code_of(error: BaseException | None) -> str:
    """Return the database's own code of an error, for the log."""
    if isinstance(error, DBAPIError):
        return code_of(error.orig)
    return str(getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", "") or "no answer")


def without_values(error: BaseException | None) -> None:
    """Take the values out of a driver's error: PostgreSQL's DETAIL quotes whole rows, names and all.

    What stays is the code, the first line where it quotes none, and the names of table and constraint.
    """
    diagnosis = getattr(error, "diag", None)
    state = getattr(error, "sqlstate", None)
    if error is None or diagnosis is None or not state:
        return
    first = "a value does not fit" if state.startswith(_DATA) else str(diagnosis.message_primary or "")
    places = (diagnosis.table_name, diagnosis.column_name, diagnosis.constraint_name)
    error.args = (" ".join([f"{state}:", first, *(f"({one})" for one in places if one)]),)


def hide_values(context: ExceptionContext) -> None:
    """Take the values out of an error that SQLAlchemy is about to raise; a listener of ``handle_error``."""
    without_values(context.original_exception)
    raised: Any = context.sqlalchemy_exception
    if isinstance(raised, DBAPIError) and getattr(raised.orig, "sqlstate", None):
        kind = type(raised.orig)
        raised.args = (f"({kind.__module__}.{kind.__qualname__}) {raised.orig}",)
