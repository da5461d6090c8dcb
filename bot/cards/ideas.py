"""Cards and the form for ideas."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.common import Say, button, facts, until_status
from bot.model import Card, ChecksField, ChoiceField, Field, Form, Option, Status, Text, TextField

LIMIT = 2000


@dataclass(frozen=True, slots=True)
class IdeaFacts:
    """What the cards say about one idea; worded already."""

    duty: str
    today: str
    better: str
    author: str
    about: str
    reply_by: str
    decide_by: str
    why: str
    standing: str


def idea_form(
    say: Say, *, today: str = "", better: str = "", policy: str = "", hide: bool = False, screen: str = ""
) -> Form:
    """Return the form "Your idea".  ``screen`` (event, person) asks first what this really is."""
    fields: list[Field] = []
    if screen:
        keys = ("route", "idea", "discard")
        options = tuple(Option(key, say(f"form.idea.submit.option.screen.{screen}.{key}")) for key in keys)
        fields.append(ChoiceField("screen", say(f"idea.{screen}"), options, required=True))
    fields += [
        TextField("today", say("form.idea.submit.field.today"), today, rows=4, required=True),
        TextField("better", say("form.idea.submit.field.better"), better, rows=3),
        TextField("policy", say("form.idea.submit.field.policy"), policy),
        ChecksField(
            "hide",
            say("form.idea.submit.field.name"),
            (Option("hide", say("form.idea.submit.option.hide.hide")),),
            ("hide",) if hide else (),
        ),
    ]
    return Form(
        "idea.submit",
        say("form.idea.submit.title"),
        say("form.idea.submit.submit"),
        tuple(fields),
        {"asked": screen} if screen else {},
    )


def receipt_card(say: Say, *, first: str, owner: str, reply: str, decision: str, words: str) -> Card:
    """Return the receipt the author keeps; what becomes of the idea is told in its thread."""
    body = say("idea.receipt", first=first, owner=owner, reply=reply, decision=decision)
    return Card(
        say("idea.receipt.title"),
        (Text(words, "quote"), Text(body)),
        (button(say, "idea.list"),),
        fallback=say("idea.receipt.title"),
    )


def decide_card(say: Say, about: IdeaFacts, *, replied: bool) -> Card:
    """Return the idea as whoever decides it sees it."""
    words = about.today if not about.better else f"{about.today}\n\n{about.better}"
    body = say("idea.decide.body", name=about.author)
    pairs = [
        ("about", about.about),
        ("reply_by", "" if replied else about.reply_by),
        ("decide_by", about.decide_by),
        ("why_you", about.why),
    ]
    return Card(
        say("idea.decide.title"),
        (Text(words, "quote"), Text(body), facts(say, pairs)),
        (
            button(say, "idea.reply", primary=not replied, duty=about.duty),
            button(say, "idea.accept", primary=replied, duty=about.duty),
            button(say, "idea.decline", duty=about.duty),
        ),
        fallback=say("idea.decide.fallback"),
        status=until_status(say, about.decide_by if replied else about.reply_by, about.standing),
    )


def settled_card(say: Say, about: IdeaFacts, words: str) -> Card:
    """Return the idea once it has been answered or decided."""
    return Card(
        say("idea.decide.title"),
        (Text(about.today, "quote"), Text(words)),
        fallback=say("idea.decide.title"),
        status=Status("done", say("status.done")),
    )
