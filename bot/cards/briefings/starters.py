"""What a starter sees on the first day: what is open, what comes next, and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.common import Say, button, facts
from bot.model import Action, Card, Item, Status, Text


@dataclass(frozen=True, slots=True)
class FirstDayFacts:
    """What a starter is told on day one; every value is worded already.

    ``talked``: waiting (no talk on record), recorded (the starter has not answered yet) or confirmed.
    ``question`` is the open question whether the talk took place, "" for none.
    """

    notice: str
    engagement: str
    first: str
    manager: str
    manager_first: str
    talked: str
    minutes: str
    today: int
    later: str
    until: str
    why: str
    ask: str
    question: str = ""

    @property
    def values(self) -> dict[str, str]:
        """Return what the words may name."""
        return {
            "first": self.first,
            "manager": self.manager,
            "manager_first": self.manager_first,
            "minutes": self.minutes,
            "why": self.why,
        }


def first_day_card(say: Say, about: FirstDayFacts, lines: Sequence[Item]) -> Card:
    """Return the card of the first day; ``lines`` are what there is to do, each with its button."""
    if about.talked == "confirmed":
        return _welcome(say, about, lines)
    key = "starter.waiting"
    if about.talked == "recorded":
        question = button(
            say, "briefing.question", key="button.briefing.answer", primary=True, duty=about.question
        )
        return _card(
            say, about, key, lines, body="starter.recorded.body", first=question if about.question else None
        )
    ask = button(
        say, "briefing.time", primary=True, values={"first": about.manager_first}, engagement=about.engagement
    )
    return _card(say, about, key, lines, body=f"{key}.body", first=ask)


def _welcome(say: Say, about: FirstDayFacts, lines: Sequence[Item]) -> Card:
    key = "starter.welcome"
    if not about.today:
        title, body = say(f"{key}.title.none", **about.values), say(f"{key}.body.none", **about.values)
        fallback = say(f"{key}.fallback.none")
    else:
        title = say(f"{key}.title", count=about.today, **about.values)
        body = say(f"{key}.body", count=about.today, **about.values)
        fallback = say(f"{key}.fallback", count=about.today, **about.values)
    pairs = [("until", about.until), ("more_later", about.later), ("ask", about.manager)]
    return Card(
        title,
        (Text(body), facts(say, pairs), *lines),
        (button(say, "list.open"),),
        fallback=fallback,
        status=Status("open", say("status.open")),
    )


def _card(
    say: Say, about: FirstDayFacts, key: str, lines: Sequence[Item], *, body: str, first: Action | None
) -> Card:
    ask = say("common.or", first_one=about.manager, second_one=about.ask)
    pairs = [
        ("open_now", say("fact.value.open_now")),
        ("opens_after", say("fact.value.opens_after") if about.talked == "waiting" else ""),
        ("ask", ask if about.ask != about.manager else about.ask),
    ]
    return Card(
        say(f"{key}.title", **about.values),
        (Text(say(body, **about.values)), facts(say, pairs), *lines),
        (*((first,) if first is not None else ()), button(say, "list.open")),
        fallback=say(f"{key}.fallback"),
        status=Status("open", say("status.open")),
    )
