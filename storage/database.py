"""The database: one door for writing, one for reading, the same on SQLite and PostgreSQL.

Writers of one process take turns on a fair lock.  Between processes SQLite's own busy handler backs off
to 100 ms and is unfair, so ``busy_timeout`` is 0 and BEGIN IMMEDIATE is tried again every millisecond.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import structlog
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import Busy
from storage.engines import POOL_WAIT, STATEMENT_LIMIT, file_of, make_engine
from storage.faults import code_of, is_away, is_busy
from storage.turns import FairLock

__all__ = ["Database", "make_engine"]

log = structlog.get_logger("database")

WRITE_WAIT = 2.0  # seconds a writer waits for its turn
READ_WAIT = 1.0  # seconds a reader waits while another process recovers or empties the log
TURN_LIMIT = 2.5  # seconds from the start of a turn after which nothing is committed any more


class Database:
    """Transactions begin and end here.

    Whatever keeps a transaction from being stored, or from being read, is ``Busy``: nothing was done, and
    trying again later helps.  Everything else is a mistake in a statement and raised as it is.
    """

    def __init__(
        self,
        url: str,
        pool_size: int = 20,
        *,
        statement_limit: float | None = STATEMENT_LIMIT,
        pool_wait: float = POOL_WAIT,
    ) -> None:
        self.url = url
        # A file that is gone is a database that is away, not a new one without tables.
        self.engine = make_engine(
            url, pool_size, create=False, statement_limit=statement_limit, pool_wait=pool_wait
        )
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._file = file_of(make_url(url))
        self._seen: tuple[int, int] | None = None
        self._turns = FairLock()
        self._is_away = False

    @contextmanager
    def writing(self, patience: float = WRITE_WAIT, limit: float | None = TURN_LIMIT) -> Iterator[Connection]:
        """Yield a connection inside a writing transaction, committed at the end.

        ``limit``: seconds after which the transaction is rolled back instead (checked before COMMIT).
        Raises ``Busy`` when no turn was to be had, the database is away, or the limit has passed.
        """
        started = time.monotonic()
        if self.is_sqlite and not self._turns.acquire(patience):
            raise Busy("no turn to write")
        try:
            with self._connected(writing=True) as connection:
                self._begin(connection, "BEGIN IMMEDIATE", started + patience)
                try:
                    yield connection
                    if limit is not None and time.monotonic() - started > limit:
                        raise Busy("the turn took too long")
                    self._commit(connection)
                except BaseException:
                    self._rollback(connection)
                    raise
        finally:
            if self.is_sqlite:
                self._turns.release()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection inside a reading transaction; it never waits for a writer, and cannot write."""
        with self._connected(writing=False) as connection:
            self._only_read(connection, only=True)
            self._begin(connection, "BEGIN", time.monotonic() + READ_WAIT)
            try:
                yield connection
            finally:
                if self._rollback(connection):
                    self._only_read(connection, only=False)

    @contextmanager
    def _connected(self, *, writing: bool) -> Iterator[Connection]:
        try:
            self._look_at_file()
            connection = self.engine.connect()
        except (OSError, DBAPIError, PoolTimeout) as error:
            raise self._away(error, "the database can't be reached") from error
        try:
            yield connection
            if self._is_away:
                self._is_away = False
                log.info("the database is back")
        except (DBAPIError, sqlite3.Error) as error:
            if not is_away(error, writing=writing):
                raise
            raise self._away(error, "the database is away") from error
        finally:
            connection.close()

    def _look_at_file(self) -> None:
        """Raise OSError when the file is gone; what was open of another file of that name is let go.

        SQLite goes on reading and writing a file that was removed or replaced, and all of it would be lost.
        """
        if self._file is None:
            return
        found = self._file.stat()
        seen = (found.st_dev, found.st_ino)
        if seen != self._seen:
            if self._seen is not None:
                self.engine.dispose()
            self._seen = seen

    def _away(self, error: BaseException, words: str) -> Busy:
        if not self._is_away:
            self._is_away = True
            log.warning("the database is away", error=type(error).__name__, code=code_of(error))
        return Busy(words)

    # --- one transaction ----------------------------------------------------------------------

    def _begin(self, connection: Connection, statement: str, deadline: float) -> None:
        if not self.is_sqlite:
            connection.begin()
            return
        raw = _raw(connection)
        while True:
            try:
                raw.execute(statement)
                if (
                    statement == "BEGIN"
                ):  # which only says so; the first look is what can meet another process
                    raw.execute("SELECT 1 FROM sqlite_master LIMIT 1")
            except sqlite3.OperationalError as error:
                self._rollback(connection)
                if not is_busy(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.001)  # noqa: TID251 - SQLite's own busy handler is unfair, see above
            else:
                return

    def _commit(self, connection: Connection) -> None:
        if self.is_sqlite:  # by the driver itself: SQLAlchemy's way costs as much as a statement
            _raw(connection).execute("COMMIT")
        else:
            connection.commit()

    def _rollback(self, connection: Connection) -> bool:
        """Return True when the connection is as it was before, False when it is of no more use."""
        if connection.closed or connection.invalidated:
            return False
        try:
            if self.is_sqlite and _raw(connection).in_transaction:
                _raw(connection).execute("ROLLBACK")
            connection.rollback()
        except (DBAPIError, sqlite3.Error):
            connection.invalidate()
            return False
        return True

    def _only_read(self, connection: Connection, *, only: bool) -> None:
        """Refuse writing: what is written while reading would be lost without a word."""
        raw: Any = connection.connection.driver_connection
        if self.is_sqlite:
            raw.execute("PRAGMA query_only=1" if only else "PRAGMA query_only=0")
        else:
            raw.read_only = only

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)
