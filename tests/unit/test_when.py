"""When somebody means (conversations §2.1, §2.4).  Now is Mon 30 Nov 2026, 09:30 in Berlin."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.spelling import words
from bot.rules.when import (
    Ambiguous,
    At,
    NeedsTime,
    Past,
    Unreadable,
    moment,
    parse_when,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)
TODAY = NOW.date()


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thu 10:00", at(12, 3, 10)),
        ("THURSDAY at 10:00.", at(12, 3, 10)),
        ("on thu at 10", at(12, 3, 10)),
        ("10:00 thu", at(12, 3, 10)),
        ("10 am thu", at(12, 3, 10)),
        ("do 10 uhr", at(12, 3, 10)),
        ("Donnerstag um 10.30 Uhr", at(12, 3, 10, 30)),
        ("do 10.30", at(12, 3, 10, 30)),
        ("10 uhr am do", at(12, 3, 10)),
        ("nächsten Donnerstag, 10 Uhr", at(12, 3, 10)),
        ("3 dec 10:00", at(12, 3, 10)),
        ("3rd of December 10:00", at(12, 3, 10)),
        ("dec 3 10:00", at(12, 3, 10)),
        ("December 3, 2026 10:30 pm", at(12, 3, 22, 30)),
        ("3.12. 10 uhr", at(12, 3, 10)),
        ("3.12. 10 Uhr 15", at(12, 3, 10, 15)),
        ("3.12 10 uhr", at(12, 3, 10)),
        ("do 3.12 10:00", at(12, 3, 10)),
        ("3. Dez. um 10", at(12, 3, 10)),
        ("3.12.2026 10:00", at(12, 3, 10)),
        ("3.12.26 10h30", at(12, 3, 10, 30)),
        ("2026-12-03 10:00", at(12, 3, 10)),
        ("2026-12-03T10:00", at(12, 3, 10)),
        ("13/12 10:00", at(12, 13, 10)),
        ("thu 3/12 10:00", at(12, 3, 10)),
        ("tomorrow 9", at(12, 1, 9)),
        ("morgen 9", at(12, 1, 9)),
        ("morgen um halb 10", at(12, 1, 9, 30)),
        ("übermorgen 14:15", at(12, 2, 14, 15)),
        ("uebermorgen 14:15", at(12, 2, 14, 15)),
        ("day after tomorrow 9", at(12, 2, 9)),
        ("tomorrow afternoon 3", at(12, 1, 15)),
        ("mittwoch mittags", at(12, 2, 12)),
        ("today 14:00", at(11, 30, 14)),
        ("mon 10:00", at(11, 30, 10)),
        ("sa 10:00", at(12, 5, 10)),
        ("12 mar 10:00", at(3, 12, 10, year=2027)),
        ("2. märz 10:00", at(3, 2, 10, year=2027)),
        ("29 nov 10:00", at(11, 29, 10, year=2027)),
        ("29 feb 10:00", at(2, 29, 10, year=2028)),
        # As Steward itself writes it.
        ("Thu 3 Dec, 10:00", at(12, 3, 10)),
        ("Do, 3. Dez., 10:00 Uhr", at(12, 3, 10)),
    ],
)
def test_a_day_and_a_time_are_the_next_one_to_come(typed: str, meant: datetime) -> None:
    assert parse_when(typed, NOW) == At(meant)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("thu", date(2026, 12, 3)),
        ("do", date(2026, 12, 3)),
        ("3 dec", date(2026, 12, 3)),
        ("3.12.", date(2026, 12, 3)),
        ("tomorrow", date(2026, 12, 1)),
        ("mon", date(2026, 11, 30)),
        # Three in the night or in the afternoon? Better asked than planned.
        ("tomorrow 3", date(2026, 12, 1)),
    ],
)
def test_a_day_without_a_clear_time_needs_one(typed: str, day: date) -> None:
    assert parse_when(typed, NOW) == NeedsTime(day)


@pytest.mark.parametrize(
    ("typed", "asked", "suggestion"),
    [
        ("mon 8:00", at(11, 30, 8), at(12, 7, 8)),
        ("Mo 8 Uhr", at(11, 30, 8), at(12, 7, 8)),
        ("mon 9:30", at(11, 30, 9, 30), at(12, 7, 9, 30)),
        ("today 8:00", at(11, 30, 8), at(12, 1, 8)),
        ("heute morgen um 9", at(11, 30, 9), at(12, 1, 9)),
        ("30 nov 8:00", at(11, 30, 8), at(12, 1, 8)),
        ("3.11.2026 10:00", at(11, 3, 10), at(12, 1, 10)),
    ],
)
def test_a_time_gone_by_comes_with_the_next_like_it(
    typed: str, asked: datetime, suggestion: datetime
) -> None:
    assert parse_when(typed, NOW) == Past(asked, suggestion)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_a_date_with_a_slash_can_be_two_days(locale: str) -> None:
    assert parse_when("3/12 10:00", NOW, locale) == Ambiguous(date(2026, 12, 3), date(2027, 3, 12), time(10))
    assert parse_when("12/12 10:00", NOW, locale) == At(at(12, 12, 10))


def test_a_weekday_beside_another_date_is_asked_back() -> None:
    assert parse_when("fri 3 dec 10:00", NOW) == Ambiguous(date(2026, 12, 3), date(2026, 12, 4), time(10))


@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", "soon", "10:00", "9", "25:00 thu", "thu 10:75", "31 feb 10:00", "32.12. 10 uhr",
        "thu 10:00 11:00", "ben thu 10:00", "3 dec 4 dec 10:00", "thu 10:00 please hurry", "3.13.2026 10:00",
        "1.1.9999 10:00", "thu 13 pm", "-1 dec", "thu 10:00" + " " * 5000 + "x", "9" * 10_000,
    ],
)  # fmt: skip
def test_words_that_are_no_day_are_not_guessed_at(typed: str) -> None:
    assert parse_when(typed, NOW) == Unreadable()


def test_to_a_german_reader_am_is_a_preposition() -> None:
    assert parse_when("3.12. 10 am", NOW, "en") == At(at(12, 3, 10))
    assert parse_when("10 uhr am 3.12.", NOW, "de") == At(at(12, 3, 10))
    assert parse_when("um 10 am 3.12.", NOW, "de") == At(at(12, 3, 10))


def test_a_time_that_summer_time_skips_moves_on_by_an_hour() -> None:
    march = datetime(2027, 3, 26, 12, tzinfo=BERLIN)

    assert parse_when("28 mar 2:30", march) == At(datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN))
    assert moment(date(2027, 3, 28), time(2, 30), BERLIN).astimezone(UTC).hour == 1


def test_the_zone_is_the_writers() -> None:
    late = datetime(2026, 11, 30, 20, tzinfo=UTC).astimezone(ZoneInfo("Asia/Kolkata"))

    assert parse_when("today 10:00", late) == At(datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Asia/Kolkata")))


WORDS = st.sampled_from(
    sorted(
        words(
            "thu do 3 3. 12 12. 3.12. 3/12 dec 10:00 10.30 10 uhr am pm um halb morgen next 25:99 2026-12-03"
        )
    )
)


@given(
    st.one_of(st.text(max_size=10_000), st.lists(WORDS, max_size=6).map(" ".join)),
    st.sampled_from(["en", "de"]),
)
def test_whatever_is_typed_is_read_without_failing_and_never_into_the_past(text: str, locale: str) -> None:
    found = parse_when(text, NOW, locale)

    assert not isinstance(found, At) or found.at > NOW
    assert not isinstance(found, Past) or found.asked <= NOW < found.suggestion
    assert not isinstance(found, NeedsTime) or found.day >= TODAY
    assert not isinstance(found, Ambiguous) or found.first != found.second


# Hours that the changes of summer time skip or repeat are another test's.
@given(st.dates(date(2026, 12, 1), date(2027, 10, 31)), st.times(time(4)))
def test_a_moment_as_steward_writes_it_is_read_back(day: date, clock: time) -> None:
    meant = datetime.combine(day, clock.replace(second=0, microsecond=0), BERLIN)

    assert parse_when(f"{meant:%a} {meant.day} {meant:%b}, {meant:%H:%M}", NOW) == At(meant)
