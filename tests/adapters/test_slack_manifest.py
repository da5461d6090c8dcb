"""The app as Slack is told of it, against Slack's rules for manifests and against what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
import yaml

from adapters.slack.connector import NOTICED, PATH
from adapters.slack.inbound import EVENTS
from bot.commands import SLASH

FOLDER: Final = Path(__file__).parents[2] / "adapters" / "slack"
MANIFEST: Final[dict[str, Any]] = yaml.safe_load((FOLDER / "manifest.yaml").read_text("utf-8"))

URL: Final = {"type": "string", "pattern": "^https://", "maxLength": 3000}
FLAG: Final = {"type": "boolean"}


def closed(properties: dict[str, Any], *needed: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*needed], "additionalProperties": False}


# The limits of https://docs.slack.dev/reference/app-manifest, of what is used here.
SCHEMA: Final = closed(
    {
        "_metadata": closed({"major_version": {"enum": [1, 2]}, "minor_version": {"type": "integer"}}),
        "display_information": closed(
            {
                "name": {"type": "string", "minLength": 1, "maxLength": 35},
                "description": {"type": "string", "maxLength": 140},
                "long_description": {"type": "string", "minLength": 174, "maxLength": 4000},
                "background_color": {"type": "string", "pattern": "^#([0-9a-f]{3}|[0-9a-f]{6})$"},
            },
            "name",
        ),
        "features": closed(
            {
                "app_home": closed(
                    {
                        "home_tab_enabled": FLAG,
                        "messages_tab_enabled": FLAG,
                        "messages_tab_read_only_enabled": FLAG,
                    }
                ),
                "bot_user": closed(
                    {"display_name": {"type": "string", "maxLength": 80}, "always_online": FLAG},
                    "display_name",
                ),
                "slash_commands": {
                    "type": "array",
                    "maxItems": 50,
                    "items": closed(
                        {
                            "command": {"type": "string", "pattern": r"^/[^\s/A-Z]+$", "maxLength": 32},
                            "url": URL,
                            "description": {"type": "string", "minLength": 1, "maxLength": 2000},
                            "usage_hint": {"type": "string", "maxLength": 1000},
                            "should_escape": FLAG,
                        },
                        "command",
                        "description",
                    ),
                },
            }
        ),
        "oauth_config": closed(
            {"scopes": closed({"bot": {"type": "array", "uniqueItems": True, "maxItems": 255}}, "bot")}
        ),
        "settings": closed(
            {
                "event_subscriptions": closed(
                    {
                        "request_url": URL,
                        "bot_events": {"type": "array", "uniqueItems": True, "maxItems": 100},
                    },
                    "request_url",
                ),
                "interactivity": closed({"is_enabled": FLAG, "request_url": URL}, "is_enabled"),
                "org_deploy_enabled": FLAG,
                "socket_mode_enabled": FLAG,
                "token_rotation_enabled": FLAG,
            }
        ),
    },
    "display_information",
)

# Which scope each method and event needs: https://docs.slack.dev/reference/methods and .../events
SCOPES: Final = {
    "auth.test": set[str](),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"im:history"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"im:history"},
    "users.info": {"users:read", "users:read.email"},
    "users.list": {"users:read", "users:read.email"},
    "views.open": set[str](),
    "views.publish": set[str](),
    "views.update": set[str](),
    "app_mention": {"app_mentions:read"},
    "message.im": {"im:history"},
    "slash commands": {"commands"},
}


def methods_called() -> set[str]:
    source = "\n".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    return set(re.findall(r'"((?:auth|chat|conversations|users|views|team)\.[a-zA-Z.]+)"', source))


def commands() -> list[str]:
    return [one["command"] for one in MANIFEST["features"]["slash_commands"]]


def test_slack_takes_the_manifest() -> None:
    jsonschema.validate(MANIFEST, SCHEMA, cls=jsonschema.Draft7Validator)


def test_the_events_asked_for_are_those_that_are_heard() -> None:
    asked = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

    assert asked == {"message.im" if name == "message" else name for name in EVENTS} | NOTICED


def test_the_commands_are_steward_and_those_the_grammar_knows() -> None:
    assert sorted(commands()) == sorted(["/steward", *(f"/{name}" for name in SLASH)])


def test_all_addresses_are_the_one_that_listens() -> None:
    settings = MANIFEST["settings"]
    addresses = [settings[part]["request_url"] for part in ("event_subscriptions", "interactivity")]
    addresses += [one["url"] for one in MANIFEST["features"]["slash_commands"]]

    assert set(addresses) == {f"https://steward.example.com{PATH}"}


def test_the_bot_may_do_what_it_does_and_no_more() -> None:
    used = methods_called() | {"app_mention", "message.im", "slash commands"}

    needed = set().union(*(SCOPES[name] for name in used))

    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def test_people_can_write_to_the_bot() -> None:
    home = MANIFEST["features"]["app_home"]

    assert (home["messages_tab_enabled"], home["messages_tab_read_only_enabled"]) == (True, False)
    assert all(one["should_escape"] for one in MANIFEST["features"]["slash_commands"])


@pytest.mark.parametrize("change", [{"name": "x" * 36}, {"background_color": "teal"}, {"unknown": 1}])
def test_the_schema_refuses_what_slack_refuses(change: dict[str, Any]) -> None:
    broken = {**MANIFEST, "display_information": MANIFEST["display_information"] | change}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA, cls=jsonschema.Draft7Validator)
