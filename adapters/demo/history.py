"""What happened at the company before the first morning, from the day it began to use Steward.

Everything is done by the people themselves through the engine, at the time the clock shows then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from adapters.demo.clock import BERLIN
from adapters.demo.company import Company
from adapters.demo.company_people import DEPARTMENTS
from adapters.demo.loading import access_until, add_policy
from adapters.demo.others import RIGHT, TIMES, Others, record_talk
from adapters.demo.people import CAST, MORE
from adapters.demo.stage import Stage, email
from bot.engine import Engine
from bot.flows.lessons import assigning
from bot.flows.policies import submitting
from bot.flows.policies.publishing import publish_policy
from bot.model import Actor
from bot.rules.calendars import is_working_day
from bot.turn import Turn
from storage.people import PERSON
from storage.policies import POLICY

AUP, INC, ISP = "AUP", "INC", "ISP"

_WORKING = tuple(department.name for department in DEPARTMENTS)
# Who has answered at once when the rules for everyday tools came out …
_PROMPT = ("ana.novak", "chika.obi", "petra.kraus", "olga.marin", "otto.weiss", "ben.roth", "dana.roth")
# … and who does nothing before the first morning but what is told here, whatever chance says.
_TOLD = (
    *CAST, *MORE, "noor.khan", "laila.haddad", "ravi.sol", "goran.lind",
    "oskar.bell", "wim.abrel", "luan.hovar", "mio.sato",
)  # fmt: skip
_DAYS = (17, 18, 19, 20, 23, 24, 25, 26, 27)
_PACE = 0.045  # so that three in five have answered after two weeks


@dataclass(frozen=True, slots=True)
class Scene:
    """Something people do at a moment."""

    at: datetime
    happens: Callable[[], object]


def scenes(stage: Stage, company: Company) -> list[Scene]:
    """Return what happened, in order."""
    found = [*_acceptable_use(stage), *_talks(stage, company), *_answers(stage)]
    found += _last_week(stage)
    return sorted(found, key=lambda scene: scene.at)


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def as_owner(who: str) -> Actor:
    """Return somebody at the command line."""
    return Actor("cli", "", email(who))


def _submit(stage: Stage, who: str, file: str, policy: str) -> None:
    add_policy(stage.engine, file, email(who))
    stage.engine.run_as(as_owner(who), submitting.submit, policy)


def _acceptable_use(stage: Stage) -> list[Scene]:
    """Olga writes, Chika approves; the next working morning Olga publishes to everybody."""
    return [
        Scene(_at(12, 9, 10), lambda: _submit(stage, "olga.marin", "acceptable-use", AUP)),
        Scene(_at(13, 10, 12), lambda: stage.answer("chika.obi", "policy.approve", "policy.approve")),
    ]


def _talks(stage: Stage, company: Company) -> list[Scene]:
    """Who came in November: the feed says when they got access, and managers talk with them, most of them."""

    def feed() -> None:
        access_until(stage.engine, company, stage.engine.now())

    def records(at: datetime, manager: str, starter: str, sentence: str, left_out: str = "") -> Scene:
        def happens() -> None:
            record_talk(stage, manager, stage.duty_about(starter, "briefing"), sentence, left_out)

        return Scene(at, happens)

    def confirms(at: datetime, starter: str) -> Scene:
        def happens() -> None:
            duty = stage.duty(starter, "briefing.confirm")
            stage.fill(starter, duty.kind, RIGHT, under=stage.card(duty), duty=duty.id, answer="yes")

        return Scene(at, happens)

    return [
        Scene(_at(16, 12, 0), feed),
        records(_at(17, 14, 40), "goran.lind", "wim.abrel", "Wim asked who may lend the van keys."),
        confirms(_at(18, 9, 50), "wim.abrel"),
        records(_at(18, 16, 10), "petra.kraus", "luan.hovar", "Luan asked whom to call at night."),
        confirms(_at(19, 11, 5), "luan.hovar"),
        Scene(_at(20, 18, 0), feed),
        records(_at(25, 11, 30), "petra.kraus", "mio.sato", "Mio asked about photos of the site."),
        confirms(_at(26, 9, 20), "mio.sato"),
        # Not confirmed yet on the first morning.
        records(_at(27, 13, 45), "goran.lind", "oskar.bell", "Oskar asked what to do with found keys.", "confidential"),
    ]  # fmt: skip


def _answers(stage: Stage) -> list[Scene]:
    """People read and acknowledge, day by day, each within their own working hours."""
    others = Others(stage, _TOLD)
    moments = [_at(day, at.hour, at.minute) for day in _DAYS for at in TIMES]
    first = Scene(_at(16, 16, 50), lambda: _acknowledge(stage, _PROMPT))
    newcomers = Scene(_at(23, 15, 30), lambda: _acknowledge(stage, ("oskar.bell", "mio.sato")))
    return [first, newcomers, *(Scene(at, lambda: others.work(_PACE)) for at in moments)]


def _acknowledge(stage: Stage, people: Iterable[str]) -> None:
    for who in people:
        stage.answer(who, "policy.acknowledge", "policy.acknowledge", object=AUP, version="3.0")


def _last_week(stage: Stage) -> list[Scene]:
    """A lesson, a question, an idea, and two texts that wait for a decision."""
    question = "May I keep the note-taker of a supplier in their calls?"
    today = "Real customer names turn up in our test data."
    better = "A masked copy every Monday would do."
    return [
        Scene(_at(26, 10, 0), lambda: _assign(stage, "L4", ["Engineering"])),
        Scene(_at(27, 10, 15), lambda: stage.write("noor.khan", question, "policy.acknowledge", AUP)),
        Scene(_at(27, 14, 30), lambda: stage.fill("eve.lund", "idea.submit", {"today": today, "better": better})),
        Scene(_at(27, 15, 5), lambda: _submit(stage, "petra.kraus", "information-security", ISP)),
        Scene(_at(27, 15, 20), lambda: _submit(stage, "petra.kraus", "incident-reporting", INC)),
        Scene(_at(30, 9, 20), lambda: _assign(stage, "L5", [one for one in _WORKING if one != "Engineering"])),
    ]  # fmt: skip


def _assign(stage: Stage, lesson: str, departments: list[str]) -> None:
    while stage.engine.run(assigning.assign, lesson, {"department": departments}):
        pass


def publish_approved(engine: Engine) -> None:
    """Let each owner publish what was approved, as they would at the command line the next working morning."""
    for policy, owner in engine.ask(_approved):
        publish_policy(engine, Actor("cli", "", owner), policy)


def _approved(turn: Turn) -> list[tuple[str, str]]:
    if not is_working_day(turn.calendar_of(None), turn.today_of(None)):
        return []
    wanted = select(POLICY.c.id, PERSON.c.email).join(PERSON, PERSON.c.ref == POLICY.c.owner)
    return [
        (row.id, row.email) for row in turn.connection.execute(wanted.where(POLICY.c.state == "approved"))
    ]
