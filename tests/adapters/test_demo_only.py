"""Being somebody else exists in `steward demo` alone, and only on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

import app
from adapters.demo.company import company
from adapters.demo.hosting import PortTaken, listening, run_demo, where_to_look
from adapters.demo.running import RunningDemo
from bot.config import Environment, Settings
from bot.serving import Served
from storage.migrate import upgrade
from tests.adapters.visiting import Visitor


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[RunningDemo]:
    """The demo as its pages see it, before anybody has moved in."""
    running = RunningDemo(tmp_path, company(60), "http://127.0.0.1:8000")
    yield running
    running.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Starlette]:
    """What `steward serve` answers with."""
    url = f"sqlite:///{tmp_path / 'steward.db'}"
    upgrade(url)
    serving = Served(Settings(environment=Environment(database_url=url)), frozenset())
    yield app.hosted(serving)
    serving.close()


@dataclass
class Untouched:
    """What may not be made when the port is taken."""

    calls: list[str] = field(default_factory=list)

    def browser(self, _demo: RunningDemo) -> Any:
        self.calls.append("browser")

    @contextmanager
    def progress(self, label: str) -> Iterator[Any]:
        self.calls.append(label)
        yield lambda _done, _total: None


@pytest.mark.parametrize(
    "path", ["/as/ana", "/as/ana/inbox", "/as/ana/clock", "/as/ana/again", "/as/ana/press"]
)
def test_serve_lets_nobody_be_somebody_else(served: Starlette, path: str) -> None:
    visitor = Visitor(served)

    assert visitor.get(path).status_code == 404
    assert visitor.post(path, {"to": "week"}).status_code == 404


def test_serve_knows_nobody_without_a_link(served: Starlette) -> None:
    assert Visitor(served).get("/inbox").status_code == 401


@pytest.mark.parametrize(
    "host", ["steward.example", "127.0.0.1.evil.test", "localhost.evil.test:8000", "[::2]"]
)
def test_the_demo_answers_to_the_names_of_this_machine_alone(demo: RunningDemo, host: str) -> None:
    pages = app.browser_of_demo(demo)

    for path in ("/", "/readyz", "/as/ana", "/static/x/app.css"):
        assert Visitor(pages, host=host).get(path).status_code == 421
    assert Visitor(pages, host="127.0.0.1:8000").get("/readyz").status_code == 200


def test_before_anybody_has_moved_in_there_is_nobody_to_be(demo: RunningDemo) -> None:
    assert Visitor(app.browser_of_demo(demo)).get("/").status_code == 404


def test_the_demo_listens_on_this_machine_alone() -> None:
    with listening(0) as door:
        assert door.getsockname()[0] == "127.0.0.1"


def test_a_taken_port_is_said_before_anything_is_made() -> None:
    untouched = Untouched()

    with listening(0) as door:
        port = door.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} of this machine is in use or not allowed"):
            run_demo(port, 60, browser=untouched.browser, progress=untouched.progress)

    assert untouched.calls == []


def test_the_terminal_says_in_six_lines_where_to_look(demo: RunningDemo) -> None:
    lines = where_to_look(demo, "http://127.0.0.1:8000").splitlines()

    assert len(lines) <= 6
    assert "  http://127.0.0.1:8000" in lines
    assert lines[0].startswith("Acme, 60 people. It is Monday 30 November 2026, 09:30")
