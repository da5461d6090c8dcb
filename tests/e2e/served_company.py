"""The invented company of the browser's tests, served on this machine, and things that happen in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import uvicorn
from starlette.applications import Starlette

from adapters.demo.page import HOSTS, PREFIX, TEMPLATES, demo_routes, person_in_path
from adapters.web.canvas import Canvas
from adapters.web.connector import web_app
from adapters.web.facts import StoredCard, ThreadLine
from bot.model import Card
from tests.adapters.demo_company import DemoCompany
from tests.adapters.web_company import Company, desk_of, words
from tests.e2e.support.waiting import until

SAY = words()


@dataclass
class Served:
    """The invented company behind an address of this machine."""

    url: str
    company: Company
    demo: DemoCompany


@contextmanager
def served_company() -> Iterator[Served]:
    """Serve the demo page and the inboxes while the block runs."""
    company, demo = Company(), DemoCompany()
    around = {"prefix": PREFIX, "identify": person_in_path, "stays": {"demo": ""}}
    desk = desk_of(company, SAY, (TEMPLATES,), **around)
    with serving(web_app(desk, also=demo_routes(demo, Canvas(desk, "demo")), hosts=HOSTS)) as url:
        yield Served(url, company, demo)


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """Serve an application on a free port of this machine while the block runs."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started, what="the server listens")
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def arrive(served: Served, message_id: str, title: str) -> None:
    inbox = served.company.pages["ana"]
    served.company.pages["ana"] = replace(inbox, cards=(StoredCard(message_id, Card(title)), *inbox.cards))


def settle(served: Served, message_id: str) -> None:
    change(served, message_id, settled=True)


def say_that(served: Served, message_id: str, line_id: str, text: str) -> None:
    line = ThreadLine(line_id, "Olga Marin", "09:50", text, initials="OM")
    thread = next(one.thread for one in served.company.pages["ana"].cards if one.id == message_id)
    change(served, message_id, thread=(*thread, line))


def change(served: Served, message_id: str, **changes: object) -> None:
    inbox = served.company.pages["ana"]
    cards = tuple(
        replace(one, **changes) if one.id == message_id else one  # type: ignore[arg-type]
        for one in inbox.cards
    )
    served.company.pages["ana"] = replace(inbox, cards=cards)
