"""What every page carries besides its facts: language, words, where its links begin and its forms' token."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from adapters.web.facts import Say
from bot.model import Action, Link


def new_once() -> str:
    """Return a mark that makes five clicks on one rendering the same click."""
    return secrets.token_urlsafe(9)


@dataclass(frozen=True, slots=True)
class Sheet:
    """``base`` begins every link, ``at`` is the place a press comes from, ``up`` leads out of a dead end."""

    locale: str
    direction: str
    say: Say
    base: str = ""
    token: str = ""
    at: str = "inbox"
    up: str = "/inbox"
    once: Callable[[], str] = new_once

    def t(self, key: str, /, **values: object) -> str:
        """Return words in the reader's language."""
        return self.say(self.locale, key, **values)

    def back(self, message_id: str) -> str:
        """Return where a form leads that is not sent after all."""
        return f"{self.base}/m/{message_id}" if message_id and self.at == "card" else self.up


@dataclass(frozen=True, slots=True)
class Noted:
    """A note under way to the page that shows it, with the message it belongs to.

    ``under``: it answers something in the thread, so it stands there.
    """

    text: str
    actions: tuple[Action | Link, ...] = ()
    message: str = ""
    root: str = ""
    under: bool = False

    @property
    def head(self) -> str:
        """Return the card it belongs to."""
        return self.root or self.message
