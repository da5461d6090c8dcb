"""What is typed and is no command, help, codes, the language: everything that has no subject of its own."""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from sqlalchemy import Row, update

from bot.cards.lists import help_card
from bot.codec import load_card
from bot.commands import Command, Unknown, corrected, is_code, is_meant_as_code, parse
from bot.errors import Refused
from bot.flows.briefings.named import offered
from bot.flows.common import head_of, one_of
from bot.flows.lists import listed
from bot.flows.policies.facts import in_force
from bot.model import Card, Note, Nothing, Pressed, Reply, Show, Text
from bot.turn import KINDS, Turn, find_code, on
from bot.turn.drawing import draw, in_words, shown
from storage import messages, obligations
from storage.people import PERSON

# Guesses of codes are limited: ten in a minute is more than anybody types.
GUESSES, GUESS_SECONDS = 10, 60.0
_guesses: dict[tuple[str, str], deque[float]] = {}


@on("thread.said")
def said(turn: Turn, pressed: Pressed) -> Reply:
    """Answer talk by the message it answers; talk that answers nothing gets help."""
    head = head_of(turn, pressed)
    if head is None:
        if pressed.place in ("thread", "channel"):
            return Nothing()
        return Show(_help(turn, unknown=""))
    rows = messages.shown_by(turn.connection, head.id)
    duties = obligations.obligations(turn.connection, list(dict.fromkeys(row.obligation for row in rows)))
    if not duties and head.subject.startswith("policy:"):
        duties = _own_on(turn, head)
    fits = [duty for duty in duties if KINDS[duty.kind].hears is not None and duty.owner == turn.me.ref]
    duty = one_of(turn, pressed, fits)
    if duty is None:
        if pressed.place == "channel":
            return Nothing()
        return turn.note("talk.not_understood", turn.button("help"), turn.button("list.open"))
    hears = KINDS[duty.kind].hears
    assert hears is not None, "only kinds with ears are asked"
    return hears(turn, pressed, duty)


def _own_on(turn: Turn, head: Row[Any]) -> list[Row[Any]]:
    policy = head.subject[7:]
    rows = obligations.of_object(turn.connection, turn.me.ref, "policy.acknowledge", policy)
    current = in_force(turn, policy)
    return [row for row in rows if current is not None and row.version == current.version]


@on("help", "help.all", writes=False)
def show_help(turn: Turn, pressed: Pressed) -> Reply:
    """Show what can be said."""
    return Show(_help(turn) if pressed.verb == "help" else _all_commands(turn))


@on("help.unknown", writes=False)
def unknown(turn: Turn, pressed: Pressed) -> Reply:
    """Say which word is not known, offer what was probably meant, and show help."""
    word = pressed.args.get("word", "")
    if pressed.args.get("wants") == "code":
        return _code_wanted(turn, word, pressed.args.get("rest", ""))
    if pressed.args.get("wants") == "nothing":
        return turn.note("help.wants_nothing", turn.button("list.open"), turn.button("help"), word=word)
    meant = parse(pressed.typed, place="command", command="steward") if pressed.typed else None
    guess = corrected(meant) if isinstance(meant, Unknown) else None
    if isinstance(guess, Command):
        if guess.whom and guess.verb.startswith("briefing."):
            raise offered(turn, Pressed(pressed.actor, guess.verb, guess.args()), guess.whom)
        phrase = " ".join(
            [pressed.args.get("closest", "").split(", ")[0], pressed.args.get("rest", "")]
        ).strip()
        label = turn.say("button.guess", what=phrase)
        button = turn.button(guess.verb, primary=True, label=label[:70], **guess.args())
        return Note(turn.say("help.did_you_mean", what=phrase), (button, turn.button("help")))
    return Show(_help(turn, unknown=word, closest=pressed.args.get("closest", "")))


def _code_wanted(turn: Turn, word: str, rest: str) -> Reply:
    """Say what is wrong with the code that followed a verb, or that one is missing."""
    if rest and is_meant_as_code(rest.split(maxsplit=1)[0]):
        _limit_guesses(turn)
        raise Refused("code.unknown")
    return turn.note("help.wants_code", turn.button("list.open"), turn.button("help"), word=word)


def _help(turn: Turn, unknown: str = "", closest: str = "") -> Card:
    return help_card(turn.say, open_count=len(listed(turn, turn.me.ref)), unknown=unknown, closest=closest)


def _all_commands(turn: Turn) -> Card:
    groups = ("yours", "policies", "team", "ideas", "always")
    return Card(
        turn.say("help.all.title"),
        tuple(Text(turn.say(f"help.all.{group}")) for group in groups),
        (turn.button("list.open"),),
        fallback=turn.say("help.all.title"),
    )


# --- codes -----------------------------------------------------------------------------------


def _limit_guesses(turn: Turn) -> None:
    recent = _guesses.setdefault((turn.parts.database, turn.me.ref), deque())
    now = time.monotonic()
    while recent and now - recent[0] > GUESS_SECONDS:
        recent.popleft()
    if len(recent) >= GUESSES:
        raise Refused("code.slow_down")
    recent.append(now)
    if len(_guesses) > 10_000:
        _guesses.clear()


@on("code.verify", writes=False)
def verify(turn: Turn, pressed: Pressed) -> Reply:
    """Say whether a card with this code was sent to the actor, and when (R48)."""
    code = (pressed.args.get("what") or pressed.args.get("text", "")).strip().upper()
    if not code:
        raise Refused("code.which")
    found = find_code(turn, code) if is_code(code) else None
    if found is None or (found.sent_at is None and found.platform != "web"):
        _limit_guesses(turn)
        raise Refused("code.unknown")
    when = found.sent_at or found.created
    if found.recipient == "":
        return turn.note("code.yes.channel", when=turn.moment(when))
    if turn.local_date(when) == turn.today_of(turn.me):
        return turn.note("code.yes.today", time=turn.clock_time(when))
    return turn.note("code.yes", when=turn.moment(when))


@on("card.read", writes=False)
def read_card(turn: Turn, pressed: Pressed) -> Reply:
    """Repeat a card as plain text, for a screen reader (R49)."""
    code = pressed.args.get("what", "")
    found = find_code(turn, code) if is_code(code) else None
    if found is None:
        _limit_guesses(turn)
        raise Refused("code.unknown")
    what = shown(turn, found)
    card = draw(turn, found, what) if what.duties or not found.card else load_card(found.card)
    return Note(in_words(card))


@on("language.set")
def set_language(turn: Turn, pressed: Pressed) -> Reply:
    """Change the language Steward speaks to the actor; dates and records stay."""
    wanted = (pressed.args.get("what") or pressed.args.get("text", "")).strip().lower()
    names = {"english": "en", "englisch": "en", "german": "de", "deutsch": "de"}
    if not wanted:
        raise Refused("language.which")
    locale = names.get(wanted, wanted)
    if locale not in turn.parts.words.locales:
        raise Refused("language.unknown", typed=wanted, known=", ".join(turn.parts.words.locales))
    turn.connection.execute(update(PERSON).where(PERSON.c.ref == turn.me.ref).values(locale=locale))
    turn.event("person.language", subject=turn.me.ref, locale=locale)
    return Note(turn.parts.words.say(locale, "language.changed"))
