"""A talk that is planned, recorded, confirmed or disputed: the manager's card and its line in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.briefings.asking import StarterFacts
from bot.cards.common import Say, button, facts
from bot.model import Action, Block, Card, Facts, Item, Link, Status, Text


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """When a talk is to be, worded, and the invitation to it.  ``asked``: the starter is told of it."""

    when: str
    how: str
    file: str
    link: str
    invited: bool


def planned_card(say: Say, about: StarterFacts, plan: PlanFacts) -> Card:
    """Return the card of a talk that has its day and time."""
    key = "briefing.planned"
    body = f"{key}.body" if plan.invited else f"{key}.body.here"
    actions: tuple[Action | Link, ...] = (
        *_buttons(say, about, "points"),
        *((Link(say("button.briefing.invitation"), plan.link),) if plan.link and about.acts else ()),
        *_change(say, about),
    )
    return Card(
        say(f"{key}.title", when=plan.when, **about.values),
        (Text(say(body, **about.values)), facts(say, [("file", plan.file), ("how", plan.how)])),
        actions,
        fallback=say(f"{key}.fallback"),
        status=Status("soon", say("status.planned")),
    )


def soon_card(say: Say, about: StarterFacts) -> Card:
    """Return what comes a quarter of an hour before."""
    key = "briefing.soon"
    return Card(
        say(f"{key}.title", **about.values),
        (Text(say(f"{key}.body")),),
        (*_buttons(say, about, "points", "record"), *_change(say, about)),
        fallback=say(f"{key}.fallback"),
        status=Status("soon", say("status.planned")),
    )


def after_card(say: Say, about: StarterFacts, when: str) -> Card:
    """Return the card once the planned time has come: recording comes first."""
    key = "briefing.after"
    return Card(
        say(f"{key}.title", **about.values),
        (Text(say(f"{key}.body", when=when, **about.values)), facts(say, [("ask", about.ask)])),
        (*_buttons(say, about, "record"), *_change(say, about), *_later(say, about, "help")),
        fallback=say(f"{key}.fallback"),
        status=Status("open", say("status.open")),
    )


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What was written down, worded.  ``missing`` are the points not covered, in a sentence.

    ``outcome``: waiting, confirmed, partly, disputed or unconfirmed.  ``asked``: the starter can be reached.
    """

    record: str
    outcome: str
    when: str
    date: str
    minutes: str
    covered: int
    total: int
    missing: str
    until: str
    recorded: str
    answered: str
    asked: bool = True


def recorded_card(say: Say, about: StarterFacts, record: RecordFacts) -> Card:
    """Return the card of a record that waits for the starter, or got no answer in time."""
    key = "briefing.recorded"
    points = say("fact.value.points", done=record.covered, total=record.total)
    pairs = [("minutes", record.minutes), ("points", points), ("state", _state(say, about, record))]
    body = _recorded_body(say, about, record)
    return Card(
        say(f"{key}.title", first=about.first, date=record.date),
        (Text(body), facts(say, pairs)),
        _record_buttons(say, about, record),
        fallback=say(f"{key}.fallback"),
        status=Status("rest" if record.outcome == "waiting" else "open", _outcome(say, about, record)),
    )


def _recorded_body(say: Say, about: StarterFacts, record: RecordFacts) -> str:
    key = "briefing.recorded.body"
    if record.outcome in ("unconfirmed", "partly"):
        return say(f"{key}.{record.outcome}", **about.values)
    if not record.asked:
        return say(f"{key}.later", **about.values)
    if record.missing:
        left = record.total - record.covered
        return say(f"{key}.missing", count=left, points=record.missing, **about.values)
    return say(key, **about.values)


def _record_buttons(say: Say, about: StarterFacts, record: RecordFacts) -> tuple[Action, ...]:
    if not about.acts:
        return ()
    found = []
    if record.outcome == "unconfirmed":
        found.append(_remind(say, about))
    if record.missing:
        found.append(_add(say, about, record))
    correct = button(
        say, "briefing.record", key="button.briefing.record.correct", duty=about.duty, record=record.record
    )
    return (*found, correct)


def _add(say: Say, about: StarterFacts, record: RecordFacts) -> Action:
    form = "one" if record.total - record.covered == 1 else "other"
    key = f"button.briefing.record.add.{form}"
    return button(
        say, "briefing.record", key=key, primary=True, duty=about.duty, record=record.record, add="yes"
    )


def disputed_card(say: Say, about: StarterFacts, record: RecordFacts) -> Card:
    """Return the card when the two remember it differently: neutral, with a way to put it right."""
    key = "briefing.disputed"
    pairs = [
        (say("fact.recorded"), record.recorded),
        (say("fact.answered", first=about.first), record.answered),
        (say("fact.ask"), about.ask),
    ]
    correct = button(
        say, "briefing.record", key="button.briefing.record.correct", duty=about.duty, record=record.record
    )
    return Card(
        say(f"{key}.title", **about.values),
        (Text(say(f"{key}.body", first=about.first, when=record.when)), _plain_facts(pairs)),
        (*_buttons(say, about, "plan"), correct) if about.acts else (),
        fallback=say(f"{key}.fallback"),
        status=Status("open", say("status.disputed")),
    )


