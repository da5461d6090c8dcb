"""Where in a payload of Slack things stand: who acted, in which workspace, on which message; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.spots import PLATFORM, Malformed, Spot, Surface, recalled
from adapters.slack.texts import clean
from bot.model import Actor


def spot_of(payload: Mapping[str, Any]) -> Spot:
    """Return where it was done; for a window that was sent off, where that was opened."""
    match at(payload, "type"):
        case "block_actions":
            return _of_press(payload)
        case "view_submission":
            return recalled_from(payload, _spot("modal", payload, user=needed(payload, "user", "id")))[0]
        case "event_callback":
            return _of_event(payload)
    channel = at(payload, "channel_id")
    spot = _spot("command", payload, user=needed(payload, "user_id"))
    return replace(spot, channel=channel, place="command")


def at(payload: object, *path: str | int) -> str:
    """Return the text at ``path``, '' where there is none or something else."""
    found = inside(payload, *path)
    return clean(found) if isinstance(found, str) else ""


def inside(payload: object, *path: str | int) -> Any:
    """Return what is at ``path``, None where the payload has another shape."""
    for key in path:
        if isinstance(payload, Mapping):
            payload = payload.get(key)
        elif isinstance(payload, list) and isinstance(key, int) and len(payload) > key:
            payload = payload[key]
        else:
            return None
    return payload


def needed(payload: Mapping[str, Any], *path: str | int) -> str:
    """Return the text at ``path``; Malformed where there is none."""
    found = at(payload, *path)
    if not found:
        raise Malformed(f"nothing at {'.'.join(map(str, path))}")
    return found


def team_of(payload: Mapping[str, Any]) -> str:
    """Return the workspace the app was installed in, on whose behalf this came; Malformed when none is named.

    An app installed for a whole organisation has no team of its own in some payloads: then the person's,
    and at last the organisation's id stands for it.
    """
    places: tuple[tuple[str | int, ...], ...] = (
        ("view", "app_installed_team_id"),
        ("authorizations", 0, "team_id"),
        ("team", "id"),
        ("team_id",),
        ("user", "team_id"),
        ("view", "team_id"),
        ("event", "team"),
        ("enterprise", "id"),
        ("enterprise_id",),
        ("authorizations", 0, "enterprise_id"),
    )
    for place in places:
        if found := at(payload, *place):
            return found
    raise Malformed("no workspace is named")


def actor_of(payload: Mapping[str, Any], spot: Spot) -> Actor:
    """Return who acted.  Somebody of another company in a shared channel stands in their own workspace."""
    organisation = at(payload, "enterprise", "id") or at(payload, "authorizations", 0, "enterprise_id")
    own = at(payload, "user", "team_id")
    if inside(payload, "is_ext_shared_channel") is True:
        own = at(payload, "event", "user_team") or at(payload, "event", "team")
    # Within one organisation the ids of people hold in all its workspaces.
    return Actor(PLATFORM, spot.team if organisation or not own else own, spot.user)


def _spot(surface: Surface, payload: Mapping[str, Any], *, user: str) -> Spot:
    return Spot(
        surface,
        user=user,
        team=team_of(payload),
        trigger=at(payload, "trigger_id"),
        view=at(payload, "view", "id"),
    )


def _of_press(payload: Mapping[str, Any]) -> Spot:
    ts = at(payload, "container", "message_ts") or at(payload, "message", "ts")
    root = at(payload, "container", "thread_ts") or at(payload, "message", "thread_ts")
    spot = _spot("message", payload, user=needed(payload, "user", "id"))
    if at(payload, "view", "type") == "modal":
        return replace(recalled_from(payload, spot)[0], surface="modal")
    if not ts or at(payload, "view", "type") == "home":
        return replace(spot, surface="home")
    channel = at(payload, "channel", "id") or needed(payload, "container", "channel_id")
    passing = inside(payload, "container", "is_ephemeral") is True
    return _in_thread(replace(spot, channel=channel, ts=ts, passing=passing), ts, root)


def _of_event(payload: Mapping[str, Any]) -> Spot:
    spot = _spot("message", payload, user=needed(payload, "event", "user"))
    if at(payload, "event", "type") == "app_home_opened":
        return replace(spot, surface="home")
    channel, ts = needed(payload, "event", "channel"), needed(payload, "event", "ts")
    return _in_thread(replace(spot, channel=channel), ts, at(payload, "event", "thread_ts"))


def _in_thread(spot: Spot, ts: str, root: str) -> Spot:
    """Return the spot with its thread; the head of a thread is in none."""
    if root and root != ts:
        return replace(spot, root=root, place="thread")
    return replace(spot, place="dm" if spot.is_direct else "channel")


def recalled_from(payload: Mapping[str, Any], spot: Spot) -> tuple[Spot, dict[str, str]]:
    """Return where the window of a payload was opened, and the args it keeps."""
    return recalled(inside(payload, "view", "private_metadata"), spot)
