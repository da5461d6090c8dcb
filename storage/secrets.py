"""Secrets that all replicas share when the environment gives none."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from storage.base import table_of


class Secret(SQLModel, table=True):
    """A random value by name; made once."""

    name: str = Field(primary_key=True)
    value: str


SECRET = table_of(Secret)
