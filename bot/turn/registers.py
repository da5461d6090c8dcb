"""The registers: which flow answers a verb, how a kind of duty behaves, how a message is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from bot.model import Card, Item, Pressed, Reply
from bot.rules.ladder import Rung

if TYPE_CHECKING:
    from bot.turn.turn import Turn

FlowFunction = Callable[["Turn", Pressed], Reply]
Drawing = Callable[["Turn", "Shown"], Card]


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation step.  ``writes=False`` opens a plain reading transaction."""

    function: FlowFunction
    writes: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """What a stored message shows: duties with the step each was told, and what else drawing needs."""

    duties: tuple[tuple[Row[Any], str], ...]
    args: dict[str, Any]
    message: Row[Any]

    @property
    def duty(self) -> Row[Any]:
        """Return the only duty of a message about one."""
        return self.duties[0][0]

    @property
    def step(self) -> str:
        """Return the step the only duty was told with."""
        return self.duties[0][1]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of duty; everything the frame must know of it.

    ``draws``: the card, given the duty and the step.  ``line``: the same as one line of a list, with its
    own button.  ``minutes``: what it takes.
    ``listed``: False for what only informs.  ``counts``: against the message budget.
    ``heeds``: asks whoever a rung beyond the owner names; False makes the pass look again later.
    ``hears``: answers a line typed under a message that shows one duty of this kind.
    ``lapses``: what happens when its date has passed, for kinds that are not chased beyond it.
    ``moot``: True when by now there is nothing to tell, so that it ends untold; asked at the moment of telling.
    ``rests``: True while it is in somebody else's hands: nothing is told, nobody is asked, nothing handed over.
    """

    name: str
    draws: Callable[[Turn, Row[Any], str], Card]
    line: Callable[[Turn, Row[Any]], Item]
    minutes: Callable[[Turn, Row[Any]], int] = lambda _turn, _duty: 2
    listed: bool = True
    counts: Callable[[Row[Any]], bool] = lambda _duty: True
    heeds: Callable[[Turn, Row[Any], Rung], bool] | None = None
    lapses: Callable[[Turn, Row[Any]], None] | None = None
    rests: Callable[[Row[Any]], bool] = lambda _duty: False
    hears: Callable[[Turn, Pressed, Row[Any]], Reply] | None = None
    moot: Callable[[Turn, Row[Any]], bool] = lambda _turn, _duty: False
    once: bool = False  # one press settles it for all engagements of a person, so one is shown for all
    digested: bool = False  # its line stands in the manager's weekly digest …
    calls_digest: bool = False  # … and is reason enough for one


FLOWS: dict[str, Flow] = {}
KINDS: dict[str, Kind] = {}
DRAWINGS: dict[str, Drawing] = {}


def on(*verbs: str, writes: bool = True) -> Callable[[FlowFunction], FlowFunction]:
    """Register a function as the answer to verbs."""

    def register(function: FlowFunction) -> FlowFunction:
        for verb in verbs:
            if verb in FLOWS:
                raise ValueError(f"two flows for {verb}")
            FLOWS[verb] = Flow(function, writes)
        return function

    return register


def draws(name: str) -> Callable[[Drawing], Drawing]:
    """Register a function as the way a message is drawn."""

    def register(function: Drawing) -> Drawing:
        if name in DRAWINGS:
            raise ValueError(f"two drawings called {name}")
        DRAWINGS[name] = function
        return function

    return register


def kind(value: Kind) -> Kind:
    """Register a kind of duty and return it."""
    if value.name in KINDS:
        raise ValueError(f"two kinds called {value.name}")
    KINDS[value.name] = value
    return value
