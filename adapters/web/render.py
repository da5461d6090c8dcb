"""From the neutral model to HTML.  Pure: facts in, markup out; every value is escaped on its way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.markdown import to_html
from bot.model import (
    Action,
    Block,
    DateField,
    Field,
    Form,
    Link,
    Text,
    TimeField,
)

TEMPLATES = Path(__file__).parent / "templates"
# HTML has no place for control characters, and half a surrogate pair cannot be encoded at all.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
# "20 minutes", "7 Dec", "7. Dez.": a line may end before or after, not between.  "version 3.0 applies" may.
_NUMBER_AND_UNIT = re.compile(r"(?<![\d.,:])(\d{1,4}\.?) (?=[^\W\d_])")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
# More than three buttons, or a row that wraps, are no longer read as a choice; what comes later is quiet.
_IN_FIRST_ROW, _LETTERS_IN_FIRST_ROW = 3, 42


def clean(value: object) -> object:
    """Return text without what a browser cannot show; anything else unchanged."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    return value


def press(given: Action | Form) -> str:
    """Return verb and arguments as one value, which ``inbound.parse_press`` reads back."""
    return f"{given.verb}?{urlencode(given.args)}" if given.args else given.verb


def leads(url: str) -> str:
    """Return the address of a link when a click on it can only lead somewhere, "" when it could run."""
    parts = urlsplit(str(clean(url)).strip()) if "\\" not in url else None
    if parts is None:
        return ""
    if not parts.scheme and not parts.netloc and parts.path.startswith("/"):
        return parts.geturl()
    return parts.geturl() if parts.scheme in _SCHEMES else ""


def paragraphs(text: str) -> list[str]:
    """Return what stands between blank lines."""
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]


def bound(text: str) -> str:
    """Return text in which a number and what it counts stay on one line."""
    return _NUMBER_AND_UNIT.sub("\\1\N{NO-BREAK SPACE}", text)


def markdown(text: str, top_heading: int = 3) -> Markup:
    """Return Markdown as HTML that adapters.markdown has made harmless."""
    return Markup(to_html(str(clean(text)), top_heading=top_heading))  # noqa: S704 - to_html sanitises it


def version(facts: object) -> str:
    """Return a short mark that changes when the facts do."""
    return hashlib.blake2b(repr(facts).encode("utf-8", "replace"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that are drawn as one element."""

    kind: str
    blocks: tuple[Block, ...]


def _group_of(block: Block) -> str:
    if isinstance(block, Text) and block.style != "markdown":
        return "body"
    return type(block).__name__


def groups(blocks: Sequence[Block]) -> Iterator[Group]:
    """Return runs of paragraphs and of lines together, everything else alone."""
    for kind, run in groupby(blocks, _group_of):
        if kind in ("body", "Item"):
            yield Group(kind, tuple(run))
        else:
            yield from (Group(kind, (block,)) for block in run)


@dataclass(frozen=True, slots=True)
class Rows:
    """The primary button and its neighbours, then the quiet ones."""

    first: tuple[Action | Link, ...]
    rest: tuple[Action | Link, ...]


def rows(actions: Sequence[Action | Link]) -> Rows:
    """Return buttons in two rows, the primary one first; at most one is primary."""
    primary = next((one for one in actions if isinstance(one, Action) and one.primary), None)
    others = [one for one in actions if one is not primary]
    plain = [replace(one, primary=False) if isinstance(one, Action) else one for one in others]
    ordered = [*([primary] if primary else []), *plain]
    many = min(len(ordered), _IN_FIRST_ROW)
    while many > 1 and sum(len(one.label) for one in ordered[:many]) > _LETTERS_IN_FIRST_ROW:
        many -= 1
    return Rows(tuple(ordered[:many]), tuple(ordered[many:]))


def about(action: Action | Link, text: str) -> Action | Link:
    """Return the button of a line with the line's name for screen readers."""
    return replace(action, about=action.about or text) if isinstance(action, Action) else action


def pairs(form: Form) -> list[tuple[Field, ...]]:
    """Return the fields in order; a day and the time after it stand side by side."""
    found: list[tuple[Field, ...]] = []
    for field in form.fields:
        if isinstance(field, TimeField) and found and isinstance(found[-1][-1], DateField):
            found[-1] = (*found[-1], field)
        else:
            found.append((field,))
    return found


def names(form: Form) -> frozenset[str]:
    """Return the names of a form's fields."""
    return frozenset(field.name for field in form.fields)


def kind(value: object) -> str:
    """Return which member of a union this is."""
    return type(value).__name__


def environment(*further: Path) -> Environment:
    """Return the templates with their filters; ``further`` are folders of pages built on these."""
    made = Environment(
        loader=FileSystemLoader([TEMPLATES, *further]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=clean,
        auto_reload=False,  # it would look at every file for every page
    )
    for function in (
        press,
        leads,
        paragraphs,
        bound,
        markdown,
        version,
        groups,
        rows,
        about,
        pairs,
        names,
        kind,
    ):
        made.filters[function.__name__] = function
    return made
