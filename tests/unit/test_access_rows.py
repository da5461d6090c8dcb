from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.rules.access_rows import NEEDED, AccessRow, read_access
from bot.rules.sheets import Rejected, records


def test_access_is_read_in_utc() -> None:
    text = "person_ref,tier,at,source\r\nP1,1,2026-11-16T09:55:00+01:00,idp\r\n"

    assert list(read_access(records(text, NEEDED))) == [
        AccessRow(2, "P1", 1, datetime(2026, 11, 16, 8, 55, tzinfo=UTC), "idp")
    ]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("person_ref", "", "The person_ref is missing."),
        ("tier", "high", "Write the tier as 0, 1 or 2."),
        (
            "at",
            "2026-11-16T08:55:00",
            "Write the moment with its distance from UTC, such as 2026-11-16T08:55:00Z.",
        ),
        ("at", "", "Write the moment with its distance from UTC, such as 2026-11-16T08:55:00Z."),
    ],
)
def test_access_that_cannot_be_placed_is_rejected(column: str, value: str, reason: str) -> None:
    row = {"person_ref": "P1", "tier": "1", "at": "2026-11-16T08:55:00Z"} | {column: value}

    assert list(read_access([(5, row)])) == [Rejected(5, column, value, reason)]
