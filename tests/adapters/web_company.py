"""A company for the browser's tests and for looking at pages: what an engine would answer, without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ParamSpec, TypeVar

from starlette.requests import Request

from adapters.web.assets import load_assets
from adapters.web.desk import Desk
from adapters.web.facts import DonePage, InboxPage, MessagePage, Reader, Say, StoredCard
from adapters.web.render import environment
from adapters.web.seals import Seals
from bot.errors import Busy
from bot.library import Library
from bot.model import (
    Action,
    Answer,
    Ask,
    Form,
    Input,
    Item,
    Note,
    Pressed,
    Show,
    Status,
    TextField,
)
from bot.words import Words
from tests.adapters.web_cards import BRIEFING, DIGEST, LESSON, PLAN, POLICY, RECEIPT, THREAD

P = ParamSpec("P")
T = TypeVar("T")

ANA = Reader("ana", "Ana Novak", "Ana", "AN", 2, role="Team lead, Engineering, Berlin")
BEN = Reader("ben", "Ben Ito", "Ben", "BI", 1, "de", role="Softwareentwickler, ab 7. Dezember")
AMIRA = Reader("amira", "Amira Saleh", "Amira", "AS", 3, "ar", "rtl", "Analyst")


def company() -> dict[str, InboxPage]:
    """Return everybody's inbox on the first morning."""
    also = (
        Item(
            "Spot phishing by what it wants",
            Action("lesson.start", "Do it now", {"obligation": "o7"}),
            "A lesson of two minutes",
            Status("open", "Mon 14 Dec"),
        ),
        Item(
            "Ravi’s yearly talk",
            None,
            "Resting while Ravi is away, until 14 December",
            Status("rest", "Resting"),
        ),
    )
    cards = (
        StoredCard("m1", BRIEFING, "today, 09:00"),
        StoredCard("m2", POLICY, "today, 09:30", THREAD, asks="Olga Marin"),
        StoredCard("m3", LESSON, "Fri 27 Nov, 09:00"),
        StoredCard("m4", DIGEST, "Mon 23 Nov, 09:00"),
        StoredCard("m5", RECEIPT, "Mon 16 Nov, 09:44", settled=True),
    )
    return {
        "ana": InboxPage(ANA, cards, also, 6),
        "ben": InboxPage(BEN),
        "amira": InboxPage(AMIRA, (StoredCard("r1", POLICY, "اليوم 09:00", THREAD, asks="Olga Marin"),)),
    }


@dataclass
class Company:
    """Inbox and engine in one.  ``answer`` may be set to what the next inputs are answered with."""

    pages: dict[str, InboxPage] = field(default_factory=company)
    given: list[Input] = field(default_factory=list)
    answer: Answer | None = None
    away: bool = False
    done_lines: tuple[Item, ...] = ()

    def last(self) -> Input:
        return self.given[-1]

    def reader(self, person_ref: str) -> Reader | None:
        page = self.inbox(person_ref)
        return page.reader if page else None

    def inbox(self, person_ref: str) -> InboxPage | None:
        if self.away:
            raise Busy
        return self.pages.get(person_ref)

    def done(self, person_ref: str) -> DonePage | None:
        page = self.inbox(person_ref)
        cards = tuple(one for one in page.cards if one.settled) if page else ()
        return DonePage(page.reader, cards, self.done_lines) if page else None

    def message(self, person_ref: str, message_id: str) -> MessagePage | None:
        page = self.inbox(person_ref)
        found = [one for one in page.cards if one.id == message_id] if page else []
        return MessagePage(page.reader, found[0]) if page and found else None

    def handle(self, given: Input, /) -> Answer:
        self.given.append(given)
        if self.answer is not None:
            return self.answer
        if isinstance(given, Pressed):
            return self._pressed(given)
        return Answer(Note("I’ve passed this to Olga Marin, who answers here by Thu 3 Dec."))

    def _pressed(self, given: Pressed) -> Answer:
        match given.verb:
            case "list.open" | "help" | "event.open" | "speakup.open":
                return Answer(
                    Show(
                        replace(
                            DIGEST, title={"help": "What you can say to me"}.get(given.verb, "Open for you")
                        )
                    )
                )
            case "briefing.plan" if not given.values:
                return Answer(Ask(PLAN))
            case "briefing.plan":
                return Answer(
                    Ask(
                        PLAN,
                        {
                            "day": "Choose a day.",
                            "points": "Choose one point.",
                            "words": "Write a few words.",
                        },
                    )
                )
            case "idea.submit":
                field_ = TextField("today", "What happens today?", rows=4, required=True)
                return Answer(Ask(Form("idea.submit", "Your idea", "Send the idea", (field_,))))
            case "policy.acknowledge":
                return Answer(
                    Note(
                        "Thank you, Ana. That is all for this one.",
                        (Action("policy.retract", "Take it back", {"obligation": "o2"}),),
                    )
                )
            case _:
                return Answer(Note("Noted. Nothing else to do."))


async def at_once(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what ``work`` returns, without a thread."""
    return work(*args, **kwargs)


def as_header(request: Request) -> str | None:
    """Return who reads from a header or a query, as only a test would."""
    return request.headers.get("x-person") or request.query_params.get("person")


def desk_of(
    company: Company, say: Callable[..., str], further: tuple[Path, ...] = (), **changes: object
) -> Desk:
    """Return a desk over the company."""
    made = Desk(
        engine=company,
        inbox=company,
        say=say,
        in_pool=at_once,
        identify=as_header,
        seals=Seals(b"a secret of the tests"),
        assets=load_assets(),
        templates=environment(*further),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def words() -> Say:
    """Return the project's own words."""
    return Words(Library().words(), org="Acme").say
