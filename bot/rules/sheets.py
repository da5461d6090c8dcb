"""CSV as spreadsheets really write it: bytes to text, text to numbered rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

# A row as a spreadsheet numbers it (the header is 1) and its cells by column.
Record = tuple[int, dict[str, str]]

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# A workbook is a zip archive, or OLE when it is old.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS = ",;\t"
# Excel reads a first line such as "sep=;" and shows it nowhere.
_SEP_LINE = re.compile(r'"?sep=([,;|\t])"?', re.IGNORECASE)
# A quoted cell may hold line breaks.  A quotation mark that is never closed would swallow the rest of the
# file, so after this many lines it counts as a slip in its own row.
_LINES_IN_A_ROW = 40
# Put behind a row that is being read: an open quotation swallows it, else it is the last cell.
_MARK = "\x1f"
_LONGEST_SHOWN = 80


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message is a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: where it stands, what stood there, and why not, in a sentence."""

    row: int
    column: str
    value: str
    reason: str


class Unfit(Exception):
    """A cell that cannot be taken, with its column and the reason as a sentence."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = value
        self.reason = reason


class Column(dict[str, T]):
    """The values of one column by their text.  What stands in many rows is parsed once.

    ``repeats=False``: every row has its own, so nothing is kept.
    """

    def __init__(self, name: str, parse: Callable[[str], T], *, repeats: bool = True) -> None:
        super().__init__()
        self.name = name
        self._parse = parse
        self._repeats = repeats

    def __missing__(self, text: str) -> T:
        try:
            value = self._parse(text)
        except ValueError as error:
            raise Unfit(self.name, text, str(error)) from error
        if self._repeats:
            self[text] = value
        return value


def decode(data: bytes) -> str:
    """Return the text of a file, whatever encoding the spreadsheet saved it in.

    A byte order mark decides; else UTF-8; else Windows-1252, and latin-1 for the five bytes it lacks.
    Raises UnreadableFile for a workbook, and when the mark is wrong.
    """
    if data.startswith(_WORKBOOKS):
        raise UnreadableFile("This is a workbook, not a CSV file; save it as CSV first.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_as_marked(data, encoding)
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def records(text: str, needed: Sequence[str] = ()) -> Iterator[Record | Rejected]:
    """Return the rows below the header, one by one; blank rows are left out and still counted.

    Columns are named in lower case; a short row has blank cells at its end.  Comma, semicolon and tab divide
    cells, whichever the header uses.  Raises UnreadableFile at once when there is no header, or when a
    ``needed`` column is not in it exactly once.
    """
    lines = _Lines(io.StringIO(text, newline=None))
    first = next(lines, "")
    said = _SEP_LINE.fullmatch(first.strip())
    if said:
        first = next(lines, "")
    header_row = 1
    while not first.strip():
        following = next(lines, None)
        if following is None:
            raise UnreadableFile("The file is empty.")
        first, header_row = following, header_row + 1
    lines.put_back([first])
    rows = _rows(lines, said[1] if said else max(_DELIMITERS, key=first.count))
    header = next(rows)
    columns = [cell.strip().lower() for cell in ([header] if isinstance(header, str) else header)]
    _check_header(columns, needed)
    return _numbered(rows, columns, header_row + 1)


def shown(value: str) -> str:
    """Return a cell as a report may show it: short, and without characters that steer a terminal."""
    text = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class _Lines:
    """The lines of a text, without their ends; lines can be put back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._again:
            return self._again.pop()
        return next(self._lines).rstrip("\n")

    def put_back(self, lines: Sequence[str]) -> None:
        self._again.extend(reversed(lines))


def _decode_as_marked(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        raise UnreadableFile(f"The file begins as {name} text and goes on as something else.") from error


def _check_header(columns: list[str], needed: Sequence[str]) -> None:
    missing = [column for column in needed if column not in columns]
    if missing:
        there = ", ".join(shown(column) for column in columns[:12] if column)
        raise UnreadableFile(
            f"The first row must name the columns; {', '.join(missing)} is missing there. It has: {there}."
        )
    for column in needed:
        if columns.count(column) > 1:
            raise UnreadableFile(f"The first row names the column {column} twice.")


def _numbered(rows: Iterator[list[str] | str], columns: list[str], first: int) -> Iterator[Record | Rejected]:
    """Yield what holds anything: a row as a record, or as rejected when its cells cannot be told apart."""
    places = {column: place for place, column in reversed(list(enumerate(columns))) if column}
    is_plain = len(places) == len(columns)
    width = len(columns)
    for row, raw in enumerate(rows, first):
        if isinstance(raw, str):
            yield Rejected(row, "", shown(raw), "A quotation mark is opened in this row and never closed.")
            continue
        cells = list(map(str.strip, raw))
        if not any(cells):
            continue
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        if any(cells[width:]):
            reason = f"The row has {len(cells)} cells and the first row {width}, so something has slipped."
            yield Rejected(row, "", shown(" ".join(cells[width:])), reason)
        elif is_plain:
            yield row, dict(zip(columns, cells, strict=False))
        else:
            yield row, {column: cells[place] for column, place in places.items()}


def _rows(lines: _Lines, delimiter: str) -> Iterator[list[str] | str]:
    """Yield the cells of each row, or the whole line when its quotation mark is never closed."""
    for line in lines:
        if '"' in line:
            yield _quoted(line, lines, delimiter)
        else:  # nine in ten rows, and ten times as fast as the csv module line by line
            yield line.split(delimiter)


def _quoted(line: str, lines: _Lines, delimiter: str) -> list[str] | str:
    """Return the cells of a row with quotation marks, which may go on over the lines that follow."""
    text = line
    taken: list[str] = []
    while True:
        cells = _cells(text, delimiter) if not taken or '"' in taken[-1] else None
        if cells is not None:
            return cells
        following = next(lines, None) if len(taken) < _LINES_IN_A_ROW else None
        if following is None:
            lines.put_back(taken)
            return line
        taken.append(following)
        text = f"{text}\n{following}"


def _cells(text: str, delimiter: str) -> list[str] | None:
    """Return the cells of one row, or None while a quotation is open."""
    try:
        cells = next(csv.reader([text + delimiter + _MARK], delimiter=delimiter))
    except csv.Error:  # a cell longer than the csv module takes: as good as never closed
        return None
    return cells[:-1] if cells[-1] == _MARK else None
