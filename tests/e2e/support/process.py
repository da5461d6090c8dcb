"""Steward as its own process: ``steward serve`` and single commands, by settings in the environment alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.support.waiting import until

STEWARD = Path(sys.executable).parent / "steward"


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What ``--json`` printed."""
        return json.loads(self.out)


@dataclass
class Server:
    """A running ``steward serve`` or ``steward demo``."""

    url: str
    process: subprocess.Popen[bytes]
    log_file: Path

    def log(self) -> str:
        """Return all it has logged so far."""
        return self.log_file.read_text(encoding="utf-8")

    def ready(self) -> bool:
        """Return True when ``/readyz`` says so; fail when the process has ended."""
        assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.log()}"
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).is_success
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        """Ask it to end (SIGTERM), as an operator's supervisor does; return its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=5)
            raise AssertionError(f"did not end within 15 s:\n{self.log()}") from None


@dataclass
class Installation:
    """One Steward: a folder to work in, and settings that all its commands share."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, seconds: float = 60) -> Finished:
        """Run one command to its end."""
        done = subprocess.run(
            [str(STEWARD), *arguments],
            cwd=self.folder,
            env=self._all_settings(),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def does(self, *arguments: str, seconds: float = 60) -> Finished:
        """Run one command that has to succeed."""
        done = self.run(*arguments, seconds=seconds)
        assert done.status == 0, f"steward {' '.join(arguments)}: {done.status}\n{done.out}{done.err}"
        return done

    @contextmanager
    def starting(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Start one command and leave it alone until the block ends; then it is killed if it still runs."""
        process = subprocess.Popen(
            [str(STEWARD), *arguments],
            cwd=self.folder,
            env=self._all_settings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate(timeout=10)

    @contextmanager
    def serving(
        self, *arguments: str, command: str = "serve", port: int = 0, patience: float = 30
    ) -> Iterator[Server]:
        """Serve on loopback until the block ends; inside it, ``/readyz`` has answered."""
        port = port or free_port()
        log_file = self.folder / f"{command}-{port}.log"
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                [str(STEWARD), command, "--port", str(port), *arguments],
                cwd=self.folder,
                env=self._all_settings(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        server = Server(f"http://127.0.0.1:{port}", process, log_file)
        try:
            until(server.ready, seconds=patience, what=f"{server.url}/readyz answers")
            yield server
        finally:
            if process.poll() is None:
                server.stop()

    def _all_settings(self) -> dict[str, str]:
        # Only ours, and what a process needs to live: a developer's own STEWARD_… must not leak into a test.
        kept = {key: value for key, value in os.environ.items() if not key.startswith("STEWARD_")}
        return {**kept, "NO_COLOR": "1", "COLUMNS": "120", **self.environment}


def free_port() -> int:
    """Return a port of loopback that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