def adjust_card(say: Say, about: StarterFacts, record: RecordFacts, body: str) -> Card:
    """Return the card when the starter confirms the talk and misses something; ``body`` says what."""
    add = (_add(say, about, record),) if record.missing else ()
    correct = button(
        say, "briefing.record", key="button.briefing.record.correct", duty=about.duty, record=record.record
    )
    plan = button(say, "briefing.plan", values={}, duty=about.duty)
    return Card(
        say("briefing.adjust.title", **about.values),
        (Text(body),),
        (*add, plan, correct) if about.acts else (),
        fallback=say("briefing.adjust.fallback"),
        status=Status("open", say("status.disputed")),
    )


def confirmed_card(say: Say, about: StarterFacts, *, when: str, receipt: str) -> Card:
    """Return the card when both say that they talked."""
    key = "briefing.confirmed"
    body = f"{key}.body.later" if about.access else (f"{key}.body.now" if about.started else f"{key}.body")
    return Card(
        say(f"{key}.title", **about.values),
        (Text(say(body, **about.values)), facts(say, [("when", when), ("receipt", receipt)])),
        fallback=say(f"{key}.title", **about.values),
        status=Status("done", say("status.confirmed")),
    )


def settled_card(say: Say, title: str, words: str) -> Card:
    """Return what is left of a card whose talk is somebody else's, or no longer due."""
    return Card(title, (Text(words),), fallback=title, status=Status("done", say("status.settled")))


# --- lines -----------------------------------------------------------------------------------


def planned_line(say: Say, about: StarterFacts, when: str, *, over: bool) -> Item:
    """Return a planned talk as a line; once its time has come it is to be recorded."""
    text = say("digest.line.planned", when=when, **about.values)
    action = _buttons(say, about, "record") if over else _change(say, about)
    return Item(text, action[0] if action else None, status=Status("soon", say("status.planned")))


def recorded_line(say: Say, about: StarterFacts, record: RecordFacts) -> Item:
    """Return a record as a line, by what became of it."""
    status = Status("rest" if record.outcome == "waiting" else "open", _outcome(say, about, record))
    if record.outcome == "unconfirmed":
        action = _remind(say, about) if about.acts else None
        return Item(say("digest.line.unconfirmed", **about.values), action, status=status)
    key = "digest.line.recorded" if record.outcome == "waiting" else "digest.line.disputed"
    action = button(say, "briefing.show", key="button.show", about=about.name, duty=about.duty)
    return Item(say(key, **about.values), action, status=status)


def done_line(say: Say, about: StarterFacts) -> Item:
    """Return a talk that is settled as a line."""
    return Item(say("digest.line.done", **about.values), status=Status("done", say("status.done")))


def points_card(say: Say, first: str, points: Sequence[tuple[str, str]], actions: tuple[Action, ...]) -> Card:
    """Return the eight points with what to say to each."""
    blocks: list[Block] = [Text(say("briefing.points.body"))]
    blocks += [Text(say("briefing.points.point", title=title, text=text), "plain") for title, text in points]
    title = say("briefing.points.title", first=first)
    return Card(title, tuple(blocks), actions, fallback=say("briefing.points.fallback"))


# --- parts -----------------------------------------------------------------------------------


_STATES = {
    "waiting": "fact.value.state_waiting",
    "confirmed": "fact.value.state_confirmed",
    "unconfirmed": "fact.value.state_unconfirmed",
}


def _state(say: Say, about: StarterFacts, record: RecordFacts) -> str:
    key = _STATES.get(record.outcome, "fact.value.state_disputed")
    return say(key, first=about.first, date=record.until)


def _outcome(say: Say, about: StarterFacts, record: RecordFacts) -> str:
    if record.outcome == "waiting":
        return say("status.waiting_for", first=about.first)
    return say("status.unconfirmed" if record.outcome == "unconfirmed" else "status.disputed")


def _remind(say: Say, about: StarterFacts) -> Action:
    return button(
        say, "briefing.remind", primary=True, values={"first": about.first}, about=about.name, duty=about.duty
    )


def _buttons(say: Say, about: StarterFacts, *verbs: str) -> tuple[Action, ...]:
    return tuple(
        button(say, f"briefing.{verb}", primary=place == 0, duty=about.duty) for place, verb in enumerate(verbs)
    ) if about.acts else ()  # fmt: skip


def _later(say: Say, about: StarterFacts, *verbs: str) -> tuple[Action, ...]:
    return tuple(button(say, f"briefing.{verb}", duty=about.duty) for verb in verbs) if about.acts else ()


def _change(say: Say, about: StarterFacts) -> tuple[Action, ...]:
    if not about.acts:
        return ()
    change = button(
        say, "briefing.plan", key="button.briefing.plan.change", about=about.name, duty=about.duty
    )
    return (change,)


def _plain_facts(pairs: Sequence[tuple[str, str]]) -> Block:
    return Facts(tuple((label, value) for label, value in pairs if value))
