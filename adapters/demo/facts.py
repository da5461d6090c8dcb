"""What the demo page shows and needs; the demo company, its clock and its postman implement it.

Instants are aware; the page words them in the chosen person's zone and language.  ``title``, ``why``,
``line`` and ``label`` come worded already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, ParamSpec, Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response

P = ParamSpec("P")
T = TypeVar("T")

To = Literal["hour", "day", "week"]


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody to be.  ``line`` says in half a sentence why that is worth it; ``chats`` is where they read."""

    ref: str
    name: str
    initials: str
    line: str = ""
    open_count: int = 0
    color: int = 1
    chats: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that left, newest first: to whom, by what ("Slack"), and why now."""

    at: datetime
    name: str
    title: str
    why: str
    by: str = ""
    initials: str = ""
    color: int = 1


@dataclass(frozen=True, slots=True)
class Held:
    """A message that was due and did not leave, why, and when it is looked at again."""

    name: str
    title: str
    why: str
    until: datetime | None = None
    reason: Literal["quiet_hours", "leave", "holiday", "budget", "other"] = "other"


@dataclass(frozen=True, slots=True)
class RibbonDay:
    """A day and the person's message window on it; both None on a day off."""

    date: date
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class RibbonEvent:
    """Something on the ribbon: told and to be told, a date to answer by, the start of a job or of a talk."""

    at: datetime
    label: str
    kind: Literal["told", "due", "start"] = "told"


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A person's coming week: eight days from today on, in ``zone`` (an IANA name)."""

    zone: str
    days: tuple[RibbonDay, ...]
    events: tuple[RibbonEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """A move under way; ``share`` is between 0 and 1."""

    goal: datetime
    reached: datetime
    share: float
    sent: int = 0


class Demo(Protocol):
    """The demo company.  Every method is synchronous and is called in the thread pool.

    ``reads`` is who looks at the page: lines, titles and reasons are in that person's language.
    """

    def company(self) -> tuple[str, int]:
        """Return the organisation's name and how many people it has."""

    def now(self) -> datetime:
        """Return the demo's time."""

    def move(self, to: To) -> None:
        """Start moving the clock; return when it has arrived, or after about half a second if it has not.

        Asked while it moves, it changes nothing.
        """

    def moving(self) -> Progress | None:
        """Return how far a move has come; None when none is under way."""

    def reset(self) -> None:
        """Set clock and company back to the first morning."""

    def cast(self, reads: str = "") -> tuple[Someone, ...]:
        """Return the people of the story, the most interesting first."""

    def someone(self, person_ref: str, reads: str = "") -> Someone | None:
        """Return anybody of the company; None for nobody."""

    def search(self, text: str, reads: str = "", limit: int = 20) -> tuple[Someone, ...]:
        """Return the people whose name holds ``text``, whatever capitals and accents, by name."""

    def sent(self, limit: int, reads: str = "") -> tuple[Sent, ...]:
        """Return what was sent last, newest first."""

    def held(self, limit: int, reads: str = "") -> tuple[Held, ...]:
        """Return what is held back now, the next to be looked at first."""

    def ribbon(self, person_ref: str) -> Ribbon:
        """Return a person's coming week."""


class Reads(Protocol):
    """Who reads, as far as the demo words anything itself."""

    @property
    def ref(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def first(self) -> str: ...  # noqa: D102
    @property
    def locale(self) -> str: ...  # noqa: D102
    @property
    def direction(self) -> str: ...  # noqa: D102


class InPool(Protocol):
    """Runs what is synchronous in a thread."""

    async def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``work`` returns."""


class Say(Protocol):
    """Words in a language."""

    def __call__(self, locale: str, key: str, /, **values: object) -> str:
        """Return the words of ``key``."""


class Canvas(Protocol):
    """The web inbox, lent to the demo page: same look, same guard, same tokens (``adapters.web.canvas``)."""

    @property
    def in_pool(self) -> InPool: ...  # noqa: D102
    @property
    def say(self) -> Say: ...  # noqa: D102

    async def around(
        self, request: Request, person_ref: str, template: str, facts: Callable[[Reads], Mapping[str, object]]
    ) -> Response | None:
        """Return a page with the person's inbox in it and what ``facts`` adds; None for nobody we know."""

    async def taken(self, request: Request, person_ref: str) -> Mapping[str, str] | None:
        """Return what was posted; None when the form was not handed to this person in this browser."""

    def end(self, request: Request, name: str, status: int) -> Response:
        """Return the page of a dead end."""
