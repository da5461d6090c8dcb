"""Cards that hold several lines: my list, the merged message, the weekly digest, the team, help."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.common import Say, button, facts
from bot.model import Action, Block, Card, Divider, Item, Text


def list_card(
    say: Say, open_lines: Sequence[Item], resting: Sequence[Item], *, minutes: str, done: int
) -> Card:
    """Return what is open for the reader: the nearest date first, each line with its button."""
    foot = (
        button(say, "idea.submit", key="button.idea.suggest"),
        button(say, "event.open", key="button.event.report"),
        button(say, "list.done", key="button.list.done"),
    )
    if not open_lines and not resting:
        return Card(
            say("list.empty.title"), (Text(say("list.empty.body")),), foot, fallback=say("list.empty.title")
        )
    count = len(open_lines)
    title = say("list.title", count=count) if count else say("list.resting_only.title")
    blocks: list[Block] = [Text(say("list.body", minutes=minutes))] if count else []
    blocks += open_lines
    if resting:
        blocks += [Divider(), Text(say("list.resting"), "soft"), *resting]
    if done:
        blocks.append(Text(say("list.done_month", count=done), "soft"))
    return Card(title, tuple(blocks), foot, fallback=title)


def merged_card(say: Say, lines: Sequence[Item], *, open_count: int, first: str, minutes: str) -> Card:
    """Return one message for several things due; what is done meanwhile keeps its line."""
    buttons = (button(say, "day.quiet"), button(say, "list.open"))
    if not open_count:
        return Card(
            say("merged.settled"), tuple(lines), (button(say, "list.open"),), fallback=say("merged.settled")
        )
    return Card(
        say("merged.title", count=open_count, first=first, minutes=minutes),
        (*([Text(say("merged.body"))] if open_count > 1 else []), *lines),
        buttons,
        fallback=say("merged.fallback", count=open_count, minutes=minutes),
    )


def digest_card(
    say: Say,
    lines: Sequence[Item],
    *,
    talks: bool,
    open_count: int,
    shown: int,
    more: int,
    minutes: str,
    first: str,
) -> Card:
    """Return the weekly digest: five lines at most, the most urgent first; ``shown`` of them are open.

    ``talks``: it holds talks with people of the reader's team and nothing else.
    """
    title, fallback = (
        ("digest.title.talks", "digest.fallback.talks") if talks else ("digest.title", "digest.fallback")
    )
    if open_count == 0:
        return _settled_digest(say, lines, first)
    if more:
        body = _most_urgent(say, shown, more, minutes)
        last = button(say, "list.open", key="button.list.all", values={"count": str(open_count)})
    else:
        body = say("digest.body", minutes=minutes)
        last = button(say, "day.quiet")
    return Card(
        say(title, first=first, count=open_count),
        (Text(body), *lines),
        (button(say, "team.show", key="button.team.open"), last),
        fallback=say(fallback, count=open_count, minutes=minutes),
    )


def _settled_digest(say: Say, lines: Sequence[Item], first: str) -> Card:
    title = say("digest.settled.title", first=first)
    return Card(title, tuple(lines), (button(say, "team.show"),), fallback=title)


def _most_urgent(say: Say, shown: int, more: int, minutes: str) -> str:
    if shown > 1:
        return say("digest.body.five", shown=shown, count=more, minutes=minutes)
    return say("digest.body.more", minutes=minutes) + " " + say("digest.more", count=more)


def clear_card(say: Say, *, first: str, talks: int, month: str) -> Card:
    """Return the thanks for a month after which nothing is open."""
    key = "digest.clear.body"
    body = say(key, count=talks, month=month) if talks else say(f"{key}.none")
    return Card(say("digest.clear.title", first=first), (Text(body),), fallback=say("digest.clear.fallback"))


def team_card(say: Say, lines: Sequence[Item]) -> Card:
    """Return the reader's reports: open and done, in alphabetical order, no answers."""
    if not lines:
        return Card(
            say("team.empty.title"), (Text(say("team.empty.body")),), fallback=say("team.empty.title")
        )
    return Card(
        say("team.title", count=len(lines)),
        (Text(say("team.body"), "soft"), *lines),
        fallback=say("team.title", count=len(lines)),
    )


def help_card(
    say: Say, *, open_count: int, unknown: str = "", closest: str = "", guess: Action | None = None
) -> Card:
    """Return what can be said to Steward, shaped by what is open for the reader."""
    blocks: list[Block] = []
    if unknown:
        blocks.append(Text(say("help.unknown", word=unknown)))
    if closest:
        blocks.append(Text(say("help.closest", closest=closest)))
    body = say("help.body", count=open_count) if open_count else say("help.body.empty")
    names = ("list", "brief", "ack", "improve", "report")
    pairs = [(f"help.{name}", say(f"help.{name}")) for name in names]
    blocks += [Text(body), facts(say, pairs)]
    actions = (*((guess,) if guess is not None else ()), button(say, "list.open"), button(say, "help.all"))
    return Card(say("help.title"), tuple(blocks), actions, fallback=say("help.fallback"))
