"""A talk that is planned, recorded, confirmed or disputed: the manager's card and its line in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.briefings.asking import StarterFacts
from bot.cards.common import Say, button, facts
from bot.model import Action, Block, Card, Facts, Link, Status, Text


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
        *talk_actions(say, about, "points"),
        *((Link(say("button.briefing.invitation"), plan.link),) if plan.link and about.acts else ()),
        *change_button(say, about),
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
        (*talk_actions(say, about, "points", "record"), *change_button(say, about)),
        fallback=say(f"{key}.fallback"),
        status=Status("soon", say("status.planned")),
    )


def after_card(say: Say, about: StarterFacts, when: str) -> Card:
    """Return the card once the planned time has come: recording comes first."""
    key = "briefing.after"
    return Card(
        say(f"{key}.title", **about.values),
        (Text(say(f"{key}.body", when=when, **about.values)), facts(say, [("ask", about.ask)])),
        (*talk_actions(say, about, "record"), *change_button(say, about), *_later(say, about, "help")),
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
        status=Status("rest" if record.outcome == "waiting" else "open", outcome_word(say, about, record)),
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
        found.append(remind_button(say, about))
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
        (*talk_actions(say, about, "plan"), correct) if about.acts else (),
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


# --- parts -----------------------------------------------------------------------------------


_STATES = {
    "waiting": "fact.value.state_waiting",
    "confirmed": "fact.value.state_confirmed",
    "unconfirmed": "fact.value.state_unconfirmed",
}


def _state(say: Say, about: StarterFacts, record: RecordFacts) -> str:
    key = _STATES.get(record.outcome, "fact.value.state_disputed")
    return say(key, first=about.first, date=record.until)


def outcome_word(say: Say, about: StarterFacts, record: RecordFacts) -> str:
    """Return the word for what became of a record."""
    if record.outcome == "waiting":
        return say("status.waiting_for", first=about.first)
    return say("status.unconfirmed" if record.outcome == "unconfirmed" else "status.disputed")


def remind_button(say: Say, about: StarterFacts) -> Action:
    """Return the button that asks the starter once more."""
    return button(
        say, "briefing.remind", primary=True, values={"first": about.first}, about=about.name, duty=about.duty
    )


def talk_actions(say: Say, about: StarterFacts, *verbs: str) -> tuple[Action, ...]:
    """Return buttons about a talk, the first of them the primary one; none for who only looks."""
    return tuple(
        button(say, f"briefing.{verb}", primary=place == 0, duty=about.duty) for place, verb in enumerate(verbs)
    ) if about.acts else ()  # fmt: skip


def _later(say: Say, about: StarterFacts, *verbs: str) -> tuple[Action, ...]:
    return tuple(button(say, f"briefing.{verb}", duty=about.duty) for verb in verbs) if about.acts else ()


def change_button(say: Say, about: StarterFacts) -> tuple[Action, ...]:
    """Return the button that changes a planned time; none for who only looks."""
    if not about.acts:
        return ()
    change = button(
        say, "briefing.plan", key="button.briefing.plan.change", about=about.name, duty=about.duty
    )
    return (change,)


def _plain_facts(pairs: Sequence[tuple[str, str]]) -> Block:
    return Facts(tuple((label, value) for label, value in pairs if value))
