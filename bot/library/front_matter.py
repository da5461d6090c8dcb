"""Front matter: YAML between two lines '---', in which every value is text.

``1.10`` stays 1.10 and ``no`` stays no.  Tags, aliases and a name that stands twice are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.library.files import ContentError

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_DEEPEST = 20  # a question's sibling's option is seven deep; what goes deeper is no content


class _Texts(yaml.BaseLoader):
    """Everything is text, and a document says what it means."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) not in (None, "!"):
            raise _marked("tags and aliases are not used here", event)
        if self.depth > _DEEPEST:
            raise _marked("this is nested too deeply", event)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise _marked(f"'{key.value}' stands twice", key)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def _marked(problem: str, at: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=at.start_mark)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The named values of a file, and the line of each."""

    file: str
    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def refuse(self, name: str, reason: str) -> ContentError:
        """Return the error about a value, at its line."""
        return ContentError(self.file, self.lines.get(name, 1), reason)

    def text(self, name: str) -> str:
        """Return a value that has to be there and to be text."""
        if name not in self.values:
            raise self.refuse(name, f"the front matter needs '{name}'")
        found = self.optional(name)
        if not found:
            raise self.refuse(name, f"'{name}' is empty")
        return found

    def optional(self, name: str, default: str = "") -> str:
        """Return a value that is text, or the default where it is missing or empty."""
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise self.refuse(name, f"'{name}' is a text, not a list")
        return value.strip() or default

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        """Return a value that has to be one of a few words."""
        value = self.text(name)
        if value not in allowed:
            raise self.refuse(name, f"'{value}' is no {name}; use {', '.join(allowed)}")
        return value

    def number(self, name: str, default: int = 0) -> int:
        """Return a whole number above zero."""
        value = self.optional(name, str(default))
        if not value.isascii() or not value.isdigit() or not int(value):
            raise self.refuse(name, f"{name}: '{value}' is no whole number above zero")
        return int(value)

    def names(self, name: str) -> tuple[str, ...]:
        """Return a list of short texts; ``a, b`` is one as well as ``[a, b]``."""
        value = self.values.get(name, "")
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(one, str) for one in items):
            raise self.refuse(name, f"'{name}' is a list of words, such as [aup, acceptable use]")
        return tuple(one.strip() for one in items if one.strip())


def front_matter(text: str, file: str) -> tuple[FrontMatter, str]:
    """Return (front matter, body); a file without front matter has an empty one."""
    fence = _FENCE.match(text)
    if fence is None:
        return FrontMatter(file), text
    closing = _FENCE.search(text, fence.end() + 1)
    if closing is None:
        raise ContentError(file, 1, "the front matter begins here and is never closed by a line '---'")
    values, lines = _loaded(text[fence.end() : closing.start()], file)
    return FrontMatter(file, values, lines), text[closing.end() :].strip("\n") + "\n"


def _loaded(head: str, file: str) -> tuple[dict[str, Any], dict[str, int]]:
    try:
        loader = _Texts(head)
        node = loader.get_single_node()
        found = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise ContentError(file, line, f"the front matter can't be read: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ContentError(file, 1, "the front matter holds a character that YAML does not allow") from error
    if node is None or not isinstance(found, dict):
        raise ContentError(file, 2, "the front matter is not a list of 'name: value'")
    # The head begins with the end of the line '---', so its line 1 is the file's line 2.
    return found, {key.value: key.start_mark.line + 1 for key, _ in node.value}
