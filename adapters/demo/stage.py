"""People of the company doing what the story says: pressing, filling in, writing, by everybody's door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select

from bot.engine import Engine
from bot.model import Actor, Ask, ChatRef, Input, MessageRef, Pressed, Reply, Said
from bot.turn import Turn
from storage import people
from storage.messages import MESSAGE, SHOWS
from storage.obligations import OBLIGATION
from storage.people import ENGAGEMENT


class StoryBroken(Exception):
    """What the story lets somebody do is not possible (any more): story and flows have come apart."""


class Stage:
    """Lets somebody act; ``who`` is the part of the e-mail address before the @."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def press(
        self,
        who: str,
        verb: str,
        chosen: Mapping[str, str] | None = None,
        /,
        *,
        under: MessageRef | None = None,
        **args: str,
    ) -> Reply:
        """Let somebody press a button; ``chosen`` is what is chosen on the card itself."""
        return self._do(Pressed(self.actor(who), verb, args, dict(chosen or {}), under))

    def fill(
        self,
        who: str,
        verb: str,
        values: Mapping[str, str],
        /,
        *,
        under: MessageRef | None = None,
        **args: str,
    ) -> None:
        """Let somebody press a button that asks for a form, and send that off with these values in it."""
        asked = self.press(who, verb, under=under, **args)
        if not isinstance(asked, Ask):
            raise StoryBroken(f"{verb} asks {who} for no form")
        given = {field.name: _as_sent(field.value) for field in asked.form.fields} | dict(values)
        sent = self._do(Pressed(self.actor(who), asked.form.verb, asked.form.args, given, under))
        if isinstance(sent, Ask):
            raise StoryBroken(f"{verb} by {who}: {dict(sent.errors)}")

    def answer(self, who: str, kind: str, verb: str, **more: str) -> None:
        """Let somebody press a button on the card about their open duty (``object=…`` tells which)."""
        duty = self.duty(who, kind, more.pop("object", ""))
        self.press(who, verb, under=self.card(duty), duty=duty.id, **more)

    def write(self, who: str, text: str, kind: str, object_id: str = "") -> None:
        """Let somebody write a line below the card about their open duty."""
        card = self.card(self.duty(who, kind, object_id))
        if card is None:
            raise StoryBroken(f"{who} has no card about {kind} {object_id} to write under")
        head = MessageRef(card.chat, card.platform_id, card.platform_id)
        self._do(Said(self.actor(who), text, "thread", head, card.chat))

    def _do(self, given: Input) -> Reply:
        answer = self.engine.handle(given)
        if answer.busy or answer.unknown:
            raise StoryBroken("the engine does not take it")
        return answer.reply

    # --- who and what -------------------------------------------------------------------------

    def actor(self, who: str) -> Actor:
        """Return somebody as they act: in their chat where they have one, else in the browser."""
        return self.engine.ask(_actor, who)

    def ref(self, who: str) -> str:
        """Return who that is."""
        ref: str = self.engine.ask(_person, who).ref
        return ref

    def duty(self, who: str, kind: str, object_id: str = "") -> Row[Any]:
        """Return somebody's open duty."""
        found = self.engine.ask(_duty, self.ref(who), kind, object_id)
        if found is None:
            raise StoryBroken(f"{who} has no open {kind} {object_id}".rstrip())
        return found

    def duty_about(self, whom: str, kind: str) -> Row[Any]:
        """Return the open duty that somebody else has about a person."""
        found = self.engine.ask(_about, self.ref(whom), kind)
        if found is None:
            raise StoryBroken(f"nobody has an open {kind} about {whom}")
        return found

    def card(self, duty: Row[Any]) -> MessageRef | None:
        """Return the newest card about a duty, where it stands; None when nothing has been sent yet."""
        return self.engine.ask(_card, duty)


def _as_sent(value: str | tuple[str, ...]) -> str:
    return ",".join(value) if isinstance(value, tuple) else value


def email(who: str) -> str:
    """Return the address of somebody of the story."""
    return f"{who}@acme.example"


def _person(turn: Turn, who: str) -> Row[Any]:
    row = people.person_by_email(turn.connection, email(who))
    if row is None:
        raise StoryBroken(f"nobody is called {who}")
    return row


def _actor(turn: Turn, who: str) -> Actor:
    row = _person(turn, who)
    chat = next(iter(people.identities(turn.connection, row.ref)), None)
    return Actor(chat.platform, chat.tenant, chat.user_id) if chat is not None else Actor("web", "", row.ref)


def _duty(turn: Turn, ref: str, kind: str, object_id: str) -> Row[Any] | None:
    wanted = select(OBLIGATION).where(
        OBLIGATION.c.owner == ref, OBLIGATION.c.kind == kind, OBLIGATION.c.state == "pending"
    )
    if object_id:
        wanted = wanted.where(OBLIGATION.c.object == object_id)
    return turn.connection.execute(wanted.order_by(OBLIGATION.c.created)).first()


def _about(turn: Turn, ref: str, kind: str) -> Row[Any] | None:
    wanted = (
        select(OBLIGATION)
        .join(ENGAGEMENT, ENGAGEMENT.c.id == OBLIGATION.c.about)
        .where(ENGAGEMENT.c.person == ref, OBLIGATION.c.kind == kind, OBLIGATION.c.state == "pending")
    )
    return turn.connection.execute(wanted).first()


def _card(turn: Turn, duty: Row[Any]) -> MessageRef | None:
    wanted = (
        select(MESSAGE)
        .join(SHOWS, SHOWS.c.message == MESSAGE.c.id)
        .where(SHOWS.c.obligation == duty.id, MESSAGE.c.thread_of == "", MESSAGE.c.platform_id != "")
        .order_by(MESSAGE.c.created.desc(), MESSAGE.c.id.desc())
    )
    row = turn.connection.execute(wanted).first()
    if row is None:
        return None
    return MessageRef(ChatRef(row.platform, row.tenant, row.address), row.platform_id)
