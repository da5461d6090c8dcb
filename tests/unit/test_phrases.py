"""Dates, times, numbers and names as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrases import clock, day, first_name, listing, moment, month, number, place, weekday

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("locale", "value", "text"),
    [
        ("en", date(2026, 12, 7), "Mon 7 Dec"),
        ("en-GB", date(2026, 9, 1), "Tue 1 Sep"),
        ("en", date(2026, 5, 4), "Mon 4 May"),
        ("de", date(2026, 12, 7), "Mo, 7. Dez."),
        ("de-AT", date(2026, 11, 16), "Mo, 16. Nov."),
        ("de", date(2026, 3, 31), "Di, 31. März"),
        ("de", date(2026, 9, 1), "Di, 1. Sept."),
    ],
)
def test_a_day_is_written_as_the_house_writes_it(locale: str, value: date, text: str) -> None:
    assert day(locale, value, TODAY) == text


@pytest.mark.parametrize(
    ("value", "today", "text"),
    [
        (date(2027, 3, 31), date(2026, 11, 30), "Wed 31 Mar 2027"),
        (date(2027, 1, 4), date(2026, 11, 30), "Mon 4 Jan 2027"),
        (date(2027, 1, 4), date(2026, 12, 1), "Mon 4 Jan"),
        (date(2027, 3, 12), date(2026, 12, 31), "Fri 12 Mar"),
        (date(2027, 12, 6), date(2026, 12, 14), "Mon 6 Dec 2027"),
        (date(2026, 1, 5), date(2026, 11, 30), "Mon 5 Jan"),
        (date(2026, 12, 14), date(2027, 1, 4), "Mon 14 Dec 2026"),
        (date(2027, 1, 11), date(2027, 1, 4), "Mon 11 Jan"),
    ],
)
def test_the_year_stands_only_where_it_is_another_than_this_or_next_months(
    value: date, today: date, text: str
) -> None:
    assert day("en", value, today) == text


def test_german_puts_the_year_after_the_month() -> None:
    assert day("de", date(2027, 3, 31), TODAY) == "Mi, 31. März 2027"


def test_without_a_today_the_year_is_written() -> None:
    assert day("en", date(2026, 12, 7)) == "Mon 7 Dec 2026"


@pytest.mark.parametrize(
    ("locale", "text"), [("fr", "lun. 7 déc."), ("pl", "pon., 7 gru"), ("xx", "Mon 7 Dec"), ("", "Mon 7 Dec")]
)
def test_other_languages_are_written_as_their_readers_know_them(locale: str, text: str) -> None:
    assert day(locale, date(2026, 12, 7), TODAY) == text


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_names_its_weekday_and_month(value: date, today: date) -> None:
    shown = day("en", value, today).split()

    assert shown[0] == value.strftime("%a")
    assert shown[1] == str(value.day)
    assert shown[2] == value.strftime("%b")


@pytest.mark.parametrize("locale", ["en", "de", "ar"])
def test_a_time_is_on_the_24_hour_clock(locale: str) -> None:
    assert clock(locale, time(9, 5)) == "09:05"
    assert clock(locale, time(17)) == "17:00"


@pytest.mark.parametrize(
    ("locale", "zone", "text"),
    [
        ("en", "Europe/Berlin", "Thu 3 Dec, 10:00"),
        ("de", "Europe/Berlin", "Do, 3. Dez., 10:00 Uhr"),
        ("en", "Asia/Kolkata", "Thu 3 Dec, 14:30"),
        ("en", "America/Los_Angeles", "Thu 3 Dec, 01:00"),
        ("en", "Pacific/Honolulu", "Wed 2 Dec, 23:00"),
    ],
)
def test_a_moment_is_told_where_its_reader_is(locale: str, zone: str, text: str) -> None:
    nine_in_london = datetime(2026, 12, 3, 9, tzinfo=UTC)

    assert moment(locale, nine_in_london, zone, TODAY) == text


def test_a_german_fact_needs_no_uhr() -> None:
    at = datetime(2026, 12, 3, 9, tzinfo=UTC)

    assert moment("de", at, "Europe/Berlin", TODAY, fact=True) == "Do, 3. Dez., 10:00"


def test_the_year_of_a_moment_is_that_of_its_reader() -> None:
    at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert moment("en", at, "Europe/Berlin", date(2027, 1, 1)) == "Fri 1 Jan, 00:30"


def test_weekdays_and_months_have_names() -> None:
    assert (weekday("en", TODAY), weekday("de", TODAY)) == ("Monday", "Montag")
    assert (month("en", TODAY), month("de", date(2026, 3, 1))) == ("November", "März")


def test_figures_are_grouped_as_the_language_does() -> None:
    assert (number("en", 2431), number("de", 2431), number("en", 12)) == ("2,431", "2.431", "12")


@pytest.mark.parametrize(
    ("items", "english", "german"),
    [
        ([], "", ""),
        (["one"], "one", "one"),
        (["one", "two"], "one and two", "one und two"),
        (["one", "two", "three"], "one, two and three", "one, two und three"),
        (["salt, and pepper", "oil"], "salt, and pepper and oil", "salt, and pepper und oil"),
    ],
)
def test_things_in_a_row_end_with_and(items: list[str], english: str, german: str) -> None:
    assert (listing("en", items), listing("de", items)) == (english, german)


@pytest.mark.parametrize(
    ("zone", "locale", "text"),
    [
        ("Europe/Berlin", "", "Berlin"),
        ("Europe/Warsaw", "", "Warsaw"),
        ("Europe/Warsaw", "de", "Warschau"),
        ("Europe/Warsaw", "en", "Warsaw"),
        ("America/Argentina/Buenos_Aires", "", "Buenos Aires"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
        ("UTC", "de", "UTC"),
        ("Mars/Olympus_Mons", "de", "Olympus Mons"),
    ],
)
def test_a_zone_is_told_by_its_town(zone: str, locale: str, text: str) -> None:
    assert place(zone, locale) == text


@pytest.mark.parametrize(
    ("full", "first"),
    [
        ("Ana Novak", "Ana"),
        ("Novak, Ana", "Ana"),
        ("Dr. Ana Novak", "Ana"),
        ("Prof. Dr. Ana Novak", "Ana"),
        ("Ana-Maria Novak", "Ana-Maria"),
        ("Ben (external) Ito", "Ben"),
        ("ليلى حداد", "ليلى"),
        ("Otto", "Otto"),
        ("Novak,", "Novak"),
        ("Dr.", "Dr."),
        ("  ", ""),
    ],
)
def test_a_first_name_comes_before_the_family(full: str, first: str) -> None:
    assert first_name(full) == first


@given(st.text(max_size=40))
def test_any_name_has_something_to_call_somebody_by(name: str) -> None:
    assert bool(first_name(name)) is bool(name.strip())
