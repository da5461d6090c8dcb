"""What the pages read and need: facts and protocols, implemented on the engine's side.

Everything in a card and every ``when`` is already worded in the reader's language and zone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, ParamSpec, Protocol, TypeVar

from bot.model import Answer, Card, Input, Item

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads.  ``color`` is 1 to 6 and says nothing; ``role`` is the line under the name."""

    ref: str
    name: str
    first: str
    initials: str
    color: int = 1
    locale: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"
    role: str = ""


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One thing said under a card: ``text`` by a person, or ``card`` by Steward; ``id`` is the message's."""

    id: str
    author: str
    when: str
    text: str = ""
    card: Card | None = None
    is_bot: bool = False
    is_reader: bool = False
    initials: str = ""
    color: int = 1


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A message as it stands.  ``asks`` names whom a question typed under it reaches, "" when none does.

    ``hears``: what is typed in its thread is understood, an answer such as "a" for example.
    """

    id: str
    card: Card
    sent_at: str = ""
    thread: tuple[ThreadLine, ...] = ()
    settled: bool = False
    asks: str = ""
    hears: bool = False


@dataclass(frozen=True, slots=True)
class InboxPage:
    """What stands in the inbox, newest first, and what is open without a card of its own.

    ``done_count`` counts duties done this month, ``open_count`` open ones; unsaid, cards and lines count.
    """

    reader: Reader
    cards: tuple[StoredCard, ...] = ()
    also_open: tuple[Item, ...] = ()
    done_count: int = 0
    open_count: int | None = None

    @property
    def still_open(self) -> int:
        """Return how many things wait for the reader."""
        if self.open_count is not None:
            return self.open_count
        return sum(not one.settled for one in self.cards) + len(self.also_open)


@dataclass(frozen=True, slots=True)
class DonePage:
    """What the reader has done lately, newest first; ``lines`` are those without a card of their own."""

    reader: Reader
    cards: tuple[StoredCard, ...] = ()
    lines: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One card with everything said under it."""

    reader: Reader
    stored: StoredCard


class Inbox(Protocol):
    """The reading side.  Every method is synchronous and raises ``bot.errors.Busy`` without a database."""

    def reader(self, person_ref: str) -> Reader | None:
        """Return who that is; None for nobody we know."""

    def inbox(self, person_ref: str) -> InboxPage | None:
        """Return the person's inbox; None for nobody we know."""

    def done(self, person_ref: str) -> DonePage | None:
        """Return what the person has done lately; None for nobody we know."""

    def message(self, person_ref: str, message_id: str) -> MessagePage | None:
        """Return a card sent to this person; None for anybody else's, as for one that never was."""


class Handles(Protocol):
    """The engine, as far as the pages need it."""

    def handle(self, given: Input, /) -> Answer:
        """Return the answer to one input; what it did is stored by then."""


class Say(Protocol):
    """Words in a language."""

    def __call__(self, locale: str, key: str, /, **values: object) -> str:
        """Return the words of ``key``."""


class InPool(Protocol):
    """Runs what is synchronous in a thread; raises ``bot.errors.Busy`` at once when all are taken."""

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``work`` returns."""
