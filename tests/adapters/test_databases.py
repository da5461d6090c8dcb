"""The test bench itself: each test has a database of its own on both engines, made by the migrations."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, make_url, text

from storage.database import make_engine


@pytest.mark.harness
@pytest.mark.parametrize("attempt", ["first", "second"])
def test_each_test_has_a_migrated_database_of_its_own(database_url: str, attempt: str) -> None:
    engine = make_engine(database_url)

    with engine.begin() as connection:
        tables = set(inspect(connection).get_table_names())
        connection.execute(text(f"create table only_in_the_{attempt}_test (n integer)"))
    engine.dispose()

    assert {"obligation", "event", "outbox"} <= tables
    assert not any(name.startswith("only_in_the") for name in tables)


@pytest.mark.harness
def test_the_database_is_the_one_that_was_asked_for(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    asked = request.node.callspec.params["database_url"]

    assert make_url(database_url).get_backend_name() == asked
    if asked == "sqlite":
        assert Path(make_url(database_url).database or "").is_file()
