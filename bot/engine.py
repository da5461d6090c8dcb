"""The engine: one input, one transaction, one answer.  Transactions begin and end here.

Adapters call ``handle`` in a thread; it never raises for what people or platforms do.
"""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from bot.errors import Busy, Refused
from bot.model import Account, Actor, Answer, Input, Note, Pressed, Show
from bot.turn import FLOWS, Parts, Turn, finish
from bot.turn.linking import link_account
from bot.turn.parts import CODE_ALPHABET
from bot.turn.static import static_card
from bot.understanding import STATIC_VERBS, understood
from storage import people
from storage.database import Database

log = structlog.get_logger("engine")

P = ParamSpec("P")
T = TypeVar("T")

OPERATOR = Actor("cli", "", "operator")
JOBS = Actor("job", "", "steward")


def frames_of(error: BaseException) -> list[str]:
    """Return where an error happened, without its words: those can carry names and free text."""
    return [
        f"{one.filename.rsplit('/', 2)[-1]}:{one.lineno} {one.name}"
        for one in traceback.extract_tb(error.__traceback__)
    ]


class Engine:
    """The one door to everything that reads or writes."""

    def __init__(self, database: Database, parts: Parts, woke: Callable[[], None] = lambda: None) -> None:
        self.database = database
        self.parts = parts
        self.woke = woke

    # --- people's inputs ----------------------------------------------------------------------

    def handle(self, given: Input) -> Answer:
        """Return the answer to one input; what it did is committed by then."""
        try:
            meant = understood(given)
            if meant.verb in STATIC_VERBS:
                return self._static(meant)
            try:
                return self._handle(meant)
            except IntegrityError:
                # A copy of this input was first by a moment: what it did is there now, so the answer is too.
                return self._handle(meant)
        except Busy:
            return self.busy(given)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person gets a sentence and a reference
            return self.bug(given, error)

    def _static(self, meant: Pressed) -> Answer:
        card = static_card(self.parts, meant.verb, dropped=bool(meant.args.get("text")))
        return Answer(Show(card), self.parts.settings.organisation.locale)

    def _handle(self, meant: Pressed) -> Answer:
        flow = FLOWS.get(meant.verb) or FLOWS["help.unknown"]
        locale = self.parts.settings.organisation.locale
        try:
            with self._transaction(flow.writes) as connection:
                person = self._who(connection, meant.actor)
                turn = Turn(self.parts, connection, meant.actor, person, self.parts.clock())
                turn.delivery_id, turn.place = meant.delivery_id, meant.place
                if person is None and meant.actor.platform != "cli":
                    return Answer(
                        turn.note("refused.unknown", org=self.parts.settings.organisation.name),
                        turn.locale,
                        unknown=True,
                    )
                locale = turn.locale
                reply = flow.function(turn, meant)
                woke = finish(turn) if flow.writes else False
        except Refused as refusal:
            return Answer(self._refusal(meant, refusal, locale), locale)
        if woke:
            self.woke()
        return Answer(reply, locale)

    def _transaction(self, writes: bool) -> Any:
        return self.database.writing() if writes else self.database.reading()

    def _who(self, connection: Connection, actor: Actor) -> Row[Any] | None:
        if actor.platform == "web":
            row = people.person(connection, actor.user_id)
            return row if row is not None and not row.merged_into else None
        if actor.platform == "cli":
            return (
                None
                if actor.user_id == OPERATOR.user_id
                else people.person_by_email(connection, actor.user_id)
            )
        return people.person_by_account(connection, actor.platform, actor.tenant, actor.user_id)

    def _refusal(self, meant: Pressed, refusal: Refused, locale: str) -> Note:
        if refusal.record is not None:
            self.run(_record_refusal, meant.actor, refusal.record)
        return Note(self.parts.words.say(locale, refusal.key, **refusal.values), refusal.actions)

    def busy(self, given: Input) -> Answer:
        """Return the answer when nothing can be stored now, with what was typed."""
        locale = self.parts.settings.organisation.locale
        text = self.parts.words.say(locale, "error.busy")
        return Answer(Note(_with_typed(text, given)), locale, busy=True)

    def bug(self, given: Input, error: Exception) -> Answer:
        """Return the answer to an error of ours, with a reference that is in the log."""
        reference = "-".join("".join(secrets.choice(CODE_ALPHABET) for _ in range(n)) for n in (2, 4))
        verb = given.verb if isinstance(given, Pressed) else "said"
        log.error("bug", reference=reference, verb=verb, error=type(error).__name__, at=frames_of(error))
        locale = self.parts.settings.organisation.locale
        owner = self.parts.words.say(locale, "name.isms_owner")
        try:
            with self.database.reading() as connection:
                found = people.holders(connection, "isms_owner", self.parts.clock().date())
                person = self._who(connection, given.actor)
                owner = found[0].name if found else owner
                locale = self.parts.words.best(person.locale) if person is not None else locale
        except Exception as again:  # noqa: BLE001 - the sentence matters more than whom it names
            log.error("bug", reference=reference, error=type(again).__name__, at=frames_of(again))
        text = self.parts.words.say(locale, "error.bug", reference=reference, owner=owner)
        return Answer(Note(_with_typed(text, given)), locale)

    # --- everything that is no input ----------------------------------------------------------

    def run(
        self,
        task: Callable[Concatenate[Turn, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Return what ``task`` returns, run in one writing transaction as the operator."""
        return self.run_as(OPERATOR, task, *args, **kwargs)

    def run_as(
        self, actor: Actor, task: Callable[Concatenate[Turn, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what ``task`` returns, run in one writing transaction of ``actor``."""
        with self.database.writing(patience=10.0, limit=None) as connection:
            turn = Turn(self.parts, connection, actor, self._who(connection, actor), self.parts.clock())
            result = task(turn, *args, **kwargs)
            woke = finish(turn)
        if woke:
            self.woke()
        return result

    def ask(self, query: Callable[Concatenate[Turn, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``query`` returns, run in a reading transaction as the operator."""
        return self.ask_as(OPERATOR, query, *args, **kwargs)

    def ask_as(
        self, actor: Actor, query: Callable[Concatenate[Turn, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what ``query`` returns, run in a reading transaction with ``actor`` as the reader."""
        with self.database.reading() as connection:
            turn = Turn(self.parts, connection, actor, self._who(connection, actor), self.parts.clock())
            return query(turn, *args, **kwargs)

    def link(self, account: Account) -> bool:
        """Return True when the account now belongs to a person; why not is listed for the operator."""
        return self.run(link_account, account)

    def now(self) -> datetime:
        """Return the clock's time."""
        return self.parts.clock()


def _record_refusal(turn: Turn, actor: Actor, record: Mapping[str, Any]) -> None:
    facts = dict(record)
    person = None
    if actor.platform not in ("web", "cli"):
        person = people.person_by_account(turn.connection, actor.platform, actor.tenant, actor.user_id)
    facts["actor"] = person.ref if person is not None else actor.user_id
    turn.event(facts.pop("action"), outcome="refused", channel=actor.platform, **facts)


def _with_typed(text: str, given: Input) -> str:
    """Return the sentence with what was typed below it, so that nothing typed is lost."""
    if isinstance(given, Pressed):
        typed = "\n".join(value for value in given.values.values() if len(value) > 2) or given.typed
    else:
        typed = given.text
    return f"{text}\n\n{typed}" if typed else text
