"""Text objects of Block Kit: cleaned, escaped and cut to what Slack takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.markdown.style import escaped, has_marks

Json = dict[str, Any]

ELLIPSIS: Final = "…"
# Controls and halves of letters break the JSON or the database; the two overrides turn a line around.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS: Final = re.compile("\r\n|[\r\u2028\u2029]")
_BREAKS: Final = ("\n\n", "\n", ". ", " ")


def clean(text: str) -> str:
    """Return ``text`` without letters nobody can see or store."""
    if text.isprintable():  # nearly always, and much faster
        return text
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def size(text: str) -> int:
    """Return the length as Slack's clients count it, an emoji being two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "replace")) // 2


def cut(text: str, limit: int) -> str:
    """Return ``text``, or as much of it as fits into ``limit`` with an ellipsis at its end."""
    return text if size(text) <= limit else _head(text, limit - 1).rstrip() + ELLIPSIS


def _head(text: str, limit: int) -> str:
    return text.encode("utf-16-le", "replace")[: limit * 2].decode("utf-16-le", "ignore")


def pieces(text: str, limit: int) -> list[str]:
    """Return ``text`` in parts of at most ``limit``, parted where a reader would pause; no word is lost."""
    parts = []
    rest = text.strip("\n")
    while size(rest) > limit:
        head = _head(rest, limit)
        at = _pause(head)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [part for part in [*parts, rest] if part.strip()]


def _pause(head: str) -> int:
    for mark in _BREAKS:
        at = head.rfind(mark)
        if at > len(head) // 3:
            return _outside(head, at + len(mark.rstrip(" ")))
    return _outside(head, len(head))


def _outside(head: str, at: int) -> int:
    """Return ``at``, moved out of a link or an escaped letter that it would cut in two."""
    for opening, closing in (("<", ">"), ("&", ";")):
        start = head.rfind(opening, 0, at)
        ends = head.find(closing, start, at)
        if start > 0 and ends < 0 and (opening == "<" or at - start < 5):
            at = start
    return at


def plain(text: str, limit: int) -> Json:
    """Return a text object whose letters are all shown as they are."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": False}


def marked(mrkdwn: str) -> Json:
    """Return a text object of ready-made mrkdwn; Slack adds no links and mentions of its own."""
    return {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}


def titled(title: str, lines: Sequence[str], limit: int) -> Json:
    """Return ``title`` in bold above ``lines``; all as plain letters where one could be taken for a mark."""
    whole = "\n".join([title, *lines])
    bold = "\n".join([f"*{escaped(title)}*", *map(escaped, lines)])
    if has_marks(whole) or "\n" in title or title != title.strip() or size(bold) > limit:
        return plain(whole, limit)
    return marked(bold)


def length_of(block: Any) -> int:
    """Return how much text a block holds, as Slack adds it up for a message."""
    if isinstance(block, Mapping):
        own = size(block["text"]) if isinstance(block.get("text"), str) else 0
        return own + sum(length_of(value) for value in block.values() if not isinstance(value, str))
    if isinstance(block, list):
        return sum(length_of(part) for part in block)
    return 0
