"""Cards about policies: to acknowledge, reminders, the receipt, questions."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.common import Say, button, facts, until_status
from bot.model import Action, Block, Card, ChoiceField, Form, Item, Option, Status, Text, TextField


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What a card says about one policy for one reader; every value is worded already."""

    duty: str
    policy: str
    title: str
    version: str
    change: str
    title_line: str
    first: str
    owner: str
    until: str
    standing: str
    minutes: str
    why: str
    emergency: bool = False
    has_changes: bool = False


def acknowledge_card(
    say: Say, about: PolicyFacts, step: str, *, days_left: int, manager: str, manager_day: str
) -> Card:
    """Return the card that asks for an acknowledgement, in the words of its step."""
    if step == "rung.50":
        return _reminder(say, about, "2", ["read", "ask", "quiet"])
    if step == "rung.80":
        return _reminder(say, about, "3", ["read", "ask", "decline"], count=days_left)
    if step == "rung.100" and days_left == 0:
        values = {"manager": manager, "date": manager_day}
        alone = "" if manager else ".alone"
        return _reminder(say, about, "4", ["read", "acknowledge", "ask"], alone, **values)
    key = "policy.emergency" if about.emergency else "policy.card"
    body = say("policy.card.body", change=about.change, minutes=about.minutes, why=about.why)
    return Card(
        title=say(f"{key}.title", first=about.first, line=about.title_line),
        blocks=(Text(body), _facts(say, about)),
        actions=_buttons(
            say, about, ["read", "acknowledge", *(["changes"] if about.has_changes else []), "ask", "decline"]
        ),
        fallback=say("policy.card.fallback", minutes=about.minutes),
        status=until_status(say, about.until, about.standing),
    )


def late_card(say: Say, about: PolicyFacts) -> Card:
    """Return the card once its date has passed: it can still be done, and says so without blame."""
    body = say("policy.late.body", date=about.until, owner=about.owner, why=about.why)
    return Card(
        say("policy.late.title", policy=about.title),
        (Text(body), _facts(say, about)),
        _buttons(say, about, ["read", "acknowledge", "ask"]),
        fallback=say("policy.card.fallback", minutes=about.minutes),
        status=Status("late", say("status.late")),
    )


def _reminder(
    say: Say, about: PolicyFacts, number: str, buttons: list[str], variant: str = "", **values: object
) -> Card:
    key = f"policy.reminder.{number}"
    common = {"policy": about.title, "owner": about.owner, "first": about.first, "minutes": about.minutes}
    body = say(f"{key}.body{variant}", why=about.why, change=about.change, **common, **values)
    return Card(
        title=say(f"{key}.title", **common, **values),
        blocks=(Text(body), _facts(say, about)),
        actions=_buttons(say, about, buttons),
        fallback=say(f"{key}.fallback", minutes=about.minutes),
        status=until_status(say, about.until, about.standing, "soon"),
    )


def _facts(say: Say, about: PolicyFacts) -> Block:
    named = say("fact.value.policy_version", policy=about.title, version=about.version)
    asked = say("fact.value.owner", owner=about.owner)
    return facts(say, [("policy", named), ("until", about.until), ("ask", asked)])


def _buttons(say: Say, about: PolicyFacts, names: list[str]) -> tuple[Action, ...]:
    verbs = {"quiet": "policy.snooze"}
    made = []
    for place, name in enumerate(names):
        verb = verbs.get(name, f"policy.{name}")
        values = {"version": about.version}
        made.append(button(say, verb, primary=place == 0, values=values, duty=about.duty))
    return tuple(made)


def acknowledge_line(say: Say, about: PolicyFacts, *, resting: str = "") -> Item:
    """Return the duty as one line of a list, with its button."""
    text = say(
        "list.line.policy",
        policy=about.title,
        version=about.version,
        until=about.until,
        minutes=about.minutes,
    )
    detail = resting or say("list.detail.policy", why=about.why, owner=about.owner)
    action = button(say, "policy.read", about=about.title, duty=about.duty)
    status = Status("rest", resting) if resting else until_status(say, about.until, about.standing)
    return Item(text, action, detail, status)


