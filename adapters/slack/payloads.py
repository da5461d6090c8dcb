"""Where in a payload of Slack things stand: who acted, in which workspace, on which message; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.spots import PLATFORM, Malformed, Spot, Surface, recalled
from adapters.slack.texts import clean
from bot.model import Actor, Place


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
    return clean(found) if type(found) is str else ""


def inside(payload: object, *path: str | int) -> Any:
    """Return what is at ``path``, None where the payload has another shape."""
    for key in path:
        # What JSON and forms are read into is exactly these two types.
        if type(payload) is dict:
            payload = payload.get(key)
        elif type(payload) is list and type(key) is int and len(payload) > key:
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
    user, kind = needed(payload, "user", "id"), at(payload, "view", "type")
    if kind == "modal":
        return replace(recalled_from(payload, _spot("modal", payload, user=user))[0], surface="modal")
    if not ts or kind == "home":
        return _spot("home", payload, user=user)
    root = "" if root == ts else root
    channel = at(payload, "channel", "id") or needed(payload, "container", "channel_id")
    return Spot(
        "message",
        user=user,
        team=team_of(payload),
        channel=channel,
        ts=ts,
        root=root,
        place=_place(channel, root),
        trigger=at(payload, "trigger_id"),
        passing=inside(payload, "container", "is_ephemeral") is True,
    )


def _of_event(payload: Mapping[str, Any]) -> Spot:
    spot = _spot("message", payload, user=needed(payload, "event", "user"))
    if at(payload, "event", "type") == "app_home_opened":
        return replace(spot, surface="home")
    channel, ts = needed(payload, "event", "channel"), needed(payload, "event", "ts")
    root = at(payload, "event", "thread_ts")
    root = "" if root == ts else root
    return replace(spot, channel=channel, root=root, place=_place(channel, root))


def _place(channel: str, root: str) -> Place:
    if root:
        return "thread"
    return "dm" if channel.startswith("D") else "channel"


def recalled_from(payload: Mapping[str, Any], spot: Spot) -> tuple[Spot, dict[str, str]]:
    """Return where the window of a payload was opened, and the args it keeps."""
    return recalled(inside(payload, "view", "private_metadata"), spot)
