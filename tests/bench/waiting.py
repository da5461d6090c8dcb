"""How long a click waits beside work in bulk: a pass with 100,000 due, an import in a process of its own."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable

from bot.flows.people.imports import import_people
from bot.jobs import remind_all
from bot.model import Actor, ChatRef, MessageRef, Pressed
from tests.adapters.slack_payloads import TEAM
from tests.bench.importing import register
from tests.bench.stage import Stage, Told, open_stage

CLICKS = 220
DUE = 100_000


def _click(stage: Stage, one: Told) -> float:
    actor = Actor("slack", TEAM, one.user)
    where = MessageRef(ChatRef("slack", TEAM, one.channel), one.ts)
    began = time.perf_counter()
    answer = stage.house.engine.handle(
        Pressed(actor, "policy.acknowledge", {"duty": one.duty}, message=where)
    )
    took = time.perf_counter() - began
    assert not answer.busy, "a click was turned away"
    return took


def _beside(stage: Stage, told: list[Told], is_running: Callable[[], bool]) -> float:
    """Return the longest wait of clicks made one after the other while something else runs."""
    longest, made = 0.0, 0
    for one in told:
        if not is_running():
            break
        longest = max(longest, _click(stage, one))
        made += 1
        time.sleep(0.02)  # noqa: TID251 - people do not press in a loop
    assert made >= 200, f"only {made} clicks fell beside it"
    return longest


def _stage(url: str) -> tuple[Stage, list[Told]]:
    stage = open_stage(url)
    stage.crowd(CLICKS * 2, "c")
    stage.publish("AUP")
    stage.tell()
    return stage, list(stage.told("c"))


def beside_reminders(url: str) -> float:
    """Return the longest wait beside a pass with 100,000 due."""
    stage, told = _stage(url)
    stage.crowd(DUE)
    stage.publish("ISP")
    worker = threading.Thread(target=remind_all, args=(stage.house.engine,))
    worker.start()
    longest = _beside(stage, told, worker.is_alive)
    worker.join()
    stage.house.close()
    return longest


def beside_import(url: str) -> float:
    """Return the longest wait beside an import of 100,000 people by another process."""
    stage, told = _stage(url)
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    worker = context.Process(target=_import, args=(url, ready))
    worker.start()
    ready.wait(120)
    longest = _beside(stage, told, worker.is_alive)
    worker.join()
    stage.house.close()
    return longest


def _import(url: str, ready: object) -> None:
    data = register()
    stage = open_stage(url)
    ready.set()  # type: ignore[attr-defined]
    import_people(stage.house.engine, data, "hr")
