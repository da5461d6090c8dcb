"""How bold, links and single letters are written: for Slack, and for plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from adapters.markdown.tokens import is_safe_link

# Marks are set as private characters first: whether Slack takes them depends on both neighbours.
BOLD: Final = ("\ue000", "\ue001")
ITALIC: Final = ("\ue002", "\ue003")
STRIKE: Final = ("\ue004", "\ue005")
_MARKS: Final = str.maketrans("\ue000\ue001\ue002\ue003\ue004\ue005", "**__~~")
_ZERO_WIDTH: Final = "\u200b"

# mrkdwn has no way to escape these, so where they could start or end a mark a twin stands in.
_TWINS: Final = str.maketrans({"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"})
_LOOSE_MARK: Final = re.compile(r"(?<![^\W_])[*_~`]+|[*_~`]+(?![^\W_])")
_EMOJI: Final = re.compile(r":(?=(?:[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*|[+-]1|100|1234):)")
_QUOTE_START: Final = re.compile(r"^([ \t]*)(?=&gt;)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Style:
    """One way of writing: what a letter, a mark, a link and code become."""

    text: Callable[[str], str]
    finish: Callable[[str], str]
    link: Callable[[str, str], str]
    code: Callable[[str], str]
    fence: Callable[[str], str]
    quote: str
    bullets: tuple[str, ...]


def escaped(text: str) -> str:
    """Return ``text`` so that Slack sees no control sequence in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def has_marks(text: str) -> bool:
    """Return True when Slack could take a letter of ``text`` for a mark, an emoji or a quote."""
    return bool(_LOOSE_MARK.search(text) or _EMOJI.search(text) or re.search(r"^\s*>", text, re.MULTILINE))


def _letters(text: str) -> str:
    text = _LOOSE_MARK.sub(lambda found: found[0].translate(_TWINS), text)
    return escaped(_EMOJI.sub(":" + _ZERO_WIDTH, text))


def _set_marks(text: str) -> str:
    """Return ``text`` with its marks in place; a mark inside a word needs a blank nobody sees."""
    text = re.sub("(?<=\\w)(?=[\ue000\ue002\ue004])", _ZERO_WIDTH, text)
    text = re.sub("(?<=[\ue001\ue003\ue005])(?=\\w)", _ZERO_WIDTH, text)
    return _QUOTE_START.sub(r"\1" + _ZERO_WIDTH, text.translate(_MARKS))


def _slack_link(url: str, words: str) -> str:
    target = url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")
    label = words.replace("|", "\u2223").replace("\n", " ").strip()
    return f"<{target}|{label}>" if label and label != target else f"<{target}>"


def _slack_code(content: str) -> str:
    content = content.replace("`", "\u02cb")
    return f"`{escaped(content)}`" if content.strip() else content


def _slack_fence(content: str) -> str:
    return "```\n" + escaped(content.replace("`", "\u02cb")) + "\n```"


def _same(text: str) -> str:
    return text


def _without_marks(text: str) -> str:
    return re.sub("[\ue000-\ue005]", "", text)


def _spoken_link(url: str, words: str) -> str:
    address = url.removeprefix("mailto:")
    if not words.strip() or words in (url, address):
        return address
    return f"{words} ({address})" if is_safe_link(url) else words


MRKDWN: Final = Style(_letters, _set_marks, _slack_link, _slack_code, _slack_fence, "> ", ("•", "◦", "▪"))
WORDS: Final = Style(_same, _without_marks, _spoken_link, _same, _same, "", ("-",))
