"""What a click costs the processor, beside the same request with a listener that does nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from sqlalchemy import func, select

from bot.house import Pool
from storage.evidence import EVENT
from tests.bench.figures import Figure, figure
from tests.bench.places import Places
from tests.bench.slack import Request, bare, call, clicks, steward
from tests.bench.stage import open_stage

ROUNDS = 15
A_ROUND = 80
WARM_UP = 100


def click_cpu_ratio(places: Places, database: str) -> list[Figure]:
    """Measure microseconds of this process's processor time for one click, the median of the rounds."""
    with places.fresh(database) as url:
        stage = open_stage(url)
        count = WARM_UP + ROUNDS * A_ROUND
        stage.crowd(count)
        stage.publish()
        stage.tell()
        requests = clicks(stage.told())
        assert len(requests) == count, f"{len(requests)} of {count} were told"
        pool = Pool()
        ours, reference = asyncio.run(_rounds(steward(stage.house, pool), bare(), requests))
        pool.close()
        recorded = select(func.count()).select_from(EVENT).where(EVENT.c.action == "policy.acknowledged")
        assert stage.count(recorded) == count, "a click was not recorded"
        stage.house.close()
    return [figure("click_cpu_ratio", median(ours), "µs", database, median(reference))]


async def _rounds(ours: Any, reference: Any, requests: Sequence[Request]) -> tuple[list[float], list[float]]:
    """Return what each round of both came to, taken in turns so that a busy machine slows both."""
    await _cpu(reference, requests[:WARM_UP])
    await _cpu(ours, requests[:WARM_UP])
    of_ours, of_reference = [], []
    for start in range(WARM_UP, len(requests), A_ROUND):
        some = requests[start : start + A_ROUND]
        of_reference.append(await _cpu(reference, some))
        of_ours.append(await _cpu(ours, some))
    return of_ours, of_reference


async def _cpu(app: Any, requests: Sequence[Request]) -> float:
    """Return the microseconds of all threads of this process for one request."""
    before = time.process_time()
    statuses = [await call(app, one) for one in requests]
    spent = time.process_time() - before
    assert set(statuses) == {200}, "a click was refused"
    return spent / len(requests) * 1e6
