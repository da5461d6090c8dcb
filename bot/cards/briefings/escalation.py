"""Cards for whoever is asked to step in: the manager's manager, and after ten working days the ISMS owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.common import Say, button, until_status
from bot.model import Action, Block, Card, Divider, Facts, Item, Status, Text


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a talk that is not on record; every value is worded already."""

    followup: str
    name: str
    first: str
    department: str
    weekday: str
    date: str
    access: str
    manager: str
    manager_first: str
    asked: str
    answer: str
    why: str
    ask: str
    until: str
    standing: str
    asked_times: str = ""
    talk: str = ""
    chain: Sequence[str] = ()

    @property
    def values(self) -> dict[str, str]:
        """Return what the words may name."""
        return {
            "name": self.name,
            "first": self.first,
            "department": self.department,
            "weekday": self.weekday,
            "date": self.date,
            "manager": self.manager,
            "manager_first": self.manager_first,
            "why": self.why,
        }


def escalated_card(say: Say, about: CaseFacts) -> Card:
    """Return the card for the manager's manager."""
    key = "briefing.escalated"
    body = f"{key}.body.access" if about.access else f"{key}.body.no_access"
    pairs = [
        (say("fact.asked_person", first=about.manager_first), about.asked),
        (say("fact.answer", first=about.manager_first), about.answer),
        (say("fact.ask"), about.ask),
    ]
    verbs = (("briefing.take", about.first), ("briefing.ask", about.manager_first))
    return Card(
        say(f"{key}.title", **about.values),
        (Text(say(body, **about.values)), _facts(pairs)),
        tuple(_button(say, verb, about, first, primary=verb == "briefing.take") for verb, first in verbs),
        fallback=say(f"{key}.fallback"),
        status=until_status(say, say("status.until", date=about.until), about.standing),
    )


def decision_card(say: Say, about: CaseFacts) -> Card:
    """Return the card for the ISMS owner, with what was sent and answered below it."""
    key = "briefing.open10"
    pairs = [
        (say("fact.first_access"), about.access),
        (say("fact.talk"), about.talk),
        (say("fact.asked"), about.asked_times),
        (say("fact.until"), about.until),
    ]
    chain: list[Block] = [Divider(), Text(say("chain.title"), "soft")] if about.chain else []
    chain += [Text(one, "soft") for one in about.chain]
    verbs = (("followup.finding", "finding"), ("followup.no_finding", "no_finding"))
    return Card(
        say(f"{key}.title", **about.values),
        (Text(say(f"{key}.body", **about.values)), _facts(pairs), *chain),
        tuple(button(say, verb, key=f"button.briefing.{name}", duty=about.followup) for verb, name in verbs),
        fallback=say(f"{key}.fallback"),
        status=until_status(say, say("status.until", date=about.until), about.standing),
    )


def settled_card(say: Say, title: str, words: str, about: CaseFacts) -> Card:
    """Return what is left when nothing more is asked of the reader."""
    return Card(
        say(title, **about.values),
        (Text(words),),
        fallback=words[:100],
        status=Status("done", say("status.settled")),
    )


def case_line(say: Say, about: CaseFacts, *, decides: bool) -> Item:
    """Return the case as one line."""
    key = "list.line.open10" if decides else "list.line.followup.boss"
    text = say(key, name=about.name, manager_first=about.manager_first, until=about.until)
    action = button(say, "followup.show", key="button.show", about=about.name, duty=about.followup)
    return Item(text, action, status=until_status(say, say("status.until", date=about.until), about.standing))


def _button(say: Say, verb: str, about: CaseFacts, first: str, *, primary: bool) -> Action:
    return button(say, verb, primary=primary, values={"first": first}, duty=about.followup)


def _facts(pairs: Sequence[tuple[str, str]]) -> Facts:
    return Facts(tuple(pair for pair in pairs if pair[1]))
