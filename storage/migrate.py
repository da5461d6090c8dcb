"""The schema: brought to the newest revision, and told which one it is.

SQLite is migrated by whichever command comes first, under a file lock; PostgreSQL by ``steward db upgrade``.
Only an upgrade imports alembic: telling the revision is done at every start and by ``/readyz``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from bot.errors import Busy
from storage.engines import file_of, make_engine

MIGRATIONS = Path(__file__).with_name("migrations")
ADVISORY_LOCK = 0x57E3A12D  # ours, of the numbers an application may choose; two upgrades take turns

_REVISION = re.compile(r"^(revision|down_revision)\b[^=\n]*= *[\"'](\w+)[\"']", re.MULTILINE)


class SchemaOutdated(Exception):
    """The database's schema is not the one this version works with; the text says what to do."""


@cache
def revisions() -> dict[str, str | None]:
    """Return every revision with the one before it, read from the files alone."""
    pages = (path.read_text(encoding="utf-8") for path in (MIGRATIONS / "versions").glob("*.py"))
    heads = (dict(_REVISION.findall(page)) for page in pages)
    return {head["revision"]: head.get("down_revision") for head in heads}


@cache
def newest() -> str:
    """Return the newest revision there is."""
    (head,) = revisions().keys() - set(revisions().values())
    return head


def current(url: str) -> str | None:
    """Return the revision of a database, None when it has none yet; raises Busy when it can't be reached."""
    if _is_missing(url):
        return None
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return _revision_of(connection)
    except DBAPIError as error:
        raise Busy("the database can't be reached") from error
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Return True when the database has the newest schema."""
    return current(url) == newest()


def prepare(url: str) -> None:
    """Make sure that the database has the newest schema: SQLite is migrated, PostgreSQL is only looked at."""
    found = current(url)
    if found == newest():
        return
    if make_url(url).get_backend_name() != "sqlite":
        state = f"is at revision {found}" if found else "has no tables yet"
        raise SchemaOutdated(
            f"The database {state}; this Steward needs {newest()}: run `steward db upgrade`."
        )
    upgrade(url)


def upgrade(url: str) -> None:
    """Bring the database to the newest schema: all of it or, when anything fails, nothing."""
    with _alone(url):
        engine = make_engine(url, create=True, statement_limit=None)
        try:
            _upgrade(engine)
        finally:
            engine.dispose()


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            # Building a table anew drops the old one, which would take along or keep whatever refers to it.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        found = _revision_of(connection)
        if found == newest():
            return
        _refuse_unknown(found)
        _run(connection)
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise SchemaOutdated(f"The upgrade would leave rows of {broken[0]} that refer to nothing.")
        connection.commit()


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_unknown(found: str | None) -> None:
    if found is not None and found not in revisions():
        raise SchemaOutdated(f"The database is at revision {found}, made by a newer Steward: run that one.")


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _is_missing(url: str) -> bool:
    """Return True for an SQLite file that is not there yet; Busy when it could not be made either."""
    path = file_of(make_url(url))
    if path is not None and not path.parent.is_dir():
        raise Busy("the database's folder is not there")
    return path is not None and not path.exists()


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Keep other processes from migrating the same SQLite file; they wait and find it done."""
    path = file_of(make_url(url))
    if path is None:
        yield
        return
    import fcntl

    try:
        lock = path.with_name(f"{path.name}.lock").open("w", encoding="ascii")
    except OSError as error:
        raise Busy("the database's folder is missing or can't be written to") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
