"""The reading side of the inbox, on the engine."""

from __future__ import annotations

from typing import Literal

from adapters.web.facts import DonePage, InboxPage, MessagePage, Reader, StoredCard, ThreadLine
from bot.engine import Engine
from bot.flows import inbox, lists
from bot.flows.inbox import Stored
from bot.model import Actor
from bot.phrases import color, first_name, initials
from bot.turn import Turn

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def reader_of(turn: Turn) -> Reader:
    """Return who reads."""
    me = turn.me
    direction: Literal["ltr", "rtl"] = "rtl" if turn.locale in _RIGHT_TO_LEFT else "ltr"
    return Reader(
        me.ref,
        me.name,
        first_name(me.name),
        initials(me.name),
        color(me.ref),
        turn.locale,
        direction,
        inbox.role_line(turn, me.ref),
    )


class EngineInbox:
    """Implements ``adapters.web.facts.Inbox``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reader(self, person_ref: str) -> Reader | None:
        """Return who that is; None for nobody we know."""
        return self._engine.ask_as(_actor(person_ref), _reader)

    def inbox(self, person_ref: str) -> InboxPage | None:
        """Return the person's inbox; None for nobody we know."""
        return self._engine.ask_as(_actor(person_ref), _inbox)

    def done(self, person_ref: str) -> DonePage | None:
        """Return what the person has done lately; None for nobody we know."""
        return self._engine.ask_as(_actor(person_ref), _done)

    def message(self, person_ref: str, message_id: str) -> MessagePage | None:
        """Return a card sent to this person; None for anybody else's."""
        return self._engine.ask_as(_actor(person_ref), _message, message_id)


def _actor(ref: str) -> Actor:
    return Actor("web", "", ref)


def _reader(turn: Turn) -> Reader | None:
    return reader_of(turn) if turn.person is not None else None


def _inbox(turn: Turn) -> InboxPage | None:
    if turn.person is None:
        return None
    found = inbox.recent(turn)
    still = [one for one in found if not one.settled] or found[:1]
    settled = [one for one in found if one.settled and one not in still][:3]
    cards = tuple(_card(turn, one) for one in [*still, *settled])
    waiting = len(lists.listed(turn, turn.me.ref))
    return InboxPage(
        reader_of(turn), cards, tuple(inbox.also_open(turn, found)), lists.done_count(turn), waiting
    )


def _done(turn: Turn) -> DonePage | None:
    if turn.person is None:
        return None
    settled = [one for one in inbox.recent(turn, 40) if one.settled]
    shown = frozenset[str]().union(*(one.duties for one in settled))
    lines = lists.done_lines(turn, besides=shown)
    return DonePage(reader_of(turn), tuple(_card(turn, one) for one in settled), tuple(lines))


def _message(turn: Turn, message_id: str) -> MessagePage | None:
    if turn.person is None:
        return None
    found = inbox.one(turn, message_id)
    return MessagePage(reader_of(turn), _card(turn, found)) if found is not None else None


def _card(turn: Turn, one: Stored) -> StoredCard:
    thread = tuple(
        ThreadLine(
            said.id,
            turn.name_of(said.by) if said.by else "Steward",
            said.at,
            said.text,
            said.card,
            is_bot=not said.by,
            is_reader=said.by == turn.me.ref,
            initials=initials(turn.name_of(said.by)) if said.by else "",
            color=color(said.by),
        )
        for said in one.thread
    )
    return StoredCard(one.id, one.card, one.at, thread, one.settled, one.asks, one.hears)
