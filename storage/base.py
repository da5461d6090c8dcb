"""What every table module shares: the table behind a model, and all tables together."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any, cast

from sqlalchemy import ColumnElement, MetaData, String, Table, literal_column
from sqlmodel import SQLModel

# Modules of this package that hold no tables; the second would import alembic.
_WITHOUT_TABLES = frozenset({"migrate", "revise"})


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table of a SQLModel class; hot paths build their statements on it once."""
    return cast(Table, cast(Any, model).__table__)


def spelled(word: str) -> ColumnElement[str]:
    """Return a word that stands in the statement itself, for columns that a partial index asks for.

    Bound as a value it could make such an index fit or not, so SQLite prepares the statement anew at each run,
    which costs more than running it.
    """
    assert word.isidentifier(), "only our own words stand in statements"
    return literal_column(f"'{word}'", String)


def all_tables() -> MetaData:
    """Return every table there is; a new module of this package needs no entry anywhere."""
    package = import_module("storage")
    for module in iter_modules(package.__path__):
        if not module.ispkg and module.name not in _WITHOUT_TABLES:
            import_module(f"storage.{module.name}")
    return SQLModel.metadata
