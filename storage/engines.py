"""Connections: what each of them is told before it is used, on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

from storage.faults import hide_values

POOL_WAIT = 1.0  # seconds anybody waits for a connection
STATEMENT_LIMIT = 2.0  # seconds a statement may take on PostgreSQL
# A process that was stopped in the middle of a turn holds rows others wait for.
IDLE_LIMIT = "60s"


class SqliteConnection(sqlite3.Connection):
    """A connection that knows whether it refuses to write, so that asking costs nothing."""

    only_reads = False


def make_engine(
    url: str,
    pool_size: int = 20,
    *,
    create: bool = True,
    statement_limit: float | None = STATEMENT_LIMIT,
    pool_wait: float = POOL_WAIT,
) -> Engine:
    """Return an engine for ``url``; its errors carry no values, since those are names and free text.

    ``create``: an SQLite file that is missing is made.
    """
    parsed = make_url(url)
    common: dict[str, Any] = {"hide_parameters": True, "poolclass": QueuePool, "pool_size": pool_size}
    common |= {"max_overflow": 0, "pool_timeout": pool_wait}
    if parsed.get_backend_name() == "sqlite":
        # Every transaction here ends by itself; a reset at return would be one more statement.
        engine = create_engine(
            parsed, creator=_opener(parsed, create=create), pool_reset_on_return=None, **common
        )
    else:
        engine = _postgresql(parsed, statement_limit, common)
    event.listen(engine, "handle_error", hide_values)
    return engine


def _postgresql(parsed: URL, statement_limit: float | None, common: dict[str, Any]) -> Engine:
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    limits = f"-c statement_timeout={int((statement_limit or 0) * 1000)}"
    options = f"{limits} -c idle_in_transaction_session_timeout={IDLE_LIMIT} -c timezone=UTC"
    arguments = {"connect_timeout": 2, "options": options}
    return create_engine(parsed, connect_args=arguments, pool_pre_ping=True, **common)


def _opener(parsed: URL, *, create: bool) -> Callable[[], sqlite3.Connection]:
    path = file_of(parsed)
    mode = "rwc" if create else "rw"
    address = f"file:{quote(str(path))}?mode={mode}" if path is not None else ":memory:"

    def connect() -> sqlite3.Connection:
        # Without isolation_level the driver opens no transactions by itself: BEGIN and its kinds are ours.
        connection = sqlite3.connect(
            address,
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
            timeout=0,
            factory=SqliteConnection,
        )
        with suppress(sqlite3.OperationalError):
            # Refused while somebody writes, which means that the file is in WAL mode already.
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # Without it INSERT OR REPLACE would delete a row without asking the triggers that refuse it.
        connection.execute("PRAGMA recursive_triggers=ON")
        connection.execute("PRAGMA cache_size=-16000")
        return connection

    return connect


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite database from any folder, None for one in memory or on a server."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return None
    return Path(name).absolute()
