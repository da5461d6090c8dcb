from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.people import PersonRow, read_rows
from bot.rules.sheets import Rejected

ZONES = frozenset({"Europe/Berlin"})
ANA = {"person_ref": "P1", "email": "ana.novak@acme.example", "name": "Ana Novak", "start": "2019-02-01"}


def read(**cells: str) -> PersonRow | Rejected:
    (row,) = read_rows([(2, ANA | cells)], ZONES)
    return row


def only(**cells: str) -> PersonRow:
    row = read(**cells)
    assert isinstance(row, PersonRow)
    return row


def refused(**cells: str) -> Rejected:
    row = read(**cells)
    assert isinstance(row, Rejected)
    return row


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("tz", "Europe/Berln", "No time zone has this name; write one such as Europe/Berlin."),
        ("start", "", "The start date is missing."),
        ("start", "2026-02-30", "This is no date of the calendar; write it as 2026-12-07."),
        ("start", "12/07/2026", "This is no date of the calendar; write it as 2026-12-07."),
        ("end", "soon", "This is no date of the calendar; write it as 2026-12-07."),
        ("end", "0026-12-07", "This is no date of the calendar; write it as 2026-12-07."),
        ("name", "", "The name is missing."),
        ("name", "Ana\x00Novak", "It holds characters that cannot be shown, such as a line break or NUL."),
        ("name", "Ana\nNovak", "It holds characters that cannot be shown, such as a line break or NUL."),
        ("name", "Ana\u202ekavoN", "It holds characters that cannot be shown, such as a line break or NUL."),
        (
            "workdays",
            "TTTTT",
            "Write working days as MTWTF, and a day off as a dash: MTW-- is Monday to Wednesday.",
        ),
        ("workdays", "-----", "There is no working day in this week."),
        ("has_account", "maybe", "Write 1 for yes and 0 for no."),
        ("fte", "full", "Write the share of full time as a number from 0 to 1, such as 0.8."),
        ("fte", "80", "Write the share of full time as a number from 0 to 1, such as 0.8."),
        ("fte", "nan", "Write the share of full time as a number from 0 to 1, such as 0.8."),
        ("level", "-1", "Write the level as a whole number: 0 is the board, 1 whoever reports to it."),
        ("country", "Germany", "Write the country as two letters, such as DE."),
        ("subdivision", "Scotland", "Write the part of the country by its code, such as SCT for Scotland."),
        ("lang", "German!", "Write the language by its code, such as de."),
        ("platform", "pigeon", "Write slack, teams, slack+teams, or nothing."),
        (
            "employment",
            "friend",
            "Write one of agency, apprentice, board, contractor, employee, external, intern, temp.",
        ),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_with_the_reason(column: str, value: str, reason: str) -> None:
    found = refused(**{column: value})

    assert (found.row, found.column, found.reason) == (2, column, reason)


@pytest.mark.parametrize(
    "address",
    [
        "ana",
        "ana@",
        "@acme.example",
        "ana@acme",
        "ana@.example",
        "ana@acme..example",
        "ana novak@acme.example",
        "ana@-acme.example",
        ".ana@acme.example",
        "ana..novak@acme.example",
        "Ana <ana@acme.example>",
        "ana@acme.example;ben@acme.example",
        "ana@b@acme.example",
        f"{'a' * 65}@acme.example",
    ],
)
def test_what_is_no_email_address_is_rejected(address: str) -> None:
    found = refused(email=address)

    assert (found.column, found.value) == ("email", address)
    assert found.reason == "This is not an e-mail address; write one such as ana.novak@acme.example."


@pytest.mark.parametrize(
    "address",
    ["a@corp.local", "o'brien+hr@mail.acme.example", "jürgen@größe.example", "a@b.xn--p1ai", "a-b_c@d-e.co"],
)
def test_unusual_addresses_are_taken(address: str) -> None:
    assert only(email=address).email == address


def test_somebody_without_an_address_is_taken() -> None:
    assert only(email="").email == ""


def test_ten_thousand_characters_are_refused_and_shown_short() -> None:
    found = refused(name="x" * 10_000)

    assert found.reason == "It has 10,000 characters; 200 fit."
    assert found.value == "x" * 80 + "…"


@pytest.mark.parametrize(
    "name",
    ["<!channel>", "*x*", "Ben: on leave", "Ben #2", "ليلى حداد", "Zoë 😀", "=1+1", "א\u200fב", "x" * 200],
)
def test_unusual_names_are_taken_as_they_are(name: str) -> None:
    assert only(name=name).name == name


def test_one_name_written_in_two_ways_is_one_name() -> None:
    assert only(name="Rene\u0301  Lund").name == only(name="René Lund").name == "René Lund"


def test_the_day_as_german_excel_writes_it_is_taken() -> None:
    assert only(start="7.12.2026").start == date(2026, 12, 7)


def test_the_last_day_of_the_calendar_is_no_end() -> None:
    assert only(end="9999-12-31").end is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("MTWTF", {0, 1, 2, 3, 4}),
        ("mtw--", {0, 1, 2}),
        ("MTWT-", {0, 1, 2, 3}),
        ("--WTFS-", {2, 3, 4, 5}),
        ("M", {0}),
    ],
)
def test_working_days_are_read_by_their_place(text: str, days: set[int]) -> None:
    assert only(workdays=text).workdays == days


def test_a_share_with_a_decimal_comma_is_taken() -> None:
    assert only(fte="0,8").fte == 0.8


@pytest.mark.parametrize(
    ("text", "has_account"), [("1", True), ("TRUE", True), ("ja", True), ("0", False), ("No", False)]
)
def test_yes_and_no_are_read_in_words_too(text: str, has_account: bool) -> None:
    assert only(has_account=text).has_account is has_account


@given(
    st.dictionaries(st.sampled_from([*ANA, "end", "tz", "fte", "level", "workdays", "platform"]), st.text())
)
def test_any_cell_is_taken_or_refused_with_a_sentence(cells: dict[str, str]) -> None:
    row = read(**cells)

    assert isinstance(row, PersonRow) or row.reason.endswith(".")
