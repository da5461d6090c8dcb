"""What Slack refuses in blocks and views, and the emulator takes.

slack_sdk's models know most limits.  The rest is here; the numbers are from
https://docs.slack.dev/reference/block-kit/ and its pages on blocks, elements and composition objects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Surface = Literal["message", "modal", "home"]
Json = dict[str, Any]

BLOCKS_AT_MOST = {"message": 50, "modal": 100, "home": 100}
TEXT_AT_MOST = 13_200
"""Tried on Slack: beyond about this many characters in all blocks it answers ``msg_blocks_too_long``."""
OPTIONS_AT_MOST = {"radio_buttons": 10, "checkboxes": 10, "overflow": 5}
LENGTHS = {"placeholder": 150, "label": 2000, "hint": 2000, "description": 75}
ONLY_IN = {"alert": {"modal"}, "markdown": {"message"}}
ELEMENTS_ONLY_IN = {
    "email_text_input": {"modal"},
    "file_input": {"modal"},
    "number_input": {"modal"},
    "rich_text_input": {"modal", "home"},
    "url_text_input": {"modal"},
}
"""An input block may stand anywhere, a message included; these of its elements may not:
https://docs.slack.dev/reference/block-kit/block-elements."""


def faults_in_blocks(blocks: list[Json], surface: Surface = "message") -> list[str]:
    """Return what Slack would refuse, [] when it would take the blocks."""
    faults = [] if blocks else ["no blocks: leave the argument out instead"]
    if len(blocks) > BLOCKS_AT_MOST[surface]:
        faults.append(f"{len(blocks)} blocks; {BLOCKS_AT_MOST[surface]} is the most in a {surface}")
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    faults += [f"block_id {name!r} is used {number} times" for name, number in ids.items() if number > 1]
    for place, block in enumerate(blocks):
        faults += [
            f"blocks[{place}] ({block.get('type')}): {fault}" for fault in _faults_in_block(block, surface)
        ]
    length = sum(len(text) for text in texts(blocks))
    if length > TEXT_AT_MOST:
        faults.append(f"msg_blocks_too_long: {length} characters of text in all blocks")
    return faults


def faults_in_view(view: Json) -> list[str]:
    """Return what Slack would refuse in a modal or a Home tab."""
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        return [f"view type {kind!r}"]
    faults = faults_in_blocks(view.get("blocks") or [], "modal" if kind == "modal" else "home")
    if kind == "modal" and not view.get("title"):
        faults.append("a modal needs a title")
    has_input = any(block.get("type") == "input" for block in view.get("blocks") or [])
    if kind == "modal" and has_input and not view.get("submit"):
        faults.append("a modal with an input needs a submit text")
    try:
        View(**view).to_dict()
    except SlackObjectFormationError as error:
        faults.append(str(error))
    return faults


def texts(node: object) -> Iterator[str]:
    """Yield every text that is shown, however deep."""
    if isinstance(node, list):
        for each in node:
            yield from texts(each)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for value in node.values():
            yield from texts(value)


def elements(block: Json) -> list[Json]:
    """Return the block's interactive elements."""
    found = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    return [each for each in found if isinstance(each, dict) and "action_id" in each]


def _faults_in_block(block: Json, surface: Surface) -> Iterator[str]:
    places = ONLY_IN.get(str(block.get("type")))
    if places and surface not in places:
        yield f"not in a {surface}"
    try:
        known = Block.parse(block)
        if known is None:
            yield "unknown type"
        else:
            known.to_dict()
    except (SlackObjectFormationError, TypeError) as error:
        yield str(error)
    for element in elements(block):
        if surface not in ELEMENTS_ONLY_IN.get(element["type"], {surface}):
            yield f"{element['type']} not in a {surface}"
    ids = Counter(element["action_id"] for element in elements(block))
    yield from (f"action_id {name!r} is used {number} times" for name, number in ids.items() if number > 1)
    yield from _faults_in_objects(block)
    for field in block.get("fields", []):
        if len(field.get("text", "")) > 2000:
            yield "a field has more than 2,000 characters"


def _faults_in_objects(node: object) -> Iterator[str]:
    """Yield faults of texts, options and elements, which slack_sdk checks in some places only."""
    if isinstance(node, list):
        for each in node:
            yield from _faults_in_objects(each)
        return
    if not isinstance(node, dict):
        return
    if node.get("type") in {"plain_text", "mrkdwn"} and not node.get("text"):
        yield "an empty text"
    for name, most in LENGTHS.items():
        text = node.get(name)
        if isinstance(text, dict) and len(text.get("text", "")) > most:
            yield f"{name} has more than {most} characters"
    yield from _faults_in_element(node)
    for value in node.values():
        yield from _faults_in_objects(value)


def _faults_in_element(node: Json) -> Iterator[str]:
    kind = str(node.get("type"))
    options = node.get("options")
    if options is not None:
        if not options:
            yield "no options"
        most = OPTIONS_AT_MOST.get(kind, 100)
        if len(options) > most:
            yield f"{len(options)} options; {most} is the most in {kind}"
        yield from (fault for option in options for fault in _faults_in_option(option))
    if kind == "button" and len(node.get("url") or "") > 3000:
        yield "an address of more than 3,000 characters"
    if kind == "button" and node.get("style") not in {None, "primary", "danger"}:
        yield f"button style {node['style']!r}"
    if kind == "plain_text_input":
        if not 0 < int(node.get("max_length") or 3000) <= 3000:
            yield "max_length is more than 3,000"
        if len(node.get("initial_value") or "") > 3000:
            yield "initial_value has more than 3,000 characters"
    if node.get("action_id") == "":
        yield "an empty action_id"


def _faults_in_option(option: Json) -> Iterator[str]:
    if not 0 < len(option.get("text", {}).get("text", "")) <= 75:
        yield "an option's text has 1 to 75 characters"
    # https://docs.slack.dev/reference/block-kit/composition-objects/option-object
    if not 0 < len(option.get("value", "")) <= 150:
        yield "an option's value has 1 to 150 characters"
