"""``make bench``: every figure of the issue, its limit, and whether it holds; written to build/bench.json.

Limits are SQLite's; PostgreSQL has twice as much.  ``python -m tests.bench NAME …`` measures some.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests import databases
from tests.bench import click_cpu, importing, remind, serving, waiting

RESULT = Path("build") / "bench.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.  ``ratio`` is value ÷ reference where there is a reference."""

    name: str
    value: float
    unit: str
    reference: float | None
    ratio: float | None
    database: str


LIMITS = {
    "click_cpu_ratio": 6.0,
    "click_wait_remind": 0.1,
    "click_wait_import": 0.1,
    "remind_idle": 0.01,
    "remind_due": 1.5,
    "import_100k": 4.0,
    "serve_ready": 4.0,
    "serve_rss": 150.0,
}


class Databases:
    """Empty migrated databases of both kinds, as many as asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._number = folder, 0
        (folder / "sqlite").mkdir()
        self._files = databases.SqliteFiles(folder / "sqlite")
        self._server: databases.PostgresServer | None = None

    def fresh(self, name: str) -> str:
        """Return the address of a database that nobody used."""
        self._number += 1
        if name == "sqlite":
            place = self._folder / f"n{self._number}"
            place.mkdir()
            return self._files.fresh(place)
        if self._server is None:
            self._server = databases.PostgresServer(databases.make_shared_folder())
        return self._server.fresh()

    def close(self) -> None:
        """Stop the server, if there is one."""
        if self._server is not None:
            self._server.stop()


def _click_cpu(stock: Databases, name: str) -> Iterator[Row]:
    ours, reference = click_cpu.click_cpu_ratio(stock.fresh(name))
    yield Row("click_cpu_ratio", ours, "µs CPU a click", reference, ours / reference, name)


def _remind(stock: Databases, name: str) -> Iterator[Row]:
    idle, due = remind.remind(stock.fresh(name))
    yield Row("remind_idle", idle, "s", None, None, name)
    yield Row("remind_due", due, "s", None, None, name)


def _click_wait(stock: Databases, name: str) -> Iterator[Row]:
    yield Row("click_wait_remind", waiting.beside_reminders(stock.fresh(name)), "s", None, None, name)
    yield Row("click_wait_import", waiting.beside_import(stock.fresh(name)), "s", None, None, name)


def _import(stock: Databases, name: str) -> Iterator[Row]:
    data = importing.register()
    ours, reference = importing.import_100k(stock.fresh(name), stock.fresh(name), data)
    yield Row("import_100k", ours, "s", reference, ours / reference, name)


def _serve(_stock: Databases, name: str) -> Iterator[Row]:
    if name == "sqlite":
        ready, memory = serving.serve()
        yield Row("serve_ready", ready, "s", None, None, name)
        yield Row("serve_rss", memory, "MB", None, None, name)


MEASURES: dict[str, Callable[[Databases, str], Iterator[Row]]] = {
    "click_cpu_ratio": _click_cpu,
    "click_wait": _click_wait,
    "remind": _remind,
    "import_100k": _import,
    "serve": _serve,
}


def judged(row: Row) -> tuple[str, bool]:
    """Return the limit of a row as text, and whether it holds."""
    limit = LIMITS[row.name] * (2 if row.database == "postgresql" else 1)
    measured = row.ratio if row.ratio is not None else row.value
    return f"{limit:g}", measured <= limit


@contextmanager
def _stock() -> Iterator[Databases]:
    with tempfile.TemporaryDirectory() as folder:
        stock = Databases(Path(folder))
        try:
            yield stock
        finally:
            stock.close()


def main(names: list[str]) -> int:
    """Measure, write the result, print a table, and return 1 when a limit is broken."""
    rows: list[Row] = []
    chosen = [
        name
        for name in MEASURES
        if not names or any(one.startswith(name) or name.startswith(one) for one in names)
    ]
    with _stock() as stock:
        for name in chosen:
            for database in databases.NAMES:
                rows += _shown(MEASURES[name](stock, database))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0 if all(judged(row)[1] for row in rows) else 1


def _shown(rows: Iterator[Row]) -> list[Row]:
    found = []
    for row in rows:
        limit, holds = judged(row)
        ratio = f"{row.ratio:8.2f} x" if row.ratio is not None else " " * 10
        verdict = "holds" if holds else "TOO SLOW"
        sys.stdout.write(
            f"{row.name:<18}{row.database:<12}{row.value:>12.4f} {row.unit:<15}{ratio}  limit {limit:<5} {verdict}\n"
        )
        sys.stdout.flush()
        found.append(row)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
