"""Cards for whoever is asked to act because somebody's duty stayed open: "talk", never "violation"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.cards.common import Say, button, facts, until_status
from bot.model import Action, Card, ChoiceField, DateField, Form, Option, Status, Text, TextField


@dataclass(frozen=True, slots=True)
class FollowupFacts:
    """What a follow-up says; every value is worded already."""

    duty: str
    reason: str
    name: str
    first: str
    policy: str
    due: str
    sent: int
    manager: str
    manager_first: str
    until: str
    standing: str
    owner: str
    given: str = ""
    can_extend: bool = True
    settled: str = ""
    noted: str = ""
    noted_by: str = ""
    note: str = ""


def followup_card(say: Say, about: FollowupFacts) -> Card:
    """Return the card for its reason: declined, manager, boss, open10 or undelivered."""
    key = f"followup.{about.reason}"
    values = {
        "name": about.name, "first": about.first, "policy": about.policy, "date": about.due, "count": about.sent,
        "manager": about.manager, "manager_first": about.manager_first, "owner": about.owner,
        "noted": about.noted, "noted_by": about.noted_by, "note": about.note,
    }  # fmt: skip
    pairs = {
        "declined": [("reason_given", about.given), ("until", about.until), ("ask", about.owner)],
        "manager": [("takes", say("common.minutes", count=5)), ("until", about.until), ("ask", about.owner)],
        "boss": [("person", about.name), ("until", about.until), ("ask", about.owner)],
        "open10": [("person", about.name), ("asked", str(about.sent)), ("until", about.until)],
        "undelivered": [("person", about.name), ("until", about.until)],
    }[about.reason]
    body = f"{key}.body.noted" if about.reason == "boss" and about.noted else f"{key}.body"
    return Card(
        say(f"{key}.title", **values),
        (Text(say(body, **values)), facts(say, pairs)),
        _buttons(say, about),
        fallback=say(f"{key}.fallback"),
        status=until_status(say, about.until, about.standing, "soon"),
    )


def _buttons(say: Say, about: FollowupFacts) -> tuple[Action, ...]:
    verbs = {
        "declined": ["followup.talked"],
        "manager": [
            "followup.talked", *(["followup.time"] if about.can_extend else []), "followup.absent",
            "followup.audience", "followup.refer",
        ],
        "boss": ["followup.talked"],
        "open10": ["followup.finding", "followup.no_finding"],
        "undelivered": ["followup.checked"],
    }[about.reason]  # fmt: skip
    keys = {"boss": "button.followup.talk"}
    return tuple(
        button(
            say,
            verb,
            primary=place == 0,
            key=keys.get(about.reason, ""),
            values={"first": about.first},
            duty=about.duty,
        )
        for place, verb in enumerate(verbs)
    )


def settled_card(say: Say, about: FollowupFacts, words: str) -> Card:
    """Return what is left of a follow-up that is done."""
    title = say("followup.settled.title", first=about.first, policy=about.policy)
    return Card(title, (Text(words),), status=Status("done", say("status.done")))


def talked_form(say: Say, about: FollowupFacts) -> Form:
    """Return the form "We have talked": what got in the way, one step, one date."""
    causes = ("unaware", "no_time", "unclear", "tool", "unwilling")
    options = tuple(Option(key, say(f"form.followup.talked.option.cause.{key}")) for key in causes)
    verb = "followup.talked"
    return Form(
        verb,
        say(f"form.{verb}.title"),
        say(f"form.{verb}.submit"),
        (
            ChoiceField("cause", say(f"form.{verb}.field.cause"), options, required=True),
            TextField(
                "step",
                say(f"form.{verb}.field.step"),
                hint=say(f"form.{verb}.hint.step"),
                rows=3,
                max_length=280,
            ),
            DateField("date", say(f"form.{verb}.field.date"), required=True),
        ),
        {"duty": about.duty},
    )


def day_form(say: Say, verb: str, about: FollowupFacts, day: date | None) -> Form:
    """Return a form that asks for one day."""
    value = day.isoformat() if day is not None else ""
    field = DateField(
        "date",
        say(f"form.{verb}.field.date", first=about.first),
        value,
        say(f"form.{verb}.hint.date"),
        required=True,
    )
    return Form(verb, say(f"form.{verb}.title"), say(f"form.{verb}.submit"), (field,), {"duty": about.duty})


def sentence_form(say: Say, verb: str, about: FollowupFacts) -> Form:
    """Return a form that asks for one sentence."""
    field = TextField(
        "words",
        say(f"form.{verb}.field.words"),
        hint=say(f"form.{verb}.hint.words"),
        rows=3,
        max_length=280,
        required=True,
    )
    return Form(verb, say(f"form.{verb}.title"), say(f"form.{verb}.submit"), (field,), {"duty": about.duty})
