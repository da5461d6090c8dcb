"""The single blocks of a card in Block Kit: total, whatever text they are given.

Limits: https://docs.slack.dev/reference/block-kit/blocks and .../block-elements.  What is too long is
cut here with an ellipsis, never refused and never cut in a card.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final, assert_never
from zlib import crc32

from adapters.markdown import mrkdwn_parts
from adapters.markdown.style import escaped, has_marks
from adapters.slack.spots import LINK, packed
from adapters.slack.texts import Json, clean, cut, marked, pieces, plain, size, titled
from bot.model import Action, Block, Choice, Divider, Facts, Item, Link, Option, Text

SECTION: Final = 3000
FIELD: Final = 2000
LABEL: Final = 75
QUIET: Final = 2000
_URL: Final = 3000
_ID: Final = 240
_ROW: Final = 5


class Names:
    """Names that are given once in a message: the second ``briefing.plan`` is ``briefing.plan:2``."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def __call__(self, name: str) -> str:
        """Return ``name``, numbered when it was given before."""
        name = name[:_ID]
        number = self._given[name] = self._given.get(name, 0) + 1
        return name if number == 1 else f"{name}:{number}"


class Drawing:
    """The blocks of one message, home tab or window, with its unique names and its one primary button."""

    def __init__(self, *, inputs: bool = True) -> None:
        self.actions = Names()
        self.blocks = Names()
        self.inputs = inputs
        self._has_primary = False

    def block(self, block: Block) -> list[Json]:
        """Return what ``block`` looks like; nothing for one that says nothing."""
        match block:
            case Text():
                return text(block)
            case Facts():
                return facts(block)
            case Item():
                return self._item(block)
            case Choice():
                return self._choice(block)
            case Divider():
                return [{"type": "divider"}]
            case _:
                assert_never(block)

    def rows(self, actions: Iterable[Action | Link]) -> list[Json]:
        """Return the buttons in rows of five, and below them the addresses that can be no button."""
        drawn, spelled = [], []
        for action in islice(actions, 25):
            button = self._button(action)
            if button is not None:
                drawn.append((button, action))
            elif isinstance(action, Link):
                spelled += quiet([f"{action.label}: {action.url}"])
        rows = [drawn[start : start + _ROW] for start in range(0, len(drawn), _ROW)]
        return [self._row(row) for row in rows] + spelled

    def _row(self, row: list[tuple[Json, Action | Link]]) -> Json:
        block = {"type": "actions", "elements": [button for button, _ in row]}
        return self._named(block, row[0][1])

    def _named(self, block: Json, action: Action | Link | None) -> Json:
        """Return ``block`` with the duty it is about as its id."""
        duty = clean(action.args.get("obligation", "")) if isinstance(action, Action) else ""
        return {**block, "block_id": self.blocks(duty)} if duty else block

    def _button(self, action: Action | Link, about: str = "") -> Json | None:
        if isinstance(action, Link):
            url = clean(action.url)
            if not is_web_address(url):
                return None
            shown = plain(one_line(action.label) or url, LABEL)
            return {"type": "button", "action_id": self.actions(LINK), "text": shown, "url": url}
        label = one_line(action.label) or action.verb
        button: Json = {
            "type": "button",
            "action_id": self.actions(action.verb),
            "text": plain(label, LABEL),
            "value": packed(action.args),
        }
        if action.primary and not self._has_primary:
            button["style"] = "primary"
            self._has_primary = True
        if spoken := one_line(action.about or about):
            button["accessibility_label"] = cut(f"{label}: {spoken}", LABEL)
        return button

    def _item(self, item: Item) -> list[Json]:
        words, detail = clean(item.text).strip(), clean(item.detail).strip()
        status = clean(item.status.text).strip() if item.status else ""
        # The word of the status stands once: most details say it already.
        lines = [line for line in (detail, status if status not in f"{words} {detail}" else "") if line]
        block: Json = {"type": "section"}
        if words and lines:
            block["text"] = titled(words, lines, SECTION)
        elif words or lines:
            block["text"] = plain(words or "\n".join(lines), SECTION)
        button = self._button(item.action, words) if item.action else None
        if "text" not in block:
            return [self._row([(button, item.action)])] if button and item.action else []
        if button:
            block["accessory"] = button
        elif isinstance(item.action, Link):
            return [block, *quiet([f"{item.action.label}: {item.action.url}"])]
        return [self._named(block, item.action)]

    def _choice(self, choice: Choice) -> list[Json]:
        options = options_of(choice.options, 100)
        label = one_line(choice.label) or choice.name
        if not options:
            return section(label)
        element = {
            "type": "radio_buttons" if len(options) <= 10 else "static_select",
            "action_id": self.actions(choice.name),
            "options": options,
        }
        # Clients keep what was chosen by the block's id, so another question needs another one.
        name = self.blocks(f"{choice.name}-{crc32(repr(choice).encode('utf-8', 'replace')):08x}")
        if not self.inputs:
            return [*section(label), {"type": "actions", "block_id": name, "elements": [element]}]
        return [
            {
                "type": "input",
                "block_id": name,
                "label": plain(label, FIELD),
                "element": element,
                "dispatch_action": False,
                # The flow asks again when the answer is missing; "No" must not need one.
                "optional": True,
            }
        ]


