from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.sheets import Record, Rejected, UnreadableFile, decode, records, shown

SHEET = "person_ref;name\r\nP1;Jürgen Größe\r\n"


def rows(text: str) -> list[Record | Rejected]:
    return list(records(text))


@pytest.mark.parametrize(
    "data",
    [
        SHEET.encode("utf-8"),
        SHEET.encode("utf-8-sig"),
        SHEET.encode("utf-16"),
        b"\xfe\xff" + SHEET.encode("utf-16-be"),
        SHEET.encode("cp1252"),
        SHEET.encode("latin-1"),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16", "utf-16 big-endian", "windows-1252", "latin-1"],
)
def test_a_file_reads_the_same_in_every_encoding_a_spreadsheet_saves(data: bytes) -> None:
    assert rows(decode(data)) == [(2, {"person_ref": "P1", "name": "Jürgen Größe"})]


def test_the_euro_sign_of_windows_is_kept() -> None:
    assert decode(b"\x80 5") == "€ 5"


def test_bytes_that_windows_1252_lacks_are_read_as_latin_1() -> None:
    assert decode(b"J\xfcrgen\x81") == "Jürgen\x81"


@pytest.mark.parametrize("data", [b"PK\x03\x04rest of a zip", b"\xd0\xcf\x11\xe0rest of an old workbook"])
def test_a_workbook_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="save it as CSV first"):
        decode(data)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa,b\n\xff", b"\xff\xfea"])
def test_a_wrong_byte_order_mark_is_named(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="goes on as something else"):
        decode(data)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_comma_semicolon_and_tab_divide_cells(delimiter: str, end: str) -> None:
    text = end.join([delimiter.join(["a", "b", "c"]), delimiter.join(["1", "2", "3"]), ""])

    assert rows(text) == [(2, {"a": "1", "b": "2", "c": "3"})]


def test_the_header_decides_what_divides_cells() -> None:
    assert rows("a;b\n1,5;2,5\n") == [(2, {"a": "1,5", "b": "2,5"})]


def test_excels_own_first_line_names_the_divider_and_is_no_row() -> None:
    assert rows("sep=|\na|b\n1|2\n") == [(2, {"a": "1", "b": "2"})]


def test_columns_and_cells_lose_the_blanks_around_them() -> None:
    assert rows(" Person_Ref ,\xa0name\nP1 ,  Ana Novak\xa0 \n") == [
        (2, {"person_ref": "P1", "name": "Ana Novak"})
    ]


def test_blank_rows_are_left_out_and_counted() -> None:
    assert rows("a,b\n\n1,2\n , \n,\n3,4\n\n") == [(3, {"a": "1", "b": "2"}), (6, {"a": "3", "b": "4"})]


def test_blank_lines_above_the_header_are_counted() -> None:
    assert rows("\n\na,b\n1,2\n") == [(4, {"a": "1", "b": "2"})]


def test_quoted_cells_may_hold_dividers_quotes_and_line_breaks() -> None:
    text = 'a,b\r\n"Novak, Ana","says ""hello"""\r\n"two\r\nlines",2\r\n3,4\r\n'

    assert rows(text) == [
        (2, {"a": "Novak, Ana", "b": 'says "hello"'}),
        (3, {"a": "two\nlines", "b": "2"}),
        (4, {"a": "3", "b": "4"}),
    ]


def test_a_quotation_mark_inside_a_cell_is_only_a_character() -> None:
    assert rows('a,b\nBen "Benny" Ito,5" pipe\n1,2\n') == [
        (2, {"a": 'Ben "Benny" Ito', "b": '5" pipe'}),
        (3, {"a": "1", "b": "2"}),
    ]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only() -> None:
    found = rows('a,b\n"Ana,1\n' + "x,y\n" * 60)

    assert found[0] == Rejected(2, "", '"Ana,1', "A quotation mark is opened in this row and never closed.")
    assert found[1:] == [(row, {"a": "x", "b": "y"}) for row in range(3, 63)]


def test_a_cell_longer_than_the_csv_module_takes_costs_its_own_row_only() -> None:
    found = rows(f'a,b\n"{"x" * 200_000}",1\n3,4\n')

    assert isinstance(found[0], Rejected)
    assert found[0].row == 2
    assert found[1:] == [(3, {"a": "3", "b": "4"})]


def test_a_short_row_has_blank_cells_at_its_end() -> None:
    assert rows("a,b,c\n1\n") == [(2, {"a": "1", "b": "", "c": ""})]


def test_blank_cells_beyond_the_last_column_do_no_harm() -> None:
    assert rows("a,b,\n1,2,,,\n") == [(2, {"a": "1", "b": "2"})]


def test_a_row_with_more_cells_than_columns_is_rejected() -> None:
    assert rows("a,b\nNovak,Ana,1\n3,4\n") == [
        Rejected(2, "", "1", "The row has 3 cells and the first row 2, so something has slipped."),
        (3, {"a": "3", "b": "4"}),
    ]


def test_of_two_columns_with_one_name_nobody_needs_the_first_counts() -> None:
    assert rows("a,note,note\n1,first,second\n") == [(2, {"a": "1", "note": "first"})]


@pytest.mark.parametrize("text", ["", "\n", "  \r\n \r\n"])
def test_an_empty_file_is_refused_at_once(text: str) -> None:
    with pytest.raises(UnreadableFile, match="The file is empty"):
        records(text)


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(UnreadableFile) as refused:
        records("name,email\n", needed=("person_ref", "name", "start"))

    assert str(refused.value) == (
        "The first row must name the columns; person_ref, start is missing there. It has: name, email."
    )


def test_a_needed_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="names the column start twice"):
        records("name,start,START\n", needed=("start",))


def test_a_report_shows_cells_short_and_without_what_steers_a_terminal() -> None:
    assert shown("\x1b[2JAna\x00") == "\\x1b[2JAna\\x00"
    assert shown("x" * 10_000) == "x" * 80 + "…"
    assert shown("Łukasz 😀") == "Łukasz 😀"


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x1f"), max_size=30).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_what_a_csv_writer_writes_is_read_back(table: list[list[str]], delimiter: str) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerows([["a", "b", "c"], *table])

    found = rows(file.getvalue())

    expected = [
        (row, dict(zip("abc", cells, strict=True))) for row, cells in enumerate(table, 2) if any(cells)
    ]
    assert found == expected


@given(st.text(st.characters(codec="utf-8"), min_size=4), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_every_text_survives_the_unicode_encodings(text: str, encoding: str) -> None:
    data = f"Name {text}".encode(encoding)

    assert decode(data) == f"Name {text}"


def outcome(data: bytes) -> list[Record | Rejected] | str:
    try:
        return list(records(decode(data)))
    except UnreadableFile as refused:
        return str(refused)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    found = outcome(data)

    if isinstance(found, str):
        assert found.endswith(".")
    else:
        numbers = [row.row if isinstance(row, Rejected) else row[0] for row in found]
        assert numbers == sorted(set(numbers))
        assert min(numbers, default=2) >= 2
