"""The card that asks for a first talk, in the words of its step, and its line in a list."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.common import Say, button, facts
from bot.model import Action, Card, Item, Status, Text


@dataclass(frozen=True, slots=True)
class StarterFacts:
    """What a card says about one starter; every value is worded already.

    ``near``: starts within a week, so the weekday says when.  ``access``: since when there is access beyond
    mail and chat, "" for none.  ``acts``: the reader may do something here.
    """

    duty: str
    name: str
    first: str
    who: str
    date: str
    weekday: str
    minutes: str
    why: str
    ask: str
    started: bool = False
    near: bool = True
    access: str = ""
    can_snooze: bool = True
    acts: bool = True

    @property
    def values(self) -> dict[str, str]:
        """Return what the words may name."""
        return {
            "name": self.name,
            "first": self.first,
            "date": self.access or self.date,
            "weekday": self.weekday,
            "minutes": self.minutes,
            "why": self.why,
        }

    @property
    def status(self) -> str:
        """Return the kind of the card's status."""
        if self.access:
            return "late"
        return "open" if self.started else "soon"


def new_card(say: Say, about: StarterFacts, title: str) -> Card:
    """Return the first card; ``title`` is the key of the opening whose turn it is."""
    key = "briefing.access" if about.access else ("briefing.late" if about.started else "briefing.new")
    title_key = f"{key}.title" if about.started or about.access else title
    if title_key == title and not about.near:
        title_key = "briefing.new.title.date"
    verbs = ["plan", "record", "reassign", *(["snooze"] if about.can_snooze else [])]
    return _card(say, about, key, say(title_key, **about.values), verbs, _facts(say, about))


def few_days_card(say: Say, about: StarterFacts, *, days_left: int, times: str) -> Card:
    """Return the reminder two working days before, with times to pick."""
    title = say("briefing.reminder.2.title", count=days_left, **about.values)
    pairs = [("times", times), ("ask", about.ask)]
    verbs = ["plan", "record", *(["snooze"] if about.can_snooze else [])]
    return _card(say, about, "briefing.reminder.2", title, verbs, pairs)


def first_day_card(say: Say, about: StarterFacts) -> Card:
    """Return the reminder on the first day: recording comes first now."""
    key = "briefing.reminder.3"
    pairs = [("starts", about.date), ("takes", say("fact.value.takes_talk")), ("ask", about.ask)]
    title = say(f"{key}.title", **about.values)
    return _card(say, about, key, title, ["record", "plan", "help"], pairs)


def again_card(say: Say, about: StarterFacts) -> Card:
    """Return the card that comes back after it was put off."""
    body = "briefing.reminder.snoozed.body.started" if about.started else "briefing.reminder.snoozed.body"
    key = "briefing.reminder.snoozed"
    verbs = ["plan", "record", *(["snooze"] if about.can_snooze else ["help"])]
    title = say(f"{key}.title", **about.values)
    return _card(say, about, key, title, verbs, _facts(say, about), body=body)


def back_card(say: Say, about: StarterFacts) -> Card:
    """Return the card of a talk that comes back to whoever had passed it on: the list was right."""
    key = "briefing.kept"
    title, body = say(f"{key}.title", **about.values), say(f"{key}.body", owner=about.ask, **about.values)
    return Card(
        title,
        (Text(body), facts(say, _facts(say, about))),
        talk_buttons(say, about, ["plan", "record", "help"]),
        fallback=say(f"{key}.fallback"),
        status=_status(say, about),
    )


def _facts(say: Say, about: StarterFacts) -> list[tuple[str, str]]:
    return [
        ("who", about.who),
        ("started" if about.started else "starts", about.date),
        ("takes", say("fact.value.takes_talk")),
        ("first_access", about.access) if about.access else ("until_then", say("fact.value.mail_and_chat")),
        ("ask", about.ask),
    ]


def _card(
    say: Say,
    about: StarterFacts,
    key: str,
    title: str,
    verbs: list[str],
    pairs: list[tuple[str, str]],
    *,
    body: str = "",
) -> Card:
    return Card(
        title,
        (Text(say(body or f"{key}.body", **about.values)), facts(say, pairs)),
        talk_buttons(say, about, verbs),
        fallback=say(f"{key}.fallback"),
        status=_status(say, about),
    )


def _status(say: Say, about: StarterFacts) -> Status:
    if about.access:
        return Status("late", say("status.late"))
    if about.started:
        return Status("open", say("status.open"))
    return Status("soon", say("status.starts", date=about.date))


def talk_buttons(say: Say, about: StarterFacts, verbs: list[str]) -> tuple[Action, ...]:
    """Return the buttons of a talk, the first of them the primary one; none for who only looks."""
    if not about.acts:
        return ()
    return tuple(
        button(say, f"briefing.{verb}", primary=place == 0, values={"first": about.first}, duty=about.duty)
        for place, verb in enumerate(verbs)
    )


def open_line(say: Say, about: StarterFacts) -> Item:
    """Return a talk nobody has planned yet as one line, with its button."""
    kind = "access" if about.access else ("started" if about.started else "starter")
    action = button(say, "briefing.plan", about=about.name, duty=about.duty) if about.acts else None
    return Item(say(f"digest.line.{kind}", **about.values), action, status=_status(say, about))


# --- several starters on one day -------------------------------------------------------------


def group_card(
    say: Say, about: StarterFacts, lines: list[Item], *, start: str, open_count: int, untouched: bool
) -> Card:
    """Return one card for several who start on one day; ``open_count`` talks are not recorded yet.

    ``untouched``: nobody's talk is planned or recorded, so there is no line for each.
    """
    count = len(lines)
    actions: list[Action] = []
    if open_count:
        actions.append(button(say, "briefing.plan", primary=True, start=start))
    if untouched:
        actions.append(Action("briefing.group", say("button.briefing.group", count=count), {"start": start}))
    elif open_count:
        actions.append(button(say, "briefing.record", start=start))
    return Card(
        say("briefing.group.title", count=count, date=about.date),
        (Text(say("briefing.group.body", why=about.why)), *([] if untouched else lines)),
        tuple(actions),
        fallback=say("briefing.group.fallback"),
        status=_status(say, about),
    )