def acknowledged_card(say: Say, about: PolicyFacts, *, when: str, receipt: str, language: str) -> Card:
    """Return the settled card: buttons gone, the receipt as facts."""
    named = say("fact.value.policy_version", policy=about.title, version=about.version)
    pairs = [("policy", named), ("when", when), ("receipt", receipt), ("text_seen", language)]
    return Card(
        title=say("policy.receipt.title", first=about.first),
        blocks=(facts(say, pairs),),
        fallback=say("policy.receipt.title", first=about.first),
        status=Status("done", say("status.done")),
    )


def receipt_card(say: Say, about: PolicyFacts, *, when: str, receipt: str, language: str, days: int) -> Card:
    """Return the receipt as it stands in the thread, with the way back."""
    card = acknowledged_card(say, about, when=when, receipt=receipt, language=language)
    body = Text(say("policy.receipt.body", days=days, receipt=receipt))
    back = button(say, "policy.retract", duty=about.duty, receipt=receipt)
    return Card(card.title, (body, *card.blocks), (back,), card.fallback, card.status)


def closed_card(say: Say, about: PolicyFacts, key: str, **values: object) -> Card:
    """Return what is left of a card whose duty ended another way."""
    title = say("fact.value.policy_version", policy=about.title, version=about.version)
    words = say(key, policy=about.title, version=about.version, owner=about.owner, **values)
    return Card(title, (Text(words),), fallback=title, status=Status("done", say("status.settled")))


def wording_card(say: Say, about: PolicyFacts, *, done: str = "") -> Card:
    """Return the last message of the text in the thread: the wording agreed to, and its buttons."""
    wording = Text(say("policy.wording", version=about.version), "quote")
    if done:
        return Card("", (wording, Text(done, "soft")))
    hint = Text(say("policy.wording.hint"), "soft")
    buttons = _buttons(say, about, ["acknowledge", "ask"])
    return Card("", (wording, hint), buttons)


def decline_form(
    say: Say, about: PolicyFacts, *, manager: str, manager_first: str, boss: str, isms: str
) -> Form:
    """Return the form "I can't accept this"."""
    keys = ("unclear", "work", "tool", "disagree", "unsaid")
    options = tuple(Option(key, say(f"form.policy.decline.option.reason.{key}")) for key in keys)
    body = say(
        "form.policy.decline.body", manager=manager, manager_first=manager_first, boss=boss, owner=isms
    )
    return Form(
        "policy.decline",
        say("form.policy.decline.title"),
        say("form.policy.decline.submit"),
        (
            ChoiceField("reason", say("form.policy.decline.field.reason"), options, required=True),
            TextField("words", say("form.policy.decline.field.words"), rows=3, max_length=1000),
        ),
        {"duty": about.duty},
        body,
    )


def text_form(
    say: Say,
    verb: str,
    args: dict[str, str],
    *,
    value: str = "",
    required: bool = True,
    limit: int = 2000,
    **values: object,
) -> Form:
    """Return a form of one text field, worded from ``form.<verb>.*``."""
    field = TextField(
        "words", say(f"form.{verb}.field.words", **values), value, rows=4, max_length=limit, required=required
    )
    return Form(verb, say(f"form.{verb}.title"), say(f"form.{verb}.submit"), (field,), args)


def question_card(
    say: Say,
    *,
    duty: str,
    policy: str,
    question: str,
    asker: str,
    asker_first: str,
    until: str,
    standing: str,
) -> Card:
    """Return the question as its owner sees it."""
    body = say("policy.question.body", question=question, name=asker, date=until)
    action = button(say, "policy.answer", primary=True, values={"first": asker_first}, duty=duty)
    return Card(
        say("policy.question.title", policy=policy),
        (Text(body),),
        (action,),
        fallback=say("policy.question.fallback"),
        status=until_status(say, until, standing),
    )
