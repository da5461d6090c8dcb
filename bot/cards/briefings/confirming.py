"""The question to the starter whether the talk took place, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.common import Say, button, facts
from bot.model import Action, Card, Item, Status, Text


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """What the starter is asked; every value is worded already."""

    duty: str
    first: str
    manager: str
    manager_first: str
    when: str
    minutes: str
    covered: int
    until: str
    ask: str
    weekday: str = ""
    has_access: bool = False
    lapsed: bool = False

    @property
    def values(self) -> dict[str, str]:
        """Return what the words may name."""
        return {
            "first": self.first,
            "manager": self.manager,
            "manager_first": self.manager_first,
            "when": self.when,
            "weekday": self.weekday,
        }


def question_card(say: Say, about: QuestionFacts, *, again: bool) -> Card:
    """Return the question; ``again``: it was asked before.  After its date it can still be answered."""
    key = "briefing.confirm.reminder" if again else "briefing.confirm"
    body = say(f"{key}.body", **about.values)
    title = say("briefing.confirm.lapsed.title" if about.lapsed else f"{key}.title", **about.values)
    if about.lapsed:
        body = say("briefing.confirm.lapsed.body")
    pairs = [
        ("recorded", about.when) if about.lapsed else ("minutes", about.minutes),
        ("covered", say("fact.value.covered", count=about.covered)),
        ("until", "" if about.lapsed else about.until),
        ("ask", about.ask),
    ]
    return Card(
        title,
        (Text(body), facts(say, pairs)),
        answers(say, about),
        fallback=say(f"{key}.fallback"),
        status=Status("open", say("status.open") if about.lapsed else say("status.until", date=about.until)),
    )


def answers(say: Say, about: QuestionFacts) -> tuple[Action, ...]:
    """Return the three answers."""
    return tuple(
        button(
            say,
            "briefing.confirm",
            key=f"button.briefing.confirm.{answer}",
            primary=answer == "yes",
            duty=about.duty,
            answer=answer,
        )
        for answer in ("yes", "partly", "no")
    )


def answered_card(say: Say, about: QuestionFacts, outcome: str, *, when: str, receipt: str) -> Card:
    """Return the settled card: confirmed with its receipt, or what happens now."""
    if outcome != "confirmed":
        kind = "partly" if outcome == "partly" else "no"
        title = say(f"briefing.confirm.{kind}.title", **about.values)
        words = "note.briefing.partly" if outcome == "partly" else "note.briefing.no"
        body = say(words, owner=about.ask, **about.values)
        return Card(title, (Text(body),), fallback=title, status=Status("done", say("status.settled")))
    key = "briefing.confirm.done.body"
    body = say(
        f"{key}.later" if about.has_access else (key if about.weekday else f"{key}.now"), **about.values
    )
    title = say("briefing.confirm.done.title", **about.values)
    return Card(
        title,
        (Text(body), facts(say, [("receipt", receipt), ("when", when)])),
        (button(say, "list.open"),),
        fallback=title,
        status=Status("done", say("status.confirmed")),
    )


def replaced_card(say: Say, about: QuestionFacts, words: str) -> Card:
    """Return what is left of a question that is no longer asked."""
    title = say("briefing.confirm.lapsed.title", **about.values)
    return Card(title, (Text(words),), fallback=title, status=Status("done", say("status.settled")))


def question_line(say: Say, about: QuestionFacts) -> Item:
    """Return the question as one line."""
    action = button(say, "briefing.question", key="button.show", about=about.manager, duty=about.duty)
    text = say("list.line.confirm", manager_first=about.manager_first, until=about.until)
    return Item(text, action, status=Status("open", say("status.open")))
