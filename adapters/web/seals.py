"""Signed values that travel through the browser and come back unchanged or not at all."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass

from adapters.web.sheet import Noted
from bot.model import Action, Link

# A note waits for the page that follows a press; later it would answer something else.
NOTE_SECONDS = 120
# Browsers keep 4,096 bytes of a cookie, its name and attributes included.
COOKIE_BYTES = 3600


@dataclass(frozen=True, slots=True)
class Seals:
    """Signatures of this installation: the same ``secret`` on all replicas, ``clock`` in Unix seconds."""

    secret: bytes
    clock: Callable[[], float] = time.time

    def digest(self, purpose: str, *parts: str) -> str:
        """Return a keyed digest of ``parts``; the purpose keeps one use from standing in for another."""
        text = json.dumps([purpose, *parts]).encode()
        return urlsafe_b64encode(hmac.digest(self.secret, text, hashlib.sha256)[:24]).decode()

    def token(self, browser: str, person_ref: str) -> str:
        """Return the token that every form for this person in this browser carries."""
        return self.digest("csrf", browser, person_ref)

    def token_fits(self, given: str, browser: str, person_ref: str) -> bool:
        """Return True when ``given`` was handed to this person in this browser."""
        wanted = self.token(browser, person_ref)
        return bool(browser) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())

    def seal_note(self, note: Noted, person_ref: str) -> str:
        """Return a note as a cookie's value, or "" when it is too long for one."""
        actions = [_action_facts(action) for action in note.actions]
        facts = [int(self.clock()), person_ref, note.text, note.message, note.root, note.under, actions]
        text = json.dumps(facts, separators=(",", ":"), ensure_ascii=False)
        body = urlsafe_b64encode(text.encode("utf-8", "replace")).decode()
        sealed = f"{body}.{self.digest('note', body)}"
        return sealed if len(sealed) <= COOKIE_BYTES else ""

    def open_note(self, sealed: str, person_ref: str) -> Noted | None:
        """Return the note for this person; None when it is somebody else's, old, or was not sealed here."""
        body, _, signature = sealed.rpartition(".")
        wanted = self.digest("note", body)
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), wanted.encode()):
            return None
        sealed_at, whose, text, message, root, under, actions = json.loads(urlsafe_b64decode(body))
        if whose != person_ref or self.clock() - sealed_at > NOTE_SECONDS:
            return None
        return Noted(text, tuple(_action_of(facts) for facts in actions), message, root, under)


def _action_facts(action: Action | Link) -> list[object]:
    if isinstance(action, Link):
        return [action.label, action.url]
    return [action.label, action.verb, dict(action.args), action.primary, action.about]


def _action_of(facts: list[object]) -> Action | Link:
    if len(facts) == 2:
        return Link(str(facts[0]), str(facts[1]))
    label, verb, args, primary, about = facts
    assert isinstance(args, dict)
    return Action(str(verb), str(label), args, bool(primary), str(about))
