"""The migrations: they make what the tables say, once, all of it or nothing, on both engines."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from bot.errors import Busy
from storage.base import all_tables
from storage.engines import make_engine
from storage.migrate import (
    MIGRATIONS,
    SchemaOutdated,
    current,
    is_current,
    newest,
    prepare,
    revisions,
    upgrade,
)
from tests import databases

ROOT = Path(__file__).parents[2]


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = make_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables; on SQLite not even the file is there."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/made here/steward.db"
        return
    server: databases.PostgresServer = request.getfixturevalue("postgres_server")
    url = server.fresh("template0")
    yield url
    server.drop(url)


on_both = pytest.mark.parametrize("empty_url", databases.NAMES, indirect=True)


def test_the_migrated_schema_is_what_the_tables_say(database_url: str) -> None:
    with connected(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, all_tables())

    assert differences == [], "python -m storage.revise writes the first revision anew"


def test_every_index_is_there_with_its_condition(database_url: str) -> None:
    wanted = {
        (index.name, tuple(column.name for column in index.columns))
        for table in all_tables().tables.values()
        for index in table.indexes
    }

    with connected(database_url) as connection:
        seen = inspect(connection)
        found = {
            (index["name"], tuple(index["column_names"]))
            for table in seen.get_table_names()
            for index in seen.get_indexes(table)
            if index.get("duplicates_constraint") is None
        }
        partial = connection.execute(text(_INDEX[connection.dialect.name])).scalar()

    assert wanted <= found
    assert "WHERE" in str(partial)


_INDEX = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE name = 'ix_obligation_due'",
    "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_obligation_due'",
}


@on_both
def test_an_empty_database_is_brought_to_the_newest_schema(empty_url: str) -> None:
    _make_folder(empty_url)
    assert (current(empty_url), is_current(empty_url)) == (None, False)

    upgrade(empty_url)

    assert (current(empty_url), is_current(empty_url)) == (newest(), True)


@on_both
def test_a_second_time_changes_nothing(empty_url: str) -> None:
    _make_folder(empty_url)
    upgrade(empty_url)
    with connected(empty_url) as connection:
        connection.execute(text("INSERT INTO secret (name, value) VALUES ('a', 'b')"))

    upgrade(empty_url)
    prepare(empty_url)

    with connected(empty_url) as connection:
        assert connection.execute(text("SELECT value FROM secret")).scalar() == "b"


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_sqlite_is_migrated_by_whichever_command_comes_first(empty_url: str) -> None:
    _make_folder(empty_url)

    prepare(empty_url)

    assert is_current(empty_url)


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_postgresql_is_left_to_its_operator(empty_url: str) -> None:
    with pytest.raises(
        SchemaOutdated, match="has no tables yet; this Steward needs 0001: run `steward db upgrade`"
    ):
        prepare(empty_url)

    assert current(empty_url) is None


@on_both
def test_two_processes_at_once_migrate_once(empty_url: str) -> None:
    _make_folder(empty_url)
    command = [sys.executable, "-c", "import sys; from storage.migrate import upgrade; upgrade(sys.argv[1])"]

    both = [subprocess.Popen([*command, empty_url], cwd=ROOT) for _ in range(2)]

    assert [one.wait(60) for one in both] == [0, 0]
    assert is_current(empty_url)


def test_a_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    with connected(database_url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert not is_current(database_url)
    with pytest.raises(SchemaOutdated, match="9999"):
        upgrade(database_url)
    with pytest.raises(SchemaOutdated, match="9999"):
        prepare(database_url)


@on_both
def test_a_migration_that_fails_leaves_nothing(empty_url: str) -> None:
    _make_folder(empty_url)
    upgrade(empty_url)
    with connected(empty_url) as connection:  # the next attempt finds one of its tables there already
        for table in ("writing", "alembic_version"):
            connection.execute(text(f"DROP TABLE {table}"))
        before = set(inspect(connection).get_table_names())

    with pytest.raises(Exception, match="already exists"):
        upgrade(empty_url)

    with connected(empty_url) as connection:
        assert set(inspect(connection).get_table_names()) == before


def test_a_server_that_is_away_is_busy(tmp_path: Path) -> None:
    with pytest.raises(Busy):
        is_current(f"postgresql://postgres@/nowhere?host={tmp_path}")


def test_looking_at_a_missing_file_does_not_make_it(tmp_path: Path) -> None:
    assert current(f"sqlite:///{tmp_path}/none.db") is None

    assert list(tmp_path.iterdir()) == []


def test_the_revisions_form_one_line() -> None:
    line: list[str] = []
    at: str | None = newest()
    while at is not None:
        line.append(at)
        at = revisions()[at]

    assert len(line) == len(revisions()) == len(list((MIGRATIONS / "versions").glob("*.py")))


def test_alembic_is_not_loaded_to_look_at_the_schema(database_url: str) -> None:
    script = "import sys; from storage.migrate import prepare; prepare(sys.argv[1]); print('alembic' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", script, database_url], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"


def _make_folder(url: str) -> None:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir()
