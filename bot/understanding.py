"""From what was typed to a press: every button has a typed twin, and the flow resolves the names."""

from __future__ import annotations

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
        return given
    meant = parse(given.text, place=given.place, command=given.command)
    if isinstance(meant, Command):
        return _press(given, meant.verb, meant.args())
    if isinstance(meant, Unknown) and given.place != "thread":
        closest = ", ".join(meant.closest)
        return _press(given, "help.unknown", {"word": meant.word, "closest": closest, "rest": meant.rest})
    assert isinstance(meant, NotACommand | Unknown)
    return _press(given, "thread.said", {})


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
