"""What asks for a digest, and what shares a line in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.digests import MANY, Candidate, is_put_off, lines_of

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
SOON, BEFORE = NOW + timedelta(days=1), NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("snoozed_until", "planned_at", "put_off"),
    [
        (None, None, False),
        (SOON, None, True),
        (None, SOON, True),
        (BEFORE, None, False),
        (None, BEFORE, False),
        (BEFORE, SOON, True),
        (NOW, NOW, False),
    ],
)
def test_what_waits_for_a_moment_its_owner_chose_is_no_open_demand(
    snoozed_until: datetime | None, planned_at: datetime | None, *, put_off: bool
) -> None:
    assert is_put_off(NOW, snoozed_until, planned_at) is put_off


def test_three_of_a_day_share_a_line_where_the_first_of_them_would_stand() -> None:
    found = lines_of(
        [
            Candidate("d", (3,), "7 Dec"),
            Candidate("a", (0,)),
            Candidate("c", (2,)),
            Candidate("b", (1,), "7 Dec"),
            Candidate("e", (4,), "7 Dec"),
        ]
    )

    assert found == [("a",), ("b", "d", "e"), ("c",)]


def test_two_of_a_day_keep_a_line_each() -> None:
    found = lines_of(
        [Candidate("b", (2,), "7 Dec"), Candidate("c", (1,), "8 Dec"), Candidate("a", (0,), "7 Dec")]
    )

    assert found == [("a",), ("c",), ("b",)]


days = st.sampled_from(["", "7 Dec", "8 Dec"])
candidates = st.lists(st.tuples(st.integers(0, 9), days), max_size=20).map(
    lambda rows: [Candidate(f"o{at}", (rank, at), day) for at, (rank, day) in enumerate(rows)]
)


@given(candidates)
def test_every_duty_stands_in_one_line_and_lines_keep_the_order(given_: list[Candidate]) -> None:
    lines = lines_of(given_)
    rank = {one.obligation: one.rank for one in given_}
    day = {one.obligation: one.together for one in given_}

    assert sorted(one for line in lines for one in line) == sorted(rank)
    assert [rank[line[0]] for line in lines] == sorted(rank[line[0]] for line in lines)
    for line in lines:
        assert len(line) == 1 or (len(line) >= MANY and len({day[one] for one in line}) == 1)
        assert [rank[one] for one in line] == sorted(rank[one] for one in line)
