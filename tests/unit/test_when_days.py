"""Days without a time, and spans (conversations §2.2, §2.5).  Today is Mon 30 Nov 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.when import Ambiguous, Day, PastDay, Unreadable, parse_day, parse_span

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("18 dec", date(2026, 12, 18)),
        ("18. Dez.", date(2026, 12, 18)),
        ("until 18 dec", date(2026, 12, 18)),
        ("bis zum 18.12.", date(2026, 12, 18)),
        ("the 18th", date(2026, 12, 18)),
        ("18", date(2026, 12, 18)),
        ("2 jan", date(2027, 1, 2)),
        ("fri", date(2026, 12, 4)),
        ("tomorrow", date(2026, 12, 1)),
        ("morgen", date(2026, 12, 1)),
        ("3d", date(2026, 12, 3)),
        ("in 2 wochen", date(2026, 12, 14)),
        ("2026-12-18", date(2026, 12, 18)),
    ],
)
def test_a_day_alone_is_the_next_one_to_come(typed: str, day: date) -> None:
    assert parse_day(typed, TODAY) == Day(day)


def test_a_day_gone_by_unclear_or_unreadable_is_no_day() -> None:
    assert parse_day("1.1.2026", TODAY) == PastDay(date(2026, 1, 1))
    assert parse_day("3/12", TODAY) == Ambiguous(date(2026, 12, 3), date(2027, 3, 12))
    assert [parse_day(typed, TODAY) for typed in ("", "18 dec 9:00", "later", "2h", "soon", "32")] == [
        Unreadable()
    ] * 6


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("1d", timedelta(days=1)),
        ("3d", timedelta(days=3)),
        ("3 days", timedelta(days=3)),
        ("in 3 Tagen", timedelta(days=3)),
        ("drei tage", timedelta(days=3)),
        ("3t", timedelta(days=3)),
        ("week", timedelta(days=7)),
        ("a week", timedelta(days=7)),
        ("1w", timedelta(days=7)),
        ("eine Woche.", timedelta(days=7)),
        ("2 weeks", timedelta(days=14)),
        ("später", timedelta(days=1)),
        ("spaeter", timedelta(days=1)),
        ("later", timedelta(days=1)),
        ("tomorrow", timedelta(days=1)),
        ("2h", timedelta(hours=2)),
    ],
)
def test_a_span_is_read_in_both_languages(typed: str, span: timedelta) -> None:
    assert parse_span(typed) == span


@pytest.mark.parametrize("typed", ["", "3", "0d", "1000d", "-3d", "some days", "dd", "thu", "3d 4d"])
def test_what_is_no_span_is_none(typed: str) -> None:
    assert parse_span(typed) is None


@given(
    st.one_of(
        st.text(max_size=10_000),
        st.lists(
            st.sampled_from(["fri", "18", "18.", "12.", "3/12", "dec", "3d", "2026", "tomorrow"]), max_size=5
        ).map(" ".join),
    )
)
def test_a_day_read_from_whatever_is_typed_is_today_or_later(text: str) -> None:
    found = parse_day(text, TODAY)

    assert not isinstance(found, Day) or found.day >= TODAY
    assert not isinstance(found, PastDay) or found.day < TODAY
