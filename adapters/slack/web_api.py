"""Slack's Web API as one bot: connections are kept, nothing is repeated behind the caller's back."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.texts import Json

SLACK: Final = "https://slack.com/api/"
# The libraries log payloads with names and texts in them; what matters is logged here, with ids only.
SILENT: Final = logging.getLogger("steward.slack.libraries")
SILENT.setLevel(logging.CRITICAL + 1)
SILENT.addHandler(logging.NullHandler())
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class SlackApi:
    """Calls with the bot's token.  Errors are the SDK's, aiohttp's, or TimeoutError."""

    def __init__(self, token: str, url: str = SLACK, *, connect: float = 3.0, answer: float = 30.0) -> None:
        self.token = token
        self.url = url if url.endswith("/") else f"{url}/"
        self.date = ""
        """The ``Date`` of Slack's last good answer; whoever compares clocks reads it."""
        self._timeout = aiohttp.ClientTimeout(total=answer, sock_connect=connect)
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None

    def client(self, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
        """Return the SDK's client.  Its own retries are off: a repeated post may stand there twice."""
        made = AsyncWebClient(
            token=self.token, base_url=self.url, session=session, logger=SILENT, retry_handlers=[]
        )
        host = urlsplit(self.url).hostname or ""
        if host in _LOCAL or proxy_bypass(host):
            made.proxy = None
        return made

    async def write(self, method: str, **values: Any) -> Mapping[str, Any]:
        """Return Slack's answer to a call that changes something."""
        return await self._called(method, json=_given(values))

    async def read(self, method: str, **values: str) -> Mapping[str, Any]:
        """Return Slack's answer to a question; those take forms only."""
        return await self._called(method, data=_given(values))

    async def close(self) -> None:
        """Close the connections; the next call opens them again."""
        if self._session is not None:
            await self._session.close()
        self._session = self._client = None

    async def _called(
        self, method: str, json: Json | None = None, data: Json | None = None
    ) -> Mapping[str, Any]:
        if self._client is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
            self._client = self.client(self._session)
        answer = await self._client.api_call(method, json=json, data=data)
        self.date = next((value for name, value in answer.headers.items() if name.lower() == "date"), "")
        return answer.data if isinstance(answer.data, dict) else {}


def _given(values: Mapping[str, Any]) -> Json:
    return {name: value for name, value in values.items() if value != ""}
