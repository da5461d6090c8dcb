"""A policy's text in readable sections: at headings, then paragraphs, lines, sentences; no word is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

TINY = 40  # what is shorter joins its neighbour: a message of its own is more noise than help
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$")
_SENTENCE = re.compile(r"(?<=[.!?;:])[ \t]+")
_FENCE = re.compile(r"^\s*(```+|~~~+)")


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a text: its nearest heading, and its Markdown with that heading left out."""

    title: str
    markdown: str


def sections(markdown: str, limit: int = 2800) -> list[Section]:
    """Return the text in pieces of at most ``limit`` characters, in order.

    Only a word, a table's row or a line of code longer than the limit makes a longer piece.
    """
    found: list[Section] = []
    for title, body in _at_headings(markdown):
        for number, piece in enumerate(_pieces(body, limit)):
            section = Section(title, piece)
            joined = _joined(found[-1], section, new=number == 0) if found else None
            if joined is not None and len(joined.markdown) <= limit:
                found[-1] = joined
            else:
                found.append(section)
    return found


def _joined(before: Section, after: Section, *, new: bool) -> Section | None:
    """Return two neighbours as one when either is tiny; ``new``: the second has a heading of its own."""
    is_tiny = [len(one.markdown) + len(one.title) < TINY for one in (before, after)]
    if not any(is_tiny):
        return None
    if is_tiny[0] and not before.title:
        return Section(after.title, f"{before.markdown}\n\n{after.markdown}")
    heading = f"**{after.title}**\n\n" if new and after.title else ""
    return Section(before.title, f"{before.markdown}\n\n{heading}{after.markdown}")


def _at_headings(markdown: str) -> list[tuple[str, str]]:
    """Return (heading, text below it); a heading without text leads to the next one."""
    found: list[tuple[str, str]] = []
    waiting: list[str] = []  # headings whose text has not come yet
    lead = ""
    for level, title, body in _parts(markdown):
        if body:
            found.append((": ".join([*waiting, title]) if title else "", f"{lead}{body}"))
            waiting, lead = [], ""
        elif level == 1 and not found and not waiting and not lead:
            lead = f"**{title}**\n\n"  # the name of the whole text stands above its first section
        elif title:
            waiting.append(title)
    rest = ": ".join(waiting)
    return [*found, (rest, f"{lead}{rest}".strip())] if rest or lead else found


def _parts(markdown: str) -> Iterator[tuple[int, str, str]]:
    level, title, lines, fence = 0, "", list[str](), ""
    for line in markdown.splitlines():
        fence = _fence_after(line, fence)
        heading = None if fence else _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        yield level, title, _body(lines)
        level, title, lines = len(heading[1]), heading[2], []
    yield level, title, _body(lines)


def _body(lines: Sequence[str]) -> str:
    """Return the lines as text; spaces alone are none, so that a heading above them keeps its place."""
    body = "\n".join(lines).strip("\n")
    return body if body.strip() else ""


def _fence_after(line: str, fence: str) -> str:
    """Return the mark of the code block that is open after this line, "" when none is."""
    mark = _FENCE.match(line)
    if mark is None:
        return fence
    if not fence:
        return mark[1]
    return "" if mark[1].startswith(fence) and line.strip() == mark[1] else fence


# --- what is longer than the limit ---------------------------------------------------------------


def _pieces(body: str, limit: int) -> list[str]:
    if len(body) <= limit:
        return [body] if body.strip() else []
    return _packed([part for block in _blocks(body) for part in _cut_block(block, limit)], "\n\n", limit)


def _blocks(body: str) -> Iterator[list[str]]:
    """Yield the lines of each paragraph, table or block of code."""
    fence, before = "", ""

    def kind(line: str) -> str:
        nonlocal fence, before
        before, fence = fence, _fence_after(line, fence)
        if before or fence:
            return "code"
        return "table" if line.lstrip().startswith("|") else "text" if line.strip() else ""

    for name, lines in groupby(body.splitlines(), kind):
        if name:
            yield list(lines)


def _cut_block(lines: Sequence[str], limit: int) -> list[str]:
    whole = "\n".join(lines)
    if len(whole) <= limit:
        return [whole]
    fence = _FENCE.match(lines[0])
    if fence is not None and len(lines) > 1:
        is_closed = not _fence_after(lines[-1], fence[1])
        return _framed(lines[1:-1] if is_closed else lines[1:], f"{lines[0]}\n", f"\n{fence[1]}", limit)
    if len(lines) > 2 and re.fullmatch(r"[\s|:-]+", lines[1]) and lines[0].lstrip().startswith("|"):
        return _framed(lines[2:], f"{lines[0]}\n{lines[1]}\n", "", limit)
    shorter = [part for line in lines for part in _cut_line(line, limit)]
    return _packed(shorter, "\n", limit)


def _framed(lines: Sequence[str], above: str, below: str, limit: int) -> list[str]:
    """Return lines in pieces that each stand between the same first and last lines."""
    room = max(1, limit - len(above) - len(below))
    return [f"{above}{piece}{below}" for piece in _packed(lines, "\n", room)]


def _cut_line(line: str, limit: int) -> list[str]:
    split: Callable[[str], list[str]] = _SENTENCE.split
    parts = [line] if len(line) <= limit else split(line.rstrip())
    shorter = [word for part in parts for word in ([part] if len(part) <= limit else part.split())]
    return _packed(shorter, " ", limit)


def _packed(parts: Sequence[str], joint: str, limit: int) -> list[str]:
    """Return the parts joined as far as the limit allows."""
    found: list[str] = []
    for part in parts:
        if found and len(found[-1]) + len(joint) + len(part) <= limit:
            found[-1] += joint + part
        else:
            found.append(part)
    return found