def text(block: Text) -> list[Json]:
    """Return a paragraph, in as many sections as it needs."""
    words = clean(block.text)
    if not words.strip():
        return []
    match block.style:
        case "plain":
            return section(words)
        case "soft":
            return quiet([words])
        case "quote":
            return quoted(words)
        case "markdown":
            return [_marked_section(piece) for piece in packed_parts(mrkdwn_parts(words))]
        case _:
            assert_never(block.style)


def section(words: str) -> list[Json]:
    """Return plain letters as they are: mrkdwn has no way to escape a star."""
    return [{"type": "section", "text": plain(piece, SECTION)} for piece in pieces(clean(words), SECTION)]


def quoted(words: str) -> list[Json]:
    """Return ``words`` with a line at their side, or as they are where a letter could be taken for a mark."""
    lines = "\n".join(f"> {escaped(line)}" for line in words.strip().split("\n"))
    if has_marks(words) or size(lines) > SECTION:
        return section(words)
    return [_marked_section(lines)]


def quiet(lines: Iterable[str]) -> list[Json]:
    """Return ``lines`` in the second voice."""
    shown = [piece for line in lines for piece in pieces(clean(line), QUIET)]
    groups = [shown[start : start + 10] for start in range(0, len(shown), 10)]
    return [{"type": "context", "elements": [plain(one, QUIET) for one in group]} for group in groups]


def facts(block: Facts) -> list[Json]:
    """Return label and value pairs, ten to a section."""
    fields = []
    for label, value in block.pairs:
        name, told = clean(label).strip(), clean(value).strip()
        if name and told:
            fields.append(titled(name, [told], FIELD))
        elif name or told:
            fields.append(plain(name or told, FIELD))
    return [{"type": "section", "fields": fields[at : at + 10]} for at in range(0, len(fields), 10)]


def options_of(options: Iterable[Option], limit: int) -> list[Json]:
    """Return the options, each key once; a long label goes on in the second line Slack has for it."""
    drawn: dict[str, Json] = {}
    for option in options:
        key = clean(option.key)[:LABEL]
        label = one_line(option.label) or one_line(key)
        if not label or not key.strip() or key in drawn:
            continue
        first, *rest = pieces(label, LABEL)
        drawn[key] = {"text": plain(first, LABEL), "value": key}
        if rest:
            drawn[key]["description"] = plain(" ".join(rest), LABEL)
    return list(islice(drawn.values(), limit))


def packed_parts(parts: Iterable[str]) -> list[str]:
    """Return ``parts`` joined to sections as long as they may be, so that few blocks hold a long text."""
    sections: list[str] = []
    for part in parts:
        for piece in pieces(part, SECTION):
            if sections and size(sections[-1]) + size(piece) + 2 <= SECTION:
                sections[-1] += "\n\n" + piece
            else:
                sections.append(piece)
    return sections


def one_line(words: str) -> str:
    """Return ``words`` on one line, as titles and labels have it."""
    return " ".join(clean(words).split())


def is_web_address(url: str) -> bool:
    """Return True for what a button may lead to; Slack refuses the whole message for another."""
    return len(url) <= _URL and url.startswith(("https://", "http://")) and not set(url) & set(" \n\t<>|")


def _marked_section(mrkdwn: str) -> Json:
    return {"type": "section", "text": marked(mrkdwn)}
