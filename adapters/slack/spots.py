"""Where something was pressed or said, and the small texts that travel through Slack and come back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

from adapters.slack.texts import ELLIPSIS, clean, cut, size
from bot.model import ChatRef, MessageRef, Place

PLATFORM: Final = "slack"
# The action of a button that only leads to an address: Slack reports the press, and nothing is to be done.
LINK: Final = "link"
# Block Kit wants each action id once in a message; the second "briefing.plan" is "briefing.plan:2".
_REPEATED: Final = re.compile(r":\d+$")
VALUE_LIMIT: Final = 2000
METADATA_LIMIT: Final = 3000

Surface = Literal["message", "command", "home", "modal"]


class Malformed(ValueError):
    """What came in is not what Slack sends."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The place an answer goes to.

    ``ts`` is the message that was pressed, ``root`` the head of its thread; ``view`` the window that was
    pressed or sent off.  ``passing``: the message is one that only its reader sees and Slack forgets.
    """

    surface: Surface
    user: str = ""
    team: str = ""
    channel: str = ""
    ts: str = ""
    root: str = ""
    place: Place = "dm"
    trigger: str = ""
    view: str = ""
    passing: bool = False

    @property
    def message(self) -> MessageRef | None:
        """Return the message that is acted on: the pressed one, or the head of a passing one's thread."""
        chat = ChatRef(PLATFORM, self.team, self.channel)
        if self.ts and not self.passing:
            return MessageRef(chat, self.ts, self.root)
        return MessageRef(chat, self.root) if self.root else None

    @property
    def is_direct(self) -> bool:
        """Return True in a conversation between one person and the bot."""
        return self.channel.startswith("D")


def plain_verb(action_id: str) -> str:
    """Return the verb without the number that makes it unique in its message."""
    return _REPEATED.sub("", action_id)


def packed(args: Mapping[str, str], limit: int = VALUE_LIMIT) -> str:
    """Return ``args`` as JSON of at most ``limit`` letters.

    Args carry ids, which are short; what is cut is a text.
    """
    kept = {clean(name): clean(value) for name, value in args.items()}
    written = _written(kept)
    while size(written) > limit and kept:
        longest = max(kept, key=lambda name: len(kept[name]))
        if len(kept[longest]) < 40:
            return "{}"
        kept[longest] = cut(kept[longest], len(kept[longest]) * 3 // 4).removesuffix(ELLIPSIS) + ELLIPSIS
        written = _written(kept)
    return written


def unpacked(value: object) -> dict[str, str]:
    """Return the args of a button; Malformed when they are none of ours."""
    if value in (None, ""):
        return {}
    found = _loaded(value)
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise Malformed("a button's value is no object of texts")
    return found


def remembered(spot: Spot, args: Mapping[str, str]) -> str:
    """Return what a window keeps for the press that sends it off: the args and where it was opened."""
    where = [spot.surface, spot.channel, spot.ts, spot.root, spot.place, "1" if spot.passing else ""]
    room = METADATA_LIMIT - len(_written({"o": where})) - 8
    return _written({"o": where, "a": json.loads(packed(args, room))})


def recalled(metadata: object, spot: Spot) -> tuple[Spot, dict[str, str]]:
    """Return the spot and the args that ``remembered`` wrote; Malformed when it did not write them."""
    if metadata in (None, ""):
        return spot, {}
    found = _loaded(metadata)
    found = found if isinstance(found, dict) else {}
    where = found.get("o")
    if not isinstance(where, list) or len(where) != 6 or not all(isinstance(one, str) for one in where):
        raise Malformed("a window's metadata is none of ours")
    surface, channel, ts, root, place, passing = where
    if surface not in get_args(Surface) or place not in get_args(Place):
        raise Malformed("a window's metadata names no place")
    opened = replace(
        spot, surface=surface, channel=channel, ts=ts, root=root, place=place, passing=bool(passing)
    )
    return opened, unpacked(_written(found.get("a")))


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _loaded(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError) as error:
        raise Malformed("no JSON where ours should be") from error
