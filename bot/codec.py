"""Cards as JSON and back, for the stored message.  Standard library only, like the model itself."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from bot.model import Action, Block, Card, Choice, Divider, Facts, Item, Link, Option, Status, Text

_BLOCKS: dict[str, type[Any]] = {one.__name__: one for one in (Text, Facts, Item, Choice, Divider)}
_BUTTONS: dict[str, type[Any]] = {one.__name__: one for one in (Action, Link)}


def dump_card(card: Card) -> str:
    """Return a card as canonical JSON; equal cards give equal text."""
    return json.dumps(_plain(card), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
        return fields | {"is": type(value).__name__}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return dict(value)
    return value


def load_card(text: str) -> Card:
    """Return the card that ``dump_card`` wrote."""
    raw = json.loads(text)
    return Card(
        title=raw["title"],
        blocks=tuple(_block(one) for one in raw["blocks"]),
        actions=tuple(_button(one) for one in raw["actions"]),
        fallback=raw["fallback"],
        status=_status(raw["status"]),
        foot=tuple(raw["foot"]),
    )


def _status(raw: dict[str, Any] | None) -> Status | None:
    return None if raw is None else Status(raw["kind"], raw["text"])


def _button(raw: dict[str, Any] | None) -> Any:
    if raw is None:
        return None
    fields = {key: value for key, value in raw.items() if key != "is"}
    return _BUTTONS[raw["is"]](**fields)


def _block(raw: dict[str, Any]) -> Block:
    fields = {key: value for key, value in raw.items() if key != "is"}
    if raw["is"] == "Facts":
        fields["pairs"] = tuple((label, value) for label, value in raw["pairs"])
    if raw["is"] == "Item":
        fields |= {"action": _button(raw["action"]), "status": _status(raw["status"])}
    if raw["is"] == "Choice":
        fields["options"] = tuple(Option(one["key"], one["label"]) for one in raw["options"])
    block: Block = _BLOCKS[raw["is"]](**fields)
    return block
