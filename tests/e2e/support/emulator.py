"""The Slack emulator local-slack 0.1.8 (npm), started and stopped, and what people do in it.

Tried with the binary; what its help does not say:

* ``--port 0`` takes a free port; the first line with "Web UI" tells which.
* Control: ``POST /_control/message {channel, user, text, thread_ts?}`` (``channel`` may be a user id: that
  user's DM with the bot), ``/command {channel, user, command, text}``,
  ``/interact {channel, messageTs, user, action}`` with the action as a client sends it
  (``type, action_id, block_id, value, selected_option``), ``/open-home {user}``, ``/reset``.
  All answer only after the bot has answered, so nothing has to be waited for.
* Read: ``GET /_control/messages/:channel``, ``/_control/state``, ``/_control/log`` (the newest 1,000).
* WebSocket ``/ui``: first ``{"t": "init", "state": …}`` with ``modalStack`` and ``homeViews``; then news.
  ``{"t": "view_submit", "user", "values": {block: {action: {"type", "value" or "selected_…"}}}}`` submits the
  uppermost form, filled in with nothing but these values.  ``{"t": "log"}`` with ``direction: from_bot``
  and ``kind: interactive`` is the bot's answer, then comes ``view`` (closed, updated) or ``view_errors``.
  ``{"t": "block_action"}`` without a message is a press in the Home tab.
* It has one stack of forms for the whole workspace, so one person acts at a time.

What Slack does and it does not, ``strict_proxy`` adds: state of radio buttons with a press, Home presses with
their view, block_ids, message metadata, guests and confirmed e-mail, ephemeral answers to commands, limits,
refusals, expiring triggers, repeated events; it drops events the manifest does not ask for.
"""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from websockets.sync.client import ClientConnection, connect

from tests.e2e.support.strict_blocks import Json
from tests.e2e.support.strict_proxy import StrictProxy

LOCAL_SLACK = Path(__file__).parents[3] / "node_modules/local-slack-linux-x64/bin/local-slack"
BOT, TEAM, APP, TOKEN, SECRET = "U0DUTY", "T01ACME", "A01DUTY", "xoxb-local-slack", "s3cret"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody in the workspace; ``id`` begins with U."""

    id: str
    name: str
    email: str

    def as_config(self) -> Json:
        """Return the emulator's words."""
        handle = self.email.partition("@")[0]
        return {"id": self.id, "name": handle, "real_name": self.name, "email": self.email}


class LocalSlack:
    """A workspace with these users and channels, and the strict proxy before it.

    ``channels``: id -> ids of its members, the bot's among them if it is to hear anything there.
    """

    def __init__(self, folder: Path, users: list[User], channels: dict[str, list[str]] | None = None) -> None:
        self.proxy = StrictProxy(TOKEN, SECRET)
        self.url = ""
        self._folder = folder
        self._users = users
        self._channels = channels or {}
        self._process: subprocess.Popen[str] | None = None
        self._client = httpx.Client(timeout=30)

    def __enter__(self) -> Self:
        """Start the proxy, then the emulator."""
        self.proxy.start()
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop both."""
        self._client.close()
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=10)
        self.proxy.stop()

    def environment(self) -> dict[str, str]:
        """Return the settings by which a bot finds this workspace."""
        return {
            "STEWARD_SLACK_BOT_TOKEN": TOKEN,
            "STEWARD_SLACK_SIGNING_SECRET": SECRET,
            "STEWARD_SLACK_API_URL": self.proxy.api_url,
        }

    def lead_to(self, bot_url: str) -> None:
        """Deliver to this address from now on: ``http://127.0.0.1:8000/slack/events``."""
        self.proxy.deliveries.bot_url = bot_url

    def control(self, what: str, /, **values: Any) -> Json:
        """Carry out a control action; it answers when the bot has answered."""
        response = self._client.post(f"{self.url}/_control/{what}", json=values)
        answer: Json = response.raise_for_status().json()
        return answer

    def upload(self, name: str, content: bytes, **values: str) -> None:
        """Let ``user`` put a file into ``channel``, or into ``thread_ts`` there."""
        files = {"file": (name, content)}
        self._client.post(f"{self.url}/_control/upload", data=values, files=files).raise_for_status()

    def messages(self, channel: str) -> list[Json]:
        """Return what stands in a channel or DM, oldest first, for whomever it is."""
        found: list[Json] = self._read(f"messages/{channel}")["messages"]
        return found

    def log(self) -> list[Json]:
        """Return what went to and fro, oldest first."""
        found: list[Json] = self._read("log")["log"]
        return found

    def dm(self, user: str) -> str:
        """Return the id of the DM between a user and the bot."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = self._client.post(
            f"{self.url}/api/conversations.open", json={"users": user}, headers=headers
        ).json()
        return str(answer["channel"]["id"])

    def screen(self) -> Json:
        """Return the state a client shows: ``modalStack``, ``homeViews``, channels, messages."""
        with self.client() as socket:
            return init(socket)

    def client(self) -> ClientConnection:
        """Return a connection as the emulator's own page has it."""
        return connect(f"{self.url.replace('http', 'ws')}/ui", max_size=None)

    def _read(self, what: str) -> Json:
        answer: Json = self._client.get(f"{self.url}/_control/{what}").raise_for_status().json()
        return answer

    def _start(self) -> None:
        config = self._folder / "local-slack.yaml"
        config.write_text(json.dumps(self._config()), encoding="utf-8")  # JSON is YAML
        command = [str(LOCAL_SLACK), "--config", str(config), "--port", "0", "--base-host", "127.0.0.1"]
        files = ["--files-dir", str(self._folder / "files")]
        self._process = subprocess.Popen(
            [*command, *files], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self._process.stdout is not None
        said = []
        for line in self._process.stdout:
            said.append(line)
            found = re.search(r"Web UI:\s+(http://\S+)", line)
            if found:
                self.url = self.proxy.api.emulator_url = found[1]
                return
        raise AssertionError("local-slack did not start:\n" + "".join(said))

    def _config(self) -> Json:
        app = {
            "appId": APP,
            "botUserId": BOT,
            "botName": "steward",
            "botToken": TOKEN,
            "signingSecret": SECRET,
        }
        return {
            "workspace": {"name": "Acme", "domain": "acme", "teamId": TEAM},
            "apps": [{**app, "mode": "events", "requestUrl": self.proxy.events_url}],
            "users": [user.as_config() for user in self._users],
            "channels": [
                {"id": name, "name": name.lower(), "members": members}
                for name, members in self._channels.items()
            ],
        }


def init(socket: ClientConnection) -> Json:
    """Return the state that a new connection is told first."""
    first: Json = json.loads(socket.recv(timeout=10))
    assert first["t"] == "init"
    state: Json = first["state"]
    return state
