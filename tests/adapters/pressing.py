"""A process of its own that ends duties and counts, many threads at once: ``python -m tests.adapters.pressing``.

Arguments: the database's address, how many threads, and the ids of the duties.  It waits for a line on its
input, so that several begin together, and prints JSON: how many duties each thread ended, and the longest wait.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random

from sqlalchemy import update

from storage import obligations
from storage.database import Database
from storage.obligations import OBLIGATION

AT = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
_COUNT = update(OBLIGATION).values(snoozed=OBLIGATION.c.snoozed + 1)


def press(database: Database, ids: list[str], seed: int) -> tuple[int, float]:
    """End every duty, in an order of one's own, and count every press; return how many ended, and the longest."""
    ended, longest = 0, 0.0
    for one in Random(seed).sample(ids, len(ids)):
        began = time.monotonic()
        with database.writing() as connection:
            ended += obligations.end(connection, one, AT, "done")
            connection.execute(_COUNT.where(OBLIGATION.c.id == one))
        longest = max(longest, time.monotonic() - began)
    return ended, longest


def main() -> None:
    """Press as the arguments say."""
    url, threads, *ids = sys.argv[1:]
    database = Database(url)
    with database.reading():
        pass
    sys.stdin.readline()
    with ThreadPoolExecutor(int(threads)) as pool:
        found = list(pool.map(lambda seed: press(database, ids, seed), range(int(threads))))
    database.close()
    report = {"ended": [ended for ended, _ in found], "longest": max(longest for _, longest in found)}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main()
