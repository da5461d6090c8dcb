"""What the proxy remembers of a workspace so that it can add what the emulator leaves out."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from tests.e2e.support.strict_blocks import Json

TRIGGER_SECONDS = 3.0
"""https://docs.slack.dev/interactivity/handling-user-interaction: a trigger_id expires after 3 seconds."""

_USED = -1.0


@dataclass
class Workspace:
    """One workspace, seen from between the emulator and the bot."""

    people: dict[str, Json] = field(default_factory=dict)
    """By user id: fields of ``users.info`` that differ from an ordinary member's (``is_restricted``…)."""
    homes: dict[str, Json] = field(default_factory=dict)
    metadata: dict[tuple[str, str], Json] = field(default_factory=dict)
    chosen: dict[tuple[str, str], dict[str, dict[str, Json]]] = field(default_factory=dict)
    """By user and message: the state of radio buttons and selects, as Slack sends it with every press."""
    triggers: dict[str, float] = field(default_factory=dict)

    def member(self, user: Json) -> Json:
        """Return a user as Slack describes one; the emulator knows nothing of guests and confirmed e-mail."""
        ordinary = {"is_email_confirmed": True, "is_restricted": False, "is_ultra_restricted": False}
        extra = dict(self.people.get(user["id"], {}))
        profile = {**user.get("profile", {}), **extra.pop("profile", {})}
        return {**user, **ordinary, **extra, "profile": profile}

    def remember_choice(self, user: str, message: str, action: Json) -> None:
        """Keep what was chosen; the next press on the same message carries it."""
        value = {"type": action["type"]}
        value |= {key: action[key] for key in action if key.startswith("selected_")}
        blocks = self.chosen.setdefault((user, message), {})
        blocks.setdefault(action["block_id"], {})[action["action_id"]] = value

    def grant_trigger(self, trigger: str) -> None:
        """Make ``trigger`` good for one view within three seconds."""
        self.triggers[trigger] = time.monotonic()

    def use_trigger(self, trigger: str | None) -> str | None:
        """Return None when a view may be opened with ``trigger``, else Slack's error."""
        if not trigger or trigger not in self.triggers:
            return "invalid_trigger_id"
        granted = self.triggers[trigger]
        if granted == _USED:
            return "exchanged_trigger_id"
        self.triggers[trigger] = _USED
        return "expired_trigger_id" if time.monotonic() - granted > TRIGGER_SECONDS else None


def with_block_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks with a block_id each, as Slack hands them out where the app gave none."""
    return [{**block, "block_id": block.get("block_id") or secrets.token_hex(3)} for block in blocks]
