"""Cards about the register: what is wrong with it, what was handed over, for whom one acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.common import Say, button, facts
from bot.model import Block, Card, Item, Text


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """One fault of the register; every value is worded already.

    ``start`` is given while somebody's talk waits for a manager; ``started``: that day has come.
    """

    what: str
    name: str = ""
    department: str = ""
    manager: str = ""
    left: str = ""
    names: str = ""
    start: str = ""
    started: bool = False
    detail: str = ""


def findings_card(say: Say, shown: Sequence[FindingFacts], count: int) -> Card:
    """Return the card about what should be corrected: one fault in full, several as lines.

    Its button shows all of them as they stand at that moment; a merged card has it beside the title alone.
    """
    show = (button(say, "quality.show"),)
    if count == 1 and shown:
        title, body = _in_full(say, shown[0])
        return Card(title, (Text(body),), show, fallback=say("quality.fallback"))
    return Card(*_several(say, shown, count), show, fallback=say("quality.fallback"))


def register_card(say: Say, shown: Sequence[FindingFacts], count: int) -> Card:
    """Return everything that is wrong with the register now."""
    if not count:
        return Card(say("quality.none"), fallback=say("quality.none"))
    return Card(*_several(say, shown, count), fallback=say("quality.fallback"))


def _several(say: Say, shown: Sequence[FindingFacts], count: int) -> tuple[str, tuple[Block, ...]]:
    lines = tuple(Item(_line(say, one)) for one in shown)
    more = (Text(say("quality.more", count=count - len(shown)), "soft"),) if count > len(shown) else ()
    return say("quality.title", count=count), (Text(say("quality.body")), *lines, *more)


def _in_full(say: Say, about: FindingFacts) -> tuple[str, str]:
    name = about.name
    match about.what:
        case "no_manager" | "unknown" | "self" if about.start:
            body = (
                "quality.manager.briefing.body.started" if about.started else "quality.manager.briefing.body"
            )
            return say("quality.manager.briefing.title", name=name), say(body, name=name, date=about.start)
        case "self":
            return say("quality.self.title", name=name), say("quality.self.body", name=name)
        case "unknown":
            return say("quality.manager.title", name=name), say("quality.unknown.body", name=name)
        case "gone":
            body = say("quality.gone.body", name=name, manager=about.manager, date=about.left)
            return say("quality.gone.title", name=name), body
        case "cycle":
            return say("quality.cycle.title"), say("quality.cycle.body", names=about.names)
        case "missing":
            body = say("quality.missing.body", name=name, source=about.detail)
            return say("quality.missing.title", name=name), body
        case "no_manager":
            body = say("quality.manager.body", name=name, department=about.department)
            return say("quality.manager.title", name=name), body
    return say("quality.title", count=1), _line(say, about)


def _line(say: Say, about: FindingFacts) -> str:
    if about.start and about.what in ("no_manager", "unknown", "self"):
        return say("quality.line.briefing", name=about.name)
    values = {"name": about.name, "manager": about.manager, "names": about.names, "detail": about.detail}
    return say(f"quality.line.{about.what}", **values)


def handed_card(say: Say, *, name: str, count: int, why: str) -> Card:
    """Return the card about a colleague's duties that are the reader's from today."""
    body = say("handover.body", name=name, why=why)
    return Card(
        say("handover.title", count=count),
        (Text(body),),
        (button(say, "list.open"),),
        say("handover.fallback"),
    )


def acting_card(say: Say, *, first: str, until: str, back: str) -> Card:
    """Return what acting for a colleague means; ``until`` "" while nobody knows the end."""
    if not until:
        return Card(
            say("away.acting.open.title", first=first),
            (Text(say("away.acting.open.body", first=first)),),
            fallback=say("away.acting.fallback"),
        )
    body = say("away.acting.body", first=first, back=back)
    return Card(
        say("away.acting.title", first=first, date=until), (Text(body),), fallback=say("away.acting.fallback")
    )


@dataclass(frozen=True, slots=True)
class BackFacts:
    """What somebody hears on the first day back; every value is worded already.

    ``moved``: dates moved because of the absence.  ``late``: a date has passed all the same.
    ``helper`` settled so many talks meanwhile, "" for nobody.
    """

    first: str
    moved: bool
    late: bool = False
    helper: str = ""
    settled: int = 0
    again: str = ""
    until: str = ""
    ask: str = ""


def back_card(say: Say, about: BackFacts, lines: Sequence[Item]) -> Card:
    """Return the welcome after an absence; ``lines`` are what is due today."""
    key = "away.back.body" if about.moved else "away.back.body.same"
    acted = {"name": about.helper, "count": about.settled}
    body = say(f"{key}.acted", **acted) if about.helper else say(key)
    late = ".late" if about.late else ""
    pairs = [("yours_again", about.again), ("until", about.until), ("ask", about.ask)]
    told = facts(say, pairs)
    return Card(
        say(f"away.back.title{late}", first=about.first),
        (Text(body), *((told,) if told.pairs else ()), *lines),
        (button(say, "list.open"), button(say, "day.quiet")),
        fallback=say(f"away.back.fallback{late}"),
    )
