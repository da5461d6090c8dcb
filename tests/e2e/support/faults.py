"""What can go wrong between the bot and Slack, planned by a test and played by the proxy."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Fault:
    """One call that fails.  ``taken``: Slack carried it out first, and only the answer is lost."""

    kind: str
    status: int = 500
    retry_after: int = 1
    taken: bool = False


def server_error(status: int = 500, *, taken: bool = False) -> Fault:
    """Slack answers 5xx."""
    return Fault("status", status=status, taken=taken)


def rate_limited(retry_after: int) -> Fault:
    """Slack answers 429 and asks to wait ``retry_after`` seconds."""
    return Fault("status", status=429, retry_after=retry_after)


def hung_up(*, taken: bool = False) -> Fault:
    """The connection breaks before there is an answer."""
    return Fault("hung up", taken=taken)


def never_answered(*, taken: bool = False) -> Fault:
    """There is no answer until the client gives up."""
    return Fault("silent", taken=taken)


async def play(fault: Fault, request: web.Request) -> web.StreamResponse:
    """Let the call fail as planned."""
    if fault.kind == "status":
        headers = {"Retry-After": str(fault.retry_after)} if fault.status == 429 else {}
        body = {"ok": False, "error": "ratelimited" if fault.status == 429 else "internal_error"}
        return web.json_response(body, status=fault.status, headers=headers)
    if fault.kind == "silent":
        # Cancelled when the client closes the connection.
        await asyncio.Event().wait()
    if request.transport is not None:
        request.transport.abort()
    raise web.HTTPInternalServerError


@dataclass
class Script:
    """The faults a test has planned, by method; ``*`` stands for every method."""

    planned: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))

    def plan(self, method: str, *faults: Fault) -> None:
        """Let the next calls of ``method`` fail, one after the other; later ones succeed again."""
        self.planned[method].extend(faults)

    def next(self, method: str) -> Fault | None:
        """Take the fault that is planned for this call."""
        for name in (method, "*"):
            if self.planned[name]:
                return self.planned[name].popleft()
        return None


@dataclass
class ChannelLimit:
    """About one message a second and channel, as https://docs.slack.dev/apis/web-api/rate-limits says.

    ``per_second`` is ``inf`` in tests that are about something else.  Time is the event loop's.
    """

    per_second: float = 1.0
    _free_at: dict[str, float] = field(default_factory=dict)

    def seconds_to_wait(self, channel: str, now: float) -> float:
        """Return 0 and count the message, or the seconds until the channel takes another."""
        free_at = self._free_at.get(channel, 0.0)
        if now < free_at:
            return free_at - now
        self._free_at[channel] = now + 1 / self.per_second
        return 0.0
