"""What stands in front of people: in Slack as the platform noted it, in the browser as its pages draw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select

from bot.engine import Engine
from bot.model import Action, Card, ChatRef, Choice, Link, MessageRef, Place, Post
from bot.turn import Turn
from bot.turn.drawing import draw, in_words, shown
from storage.messages import MESSAGE
from tests.colleagues import Colleague
from tests.recording import Message, RecordingPlatform


@dataclass(frozen=True, slots=True)
class Shown:
    """One card.  ``ref`` is where it stands; ``thread_of`` our id of the card it answers, "" for none."""

    id: str
    card: Card
    ref: MessageRef
    where: Place = "dm"
    thread_of: str = ""
    draws: str = ""

    @property
    def title(self) -> str:
        return self.card.title

    @property
    def text(self) -> str:
        """Everything that is read on it."""
        return in_words(self.card)

    @property
    def buttons(self) -> tuple[str, ...]:
        """The labels of its buttons, those of its lines too."""
        return tuple(one.label for one in self.actions)

    @property
    def verbs(self) -> tuple[str, ...]:
        """What its buttons do."""
        return tuple(one.verb for one in self.actions if isinstance(one, Action))

    @property
    def actions(self) -> tuple[Action | Link, ...]:
        lines = [getattr(block, "action", None) for block in self.card.blocks]
        return (*(one for one in lines if one is not None), *self.card.actions)

    @property
    def root(self) -> MessageRef:
        """What a line said in its thread answers."""
        head = self.ref.root or self.ref.platform_id
        return MessageRef(self.ref.chat, head)


class Chats:
    """Reads what was sent; changes nothing."""

    def __init__(self, engine: Engine, slack: RecordingPlatform) -> None:
        self._engine, self._slack = engine, slack

    def inbox(self, who: Colleague) -> list[Shown]:
        """Return somebody's cards as they stand now, the newest last."""
        return [one for one in self._standing(who) if not one.thread_of]

    def thread(self, message: Shown) -> list[Shown]:
        """Return what stands below a card."""
        wanted = select(MESSAGE).where(MESSAGE.c.thread_of == message.id)
        return self._shown(wanted, first=False)

    def sent(self, who: Colleague) -> list[Shown]:
        """Return everything posted to somebody as it was worded then."""
        return self._shown(_to(who), first=True)

    def channel(self, address: str) -> list[Shown]:
        """Return the cards in a channel as they stand now."""
        wanted = select(MESSAGE).where(MESSAGE.c.recipient == "", MESSAGE.c.address == address)
        return [one for one in self._shown(wanted, first=False) if not one.thread_of]

    def button(
        self, who: Colleague, verb: str, message: Shown | None, given: Mapping[str, str]
    ) -> tuple[Action, Shown, dict[str, str]] | None:
        """Return the newest button that fits, where it stands and what is chosen there, or None."""
        cards = [message] if message is not None else list(reversed(self._standing(who)))
        for shown_card in cards:
            names = {block.name for block in shown_card.card.blocks if isinstance(block, Choice)}
            chosen = {name: value for name, value in given.items() if name in names}
            wanted = {name: value for name, value in given.items() if name not in names}
            for one in shown_card.actions:
                if isinstance(one, Action) and one.verb == verb and wanted.items() <= dict(one.args).items():
                    return one, shown_card, chosen
        return None

    def _standing(self, who: Colleague) -> list[Shown]:
        return self._shown(_to(who), first=False)

    def _shown(self, wanted: Any, *, first: bool) -> list[Shown]:
        rows = self._engine.ask(lambda turn: turn.connection.execute(wanted).all())
        noted = list(self._slack.messages)
        found: list[tuple[int, str, Shown]] = []
        for row in rows:
            message = self._slack.messages.get(row.id)
            if message is not None:
                found.append((noted.index(row.id), row.id, _in_chat(row, message, first=first)))
            elif row.platform == "web" and row.sent_at is not None:
                found.append((-1, row.id, self._in_browser(row)))
        return [one for *_, one in sorted(found, key=lambda each: each[:2])]

    def _in_browser(self, row: Row[Any]) -> Shown:
        def drawn(turn: Turn) -> Card:
            turn.read_by(turn.someone(row.recipient))
            return draw(turn, row, shown(turn, row))

        ref = MessageRef(ChatRef("web", "", row.recipient), row.id, row.thread_of)
        where: Place = "thread" if row.thread_of else "dm"
        return Shown(row.id, self._engine.ask(drawn), ref, where, row.thread_of, row.draws)


def _to(who: Colleague) -> Any:
    return select(MESSAGE).where(
        or_(MESSAGE.c.recipient == who.ref, MESSAGE.c.address == f"D_{who.user[2:]}")
    )


def _in_chat(row: Row[Any], message: Message, *, first: bool) -> Shown:
    post: Post = message.first if first else message.now
    ref = MessageRef(message.sent.chat, message.sent.platform_id, message.first.root)
    where: Place = "thread" if row.thread_of else ("dm" if row.recipient else "channel")
    return Shown(row.id, post.card, ref, where, row.thread_of, row.draws)
