"""Statements that the driver runs itself behave as all others do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from bot.errors import Busy
from storage.database import Database
from storage.people import ENGAGEMENT, PERSON
from storage.prepared import Prepared, PreparedForSome, inserting, updating
from tests.clock import BERLIN, START

_INSERT = inserting(PERSON)
_BY_REF = Prepared(select(PERSON).where(PERSON.c.ref == bindparam("ref")))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = Database(database_url)
    yield found
    found.close()


def _row(ref: str, **columns: Any) -> dict[str, Any]:
    row = {"ref": ref, "name": "Eve Lund", "email": "eve@acme.example", "folded": "eve lund", "locale": "en"}
    row |= {"zone": "UTC", "country": "DE", "workdays": "MTWTF--", "platform": "slack", "merged_into": ""}
    return row | {"has_account": True, "is_minor": False, "quiet_until": None, "created": START} | columns


def test_a_row_is_read_as_it_was_written(database: Database) -> None:
    until = START + timedelta(days=3)
    with database.writing() as connection:
        _INSERT.each(connection, [_row("p_eve", quiet_until=until), _row("p_ben", has_account=False)])

    with database.reading() as connection:
        read = _BY_REF.first(connection, {"ref": "p_eve"})
        usual = connection.execute(select(PERSON).where(PERSON.c.ref == "p_eve")).one()

    assert read == usual
    assert read is not None
    assert (read.name, read.has_account, read.quiet_until, read.created) == ("Eve Lund", True, until, START)


def test_an_instant_of_another_zone_is_the_same_instant(database: Database) -> None:
    at = datetime(2026, 7, 1, 9, tzinfo=BERLIN)
    with database.writing() as connection:
        _INSERT.each(connection, [_row("p_eve", created=at)])
        read = _BY_REF.first(connection, {"ref": "p_eve"})

    assert read is not None
    assert read.created == at
    assert read.created.utcoffset() == timedelta(0)


def test_instants_stand_in_the_database_as_all_others_do(database: Database) -> None:
    at = datetime(2026, 12, 1, 8, 30, 0, 1, tzinfo=UTC)
    with database.writing() as connection:
        _INSERT.each(connection, [_row("p_eve", created=at, quiet_until=START)])
        connection.execute(insert(PERSON), [_row("p_ben", created=at, quiet_until=START)])
        written = connection.execute(text("SELECT created, quiet_until FROM person")).all()
        read = [_BY_REF.first(connection, {"ref": ref}) for ref in ("p_eve", "p_ben")]

    assert written[0] == written[1]
    assert [(row.created, row.quiet_until) for row in read if row] == [(at, START)] * 2


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    row = _row("p_eve", created=datetime(2026, 12, 1, 8, 30))  # noqa: DTZ001 - that is the point

    with database.writing() as connection, pytest.raises(ValueError, match="zone"):
        _INSERT.each(connection, [row])


def test_a_question_about_some_things_is_asked_in_pieces(database: Database) -> None:
    names = PreparedForSome(
        lambda refs: select(PERSON.c.ref, PERSON.c.name).where(
            PERSON.c.ref.in_(refs), PERSON.c.locale == bindparam("spoken")
        )
    )
    refs = [f"p_{number}" for number in range(1000)]
    with database.writing() as connection:
        _INSERT.each(connection, [_row(ref, locale="de" if ref.endswith("7") else "en") for ref in refs])
        found = {
            count: names.all(connection, refs[:count], {"spoken": "de"}) for count in (0, 1, 8, 9, 100, 1000)
        }

    assert {count: len(rows) for count, rows in found.items()} == {0: 0, 1: 0, 8: 1, 9: 1, 100: 10, 1000: 100}
    assert [row.ref for row in found[8]] == ["p_7"]


def test_a_change_returns_the_rows_it_changed(database: Database) -> None:
    rename = Prepared(
        update(PERSON)
        .where(PERSON.c.country == "DE", PERSON.c.locale == bindparam("spoken"))
        .values(name=bindparam("called"), platform="teams")
        .returning(PERSON.c.ref, PERSON.c.platform)
    )
    with database.writing() as connection:
        _INSERT.each(connection, [_row("p_eve"), _row("p_ben", locale="de")])
        changed = rename.all(connection, {"spoken": "de", "called": "Ben Ito"})
        again = rename.all(connection, {"spoken": "fr", "called": "Ben Ito"})

    assert [(row.ref, row.platform) for row in changed] == [("p_ben", "teams")]
    assert again == []


def test_nobody_is_none(database: Database) -> None:
    with database.reading() as connection:
        assert _BY_REF.first(connection, {"ref": "p_nobody"}) is None


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.writing() as connection:
        _INSERT.each(connection, [])

        assert connection.execute(select(PERSON)).all() == []


def test_a_value_that_is_not_given_is_never_taken_for_none(database: Database) -> None:
    row = _row("p_eve")
    del row["quiet_until"]

    with database.writing() as connection, pytest.raises(KeyError, match="quiet_until"):
        _INSERT.each(connection, [row])


def test_a_row_that_lacks_something_is_refused_without_telling_the_rest(database: Database) -> None:
    row = _row("p_eve", email=None)

    with pytest.raises(IntegrityError) as refused, database.writing() as connection:
        _INSERT.each(connection, [row])

    chain = f"{refused.value} {refused.value.orig!r} {refused.value.__cause__!r}"
    assert "email" in chain
    assert "Eve" not in chain


def test_a_constraint_refuses_without_telling_names(database: Database) -> None:
    def twice(connection: Connection) -> None:
        _INSERT.each(connection, [_row("p_eve")])
        _INSERT.each(connection, [_row("p_eve", name="Eve the second")])

    with pytest.raises(IntegrityError) as refused, database.writing() as connection:
        twice(connection)

    assert "Eve" not in str(refused.value)
    with database.reading() as connection:
        assert _BY_REF.first(connection, {"ref": "p_eve"}) is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_broke_is_a_busy_database_and_not_used_again(database: Database) -> None:
    with pytest.raises(Busy):
        _lose(database)

    with database.reading() as connection:
        assert _BY_REF.first(connection, {"ref": "p_eve"}) is None


def _lose(database: Database) -> None:
    with database.reading() as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with database.reading() as other:
            other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
        _BY_REF.first(connection, {"ref": "p_eve"})


def test_an_unknown_column_is_an_error_of_the_database(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("ALTER TABLE person RENAME COLUMN email TO address"))

        with pytest.raises((OperationalError, ProgrammingError)):
            _BY_REF.first(connection, {"ref": "p_eve"})


def test_columns_may_bear_words_of_the_language(database: Database) -> None:
    jobs = [_job("e_1", end=None), _job("e_2", end=date(2027, 1, 31)), _job("e_3", end=None)]
    with database.writing() as connection:
        _INSERT.each(connection, [_row("p_eve")])
        inserting(ENGAGEMENT).each(connection, jobs)

    with database.reading() as connection:
        read = connection.execute(select(ENGAGEMENT).order_by(ENGAGEMENT.c.id)).mappings().all()
    assert [dict(row) for row in read] == jobs


def test_each_row_is_changed_to_its_own_value_where_the_condition_holds(database: Database) -> None:
    moving = updating(PERSON, "ref", "person.platform = 'slack'", "zone", "quiet_until")
    with database.writing() as connection:
        _INSERT.each(connection, [_row("p_eve"), _row("p_ben"), _row("p_ana", platform="teams")])
        moving.each(
            connection,
            [
                {"ref_": "p_eve", "zone_": "Europe/Oslo", "quiet_until_": START},
                {"ref_": "p_ben", "zone_": "Asia/Tokyo", "quiet_until_": None},
                {"ref_": "p_ana", "zone_": "Europe/Rome", "quiet_until_": None},
            ],
        )

    with database.reading() as connection:
        rows = connection.execute(select(PERSON.c.ref, PERSON.c.zone, PERSON.c.quiet_until)).all()
    assert {tuple(row) for row in rows} == {
        ("p_eve", "Europe/Oslo", START), ("p_ben", "Asia/Tokyo", None), ("p_ana", "UTC", None)
    }  # fmt: skip


def _job(name: str, end: date | None) -> dict[str, Any]:
    texts = {column.name: "employee" for column in ENGAGEMENT.c}
    return texts | {
        "id": name,
        "person": "p_eve",
        "level": 3,
        "start": date(2026, 1, 1),
        "end": end,
        "baseline": False,
    }
