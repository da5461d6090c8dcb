"""Markdown as written by people, parsed so that nothing they wrote is lost.

One parse for all three outputs: HTML is shown as text, comments are dropped, a link that leads nowhere
becomes its own words, and cells beyond the table's header stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

# The parser drops what is nested deeper without a word; its preset stops at 20, which is ten lists.
NESTING: Final = 100
# No "code": what is indented below a clause such as "a." is text, not a program.
MARKDOWN: Final = (
    MarkdownIt("commonmark", {"maxNesting": NESTING, "html": True})
    .enable(["table", "strikethrough"])
    .disable("code")
)
_AS_WRITTEN: Final = MarkdownIt("zero")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
# "a." and "(ii)" are no list for CommonMark, yet each starts a line that is cited.
_CLAUSE: Final = re.compile(r"\(?(?:[a-zA-Z]|[ivx]{1,5}|\d{1,3})[.)]\s")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SAFE: Final = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)
_HAS_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# NUL, other controls, lone surrogates and our own private marks are never text.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ue000-\ue005\ufffe\uffff]")


def parsed(markdown: str) -> list[Token]:
    """Return the block tokens of ``markdown``; where it is nested too deeply to be parsed, as plain lines."""
    source = _UNPRINTABLE.sub("", markdown.replace("\r\n", "\n").replace("\r", "\n"))
    tokens = MARKDOWN.parse(source)
    if any(token.level >= NESTING - 1 for token in tokens):
        return _AS_WRITTEN.parse(source)
    _keep_cells(tokens, source.split("\n"))
    return list(_settled(tokens))


def is_safe_link(url: str) -> bool:
    """Return True for an address that may be offered as a link."""
    return _SAFE.fullmatch(url) is not None


def _settled(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "html_block":
            yield from _as_paragraph(token)
        elif token.type == "inline":
            token.children = list(_inline(token.children or []))
            yield token
        else:
            yield token


def _as_paragraph(token: Token) -> Iterator[Token]:
    lines = [line for line in _COMMENT.sub("", token.content).strip("\n").split("\n") if line.strip()]
    if not lines:
        return
    children: list[Token] = []
    for line in lines:
        children += [*_html_as_text(line.strip()), Token("softbreak", "br", 0)]
    yield Token("paragraph_open", "p", 1, block=True, level=token.level)
    yield Token(
        "inline", "", 0, content="\n".join(lines), children=children[:-1], block=True, level=token.level + 1
    )
    yield Token("paragraph_close", "p", -1, block=True, level=token.level)


def _html_as_text(html: str) -> Iterator[Token]:
    for position, piece in enumerate(_BREAK.split(html)):
        if position:
            yield Token("hardbreak", "br", 0)
        if piece:
            yield _text(piece)


def _inline(children: list[Token]) -> Iterator[Token]:
    ending: list[str | None] = []  # what follows each open link; None for one that stays a link
    for token, following in zip_longest(children, children[1:]):
        if token.type == "softbreak" and following is not None and _CLAUSE.match(following.content):
            yield Token("hardbreak", "br", 0)
        elif token.type == "html_inline":
            yield from _html_as_text(_COMMENT.sub("", token.content))
        elif token.type == "image":
            yield from _image(token)
        elif token.type == "link_open":
            ending.append(_instead_of_link(str(token.attrGet("href") or "")))
            if ending[-1] is None:
                yield token
        elif token.type == "link_close":
            after = ending.pop() if ending else None
            if after is None:
                yield token
            elif after:
                yield _text(after)
        else:
            yield token


def _instead_of_link(url: str) -> str | None:
    """Return the words that stand in for a link's address, or None when it is a good link."""
    if is_safe_link(url):
        return None
    # "#section" and "other.md" lead nowhere from a chat; "tel:+49..." is worth reading.
    return f" ({url})" if _HAS_SCHEME.match(url) else ""


def _image(token: Token) -> Iterator[Token]:
    source = str(token.attrGet("src") or "")
    words = token.content or source
    if not is_safe_link(source):
        if words:
            yield _text(words)
        return
    yield Token("link_open", "a", 1, attrs={"href": source})
    yield _text(words)
    yield Token("link_close", "a", -1)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _keep_cells(tokens: list[Token], lines: list[str]) -> None:
    """Add to each row of a table the cells that go beyond the header's count."""
    position, columns = 0, 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "thead_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and token.map and columns:
            close = next(i for i in range(position, len(tokens)) if tokens[i].type == "tr_close")
            extra = _cells(lines[token.map[0]])[columns:]
            for cell in reversed([cell for cell in extra if cell.strip()]):
                tokens[close:close] = _cell(cell.strip(), token.level + 1)
        position += 1


def _cells(line: str) -> list[str]:
    cells = escapedSplit(line.strip().lstrip("> "))
    return cells[1 if cells and not cells[0].strip() else 0 :]


def _cell(content: str, level: int) -> list[Token]:
    children = MARKDOWN.parseInline(content)[0].children
    return [
        Token("td_open", "td", 1, block=True, level=level),
        Token("inline", "", 0, content=content, children=children, block=True, level=level + 1),
        Token("td_close", "td", -1, block=True, level=level),
    ]
