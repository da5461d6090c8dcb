"""Finds what a person would press or fill in among blocks, and words it as Slack's client would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.e2e.support.strict_blocks import Json, elements

Answer = str | list[str]
"""What a person enters: a text, a date, a time, the text of an option, or the texts of several."""


def button(blocks: list[Json], wanted: str) -> Json:
    """Return the action a client sends for the button with this label or action_id."""
    found = [
        {"type": "button", "block_id": block.get("block_id"), **element}
        for block in blocks
        for element in elements(block)
        if element.get("type") == "button" and wanted in {element["text"]["text"], element["action_id"]}
    ]
    assert len(found) == 1, f"{len(found)} buttons {wanted!r} among {labels(blocks)}"
    return found[0]


def labels(blocks: list[Json]) -> list[str]:
    """Return the texts of all buttons, in order."""
    each = [element for block in blocks for element in elements(block)]
    return [element["text"]["text"] for element in each if element.get("type") == "button"]


def links(blocks: list[Json]) -> list[str]:
    """Return the addresses that buttons open, in order."""
    each = [element for block in blocks for element in elements(block)]
    return [element["url"] for element in each if element.get("url")]


def options(blocks: list[Json]) -> list[str]:
    """Return the texts of everything that can be chosen, in order."""
    each = [element for block in blocks for element in elements(block)]
    return [option["text"]["text"] for element in each for option in element.get("options", [])]


def choice(blocks: list[Json], wanted: str) -> Json:
    """Return the action a client sends when the option with this text or value is chosen."""
    for block in blocks:
        for element in elements(block):
            for option in element.get("options", []):
                if wanted in {option["text"]["text"], option["value"]}:
                    kept = {key: element[key] for key in ("type", "action_id")}
                    return {**kept, "block_id": block.get("block_id"), "selected_option": option}
    raise AssertionError(f"no option {wanted!r}")


def state_of(view: Json, answers: Mapping[str, Answer]) -> dict[str, dict[str, Json]]:
    """Return what a form is submitted with: what was prefilled, and ``answers`` by label or block_id."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    names = {name for block in inputs for name in _names(block)}
    assert set(answers) <= names, f"no field for {sorted(set(answers) - names)} among {sorted(names)}"
    state: dict[str, dict[str, Json]] = {}
    for block in inputs:
        element = block["element"]
        given = next((answers[name] for name in _names(block) if name in answers), None)
        value = _prefilled(element) if given is None else _filled(element, given)
        state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **value}}
    return state


def _names(block: Json) -> list[str]:
    return [block["block_id"], block["label"]["text"]]


_PREFILLED = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "radio_buttons": ("selected_option", "initial_option"),
    "static_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
}


def _prefilled(element: Json) -> Json:
    key, initial = _PREFILLED[element["type"]]
    return {key: element.get(initial, [] if key == "selected_options" else None)}


def _filled(element: Json, given: Answer) -> Json:
    key, _ = _PREFILLED[element["type"]]
    if key == "selected_options":
        wanted = [given] if isinstance(given, str) else given
        return {key: [_option(element, text) for text in wanted]}
    assert isinstance(given, str), f"{element['type']} takes one value"
    if key == "selected_option":
        return {key: _option(element, given)}
    return {key: given or None}


def _option(element: Json, wanted: str) -> Any:
    options = element["options"]
    found = [option for option in options if wanted in {option["text"]["text"], option["value"]}]
    assert found, f"no option {wanted!r} among {[option['text']['text'] for option in options]}"
    return found[0]
