"""Forms as Slack's windows (modal views)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, assert_never

from adapters.slack.blocks import SECTION, one_line, options_of, section
from adapters.slack.payloads import at
from adapters.slack.render import VIEW_BLOCKS, WINDOW_TITLE
from adapters.slack.spots import Spot, remembered
from adapters.slack.texts import Json, clean, cut, plain, size
from bot.model import ChecksField, ChoiceField, DateField, Field, Form, TextField, TimeField

# Longer texts Slack does not take from a window: https://docs.slack.dev/reference/block-kit/block-elements
_TYPED: Final = 3000
# Slack takes 2,000 at a field, and 13,200 in all; nobody reads so much above one.
_WORDS: Final = 500
_SHOWN: Final = 10
_LISTED: Final = 100
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def form_view(
    form: Form,
    spot: Spot,
    errors: Mapping[str, str] | None = None,
    rewritten: Mapping[str, str] | None = None,
) -> Json:
    """Return a form as a window; ``errors`` stand above their fields, what names no field at the top.

    ``rewritten``: texts that are not as they were typed into the window before, by name, with a new block_id.
    """
    errors = errors or {}
    names = {field.name for field in form.fields}
    blocks = section(cut(form.body, SECTION)) if form.body.strip() else []
    blocks += [shown for name, error in errors.items() if name not in names for shown in _line(error)]
    for field in form.fields:
        blocks += _line(errors.get(field.name, ""))
        other = {"block_id": rewritten[field.name]} if rewritten and field.name in rewritten else {}
        blocks += [{**block, **other} for block in _field(field)]
    return {
        "type": "modal",
        "callback_id": form.verb,
        "private_metadata": remembered(spot, form.args),
        "title": plain(one_line(form.title) or form.verb, WINDOW_TITLE),
        "submit": plain(one_line(form.submit) or one_line(form.title) or form.verb, WINDOW_TITLE),
        "blocks": blocks[:VIEW_BLOCKS] or _line(form.title) or _line(form.verb),
    }


def with_sentence(view: Mapping[str, Any], sentence: str) -> Json:
    """Return a window as it was, with ``sentence`` at its top; what was typed into it stays."""
    kept = {name: view[name] for name in ("type", "callback_id", "private_metadata", "title") if name in view}
    if isinstance(view.get("submit"), dict):
        kept["submit"] = view["submit"]
    blocks = view.get("blocks")
    own = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    return {**kept, "blocks": [*_line(sentence), *own][:VIEW_BLOCKS]}


def fields_of(view: object) -> list[str]:
    """Return the names of the fields a window asks for, in its order."""
    blocks = view.get("blocks") if isinstance(view, Mapping) else None
    inputs = [one for one in blocks if isinstance(one, Mapping)] if isinstance(blocks, list) else []
    return [str(one.get("block_id", "")) for one in inputs if one.get("type") == "input"]


def rewritten_in(view: object, form: Form) -> dict[str, str]:
    """Return the texts that ``form`` says otherwise than they were typed, such as a covered secret.

    By name, each with another block_id: clients keep what was typed into a block they know.
    """
    found = {}
    for field in form.fields:
        for block in (field.name, f"{field.name}:2"):
            typed = at(view, "state", "values", block, field.name, "value").strip()
            if isinstance(field, TextField) and typed and field.value.strip() not in ("", typed):
                found[field.name] = field.name if block != field.name else f"{field.name}:2"
    return found


def _field(field: Field) -> list[Json]:
    match field:
        case TextField():
            return [_input(field, field.name, _typed(field))]
        case ChoiceField():
            return _choice(field)
        case ChecksField():
            return _checks(field)
        case DateField():
            first = {"initial_date": field.value} if _is_day(field.value) else {}
            return [_input(field, field.name, {"type": "datepicker", **first})]
        case TimeField():
            first = {"initial_time": field.value} if _TIME.fullmatch(field.value) else {}
            return [_input(field, field.name, {"type": "timepicker", **first})]
        case _:
            assert_never(field)


def _line(words: str) -> list[Json]:
    return section(cut(words, _WORDS))


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _input(field: Field, name: str, element: Json) -> Json:
    block: Json = {
        "type": "input",
        # An error names the block it belongs to.
        "block_id": name,
        "label": plain(one_line(field.label) or field.name, _WORDS),
        "element": {**element, "action_id": name},
        "optional": not field.required,
    }
    if hint := one_line(field.hint):
        block["hint"] = plain(hint, _WORDS)
    return block


def _typed(field: TextField) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": field.rows > 1}
    value = cut(clean(field.value), _TYPED)
    if value:
        element["initial_value"] = value
    # A text that is too long stays whole, so that its writer can shorten it; the flow says by how much.
    if 0 < field.max_length <= _TYPED and size(value) <= field.max_length:
        element["max_length"] = field.max_length
    return element


def _choice(field: ChoiceField) -> list[Json]:
    options = options_of(field.options, _LISTED)
    if not options:
        return _line(field.label)
    element: Json = {"type": "static_select" if field.menu or len(options) > _SHOWN else "radio_buttons"}
    chosen = [option for option in options if option["value"] == field.value]
    if chosen:
        element["initial_option"] = chosen[0]
    return [_input(field, field.name, {**element, "options": options})]


def _checks(field: ChecksField) -> list[Json]:
    """Return the ticks, ten to a block, which is what Slack shows at once."""
    blocks = []
    for number, start in enumerate(range(0, len(field.options), _SHOWN)):
        options = options_of(field.options[start : start + _SHOWN], _SHOWN)
        if options:
            blocks.append(_ticks(field, number, options))
    return blocks or _line(field.label)


def _ticks(field: ChecksField, number: int, options: list[Json]) -> Json:
    element: Json = {"type": "checkboxes", "options": options}
    chosen = [option for option in options if option["value"] in field.value]
    if chosen:
        element["initial_options"] = chosen
    name = f"{field.name}:{number + 1}" if number else field.name
    block = _input(field, name, element)
    if number:
        block["optional"] = True
    return block
