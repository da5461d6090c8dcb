"""The neutral vocabulary: what is shown, what is asked, what came in.

Standard library only.  Every text in a card is plain text unless a ``Text`` block says
``style="markdown"``; renderers escape for their platform, so a name such as ``<!channel>`` stays text.
Small and closed on purpose: widen a union only when a card needs it, and ``assert_never`` names
every renderer that has to follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# --- what is shown ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Action:
    """A button.  ``args`` carry ids only; ``about`` names the line for screen readers."""

    verb: str
    label: str
    args: Mapping[str, str] = field(default_factory=dict)
    primary: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A button that leads to an address on an allowed host."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Status:
    """How a duty stands, always with its word."""

    kind: Literal["open", "soon", "late", "rest", "done"]
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph.  ``soft`` is the second voice, ``quote`` quotes a person or an agreed wording."""

    text: str
    style: Literal["plain", "soft", "quote", "markdown"] = "plain"


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value pairs, at most five on a card."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One line with its own button, as in a digest or a list."""

    text: str
    action: Action | Link | None = None
    detail: str = ""
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice; ``key`` travels, ``label`` is read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Radio rows inside a card; the chosen key comes with the press as ``values[name]``."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A quiet line between parts."""


Block = Text | Facts | Item | Choice | Divider


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to look at.  ``fallback`` is the lock-screen line; ``foot`` the calm last lines.

    ``status`` is drawn as a pill where the platform has one, and left out where words say it already.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    actions: tuple[Action | Link, ...] = ()
    fallback: str = ""
    status: Status | None = None
    foot: tuple[str, ...] = ()


# --- what is asked ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextField:
    """Free text.  ``rows`` > 1 is an area.  ``value`` is what stands in it already."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    rows: int = 1
    max_length: int = 0
    required: bool = False
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of several; radio rows, or a menu when ``menu``."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    hint: str = ""
    required: bool = False
    menu: bool = False


@dataclass(frozen=True, slots=True)
class ChecksField:
    """Any of several; the value that comes in is the chosen keys, joined by commas."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class DateField:
    """A day, ``YYYY-MM-DD``."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class TimeField:
    """A time of day, ``HH:MM``, in the reader's own zone."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = False


Field = TextField | ChoiceField | ChecksField | DateField | TimeField


@dataclass(frozen=True, slots=True)
class Form:
    """Everything a task needs, in one step.  Submitting it is a press of ``verb`` with values."""

    verb: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    args: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


# --- what came in ----------------------------------------------------------------------------

Platform = Literal["slack", "teams", "web", "email", "cli"]
Place = Literal["command", "dm", "thread", "channel"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, as the platform itself vouches for it.

    On ``web`` and ``cli`` ``user_id`` is our own person ref (``operator`` on an unnamed command line).
    """

    platform: str
    tenant: str
    user_id: str


@dataclass(frozen=True, slots=True)
class ChatRef:
    """Where a conversation is.  ``address`` is opaque outside its adapter."""

    platform: str
    tenant: str
    address: str


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message on a platform: the conversation and the platform's id of it.

    ``root`` is the id of the message that heads the thread, ``""`` when this is no reply.  On the web
    ``platform_id`` is our own message id.
    """

    chat: ChatRef
    platform_id: str
    root: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button pressed, a form submitted or a command understood."""

    actor: Actor
    verb: str
    args: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    message: MessageRef | None = None
    place: Place = "dm"
    delivery_id: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Something typed: a command, a line in the DM, a reply in a thread, a mention in a channel.

    ``message`` is the message it answers (the head of the thread), ``where`` the place a reply goes to.
    """

    actor: Actor
    text: str
    place: Place
    message: MessageRef | None = None
    where: ChatRef | None = None
    delivery_id: str = ""
    command: str = ""
    has_file: bool = False


Input = Pressed | Said

# --- what is answered ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Show:
    """A card for the one who acted, in a place where nothing is stored."""

    card: Card


@dataclass(frozen=True, slots=True)
class Ask:
    """A form; with ``errors`` by field name it is the rejection of what was sent, values kept."""

    form: Form
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """One or two sentences, seen by the one who acted only."""

    text: str
    actions: tuple[Action | Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """No words: the card that was pressed changes, or there is nothing to say."""


Reply = Show | Ask | Note | Nothing


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine gives back to an adapter for one input.

    ``busy``: nothing was stored because the database was away; a retrying platform should try again.
    ``unknown``: the chat account belongs to nobody yet; look it up in the platform's directory, link, try again.
    """

    reply: Reply
    locale: str = "en"
    busy: bool = False
    unknown: bool = False


# --- what is delivered -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Post:
    """One message to hand to a platform.  ``platform_id`` is set when ``kind`` is ``update``.

    ``key`` is the same for every attempt, so a platform that keeps it can be asked whether it took the
    message.  ``root`` is the platform's id of the message this one answers, ``""`` for none.
    """

    key: str
    kind: Literal["post", "update"]
    chat: ChatRef
    card: Card
    locale: str
    platform_id: str = ""
    root: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the platform answered: the conversation as it names it and its id of the message."""

    chat: ChatRef
    platform_id: str


@dataclass(frozen=True, slots=True)
class Account:
    """A chat account as the platform's own directory describes it (never as a payload claims it)."""

    platform: str
    tenant: str
    user_id: str
    email: str
    email_confirmed: bool = True
    is_bot: bool = False
    is_guest: bool = False
    is_active: bool = True
