"""Cards for whoever approves a text before anybody is asked to follow it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.common import Say, button, facts, until_status
from bot.model import Card, Item, Text


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """What an approval card says; every value is worded already."""

    duty: str
    title: str
    version: str
    author: str
    audience: str
    change_class: str
    until: str
    standing: str
    minutes: str
    fingerprint: str
    why: str
    change: str


def approve_card(say: Say, about: ApprovalFacts) -> Card:
    """Return the card that asks a senior manager for a decision."""
    body = say(
        "policy.approve.body", author=about.author, why=about.why, change=about.change, minutes=about.minutes
    )
    pairs = [
        ("goes_to", about.audience),
        ("kind_of_change", about.change_class),
        ("until", about.until),
        ("text", about.fingerprint),
    ]
    values = {"version": about.version}
    return Card(
        say("policy.approve.title", policy=about.title, version=about.version),
        (Text(body), facts(say, pairs)),
        (
            button(
                say, "policy.approve", primary=True, values=values, duty=about.duty, text=about.fingerprint
            ),
            button(say, "policy.return", duty=about.duty, text=about.fingerprint),
            button(say, "policy.read", duty=about.duty),
        ),
        fallback=say("policy.approve.fallback", minutes=about.minutes),
        status=until_status(say, about.until, about.standing),
    )


def approve_line(say: Say, about: ApprovalFacts) -> Item:
    """Return the approval as one line."""
    text = say("list.line.approve", policy=about.title, version=about.version, until=about.until)
    action = button(say, "policy.approve.show", about=about.title, duty=about.duty, key="button.show")
    return Item(text, action, about.why, until_status(say, about.until, about.standing))
