"""The database: one door for writing, one for reading, the same on SQLite and PostgreSQL.

Writers of one process take turns on a fair lock.  Between processes SQLite's own busy handler backs off
to 100 ms and is unfair, so ``busy_timeout`` is 0 and BEGIN IMMEDIATE is tried again every millisecond.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
        self._file = str(file_of(make_url(url)) or "")
        self._seen: tuple[int, int] | None = None
        self._turns = FairLock()
        self._kept: Connection | None = None
        self._kept_of: tuple[int, int] | None = None
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
            with self._connected(writing=True) as (connection, raw):
                self._begin(connection, raw, started + patience, only_reads=False)
                try:
                    yield connection
                    if limit is not None and time.monotonic() - started > limit:
                        raise Busy("the turn took too long")
                    if self.is_sqlite:  # by the driver itself: SQLAlchemy's way costs as much as a statement
                        raw.execute("COMMIT")
                    else:
                        connection.commit()
                except BaseException:
                    self._rollback(connection, raw)
                    raise
        finally:
            if self.is_sqlite:
                self._turns.release()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection inside a reading transaction; it never waits for a writer, and cannot write.

        What was written while reading would be lost without a word, so it is refused.
        """
        with self._connected(writing=False) as (connection, raw):
            self._begin(connection, raw, time.monotonic() + READ_WAIT, only_reads=True)
            try:
                yield connection
            finally:
                self._rollback(connection, raw)

    @contextmanager
    def _connected(self, *, writing: bool) -> Iterator[tuple[Connection, Any]]:
        """Yield a connection and the driver's own one below it."""
        try:
            self._look_at_file()
            connection = self._writer() if writing and self.is_sqlite else self.engine.connect()
        except (OSError, DBAPIError, PoolTimeout) as error:
            raise self._away(error, "the database can't be reached") from error
        try:
            yield connection, connection.connection.driver_connection
            if self._is_away:
                self._is_away = False
                log.info("the database is back")
        except (DBAPIError, sqlite3.Error) as error:
            if not is_away(error, writing=writing):
                raise
            raise self._away(error, "the database is away") from error
        finally:
            if connection is not self._kept:
                connection.close()
            elif connection.in_transaction():  # by SQLAlchemy's book; the driver's has ended
                self._rollback(connection, connection.connection.driver_connection)

    def _writer(self) -> Connection:
        """Return the connection that is kept for whoever has the turn to write on SQLite.

        There is one at a time, and taking one out of the pool and putting it back costs as much as six looks.
        """
        kept = self._kept
        if kept is None or kept.closed or kept.invalidated or self._kept_of != self._seen:
            self._let_writer_go()
            kept = self._kept = self.engine.connect()
            self._kept_of = self._seen
        return kept

    def _let_writer_go(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None and not kept.closed:
            kept.invalidate()  # closed for good: it may be of a file that is gone
            kept.close()

    def _look_at_file(self) -> None:
        """Raise OSError when the file is gone; what was open of another file of that name is let go.

        SQLite goes on reading and writing a file that was removed or replaced, and all of it would be lost.
        """
        if not self._file:
            return
        found = os.stat(self._file)  # noqa: PTH116 - at every turn, and a Path takes twice as long
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

    def _begin(self, connection: Connection, raw: Any, deadline: float, *, only_reads: bool) -> None:
        if not self.is_sqlite:
            if raw.read_only is not only_reads:
                raw.read_only = only_reads
            connection.begin()
            return
        if raw.only_reads is not only_reads:
            raw.execute(f"PRAGMA query_only={int(only_reads)}")
            raw.only_reads = only_reads
        while True:
            try:
                if only_reads:
                    raw.execute(
                        "BEGIN"
                    )  # which only says so; the first look is what can meet another process
                    raw.execute("SELECT 1 FROM sqlite_master LIMIT 1")
                else:
                    raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                self._rollback(connection, raw)
                if not is_busy(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.001)  # noqa: TID251 - SQLite's own busy handler is unfair, see above
            else:
                return

    def _rollback(self, connection: Connection, raw: Any) -> None:
        if connection.closed or connection.invalidated:
            return
        try:
            if self.is_sqlite and raw.in_transaction:
                raw.execute("ROLLBACK")
            connection.rollback()
        except (DBAPIError, sqlite3.Error):
            connection.invalidate()

    def close(self) -> None:
        """Close every connection."""
        self._let_writer_go()
        self.engine.dispose()
