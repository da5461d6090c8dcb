"""What a browser makes of our markup, to be asked about; and our templates, to be drawn one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from adapters.web.facts import StoredCard
from adapters.web.render import environment
from adapters.web.sheet import Noted, Sheet
from bot.model import Form

TEMPLATES = environment()
VOID = {"input", "path", "circle", "rect", "br", "hr", "ellipse", "meta", "link", "line"}


def echo(_: str, key: str, /, **values: object) -> str:
    return " ".join([key, *map(str, values.values())])


SHEET = Sheet("en", "ltr", echo, token="t0ken", once=lambda: "once")


def card_html(stored: StoredCard, **arguments: Any) -> str:
    module = TEMPLATES.get_template("cards.html").make_module()
    return str(module.whole(SHEET, stored, **arguments))  # type: ignore[attr-defined]


def form_html(form: Form, errors: dict[str, str] | None = None) -> str:
    module = TEMPLATES.get_template("forms.html").make_module()
    return str(module.whole(SHEET, form, errors or {}, "m1")) + str(module.summary(SHEET, form, errors or {}))  # type: ignore[attr-defined]


def note_html(note: Noted) -> str:
    return str(TEMPLATES.get_template("cards.html").make_module().noted(note, SHEET))  # type: ignore[attr-defined]


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    of: Element | None = None
    """The form around it."""

    def words(self) -> str:
        return " ".join("".join(self.text).split())


class Reading(HTMLParser):
    """What a browser makes of the markup, as a list of elements with the text inside each."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        around = next((one for one in reversed(self.open) if one.tag == "form"), None)
        made = Element(tag, attributes, inside=[one.tag for one in self.open], of=around)
        self.elements.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open
        assert self.open[-1].tag == tag, (self.open[-1].tag, tag)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for one in self.open:
            one.text.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            one
            for one in self.elements
            if one.tag == tag and all(one.attributes.get(name) == value for name, value in attributes.items())
        ]
