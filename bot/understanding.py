"""From what was typed to a press: every button has a typed twin, and the flow resolves the names."""

from __future__ import annotations

from dataclasses import replace

from bot.commands import Command, NotACommand, Unknown, parse
from bot.model import Input, Pressed, Said

# Static texts are answered before anything is opened or looked up (R39, R40).
STATIC_VERBS = frozenset({"event.open", "speakup.open"})


def understood(given: Input) -> Pressed:
    """Return what was meant, as a press.

    Talk that is no command becomes ``thread.said``, which finds its subject by the message it answers;
    an unknown verb becomes ``help.unknown``.
    """
    if isinstance(given, Pressed):
        return _cleaned(given)
    given = replace(given, text=_clean(given.text))
    meant = parse(given.text, place=given.place, command=given.command)
    if isinstance(meant, Command):
        return _press(given, meant.verb, meant.args())
    if isinstance(meant, Unknown) and given.place != "thread":
        closest = ", ".join(meant.closest)
        args = {"word": meant.word, "closest": closest, "rest": meant.rest}
        return _press(given, "help.unknown", args | ({"wants": meant.wants} if meant.wants else {}))
    assert isinstance(meant, NotACommand | Unknown)
    return _press(given, "thread.said", {})


def _clean(text: str) -> str:
    """Return text that any database can store: no NUL, no half of a character."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text


def _cleaned(given: Pressed) -> Pressed:
    if all(_clean(value) is value for value in (*given.args.values(), *given.values.values())):
        return given
    args = {name: _clean(value) for name, value in given.args.items()}
    values = {name: _clean(value) for name, value in given.values.items()}
    return replace(given, args=args, values=values)


def _press(given: Said, verb: str, args: dict[str, str]) -> Pressed:
    if verb in STATIC_VERBS:  # nothing of what was typed travels any further
        return Pressed(given.actor, verb, args, message=given.message, place=given.place)
    return Pressed(
        actor=given.actor,
        verb=verb,
        args=args,
        values={"text": given.text, "file": "yes" if given.has_file else ""},
        message=given.message,
        place=given.place,
        delivery_id=given.delivery_id,
        typed=given.text,
    )
