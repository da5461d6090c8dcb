"""A policy's text in readable sections: at headings, then paragraphs, then sentences; no word is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

TINY = 40
_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a text: its nearest heading, and its Markdown with that heading left out."""

    title: str
    markdown: str


def sections(markdown: str, limit: int = 2800) -> list[Section]:
    """Return the text in pieces of at most ``limit`` characters, in order."""
    found: list[Section] = []
    for title, body in _at_headings(markdown):
        for piece in _pieces(body, limit):
            last = found[-1] if found else None
            if (
                last is not None
                and len(piece) + len(title) < TINY
                and len(last.markdown) + len(piece) + len(title) + 8 <= limit
            ):
                heading = f"**{title}**\n\n" if title and title != last.title else ""
                found[-1] = Section(last.title, f"{last.markdown}\n\n{heading}{piece}")
            else:
                found.append(Section(title, piece))
    return found


def _at_headings(markdown: str) -> list[tuple[str, str]]:
    parts: list[tuple[str, list[str]]] = [("", [])]
    fenced = False
    for line in markdown.splitlines():
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading:
            title = heading[2]
            if parts[-1][0] and not any(one.strip() for one in parts[-1][1]):
                title = f"{parts.pop()[0]}: {title}"  # a heading without text leads to the next one
            parts.append((title, []))
        else:
            parts[-1][1].append(line)
    joined = [(title, "\n".join(lines).strip()) for title, lines in parts]
    return [(title, body or title) for title, body in joined if title or body]


def _pieces(body: str, limit: int) -> list[str]:
    if len(body) <= limit:
        return [body]
    found: list[str] = []
    for block in _blocks(body, limit):
        if found and len(found[-1]) + len(block) + 2 <= limit:
            found[-1] += "\n\n" + block
        else:
            found.append(block)
    return found


def _blocks(body: str, limit: int) -> list[str]:
    found = []
    for paragraph in re.split(r"\n\s*\n", body):
        if len(paragraph) <= limit:
            found.append(paragraph)
        elif paragraph.lstrip().startswith("|"):
            found += _table(paragraph, limit)
        else:
            found += _cut(_SENTENCE.split(paragraph), " ", limit)
    return [one for one in found if one.strip()]


def _table(paragraph: str, limit: int) -> list[str]:
    lines = paragraph.splitlines()
    head = "\n".join(lines[:2])
    rows = _cut(lines[2:], "\n", max(200, limit - len(head) - 1))
    return [f"{head}\n{row}" for row in rows]


def _cut(parts: list[str], joint: str, limit: int) -> list[str]:
    found: list[str] = []
    for part in parts:
        for word in [part] if len(part) <= limit else _words(part, limit):
            if found and len(found[-1]) + len(joint) + len(word) <= limit:
                found[-1] += joint + word
            else:
                found.append(word)
    return found


def _words(part: str, limit: int) -> list[str]:
    found: list[str] = []
    for word in part.split(" "):
        if found and len(found[-1]) + 1 + len(word) <= limit:
            found[-1] += " " + word
        else:
            found.append(word)
    return found
