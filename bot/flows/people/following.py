"""What newcomers bring: a talk to be asked for, and the policies in force to be acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from bot.flows.briefings import ask_for_briefings
from bot.flows.people.addenda import ask_for_addenda
from bot.flows.people.chunks import Run, write_all
from bot.flows.policies.audience import lacking, oblige, published_ids
from bot.rules.calendars import Calendar, is_holiday
from bot.turn import Turn
from bot.turn.runs import Runs
from storage import registers

AT_ONCE = 500  # read in one go
TALKS = 5  # asked for between two looks at the clock
DUTIES = 20


def ask_for_talks(engine: Runs, run: Run) -> None:
    """Ask for every talk that should have been asked for and was not; nobody is asked twice."""
    write_all(run, _unasked(engine), _ask)


def _ask(turn: Turn, engagement_ids: list[str]) -> None:
    ask_for_briefings(turn, engagement_ids)
    ask_for_addenda(turn, engagement_ids)


def _unasked(engine: Runs) -> Iterator[list[str]]:
    after, today = "", engine.ask(_today)
    while ids := engine.ask(_unasked_after, today, after):
        if not after:
            engine.ask(_warm_up)
        after = ids[-1]
        yield from (ids[start : start + TALKS] for start in range(0, len(ids), TALKS))


def _today(turn: Turn) -> date:
    return turn.today_of(None)


def _unasked_after(turn: Turn, today: date, after: str) -> list[str]:
    return registers.unasked(turn.connection, today, after, AT_ONCE)


def _warm_up(turn: Turn) -> None:
    """Have the holidays of everybody ready: making those of a country takes longer than a chunk may."""
    year = turn.now.year
    for country in (turn.settings.organisation.country, *registers.countries(turn.connection)):
        calendar = Calendar("UTC", country)
        for one in (year - 1, year, year + 1):
            is_holiday(calendar, date(one, 1, 1))


def oblige_newcomers(engine: Runs, run: Run) -> None:
    """Give everybody who lacks one the duty to acknowledge each policy in force that concerns them."""
    for submission in engine.ask(published_ids):
        write_all(run, _lacking(engine, submission), _obliging(submission))


def _obliging(submission: str) -> Callable[[Turn, list[str]], int]:
    return lambda turn, ids: oblige(turn, submission, ids)


def _lacking(engine: Runs, submission: str) -> Iterator[list[str]]:
    after = ""
    while ids := engine.ask(lacking, submission, after, AT_ONCE):
        if not after:
            engine.ask(_warm_up)
        after = ids[-1]
        yield from (ids[start : start + DUTIES] for start in range(0, len(ids), DUTIES))
