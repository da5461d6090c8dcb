"""What Slack demands of blocks and does not say until it refuses them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

KNOWN = {"header", "section", "context", "actions", "divider", "input"}
TEXTS = {"header": 150, "section": 3000}
TOTAL = 12_000


def check_message(message: dict[str, Any]) -> None:
    """Fail unless Slack would take this text and these blocks."""
    assert 1 <= len(message["text"]) <= 40_000
    assert "<" not in message["text"]
    check_blocks(message["blocks"], limit=50)
    assert sum(units(text["text"]) for text in texts(message["blocks"])) < TOTAL


def check_blocks(blocks: list[dict[str, Any]], *, limit: int) -> None:
    """Fail unless Slack would take these blocks."""
    assert 1 <= len(blocks) <= limit
    parsed = Block.parse_all(blocks)
    assert len(parsed) == len(blocks)
    for block, own in zip(parsed, blocks, strict=True):
        assert own["type"] in KNOWN
        assert block.to_dict()["type"] == own["type"]
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    actions = [part["action_id"] for part in parts(blocks) if "action_id" in part]
    for name, count in Counter(ids + actions).items():
        assert 1 <= len(name) <= 255
        assert ids.count(name) <= 1, name
        assert actions.count(name) <= 1, name
        assert count <= 2
    for part in parts(blocks):
        check_part(part)
    json.dumps(blocks).encode()


def check_view(view: dict[str, Any]) -> None:
    """Fail unless Slack would open this window or publish this home tab."""
    assert View(**view).to_dict()["type"] == view["type"]
    check_blocks(view["blocks"], limit=100)
    assert len(view.get("private_metadata", "")) <= 3000
    if view["type"] == "modal":
        assert 1 <= units(view["title"]["text"]) <= 24
        has_input = any(block["type"] == "input" for block in view["blocks"])
        assert not has_input or 1 <= units(view["submit"]["text"]) <= 24


def check_part(part: dict[str, Any]) -> None:
    """Fail unless this block, element or text object keeps its limits."""
    match part.get("type"):
        case "plain_text" | "mrkdwn":
            assert part["text"].strip()
            assert not set(part["text"]) & set("\x00\x01\u202e")
            assert part.get("emoji", False) is False
            if part["type"] == "mrkdwn":
                assert part["verbatim"] is True
                assert "<!" not in part["text"]
                assert "<@" not in part["text"]
        case "header":
            assert units(part["text"]["text"]) <= 150
        case "section":
            assert "text" in part or part["fields"]
            assert units(part.get("text", {}).get("text", "")) <= 3000
            assert all(units(field["text"]) <= 2000 for field in part.get("fields", []))
            assert len(part.get("fields", [])) <= 10
        case "context":
            assert 1 <= len(part["elements"]) <= 10
        case "actions":
            assert 1 <= len(part["elements"]) <= 25
        case "button":
            assert units(part["text"]["text"]) <= 75
            assert units(part.get("value", "")) <= 2000
            assert units(part.get("accessibility_label", "")) <= 75
            assert "url" not in part or part["url"].startswith(("http://", "https://"))
        case "radio_buttons" | "checkboxes":
            assert 1 <= len(part["options"]) <= 10
        case "static_select":
            assert 1 <= len(part["options"]) <= 100


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in ``value``."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def texts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every text object in ``value``."""
    return (part for part in parts(value) if part.get("type") in ("plain_text", "mrkdwn"))


def shown(value: Any) -> str:
    """Return what a reader sees, one text a line."""
    return "\n".join(text["text"] for text in texts(value))


def units(text: str) -> int:
    """Return the length as JavaScript counts it."""
    return len(text.encode("utf-16-le", "replace")) // 2
