"""From what Slack posts to an input of the engine; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.slack.payloads import actor_of, at, inside, needed, recalled_from, spot_of
from adapters.slack.said import as_written, without_mention
from adapters.slack.spots import LINK, PLATFORM, Malformed, Spot, plain_verb, unpacked
from adapters.slack.texts import clean
from bot.model import ChatRef, Input, MessageRef, Pressed, Said

# What a person wrote; edits, deletions, joins and the words of bots are not answered.
_WRITTEN: Final = frozenset({"", "file_share", "thread_broadcast"})
# The events that bring an input; the manifest asks for these and for those of ``connector.NOTICED``.
EVENTS: Final = frozenset({"message", "app_mention", "app_home_opened"})


def to_input(payload: Mapping[str, Any]) -> Input | None:
    """Return what somebody did, or None when it needs no answer; Malformed when Slack can't have sent it."""
    read = understood(payload)
    return read[1] if read is not None else None


def understood(payload: Mapping[str, Any]) -> tuple[Spot, Input] | None:
    """Return where it was done beside what was done; None and Malformed as ``to_input``."""
    match at(payload, "type"):
        case "block_actions":
            return _pressed(payload)
        case "view_submission":
            return _sent_off(payload)
        case "event_callback":
            return _event(payload)
        case "" if at(payload, "command"):
            return _command(payload)
    return None


# --- what was done ---------------------------------------------------------------------------


def _pressed(payload: Mapping[str, Any]) -> tuple[Spot, Input] | None:
    action = inside(payload, "actions", 0)
    if not isinstance(action, dict):
        raise Malformed("a press without an action")
    verb = plain_verb(needed(action, "action_id"))
    # A choice is sent with the button below it; choosing alone is no press.
    if verb == LINK or at(action, "type") != "button":
        return None
    spot = spot_of(payload)
    return spot, Pressed(
        actor=actor_of(payload, spot),
        verb=verb,
        args=_own(unpacked(action.get("value"))),
        values=_values(inside(payload, "state", "values") or inside(payload, "view", "state", "values")),
        message=spot.message,
        place=spot.place,
        delivery_id=spot.trigger or f"{spot.channel}:{spot.ts}:{at(action, 'action_ts')}",
    )


def _own(args: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in args.items() if not name.startswith("_")}


def _sent_off(payload: Mapping[str, Any]) -> tuple[Spot, Input]:
    verb = needed(payload, "view", "callback_id")
    spot = spot_of(payload)
    args = recalled_from(payload, spot)[1]
    return spot, Pressed(
        actor=actor_of(payload, spot),
        verb=verb,
        args=args,
        values=_values(inside(payload, "view", "state", "values")),
        message=spot.message,
        place=spot.place,
        # A window may turn into the next one and keeps its id, so the verb belongs to the delivery.
        delivery_id=f"{needed(payload, 'view', 'id')}:{verb}",
    )


def _command(payload: Mapping[str, Any]) -> tuple[Spot, Input]:
    spot = spot_of(payload)
    return spot, Said(
        actor=actor_of(payload, spot),
        text=as_written(at(payload, "text")).strip(),
        place="command",
        where=ChatRef(PLATFORM, spot.team, spot.channel) if spot.channel else None,
        delivery_id=spot.trigger,
        command=at(payload, "command").lstrip("/").casefold(),
    )


def _event(payload: Mapping[str, Any]) -> tuple[Spot, Input] | None:
    event = inside(payload, "event")
    if not isinstance(event, dict):
        raise Malformed("an event without an event")
    kind = at(event, "type")
    if kind == "app_home_opened":
        return _home_opened(payload) if at(event, "tab") in ("", "home") else None
    if kind not in ("message", "app_mention") or not _is_from_a_person(payload, event):
        return None
    is_direct = at(event, "channel_type") == "im" or at(event, "channel").startswith("D")
    # A mention in the direct conversation arrives there as a message, too.
    if is_direct != (kind == "message"):
        return None
    return _said(payload, event)


def _is_from_a_person(payload: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    user = at(event, "user")
    if at(event, "subtype") not in _WRITTEN or event.get("bot_id") or event.get("bot_profile"):
        return False
    return user not in ("", "USLACKBOT", _bot(payload))


def _bot(payload: Mapping[str, Any]) -> str:
    if inside(payload, "authorizations", 0, "is_bot") is not True:
        return ""
    return at(payload, "authorizations", 0, "user_id")


def _home_opened(payload: Mapping[str, Any]) -> tuple[Spot, Input]:
    spot = spot_of(payload)
    return spot, Pressed(actor_of(payload, spot), "home.open", delivery_id=at(payload, "event_id"))


def _said(payload: Mapping[str, Any], event: Mapping[str, Any]) -> tuple[Spot, Input]:
    spot = spot_of(payload)
    chat = ChatRef(PLATFORM, spot.team, spot.channel)
    text = at(event, "text")
    bot = _bot(payload)
    if bot or at(event, "type") == "app_mention":
        text = without_mention(text, bot)
    return spot, Said(
        actor=actor_of(payload, spot),
        text=as_written(text).strip(),
        place=spot.place,
        message=MessageRef(chat, spot.root) if spot.root else None,
        where=chat,
        delivery_id=at(payload, "event_id") or f"{spot.channel}:{at(event, 'ts')}",
        has_file=bool(event.get("files")) or at(event, "subtype") == "file_share",
    )


# --- what was chosen -------------------------------------------------------------------------


def _values(state: object) -> dict[str, str]:
    """Return what the fields hold, by name; '' for an empty one."""
    values: dict[str, str] = {}
    for block in state.values() if isinstance(state, dict) else ():
        for name, field in block.items() if isinstance(block, dict) else ():
            if isinstance(field, dict):
                # Long lists of ticks stand in several blocks: "points", "points:2".
                plain = plain_verb(clean(str(name)))
                values[plain] = ",".join(filter(None, (values.get(plain, ""), _chosen(field))))
    return values


def _chosen(field: Mapping[str, Any]) -> str:
    match at(field, "type"):
        case "datepicker":
            return at(field, "selected_date")
        case "timepicker":
            return at(field, "selected_time")
        case "radio_buttons" | "static_select":
            return at(field, "selected_option", "value")
        case "checkboxes" | "multi_static_select":
            options = field.get("selected_options")
            keys = [at(option, "value") for option in options] if isinstance(options, list) else []
            return ",".join(filter(None, keys))
    return at(field, "value")
