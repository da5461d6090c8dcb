"""``python -m tests.bench [NAME …]``: measure speed and memory, write build/bench.json, say what holds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from tests.bench.click_cpu import click_cpu_ratio
from tests.bench.click_wait import click_wait
from tests.bench.figures import FILE, LIMITS, Figure, holds, table, tell, write
from tests.bench.importing import import_100k
from tests.bench.places import NAMES, Places
from tests.bench.remind import remind
from tests.bench.serving import serve

Measure = Callable[[Places, str], list[Figure]]
MEASURES: dict[Measure, tuple[str, ...]] = {
    click_cpu_ratio: ("click_cpu_ratio",),
    click_wait: ("click_wait",),
    remind: ("remind_idle", "remind_due"),
    import_100k: ("import_100k",),
    serve: ("serve_ready", "serve_rss"),
}


def measure(names: Sequence[str], databases: Sequence[str]) -> list[Figure]:
    """Return the figures of these names, on each of the databases."""
    figures: list[Figure] = []
    with Places() as places:
        for one, gives in MEASURES.items():
            if not set(gives) & set(names):
                continue
            for database in databases:
                tell(f"{', '.join(gives)} on {database} …")
                started = time.monotonic()
                figures += [each for each in one(places, database) if each.name in names]
                tell(f"    took {time.monotonic() - started:.0f} s")
    return figures


def main(arguments: Sequence[str]) -> int:
    """Return 0 when every limit holds, 1 when one is broken, 2 when nothing of that name is measured."""
    databases = [one for one in NAMES if one in arguments] or list(NAMES)
    names = [one for one in arguments if one not in NAMES] or list(LIMITS)
    if unknown := sorted(set(names) - LIMITS.keys()):
        tell(f"Nothing is measured as {', '.join(unknown)}; there are {', '.join(LIMITS)}.")
        return 2
    figures = measure(names, databases)
    write(figures)
    tell(f"\n{table(figures)}\n\nWritten to {FILE}.")
    return 0 if all(map(holds, figures)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
