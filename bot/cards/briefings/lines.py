"""A talk as one line of a list, and the eight points."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.briefings.asking import StarterFacts
from bot.cards.briefings.talks import RecordFacts, change_button, outcome_word, remind_button, talk_actions
from bot.cards.common import Say, button
from bot.model import Action, Block, Card, Item, Status, Text


def planned_line(say: Say, about: StarterFacts, when: str, *, over: bool) -> Item:
    """Return a planned talk as a line; once its time has come it is to be recorded."""
    text = say("digest.line.planned", when=when, **about.values)
    action = talk_actions(say, about, "record") if over else change_button(say, about)
    return Item(text, action[0] if action else None, status=Status("soon", say("status.planned")))


def recorded_line(say: Say, about: StarterFacts, record: RecordFacts) -> Item:
    """Return a record as a line, by what became of it."""
    status = Status("rest" if record.outcome == "waiting" else "open", outcome_word(say, about, record))
    if record.outcome == "unconfirmed":
        action = remind_button(say, about) if about.acts else None
        return Item(say("digest.line.unconfirmed", **about.values), action, status=status)
    key = "digest.line.recorded" if record.outcome == "waiting" else "digest.line.disputed"
    action = button(say, "briefing.show", key="button.show", about=about.name, duty=about.duty)
    return Item(say(key, **about.values), action, status=status)


def done_line(say: Say, about: StarterFacts) -> Item:
    """Return a talk that is settled as a line."""
    return Item(say("digest.line.done", **about.values), status=Status("done", say("status.done")))


def shared_line(
    say: Say, about: StarterFacts, *, start: str, count: int, still: int, waiting: int, when: str
) -> Item:
    """Return those who start on one day as one line.

    ``still``: whose talk is not on record; ``waiting``: and not planned either; ``when``: all of those are planned.
    """
    values = {"count": count, "date": about.date}
    if not still:
        return Item(say("digest.line.group.done", **values), status=Status("done", say("status.done")))
    if waiting == count:
        key = "digest.line.group.started" if about.started else "digest.line.group"
        plan = button(say, "briefing.plan", about=about.date, start=start)
        return Item(
            say(key, **values), plan, status=Status("open" if about.started else "soon", say("status.open"))
        )
    label = say("button.briefing.group", count=count)
    show = Action("briefing.group", label, {"start": start}, about=about.date)
    if when:
        text = say("digest.line.group.planned", when=when, **values)
        return Item(text, show, status=Status("soon", say("status.planned")))
    text = say("digest.line.group.some", still=still, **values)
    return Item(text, show, status=Status("open", say("status.open")))


def points_card(say: Say, first: str, points: Sequence[tuple[str, str]], actions: tuple[Action, ...]) -> Card:
    """Return the eight points with what to say to each."""
    blocks: list[Block] = [Text(say("briefing.points.body"))]
    blocks += [Text(say("briefing.points.point", title=title, text=text), "plain") for title, text in points]
    title = say("briefing.points.title", first=first)
    return Card(title, tuple(blocks), actions, fallback=say("briefing.points.fallback"))
