"""What was measured, what it may come to at most, and how it is written down."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, NamedTuple

FILE: Final = Path("build/bench.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement.  ``reference`` is what it is compared with, in the same unit."""

    name: str
    value: float
    unit: str
    reference: float | None
    ratio: float | None
    database: str


class Limit(NamedTuple):
    """What is limited, the ratio or the value, and at most what on SQLite; on PostgreSQL it is twice that."""

    what: str
    at_most: float


LIMITS: Final = {
    "click_cpu_ratio": Limit("ratio", 6),
    "click_wait": Limit("value", 100),
    "remind_idle": Limit("value", 10),
    "remind_due": Limit("value", 1.5),
    "import_100k": Limit("ratio", 4),
    "serve_ready": Limit("value", 4),
    "serve_rss": Limit("value", 150),
}


def figure(name: str, value: float, unit: str, database: str, reference: float | None = None) -> Figure:
    """Return a figure, with its ratio where there is something to compare it with."""
    ratio = round(value / reference, 3) if reference else None
    return Figure(name, round(value, 3), unit, round(reference, 3) if reference else None, ratio, database)


def limit_of(one: Figure) -> float:
    """Return what a figure may come to."""
    return LIMITS[one.name].at_most * (2 if one.database == "postgresql" else 1)


def measured(one: Figure) -> float:
    """Return the number that is limited."""
    if LIMITS[one.name].what == "value":
        return one.value
    assert one.ratio is not None, f"{one.name} is a ratio, and nothing to compare with was measured"
    return one.ratio


def holds(one: Figure) -> bool:
    """Return True when a figure is within its limit."""
    return measured(one) <= limit_of(one)


def write(figures: Iterable[Figure], path: Path = FILE) -> None:
    """Write the figures as a list of objects."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in figures], indent=1) + "\n", encoding="utf-8")


def tell(line: str) -> None:
    """Say how far the measuring has come."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table that says of each whether its limit holds."""
    rows = [("name", "database", "value", "reference", "ratio", "at most", "")]
    for one in figures:
        unit = "" if LIMITS[one.name].what == "ratio" else f" {one.unit}"
        rows.append(
            (
                one.name,
                one.database,
                f"{one.value:g} {one.unit}",
                f"{one.reference:g} {one.unit}" if one.reference is not None else "",
                f"{one.ratio:.2f}" if one.ratio is not None else "",
                f"{limit_of(one):g}{unit}",
                "holds" if holds(one) else "too slow",
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
