"""Databases to measure on: fresh, migrated, and as durable as in use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import psycopg

from tests.databases import NAMES, PostgresServer, SqliteFiles, make_shared_folder

__all__ = ["NAMES", "Places"]


class Places:
    """Gives out a database for each measurement, and removes it afterwards."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="steward-bench-")))
        self._sqlite: SqliteFiles | None = None
        self._postgresql: PostgresServer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextmanager
    def fresh(self, name: str) -> Iterator[str]:
        """Yield the address of an empty database of the newest schema."""
        if name == "sqlite":
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                yield self._files().fresh(Path(folder))
            return
        server = self._server()
        url = server.fresh()
        try:
            yield url
        finally:
            server.drop(url)

    def _files(self) -> SqliteFiles:
        if self._sqlite is None:
            folder = self.folder / "template"
            folder.mkdir()
            self._sqlite = SqliteFiles(folder)
        return self._sqlite

    def _server(self) -> PostgresServer:
        if self._postgresql is None:
            folder = make_shared_folder()
            self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
            self._postgresql = PostgresServer(folder)
            self._stack.callback(self._postgresql.stop)
            _make_durable(self._postgresql)
        return self._postgresql


def _make_durable(server: PostgresServer) -> None:
    """Undo what the tests set: there nobody needs a database after a power cut, here its cost is measured."""
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        connection.execute("alter system reset all")
        connection.execute("select pg_reload_conf()")
