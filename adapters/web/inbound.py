"""From what a browser posts to the neutral input.  Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from bot.model import Actor, ChatRef, MessageRef, Place, Pressed, Said

MOST_FIELDS = 100
MOST_LETTERS = 20_000  # in one field
_VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class Unreadable(Exception):
    """What was posted is no form of ours."""


class TooMuch(Exception):
    """More was posted than fits."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a form as they came, several values of one name in their order."""

    pairs: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """Return the first value of a name, "" when there is none."""
        return next((value for key, value in self.pairs if key == name), "")

    def values(self) -> dict[str, str]:
        """Return what was filled in, by field name; the ticks of one field joined by commas."""
        found: dict[str, list[str]] = {}
        for key, value in self.pairs:
            if key.startswith("v.") and _NAME.fullmatch(key[2:]):
                found.setdefault(key[2:], []).append(value.replace("\r\n", "\n"))
        return {name: ",".join(given) for name, given in found.items()}


def is_id(text: str) -> bool:
    """Return True when ``text`` could be an id of ours, so that it may stand in an address."""
    return _ID.fullmatch(text) is not None


def read(body: bytes) -> Posted:
    """Return the fields of an urlencoded body; raises TooMuch or Unreadable."""
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Unreadable from error
    if any(len(value) > MOST_LETTERS for _, value in pairs):
        raise TooMuch
    return Posted(tuple(pairs))


def parse_press(text: str) -> tuple[str, dict[str, str]]:
    """Return verb and arguments of what ``render.press`` wrote; raises Unreadable."""
    verb, _, query = text.partition("?")
    try:
        args = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise Unreadable from error
    if len(verb) > 60 or not _VERB.fullmatch(verb) or not all(map(_NAME.fullmatch, args)):
        raise Unreadable
    return verb, args


def pressed(posted: Posted, person_ref: str) -> Pressed:
    """Return the press of a button or the submission of a form; raises Unreadable."""
    verb, args = parse_press(posted.one("press"))
    values = posted.values()
    message = _message(posted, person_ref)
    place: Place = "thread" if message is not None and message.root else "dm"
    repeated = _once(posted, person_ref, [verb, args, values])
    return Pressed(actor(person_ref), verb, args, values, message, place, repeated)


def said(posted: Posted, person_ref: str) -> Said:
    """Return a line typed under a card; raises Unreadable when it names no card."""
    message = _message(posted, person_ref)
    if message is None:
        raise Unreadable
    text = posted.one("text").replace("\r\n", "\n")
    repeated = _once(posted, person_ref, ["said", text])
    return Said(actor(person_ref), text, "thread", message, message.chat, repeated)


def actor(person_ref: str) -> Actor:
    """Return the person as who acts; "" is nobody in particular."""
    return Actor("web", "", person_ref)


def _message(posted: Posted, person_ref: str) -> MessageRef | None:
    message, root = posted.one("message"), posted.one("root")
    if not message:
        return None
    if not is_id(message) or (root and not is_id(root)):
        raise Unreadable
    return MessageRef(ChatRef("web", "", person_ref), message, root)


def _once(posted: Posted, person_ref: str, what: Sequence[object | Mapping[str, str]]) -> str:
    """Return the same id for the same act on the same rendering, another one for any other act."""
    facts = json.dumps([posted.one("once"), posted.one("message"), person_ref, *what])
    return hashlib.sha256(facts.encode("utf-8", "replace")).hexdigest()[:32]
