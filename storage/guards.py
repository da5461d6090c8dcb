"""Triggers that keep evidence as it was written: events and wordings are never changed and never removed.

The first revision makes them.  Batch mode rebuilds a table on SQLite and loses its triggers: a revision
that does so to one of these tables has to make them again (tests/adapters/test_evidence_guards.py).
"""

from __future__ import annotations

GUARDED = {
    "event": "event is append-only: correct it by a new event",
    "wording": "wording is append-only: store the new words as a new wording",
}

# REPLACE removes a row without asking DELETE triggers unless recursive_triggers is on, and that is a setting
# of the connection, so any other program's is off.  A BEFORE INSERT trigger sees the row that would go.
_REPLACED = {
    "event": "EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq)",
    "wording": (
        "EXISTS (SELECT 1 FROM wording WHERE sha256 = NEW.sha256"
        " AND (id, locale, template) <> (NEW.id, NEW.locale, NEW.template))"
    ),
}


def guards(dialect: str) -> list[str]:
    """Return the statements that make the triggers on ``sqlite`` or ``postgresql``."""
    if dialect == "sqlite":
        return [statement for table in GUARDED for statement in _sqlite(table)]
    return [statement for table in GUARDED for statement in _postgresql(table)]


def _sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{GUARDED[table]}'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {_REPLACED[table]} {refuse}",
    ]


def _postgresql(table: str) -> list[str]:
    refuse = f"RAISE EXCEPTION '{GUARDED[table]}' USING ERRCODE = 'integrity_constraint_violation'"
    function = f"refuse_change_of_{table}()"
    change = f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
    truncate = f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    return [
        f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$",
        f"{change} EXECUTE FUNCTION {function}",
        f"{truncate} EXECUTE FUNCTION {function}",
    ]
