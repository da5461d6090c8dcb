"""The database: one door for writing, one for reading, the same on SQLite and PostgreSQL.

Writers of one process take turns on a fair lock.  Between processes SQLite's own busy handler backs off
to 100 ms and is unfair, so ``busy_timeout`` is 0 and BEGIN IMMEDIATE is tried again every millisecond.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from bot.errors import Busy

WRITE_WAIT = 2.0  # seconds a writer waits for its turn
STATEMENT_LIMIT = 2.0  # seconds a statement may take on PostgreSQL
TURN_LIMIT = 2.5  # seconds from the start of a turn after which nothing is committed any more


class FairLock:
    """A lock served in the order of asking; ``threading.Lock`` lets the fastest thread overtake."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, timeout: float) -> bool:
        """Return True once the lock is held, False when ``timeout`` seconds passed first."""
        with self._guard:
            if not self._held and not self._waiting:
                self._held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():  # handed over at the last moment
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand the lock to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: BEGIN and BEGIN IMMEDIATE are ours.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=0")
    with suppress(sqlite3.OperationalError):
        # Refused while somebody writes, which means that the file is in WAL mode already.
        cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Without it INSERT OR REPLACE would delete an event without firing the trigger that refuses it.
    cursor.execute("PRAGMA recursive_triggers=ON")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


def make_engine(
    url: str, pool_size: int = 20, *, create: bool = True, statement_limit: float | None = STATEMENT_LIMIT
) -> Engine:
    """Return an engine for ``url``; errors carry no values, since those are names and free text."""
    parsed = make_url(url)
    common: dict[str, Any] = {"hide_parameters": True, "poolclass": QueuePool, "pool_size": pool_size}
    common |= {"max_overflow": 0, "pool_timeout": 1.0}
    if parsed.get_backend_name() == "sqlite":
        # Every transaction here ends by itself; a reset at return would be one more statement.
        common["pool_reset_on_return"] = None
        engine = create_engine(parsed, connect_args={"check_same_thread": False}, **common)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    options = f"-c statement_timeout={int((statement_limit or 0) * 1000)} -c timezone=UTC"
    arguments = {"connect_timeout": 2, "options": options}
    return create_engine(parsed, connect_args=arguments, pool_pre_ping=True, **common)


class Database:
    """Transactions begin and end here."""

    def __init__(self, url: str, pool_size: int = 20) -> None:
        self.url = url
        self.engine = make_engine(url, pool_size)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._turns = FairLock()

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
            with self._connected() as connection:
                self._begin_writing(connection, started + patience)
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
        """Yield a connection inside a reading transaction; it never waits for a writer."""
        with self._connected() as connection:
            if self.is_sqlite:
                _raw(connection).execute("BEGIN")
            try:
                yield connection
            finally:
                self._rollback(connection)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self.engine.connect()
        except (OperationalError, PoolTimeout) as error:
            raise Busy("the database can't be reached") from error
        try:
            yield connection
        except DBAPIError as error:
            if error.connection_invalidated or is_away(error):
                raise Busy("the database is away") from error
            raise
        finally:
            connection.close()

    def _begin_writing(self, connection: Connection, deadline: float) -> None:
        if not self.is_sqlite:
            connection.begin()
            return
        while True:
            try:
                _raw(connection).execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) and "busy" not in str(error):
                    raise
                if time.monotonic() > deadline:
                    raise Busy("another process writes") from error
                time.sleep(0.001)  # noqa: TID251 - SQLite's own busy handler is unfair, see above
            else:
                return

    def _commit(self, connection: Connection) -> None:
        if self.is_sqlite:  # by the driver itself: SQLAlchemy's way costs as much as a statement
            _raw(connection).execute("COMMIT")
        else:
            connection.commit()

    def _rollback(self, connection: Connection) -> None:
        if connection.closed or connection.invalidated:
            return
        try:
            if self.is_sqlite:
                raw: Any = connection.connection.driver_connection
                if raw.in_transaction:
                    raw.execute("ROLLBACK")
            connection.rollback()
        except (DBAPIError, sqlite3.Error):
            connection.invalidate()

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def is_away(error: DBAPIError) -> bool:
    """Return True when the error tells of the database's state, not of our statement."""
    words = str(error.orig).lower()
    signs = ("locked", "busy", "unable to open", "disk i/o", "readonly", "statement timeout", "terminating")
    return isinstance(error, OperationalError) and any(sign in words for sign in signs)
