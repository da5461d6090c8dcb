"""What newcomers bring: a talk to be asked for, and the policies in force to be acknowledged."""

from __future__ import annotations

from datetime import date

from bot.flows.briefings import ask_for_briefings
from bot.flows.chunks import Run, in_pieces, make_holidays, write_all
from bot.flows.people.addenda import ask_for_addenda
from bot.flows.policies.obliging import oblige_all, published_ids
from bot.turn import Turn
from bot.turn.runs import Runs
from storage import registers

TALKS = 5  # asked for between two looks at the clock


def ask_for_talks(engine: Runs, run: Run) -> None:
    """Ask for every talk that should have been asked for and was not; nobody is asked twice."""
    today = engine.ask(_today)
    starters = in_pieces(
        lambda after, limit: engine.ask(_unasked, today, after, limit),
        TALKS,
        lambda: engine.ask(make_holidays),
    )
    write_all(run, starters, _ask)


def _ask(turn: Turn, engagement_ids: list[str]) -> None:
    ask_for_briefings(turn, engagement_ids)
    ask_for_addenda(turn, engagement_ids)


def _today(turn: Turn) -> date:
    return turn.today_of(None)


def _unasked(turn: Turn, today: date, after: str, limit: int) -> list[str]:
    return registers.unasked(turn.connection, today, after, limit)


def oblige_newcomers(engine: Runs, run: Run) -> None:
    """Give everybody who lacks one the duty to acknowledge each policy in force that concerns them."""
    for submission in engine.ask(published_ids):
        oblige_all(engine, run, submission)
