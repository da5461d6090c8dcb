"""Cards, notes and home tabs in Block Kit; pure and total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from adapters.markdown import to_text
from adapters.markdown.style import escaped
from adapters.slack.blocks import Drawing, one_line, quiet, section
from adapters.slack.said import as_written
from adapters.slack.spots import Spot, remembered
from adapters.slack.texts import ELLIPSIS, Json, clean, cut, length_of, plain
from bot.model import Action, Block, Card, Choice, Divider, Facts, Item, Link, Note, Option, Text

# Slack adds up all text of a message and refuses it above about 13,200: msg_blocks_too_long.
BUDGET: Final = 11_500
MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
HEADER: Final = 150
WINDOW_TITLE: Final = 24
_FOOT: Final = 300
_TEXT: Final = 11_500
NAME: Final = "Steward"


def card_message(card: Card, key: str = "") -> Json:
    """Return the text and blocks of a card that is sent or answered.

    The text is the lock-screen line; a card without one is an answer, and its text is the card in words.
    ``key`` is kept in a block's id, where it can be found again.
    """
    words = clean(card.fallback).strip() or card_text(card) or NAME
    return {"text": escaped(cut(words, _TEXT)), "blocks": card_blocks(card, key=key)}


def answer_message(card: Card) -> Json:
    """Return a card that answers a press or a word: its text is all of it, for who can't see the blocks."""
    return {"text": escaped(cut(card_text(card) or NAME, _TEXT)), "blocks": card_blocks(card)}


def note_message(note: Note) -> Json:
    """Return a note: its sentences, and its buttons below."""
    drawing = Drawing()
    body = section(note.text) or section(ELLIPSIS)
    text = "\n".join([clean(note.text), *_spoken(note.actions)])
    blocks = _fitted([], body, drawing.rows(note.actions), MESSAGE_BLOCKS)
    return {"text": escaped(cut(text.strip() or ELLIPSIS, _TEXT)), "blocks": blocks}


def card_blocks(card: Card, *, key: str = "", limit: int = MESSAGE_BLOCKS, inputs: bool = True) -> list[Json]:
    """Return the blocks of a card: title, status, body, buttons and, last, its foot."""
    drawing = Drawing(inputs=inputs)
    head = _head(card)
    body = [drawn for block in card.blocks for drawn in drawing.block(block)]
    tail = drawing.rows(card.actions) + _foot(card)
    blocks = _fitted(head, body, tail, limit) or section(card.fallback) or section(ELLIPSIS)
    if key:
        first = next((block for block in blocks if "block_id" not in block), blocks[0])
        first["block_id"] = key_block(key)
    return blocks


def key_block(key: str) -> str:
    """Return the block id that says which post a message is."""
    return f"key:{clean(key)}"[:255]


def home_view(card: Card) -> Json:
    """Return a card as somebody's home tab."""
    return {"type": "home", "blocks": card_blocks(card, limit=VIEW_BLOCKS)}


def note_view(note: Note) -> Json:
    """Return a note as somebody's home tab, for when there is no card to show."""
    return {"type": "home", "blocks": note_message(note)["blocks"]}


def window(shown: Card | Note, spot: Spot) -> Json:
    """Return a card or note as a window: over the home tab there is no conversation to write it into."""
    if isinstance(shown, Card):
        blocks = card_blocks(shown, limit=VIEW_BLOCKS, inputs=False)
    else:
        blocks = note_message(shown)["blocks"]
    return {
        "type": "modal",
        "callback_id": "window",
        "private_metadata": remembered(spot, {}),
        "title": plain(NAME, WINDOW_TITLE),
        "blocks": blocks,
    }


def _head(card: Card) -> list[Json]:
    title = one_line(card.title)
    head: list[Json] = [{"type": "header", "text": plain(title, HEADER)}] if title else []
    status = one_line(card.status.text) if card.status else ""
    # No pill here: the word stands in the second voice, unless the card says it anyway.
    if status and status.casefold() not in _words_of(card).casefold():
        head += quiet([status])
    return head


def _foot(card: Card) -> list[Json]:
    lines = [cut(one_line(line), _FOOT) for line in card.foot if line.strip()]
    if len(lines) > 10:
        lines = [*lines[:9], cut(" ".join(lines[9:]), _FOOT)]
    return quiet(lines)


def _fitted(head: list[Json], body: list[Json], tail: list[Json], limit: int) -> list[Json]:
    """Return all blocks; where they are too many or too long, the body ends earlier, with an ellipsis."""
    room = BUDGET - sum(map(length_of, head)) - sum(map(length_of, tail))
    places = limit - len(head) - len(tail)
    kept: list[Json] = []
    for position, block in enumerate(body):
        is_last_place = len(kept) == places - 1 and position < len(body) - 1
        needed = length_of(block)
        if is_last_place or needed > room - 1:
            kept += _shortened(block, room - 1) if not is_last_place else section(ELLIPSIS)
            break
        kept.append(block)
        room -= needed
    return [*head, *kept, *tail]


def _shortened(block: Json, room: int) -> list[Json]:
    words = block.get("text")
    if block["type"] != "section" or not isinstance(words, dict) or room < 40:
        return section(ELLIPSIS)
    # What is cut could end inside a mark, so the rest is shown as plain letters.
    shown = words["text"] if words["type"] == "plain_text" else as_written(words["text"])
    return [{"type": "section", "text": plain(shown, room)}]


# --- a card in words -------------------------------------------------------------------------


def card_text(card: Card) -> str:
    """Return the whole card in words, as it is read aloud or typed back by ``read CODE``."""
    lines = [one_line(card.title), one_line(card.status.text) if card.status else "", _words_of(card)]
    lines += [*_spoken(card.actions), *map(one_line, card.foot)]
    return "\n".join(line for line in lines if line.strip())


def _words_of(card: Card) -> str:
    return "\n".join(line for block in card.blocks for line in _block_words(block) if line.strip())


def _block_words(block: Block) -> Iterable[str]:
    match block:
        case Text(text, "markdown"):
            return [to_text(text)]
        case Text(text, _):
            return [clean(text).strip()]
        case Facts(pairs):
            return [": ".join(filter(None, (one_line(label), one_line(value)))) for label, value in pairs]
        case Item():
            status = [one_line(block.status.text)] if block.status else []
            told = [one_line(block.text), one_line(block.detail), *status]
            return [" ".join(filter(None, [*told, *_spoken([block.action] if block.action else [])]))]
        case Choice():
            return [one_line(block.label), *(_spoken_option(option) for option in block.options)]
        case Divider():
            return []


def _spoken(actions: Sequence[Action | Link]) -> list[str]:
    return [
        f"{one_line(action.label)}: {clean(action.url)}"
        if isinstance(action, Link)
        else f"[{one_line(action.label) or action.verb}]"
        for action in actions
    ]


def _spoken_option(option: Option) -> str:
    return f"- {one_line(option.label) or option.key}"
