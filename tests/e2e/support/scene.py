"""What there was to see when something was waited for in vain: the next time tells the cause."""

from __future__ import annotations

from collections.abc import Iterable

from tests.e2e.support.emulator import LocalSlack, User
from tests.e2e.support.member import Member, said
from tests.e2e.support.process import Installation, Server

MOST_MESSAGES = 12  # of one conversation, the newest
LOG_LINES = 60
STATES = ("pending", "retrying", "sending", "undeliverable", "uncertain")


def scene(
    slack: LocalSlack,
    people: Iterable[User],
    channel: str,
    steward: Installation,
    server: Server | None = None,
) -> str:
    """Return what the client shows, what was refused, where messages hang, and the end of the server's log."""
    parts = [_conversation(Member(slack, user), user.name) for user in people]
    parts.append(_conversation(Member(slack, next(iter(people))), channel, channel))
    parts.append(f"refused by the strict proxy: {slack.proxy.refusals()}")
    for state in STATES:
        listed = steward.run("deliveries", "--state", state, "--json")
        parts.append(f"steward deliveries --state {state}:\n{(listed.out + listed.err).strip()}")
    if server is not None:
        log = server.log().splitlines()
        parts.append("\n".join(["the server's log ends:", *log[-LOG_LINES:]]))
    return "\n\n".join(parts)


def _conversation(member: Member, name: str, channel: str = "") -> str:
    seen = member.sees(channel)[-MOST_MESSAGES:]
    lines = [f"  {one['ts']} under {one.get('thread_ts', '-')}: {said(one)!r}" for one in seen]
    return "\n".join([f"{name} sees:", *(lines or ["  nothing"])])
