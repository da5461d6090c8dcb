"""What long work needs of the engine: many small transactions.  The engine itself stands above the flows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from bot.model import Actor

if TYPE_CHECKING:
    from bot.turn.turn import Turn

P = ParamSpec("P")
T = TypeVar("T")


class Runs(Protocol):
    """Runs a task in one writing transaction, or a query in one reading transaction."""

    def run(self, task: Callable[Concatenate[Turn, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``task`` returns, done as the operator."""

    def run_as(
        self, actor: Actor, task: Callable[Concatenate[Turn, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what ``task`` returns, done as ``actor``."""

    def ask(self, query: Callable[Concatenate[Turn, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``query`` returns."""
