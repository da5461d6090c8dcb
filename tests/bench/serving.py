"""Starting to serve: how long until it is ready, and how much memory it takes then."""

from __future__ import annotations

import http.client
import os
import subprocess
import time
from pathlib import Path
from statistics import median

from adapters.demo.company import company
from adapters.demo.loading import load
from tests.adapters.slack_stub import SECRET, TOKEN
from tests.bench.figures import Figure, figure
from tests.bench.places import Places
from tests.bench.slack import NOWHERE
from tests.bench.stage import open_stage
from tests.e2e.support.process import STEWARD, free_port
from tests.e2e.support.waiting import until

STARTS = 5
SETTLES = 3.0  # seconds after it was ready in which its memory is looked at: the first passes run then


def serve(places: Places, database: str) -> list[Figure]:
    """Measure seconds from the start of the process to /readyz (median), and the largest resident memory in MB."""
    with places.fresh(database) as url:
        stage = open_stage(url)
        load(stage.house.engine, company(), [])
        stage.house.close()
        starts = [_start(url, places.folder) for _ in range(STARTS)]
    return [
        figure("serve_ready", median(ready for ready, _ in starts), "s", database),
        figure("serve_rss", max(memory for _, memory in starts), "MB", database),
    ]


def _start(url: str, folder: Path) -> tuple[float, float]:
    """Return (seconds to /readyz, MB then and soon after) of the real process, with Slack connected."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "STEWARD_DATABASE_URL": url,
        "STEWARD_SLACK_BOT_TOKEN": TOKEN,
        "STEWARD_SLACK_SIGNING_SECRET": SECRET,
        "STEWARD_SLACK_API_URL": NOWHERE,
    }
    command = [str(STEWARD), "serve", "--port", str(port), "--host", "127.0.0.1"]
    log = folder / "serve.log"
    with log.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=output, stderr=output)
    try:
        until(lambda: _is_ready(process, port, log), seconds=60, what="/readyz")
        ready = time.perf_counter() - started
        return ready, _memory(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _is_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    assert process.poll() is None, f"serve has ended:\n{log.read_text('utf-8')}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _memory(pid: int) -> float:
    """Return the largest resident memory of a process in the seconds to come, in MB."""
    seen: list[float] = []
    ends = time.monotonic() + SETTLES
    status = Path(f"/proc/{pid}/status")

    def settled() -> bool:
        (line,) = (one for one in status.read_text("ascii").splitlines() if one.startswith("VmRSS"))
        seen.append(int(line.split()[1]) * 1024 / 1e6)
        return time.monotonic() > ends

    until(settled, seconds=SETTLES + 5, what="a look at its memory")
    return max(seen)
