"""The doctor compares this machine's clock with a platform's, as its Date header tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.health import clock_beside

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "states"),
    [
        ("Mon, 30 Nov 2026 09:30:20 GMT", ["ok"]),
        ("Mon, 30 Nov 2026 09:36:00 GMT", ["fault"]),
        ("Mon, 30 Nov 2026 09:24:00 GMT", ["fault"]),
        ("", []),
        ("yesterday", []),
    ],
)
def test_a_clock_that_is_off_is_a_fault_before_requests_are_refused(date: str, states: list[str]) -> None:
    assert [state for state, *_ in clock_beside("Slack", date, NOW)] == states


def test_the_fault_says_both_times_and_what_to_do() -> None:
    ((_, what, remedy),) = clock_beside("Slack", "Mon, 30 Nov 2026 09:36:00 GMT", NOW + timedelta(seconds=1))

    assert what == "The clock of this machine says 2026-11-30 09:30 UTC, Slack's 2026-11-30 09:36."
    assert remedy == "Set it (NTP): requests that seem five minutes old are refused."
