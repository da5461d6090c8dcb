"""Somebody at the emulator's client: writes, commands, presses, fills in forms, and reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from websockets.sync.client import ClientConnection

from tests.e2e.support import elements
from tests.e2e.support.emulator import BOT, LocalSlack, User, init
from tests.e2e.support.strict_blocks import Json, texts
from tests.e2e.support.waiting import until


@dataclass(frozen=True, slots=True)
class Member:
    """One user of the workspace.  Every action returns after the bot has answered it."""

    slack: LocalSlack
    user: User

    @property
    def dm(self) -> str:
        """The id of this person's conversation with the bot."""
        return self.slack.dm(self.user.id)

    def writes(self, text: str, channel: str = "", thread: Json | None = None) -> Json:
        """Write into the DM, a channel, or the thread of a message; return what was written."""
        values: Json = {"channel": channel or self.dm, "user": self.user.id, "text": text}
        if thread is not None:
            values |= {"channel": thread["channel"], "thread_ts": thread.get("thread_ts", thread["ts"])}
        written: Json = self.slack.control("message", **values)["message"]
        return written

    def mentions(self, text: str, channel: str, thread: Json | None = None) -> Json:
        """Write ``@Steward text`` in a channel or in one of its threads."""
        return self.writes(f"<@{BOT}> {text}", channel, thread)

    def sends_file(self, name: str, content: bytes, thread: Json) -> None:
        """Put a file without a word into the thread of a message."""
        place = {"channel": thread["channel"], "thread_ts": thread.get("thread_ts", thread["ts"])}
        self.slack.upload(name, content, user=self.user.id, **place)

    def commands(self, command: str, text: str = "", channel: str = "") -> None:
        """Type a slash command; ``sees`` has the answer."""
        self.slack.control(
            "command", channel=channel or self.dm, user=self.user.id, command=command, text=text
        )

    def presses(self, message: Json, label: str) -> None:
        """Press the button with this label (or action_id) on a message."""
        self._act(message, elements.button(message["blocks"], label))

    def chooses(self, message: Json, option: str) -> None:
        """Choose the option with this text; Slack sends it alone and with the next press."""
        self._act(message, elements.choice(message["blocks"], option))

    def sees(self, channel: str = "", *, thread: Json | None = None) -> list[Json]:
        """Return what this person reads in the DM, a channel or a thread, oldest first."""
        place = thread["channel"] if thread else channel or self.dm
        mine = [
            each for each in self.slack.messages(place) if each.get("ephemeral_to") in {None, self.user.id}
        ]
        if thread is None:
            return mine
        return [each for each in mine if thread["ts"] in {each["ts"], each.get("thread_ts")}]

    def waits_for(self, words: str, channel: str = "", *, seconds: float = 30) -> Json:
        """Return the newest message that says ``words``, once it is there."""

        def found() -> Json | None:
            messages = reversed(self.sees(channel))
            return next((message for message in messages if words in said(message)), None)

        return until(found, seconds=seconds, what=f"{self.user.name} reads {words!r}")

    def opens_home(self) -> Json:
        """Open the Home tab and return its view."""
        self.slack.control("open-home", user=self.user.id)
        return self.home

    @property
    def home(self) -> Json:
        """The Home tab as published last."""
        return self.slack.proxy.workspace.homes[self.user.id]

    def presses_home(self, label: str) -> None:
        """Press a button in the Home tab."""
        action = elements.button(self.home["blocks"], label)
        self._tell({"t": "block_action", "user": self.user.id, "action": action}, ends_with=set())

    def open_form(self) -> Json | None:
        """Return the uppermost form on the screen, None when there is none."""
        stack: list[Json] = self.slack.screen()["modalStack"]
        return stack[-1] if stack else None

    def submits(self, answers: Mapping[str, elements.Answer]) -> dict[str, str]:
        """Submit the form with ``answers`` by label or block_id; return Slack's errors by block_id."""
        form = self.open_form()
        assert form is not None, "no form is open"
        values = elements.state_of(form, answers)
        told = {"t": "view_submit", "user": self.user.id, "values": values}
        last = self._tell(told, ends_with={"view", "view_errors"})
        errors: dict[str, str] = last.get("errors") or {}
        return errors

    def closes_form(self) -> None:
        """Close the form without submitting."""
        with self.slack.client() as socket:
            init(socket)
            socket.send(json.dumps({"t": "view_close", "user": self.user.id}))
            _until(socket, {"view"})

    def _act(self, message: Json, action: Json) -> None:
        place = {"channel": message["channel"], "messageTs": message["ts"]}
        self.slack.control("interact", **place, user=self.user.id, action=action)

    def _tell(self, told: Json, ends_with: set[str]) -> Json:
        """Send over the page's connection; return when the bot has answered and the page has followed."""
        with self.slack.client() as socket:
            init(socket)
            socket.send(json.dumps(told))
            answer = _until(socket, {"log"}, kind="interactive")
            return _until(socket, ends_with) if ends_with else answer


def _until(socket: ClientConnection, news: set[str], kind: str = "") -> Json:
    """Return the next piece of news of these types; of the log only the bot's answer of that kind."""
    while True:
        heard: Json = json.loads(socket.recv(timeout=30))
        entry = heard.get("entry", {})
        is_answer = entry.get("kind") == kind and entry.get("direction") != "to_bot"
        if heard["t"] in news and (is_answer or heard["t"] != "log"):
            return heard


def said(message: Json) -> str:
    """Return all words of a message: its blocks' where it has some, else its text."""
    shown = "\n".join(texts(message.get("blocks") or []))
    return shown or str(message.get("text", ""))
