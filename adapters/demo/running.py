"""The demo company on the engine: its clock, its people, and what was sent and held back (facts.Demo)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from threading import Lock

import structlog
from sqlalchemy import event

from adapters.demo import people, resting, told, week
from adapters.demo.accounts import accounts_by_day, listing
from adapters.demo.clock import START, Clock, kept
from adapters.demo.company import Company
from adapters.demo.delivery import CHATS, Delivery, NotingPlatform
from adapters.demo.facts import Held, Progress, Ribbon, Sent, Someone, To
from adapters.demo.history import publish_approved, scenes
from adapters.demo.loading import link, load
from adapters.demo.others import TIMES, Others
from adapters.demo.stage import Stage
from adapters.demo.travel import Errand, TimeMachine
from bot.config import Environment, Settings
from bot.engine import JOBS, frames_of
from bot.house import House, open_house
from bot.jobs.daily import daily
from bot.model import Answer, Input
from storage.database import Database
from storage.migrate import upgrade

log = structlog.get_logger("demo")

ORIGINAL = "first-morning.db"

Loaded = Callable[[int, int], None]


def forgetful(url: str) -> Database:
    """Return a database that does not wait for the disk: nobody misses the demo after a power cut."""
    database = Database(url)
    event.listen(
        database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF")
    )
    return database


class RunningDemo:
    """A company in a folder of its own; ``close`` ends what it started, the folder stays its owner's."""

    def __init__(self, folder: Path, company: Company, public_url: str) -> None:
        self._folder, self._company = folder, company
        self._copies = 0
        self._lock = Lock()
        self.clock = Clock()
        settings = Settings(environment=Environment(database_url=self._url(), public_url=public_url))
        upgrade(self._url())
        database = forgetful(self._url())
        self.house: House = open_house(
            settings, clock=self.clock, platforms=frozenset(CHATS), database=database
        )
        engine, accounts = self.house.engine, accounts_by_day(company)
        self._chats = [NotingPlatform(name, listing(accounts, name, self.clock)) for name in CHATS]
        self._deliver = Delivery(engine, self._chats)
        engine.woke = self._deliver.ring
        self._stage = Stage(engine)
        # In the order of a day: who came and left, accounts of those who begin, texts that were approved.
        errands = (
            Errand(time(0, 5), lambda: daily(engine)),
            Errand(time(8, 0), lambda: link(engine, self._chats)),
            Errand(time(9, 30), lambda: publish_approved(engine)),
        )
        self._travel = TimeMachine(engine, self.clock, self._deliver, errands)

    # --- from an empty database to the first morning -------------------------------------------

    def load(self, progress: Loaded = lambda _done, _total: None) -> None:
        """Play what happened before the first morning, and keep it to come back to."""
        engine = self.house.engine
        load(engine, self._company, self._chats)
        story = scenes(self._stage, self._company)
        for done, scene in enumerate(story, 1):
            self._travel.go(scene.at)
            scene.happens()
            self._travel.settle()
            progress(done, len(story))
        self._travel.go(START)
        others = Others(self._stage)
        self._travel.run_errands(Errand(at, others.work) for at in TIMES)
        self._keep_original()

    def _keep_original(self) -> None:
        with sqlite3.connect(self._file()) as now, sqlite3.connect(self._folder / ORIGINAL) as original:
            now.backup(original)
        now.close()
        original.close()

    def reset(self) -> None:
        """Set clock and company back to the first morning, on a fresh copy of its database."""
        with self._lock:
            self._travel.stop()
            engine, former, old = self.house.engine, self.house.database, self._file()
            self._copies += 1
            shutil.copyfile(self._folder / ORIGINAL, self._file())
            # Another name: what was remembered of the former database holds for that one only.
            engine.parts = self.house.parts = replace(engine.parts, database=self._url())
            engine.database = self.house.database = forgetful(self._url())
            self.clock.set_back(engine.ask_as(JOBS, kept))
            former.close()
            for file in old.parent.glob(f"{old.name}*"):
                file.unlink(missing_ok=True)

    def _file(self) -> Path:
        return self._folder / f"company-{self._copies}.db"

    def _url(self) -> str:
        return f"sqlite:///{self._file()}"

    def close(self) -> None:
        """End a move that is under way and close the database."""
        self._travel.stop()
        self._deliver.close()
        self.house.close()

    def handle(self, given: Input, /) -> Answer:
        """Return the engine's answer to a press once whoever is due because of it has been told.

        A minute later `serve` would have done so; here the clock stands still.
        """
        answer = self.house.engine.handle(given)
        try:
            self._travel.settle()
        except Exception as error:  # noqa: BLE001 - the press itself is stored
            log.error("bug", error=type(error).__name__, at=frames_of(error))
        return answer

    # --- facts.Demo ---------------------------------------------------------------------------

    def company(self) -> tuple[str, int]:
        """Return the organisation's name and how many people its register holds."""
        return self.house.settings.organisation.name, len(self._company.persons)

    def now(self) -> datetime:
        """Return the demo's time."""
        return self.clock()

    def move(self, to: To) -> None:
        """Start moving the clock; return when it has arrived, or after half a second if it has not."""
        self._travel.start(to)

    def arrive(self) -> None:
        """Return when no move is under way any more."""
        self._travel.arrive()

    def moving(self) -> Progress | None:
        """Return how far a move has come; None when none is under way."""
        return self._travel.moving()

    def cast(self, reads: str = "") -> tuple[Someone, ...]:
        """Return the people of the story, the most interesting first."""
        return self.house.engine.ask(people.cast, reads)

    def someone(self, person_ref: str, reads: str = "") -> Someone | None:
        """Return anybody of the company; None for nobody."""
        return self.house.engine.ask(people.someone, reads, person_ref)

    def search(self, text: str, reads: str = "", limit: int = 20) -> tuple[Someone, ...]:
        """Return the people whose name holds ``text``, by name."""
        return self.house.engine.ask(people.search, reads, text, limit)

    def sent(self, limit: int, reads: str = "") -> tuple[Sent, ...]:
        """Return what was sent last, newest first."""
        return self.house.engine.ask(told.sent, reads, limit)

    def held(self, limit: int, reads: str = "") -> tuple[Held, ...]:
        """Return what is held back now, the next to be looked at first."""
        return self.house.engine.ask(resting.held, reads, limit)

    def ribbon(self, person_ref: str) -> Ribbon:
        """Return a person's coming week."""
        return self.house.engine.ask(week.week, person_ref)
