"""The questions asked most find their index: SQLite is asked how it would go about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection

from storage import messages, nudges, obligations, outbox, people, policies
from storage.database import Database
from tests.clock import START

REFS = ["p_ana", "p_ben"]

QUESTIONS: dict[str, tuple[Callable[[Connection], Any], set[str]]] = {
    "who is due": (lambda c: nudges.due_owners(c, START, 10), {"ix_obligation_due"}),
    "what some people owe": (lambda c: nudges.duties(c, REFS), {"ix_obligation_owner"}),
    "what some people were told": (
        lambda c: nudges.counted(c, REFS, START),
        {"ix_message_head", "ix_outbox_message"},
    ),
    "which steps were told": (lambda c: nudges.steps(c, REFS), {"sqlite_autoindex_shows_2"}),
    "where some people are": (lambda c: nudges.identities(c, REFS), {"ix_chat_identity_person"}),
    "who acted": (
        lambda c: people.person_by_account(c, "slack", "T01", "U_BEN"),
        {"sqlite_autoindex_chat_identity_2", "sqlite_autoindex_person_1"},
    ),
    "which duty was pressed": (
        lambda c: policies.duty_with_policy(c, "o_1"),
        {"sqlite_autoindex_obligation_1", "sqlite_autoindex_policy_1"},
    ),
    "what a press acknowledges": (
        lambda c: obligations.acknowledge(c, "p_ben", "AUP", "1.0", START, "AU1-3333-33"),
        {"ix_obligation_owner"},
    ),
    "which cards show a duty": (
        lambda c: messages.showing(c, "o_1"),
        {"sqlite_autoindex_shows_2", "sqlite_autoindex_message_1"},
    ),
    "which card stands at a place": (
        lambda c: messages.message_at(c, "slack", "T01", "D_BEN", "1.2"),
        {"ix_message_place"},
    ),
    "what is ready to be sent": (lambda c: outbox.ready(c, "slack", "T01", START, 50), {"ix_outbox_ready"}),
}


@pytest.fixture
def connection(sqlite_files: Any, tmp_path: Any) -> Iterator[Connection]:
    database = Database(sqlite_files.fresh(tmp_path))
    with database.writing() as connection:
        yield connection
    database.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_frequent_question_goes_by_an_index(connection: Connection, question: str) -> None:
    ask, expected = QUESTIONS[question]

    plan = _plan(connection, ask)

    looks = [line for line in plan if line.startswith(("SCAN", "SEARCH"))]
    assert looks
    assert not [line for line in looks if line.startswith("SCAN")]
    assert {line.partition(" INDEX ")[2].split(" ")[0] for line in looks} >= expected


def _plan(connection: Connection, ask: Callable[[Connection], Any]) -> list[str]:
    """Return how SQLite goes about a question, whoever runs its statements."""
    raw: Any = connection.connection.driver_connection
    asked: list[str] = []
    raw.set_trace_callback(asked.append)
    try:
        ask(connection)
    finally:
        raw.set_trace_callback(None)
    return [row[3] for one in asked for row in raw.execute(f"EXPLAIN QUERY PLAN {one}")]
