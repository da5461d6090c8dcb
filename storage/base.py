"""What every table module shares: instants in UTC, JSON columns, and the table behind a model."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table
from sqlmodel import SQLModel


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table of a SQLModel class; hot paths build their statements on it once."""
    return cast(Table, cast(Any, model).__table__)
