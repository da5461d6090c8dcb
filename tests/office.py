"""An office in which people press, say and wait: the company's rules are told in these words.

Everything is real but the chat platform, which takes notes, and the clock, which stands still until somebody
waits: then reminders, the daily look and the postman run as real time would have made them run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from typing import Any

from bot.config import Environment, Settings
from bot.engine import OPERATOR, Engine
from bot.flows import everything
from bot.flows.policies.publishing import publish_policy
from bot.library import Library
from bot.model import Answer, Ask, Input, Place, Pressed, Reply, Said
from bot.turn import Parts, Turn
from bot.words import Words
from storage.database import Database
from tests import colleagues, databases
from tests.chats import Chats, Shown
from tests.clock import BERLIN, START, Clock
from tests.colleagues import Colleague, Job
from tests.days import Days
from tests.drafts import add_and_approve, draft
from tests.recording import RecordingPlatform
from tests.records import plain

__all__ = ["BERLIN", "START", "Colleague", "Office", "Shown", "everything"]


@cache
def _library() -> Library:
    return Library()


@cache
def _words(org: str) -> Words:
    return Words(_library().words(), org=org)


@dataclass
class Office(Days):
    """A company on one database.  ``prompt``: whatever is told is delivered right away, as by ``serve``."""

    url: str
    settings: Settings = field(default_factory=Settings)
    prompt: bool = True
    name: str = "id"

    def __post_init__(self) -> None:
        self.settings = replace(self.settings, environment=Environment(database_url=self.url))
        self.clock = Clock()
        numbers = count(1)
        words = _words(self.settings.organisation.name)
        self.parts = Parts(
            words,
            _library(),
            self.settings,
            self.clock,
            lambda: f"{self.name}{next(numbers):07}",
            database=self.url,
            platforms=frozenset({"slack"}),
        )
        self.database = Database(self.url)
        databases.share_what_is_compiled(self.database)
        self.engine = Engine(self.database, self.parts, self._ring)
        self.slack = RecordingPlatform()
        self.runner = asyncio.Runner()
        self.postman = self.new_postman()
        self.chats = Chats(self.engine, self.slack)
        self.last: Answer | None = None
        self._rang = False
        self._looked = self.clock.midnight()

    def close(self) -> None:
        """Close the database and the loop."""
        self.runner.close()
        self.database.close()

    # --- people -------------------------------------------------------------------------------

    def hire(
        self, name: str, manager: Colleague | None = None, *, chat: bool = True, role: Any = "", **job: Any
    ) -> Colleague:
        """Return somebody who is in the register now; ``job`` takes the fields of tests.colleagues.Job."""
        who = colleagues.colleague(name, chat=chat)
        work = Job(manager=manager, roles=colleagues.roles_of(role), **job)
        self.write(colleagues.register, who, work, self.clock())
        return who

    def write(self, change: Callable[..., None], *args: Any) -> None:
        """Change rows directly, as an import would have."""
        with self.database.writing() as connection:
            change(connection, *args)

    # --- what people do -----------------------------------------------------------------------

    def press(self, who: Colleague, verb: str, message: Shown | None = None, /, **args: Any) -> Reply:
        """Press a button and return the answer.

        Without args, or with some that tell which, it is the newest button of that verb on the person's
        cards, with the choice made there (``option="b"``); if there is none the verb itself is given.
        """
        given = {name: plain(value) for name, value in args.items()}
        found = self.chats.button(who, verb, message, given)
        if found is None:
            where = message.ref if message is not None else None
            return self.handle(Pressed(who.actor, verb, given, message=where))
        button, shown, chosen = found
        return self.handle(Pressed(who.actor, verb, button.args, chosen, shown.ref, shown.where))

    def submit(
        self,
        who: Colleague,
        verb: str,
        args: Mapping[str, Any] | None = None,
        values: Mapping[str, str] | None = None,
        message: Shown | None = None,
    ) -> Reply:
        """Send a form off and return the answer."""
        given = {name: plain(value) for name, value in (args or {}).items()}
        where = message.ref if message is not None else None
        return self.handle(Pressed(who.actor, verb, given, dict(values or {}), where))

    def fill(self, who: Colleague, asked: Reply, message: Shown | None = None, /, **values: str) -> Reply:
        """Send off the form that was asked, changed only where ``values`` say so."""
        assert isinstance(asked, Ask), f"no form was asked: {asked}"
        prefilled = {one.name: _joined(getattr(one, "value", "")) for one in asked.form.fields}
        unknown = values.keys() - prefilled.keys()
        assert not unknown, f"the form has no field {unknown}; it has {sorted(prefilled)}"
        return self.submit(who, asked.form.verb, asked.form.args, prefilled | values, message)

    def says(
        self,
        who: Colleague,
        text: str,
        place: Place = "dm",
        under: Shown | None = None,
        *,
        command: str = "steward",
        **more: Any,
    ) -> Reply:
        """Type something and return the answer; ``under`` a message it is said in its thread."""
        if under is not None and place == "dm":
            place = "thread"
        ref = under.root if under is not None else None
        typed = command if place == "command" else ""
        return self.handle(Said(who.actor, text, place, message=ref, command=typed, **more))

    def handle(self, given: Input) -> Reply:
        """Return the engine's answer; what it tells others is delivered."""
        self.last = self.engine.handle(given)
        if self.prompt and self._rang:
            self.deliver()
        return self.last.reply

    # --- what people see, and what is written down --------------------------------------------

    def inbox(self, who: Colleague) -> list[Shown]:
        """Return somebody's cards as they stand now, the newest last; replies stand in their threads."""
        return self.chats.inbox(who)

    def sent(self, who: Colleague) -> list[Shown]:
        """Return everything that was posted to somebody, replies too, as it was worded then."""
        return self.chats.sent(who)

    def channel(self, address: str) -> list[Shown]:
        """Return the cards in a channel as they stand now."""
        return self.chats.channel(address)

    def thread(self, message: Shown) -> list[Shown]:
        """Return what stands below a card."""
        return self.chats.thread(message)

    # --- the company's business ---------------------------------------------------------------

    def publish(self, **changes: Any) -> str:
        """Return the id of a policy that is in force now, by the way every policy goes.

        ``changes`` are fields of bot.library.PolicyText.  Olga owns it and Chika approves it; they are hired
        when nobody is there to do so.
        """
        text = draft(**changes)
        submission = add_and_approve(self, text)
        publish_policy(self.engine, OPERATOR, text.id)
        self.settle()
        return submission

    def run(self, task: Callable[..., Any], *args: Any) -> Any:
        """Return what a task returns, run as the operator."""
        result = self.engine.run(task, *args)
        if self.prompt and self._rang:
            self.deliver()
        return result

    def ask(self, query: Callable[[Turn], Any]) -> Any:
        """Return what a query returns."""
        return self.engine.ask(query)


def _joined(value: Any) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)
