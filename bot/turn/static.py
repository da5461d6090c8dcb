"""The static texts: the same letters for everybody, from words and settings alone (R39, R40)."""

from __future__ import annotations

from bot.model import Block, Card, Divider, Facts, Link, Text
from bot.turn.parts import Parts


def static_card(parts: Parts, verb: str, *, dropped: bool = False) -> Card:
    """Return the card of ``/report`` or ``/speak-up`` in every configured language.

    ``dropped``: something was typed after the command, and the card says that it was not kept.
    """
    name = "speakup" if verb == "speakup.open" else "report"
    say = parts.words.say
    blocks: list[Block] = []
    for locale in parts.words.locales:
        if blocks:
            blocks += [Divider(), Text(say(locale, f"{name}.title"))]
        if dropped and name == "speakup":
            blocks.append(Text(say(locale, "speakup.dropped")))
        blocks.append(Text(say(locale, f"{name}.body")))
        blocks.append(_facts(parts, name, locale))
    first = parts.words.locales[0]
    link = _link(parts, name, first)
    return Card(say(first, f"{name}.title"), tuple(blocks), (link,), fallback=say(first, f"{name}.title"))


def _facts(parts: Parts, name: str, locale: str) -> Facts:
    say, routes = parts.words.say, parts.settings.routes
    if name == "report":
        return Facts(
            (
                (say(locale, "fact.call"), routes.incident_phone),
                (say(locale, "fact.form"), routes.incident_url),
            )
        )
    return Facts(
        (
            (say(locale, "fact.inside"), f"{routes.speakup_url}, {routes.speakup_phone}"),
            (say(locale, "fact.outside"), say(locale, "fact.value.outside")),
            (say(locale, "fact.you_get"), say(locale, "fact.value.speakup_get")),
        )
    )


def _link(parts: Parts, name: str, locale: str) -> Link:
    routes = parts.settings.routes
    url = routes.incident_url if name == "report" else routes.speakup_url
    return Link(
        parts.words.say(locale, "button.event.open" if name == "report" else "button.speakup.open"), url
    )
