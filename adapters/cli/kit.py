"""What the command line works with: handed over by app.py, so that no adapter knows another."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.config import Settings, SettingsError
from bot.engine import OPERATOR
from bot.errors import Busy, Refused
from bot.house import House
from bot.library import ContentError
from bot.model import Actor
from bot.postman import Platform
from bot.rules.sheets import UnreadableFile

errors = Console(stderr=True, highlight=False)
# Beyond these, dates run out before a window of working days, or a year of public holidays, does.
FIRST_YEAR, LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class Kit:
    """How the process is put together; see app.py."""

    settings: Callable[[], Settings]
    open: Callable[[Settings, Callable[[], datetime] | None], House]
    connect: Callable[[House], list[Platform]]
    serve: Callable[[Settings, str, int], None]
    demo: Callable[[int, int], None]
    examine: Callable[[Settings], list[tuple[str, str, str]]]


class Stop(Exception):
    """A sentence and a hint for the operator; the exit status that goes with it."""

    def __init__(self, sentence: str, hint: str = "", status: int = 1) -> None:
        super().__init__(sentence)
        self.sentence, self.hint, self.status = sentence, hint, status


def fail(sentence: str, hint: str = "", status: int = 1) -> NoReturn:
    """End the command with one sentence and a hint."""
    raise Stop(sentence, hint, status)


def moment(text: str) -> datetime:
    """Return an instant given as ISO 8601, in UTC; without a zone it is UTC already."""
    try:
        found = datetime.fromisoformat(text.strip())
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError
    except ValueError:
        fail(f"'{text}' is no moment.", "Write it like 2026-12-07T09:00+01:00.", 2)
    return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)


def actor(as_email: str) -> Actor:
    """Return who acts: the operator, or the person with this address."""
    return Actor("cli", "", as_email) if as_email else OPERATOR


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


@contextmanager
def house(kit: Kit, at: str | None = None, *, writes: bool = True) -> Iterator[House]:
    """Yield the house, with its clock set to ``at`` for this command alone."""
    instant = moment(at) if at is not None else None
    opened = kit.open(kit.settings(), (lambda: instant) if instant is not None else None)
    if instant is not None and writes:
        errors.print(
            f"The clock of this command says {instant.isoformat()}. Do not do this while the database is served.",
            style="yellow",
        )
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function (done, total) that draws a bar on a terminal, and nothing elsewhere."""
    if not errors.is_terminal:
        yield lambda _done, _total: None
        return
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=errors) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def run(app: typer.Typer, kit: Kit) -> int:
    """Return the exit status of one command; errors are a sentence and a hint, never a traceback."""
    try:
        status = app(standalone_mode=False, obj=kit)  # a command that ends early returns its status
    except Stop as stop:
        return _say(stop.sentence, stop.hint, stop.status)
    except Refused as refused:
        return _say(*_worded(kit, refused))
    except (SettingsError, ContentError, UnreadableFile) as error:
        said = str(error)
        return _say(said if said.endswith(("?", "!")) else f"{said.removesuffix('.')}.", "", 2)
    except Busy:
        return _say(
            "The database can't be reached, or somebody else writes to it.",
            "Look at STEWARD_DATABASE_URL, or try again.",
        )
    except typer.Exit as done:
        return int(done.exit_code)
    except typer.Abort:
        return 130
    except Exception as error:  # noqa: BLE001 - the operator gets a sentence; the log has the rest
        return _unexpected(error)
    return status if isinstance(status, int) else 0


def _worded(kit: Kit, refused: Refused) -> tuple[str, str]:
    """Return a refusal's sentence and its hint, "" where there is none, in the command line's language."""
    from bot.library import Library
    from bot.words import FALLBACK, Words

    words = Words(Library().words(), org=kit.settings().organisation.name)
    hint = f"{refused.key}.hint"
    said = words.say(FALLBACK, hint, **refused.values) if words.has(hint) else ""
    return words.say(FALLBACK, refused.key, **refused.values), said


def _say(sentence: str, hint: str = "", status: int = 1) -> int:
    errors.print(sentence, style="bold", markup=False)
    if hint:
        errors.print(hint, markup=False)
    return status


def _unexpected(error: Exception) -> int:
    # Typer brings its own copy of click, so its errors are known by what they can do.
    message = getattr(error, "format_message", None)
    if message is not None:
        return _say(message(), "steward --help lists the commands.", int(getattr(error, "exit_code", 2)))
    import structlog

    from bot.engine import frames_of

    structlog.get_logger("cli").error("bug", error=type(error).__name__, at=frames_of(error))
    return _say(
        f"That did not work, and it is on us ({type(error).__name__}).",
        "The lines above say where; nothing else was changed.",
    )
