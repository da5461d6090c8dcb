"""What Slack posts, as recorded shapes: the fields the adapter reads, and some it must not trip over."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

TEAM, USER, BOT, DM, CHANNEL = "T01ACME", "U01EVE", "U0BOT", "D01EVE", "C01ALL"


def press(
    action_id: str = "policy.acknowledge",
    value: object = '{"obligation":"ob1"}',
    *,
    channel: str = DM,
    ts: str = "1700000000.000100",
    thread: str = "",
    ephemeral: bool = False,
    state: Json | None = None,
    trigger: str = "13.trigger",
    **more: Any,
) -> Json:
    """A button under a message."""
    container: Json = {
        "type": "message",
        "message_ts": ts,
        "channel_id": channel,
        "is_ephemeral": ephemeral,
    } | ({"thread_ts": thread} if thread else {})
    action = {"type": "button", "action_id": action_id, "block_id": "b1", "value": value, "action_ts": "1.1"}
    return {
        "type": "block_actions",
        "user": {"id": USER, "username": "eve", "name": "eve", "team_id": TEAM},
        "api_app_id": "A1",
        "token": "legacy",
        "container": container,
        "trigger_id": trigger,
        "team": {"id": TEAM, "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel, "name": "directmessage"},
        "state": {"values": state or {}},
        "response_url": "https://hooks.slack.test/actions/1",
        "actions": [action],
    } | more


def press_at_home(action_id: str = "briefing.plan", value: str = '{"obligation":"ob1"}') -> Json:
    """A button in somebody's home tab."""
    payload = press(action_id, value)
    for name in ("channel", "response_url", "state"):
        del payload[name]
    view = {"id": "V0HOME", "type": "home", "team_id": TEAM, "blocks": [], "state": {"values": {}}}
    return payload | {"container": {"type": "view", "view_id": "V0HOME"}, "view": view}


def sent_off(verb: str, metadata: str = "", values: Json | None = None, **view: Any) -> Json:
    """A window that was submitted."""
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "acme"},
        "user": {"id": USER, "username": "eve", "name": "eve", "team_id": TEAM},
        "api_app_id": "A1",
        "trigger_id": "14.trigger",
        "view": {
            "id": "V01",
            "team_id": TEAM,
            "type": "modal",
            "callback_id": verb,
            "private_metadata": metadata,
            "title": {"type": "plain_text", "text": "A form"},
            "submit": {"type": "plain_text", "text": "Send"},
            "blocks": [],
            "hash": "1.abc",
            "state": {"values": values or {}},
            "app_installed_team_id": TEAM,
        }
        | view,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def command(name: str = "/steward", text: str = "", **more: str) -> Json:
    """A slash command, as its form is read."""
    return {
        "token": "legacy",
        "team_id": TEAM,
        "team_domain": "acme",
        "channel_id": CHANNEL,
        "channel_name": "all",
        "user_id": USER,
        "user_name": "eve",
        "command": name,
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.test/commands/1",
        "trigger_id": "15.trigger",
    } | more


def event(kind: str, **fields: Any) -> Json:
    """An event in its envelope; fields that are no part of the event come as ``envelope``."""
    envelope: Json = fields.pop("envelope", {})
    return {
        "token": "legacy",
        "team_id": TEAM,
        "api_app_id": "A1",
        "event": {"type": kind, "user": USER, "ts": "1700000001.000200", "event_ts": "1700000001.000200"}
        | fields,
        "type": "event_callback",
        "event_id": "Ev01",
        "event_time": 1700000001,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    } | envelope


def direct(text: str, **fields: Any) -> Json:
    """Something written to the bot directly."""
    return event("message", **({"channel": DM, "channel_type": "im", "text": text} | fields))


def mention(text: str, **fields: Any) -> Json:
    """A mention of the bot in a channel."""
    return event("app_mention", **({"channel": CHANNEL, "text": text} | fields))


def value(args: dict[str, str]) -> str:
    """The value of a button."""
    return json.dumps(args)
