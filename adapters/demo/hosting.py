"""``steward demo`` as a process: a folder that is forgotten, one port of this machine, a few lines on the terminal."""

from __future__ import annotations

import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route

from adapters.demo.company import company
from adapters.demo.running import RunningDemo

HOST = "127.0.0.1"
SECONDS_TO_END = 2

Progress = Callable[[int, int], None]


class PortTaken(Exception):
    """Something else listens at the demo's port."""


def run_demo(
    port: int,
    size: int,
    *,
    browser: Callable[[RunningDemo], Any],
    progress: Callable[[str], AbstractContextManager[Progress]],
) -> None:
    """Show the sample company until told to stop; nothing of it stays.

    ``browser`` makes the ASGI application that shows it.  Raises PortTaken before anything is made.
    """
    with listening(port) as door, tempfile.TemporaryDirectory(prefix="steward-demo-") as folder:
        # uvicorn passes the signal on when it has ended; the folder has to go before the process does.
        signal.signal(signal.SIGTERM, _end)
        address = f"http://{HOST}:{door.getsockname()[1]}"
        demo = RunningDemo(Path(folder), company(size), address)
        try:
            with progress("Acme moves in") as moved:
                demo.load(moved)
            sys.stdout.write(where_to_look(demo, address))
            sys.stdout.flush()
            serve(browser(demo), door)
        finally:
            demo.close()


def serve(application: Any, door: socket.socket) -> None:
    """Answer at an open door until Ctrl-C or SIGTERM."""
    import uvicorn

    config = uvicorn.Config(
        application, log_level="warning", access_log=False, timeout_graceful_shutdown=SECONDS_TO_END
    )
    try:
        uvicorn.Server(config).run(sockets=[door])
    except KeyboardInterrupt:  # uvicorn has ended well by then and passes the signal on
        sys.stdout.write("\n")


def ready_routes() -> list[BaseRoute]:
    """Return what machines ask: it answers once the company is there."""

    async def ready(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("ready\n")

    return [Route(path, ready, methods=["GET"]) for path in ("/readyz", "/healthz")]


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """Yield a socket that listens on this machine alone."""
    try:
        door = socket.create_server((HOST, port), backlog=128)
    except OSError as error:
        raise PortTaken(f"Port {port} of this machine is in use or not allowed.") from error
    with door:
        yield door


def where_to_look(demo: RunningDemo, address: str) -> str:
    """Return the lines a newcomer reads on the terminal."""
    name, people = demo.company()
    lines = (
        f"{name}, {people} people. It is Monday 30 November 2026, 09:30, until you move the clock.",
        "",
        f"  {address}",
        "",
        "Be Ana and plan a talk. Be Eve and read, ask or acknowledge. Then go to the next working day.",
        "Nothing leaves this machine. Ctrl-C ends it and forgets it all.",
    )
    return "\n".join(lines) + "\n"


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
