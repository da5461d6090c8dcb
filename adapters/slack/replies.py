"""What an answer looks like where it was asked for: the calls that show it."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.blocks import one_line
from adapters.slack.failures import retry_after, status_of, word_of
from adapters.slack.forms import form_view
from adapters.slack.render import answer_message, home_view, note_message, note_view, window
from adapters.slack.spots import Spot
from adapters.slack.texts import Json
from adapters.slack.web_api import SlackApi
from bot.model import Action, Ask, Card, Note

# Slack wants its answer within three seconds; what a call of ours takes longer goes on behind it.
PATIENCE: Final = 1.2
# Waiting longer than this to show a passing sentence is no use to anybody.
_RETRY_WITHIN: Final = 10.0
_FORMS: Final = 500
_FINISH_WITHIN: Final = 5.0
# The bot can't be seen there, so only the direct conversation is left.
_ELSEWHERE: Final = frozenset(
    {"channel_not_found", "not_in_channel", "user_not_in_channel", "is_archived", "restricted_action"}
)
FORM: Final = "_form"

log = structlog.get_logger("slack")


@dataclass(frozen=True, slots=True)
class Offered:
    """A form that was offered by a button, because only a press can open a window."""

    user: str
    ask: Ask


class Replies:
    """Shows answers, each call once; what Slack refuses is logged with ids and Slack's own word."""

    def __init__(self, api: SlackApi, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._api = api
        self._pause = pause
        self._tasks: set[asyncio.Task[Any]] = set()
        self._offered: OrderedDict[str, Offered] = OrderedDict()

    async def soon(self, work: Coroutine[Any, Any, None]) -> None:
        """Start ``work`` and return when it is done, or when Slack should wait no longer."""
        await asyncio.wait({self.later(work)}, timeout=PATIENCE)

    def later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start ``work`` and return at once."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def finish(self) -> None:
        """Return when nothing is under way any more; what takes too long is given up."""
        while self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=_FINISH_WITHIN)
            for task in late:
                task.cancel()

    async def open(self, spot: Spot, ask: Ask) -> bool:
        """Return True when the form is on the screen."""
        view = form_view(ask.form, spot, ask.errors)
        if spot.surface == "modal":
            return await self._called("views.update", view_id=spot.view, view=view)
        return await self._called("views.open", trigger_id=spot.trigger, view=view)

    async def show(self, spot: Spot, shown: Card | Note, *, said: bool = False) -> None:
        """Show a card or note to the one who acted; ``said``: as an answer to a line they wrote."""
        if spot.surface in ("home", "modal") and await self._in_window(spot, shown):
            return
        message = _message(shown)
        if said and spot.is_direct:
            await self._called("chat.postMessage", channel=spot.channel, thread_ts=spot.root, **message)
            return
        place = {"channel": spot.channel, "user": spot.user, "thread_ts": spot.root}
        if spot.channel and await self._called("chat.postEphemeral", **place, **message):
            return
        await self._called("chat.postMessage", channel=spot.user, **message)

    async def publish(self, user: str, shown: Card | Note) -> None:
        """Show a card as somebody's home tab."""
        view = home_view(shown) if isinstance(shown, Card) else note_view(shown)
        await self._called("views.publish", user_id=user, view=view)

    def offer(self, spot: Spot, ask: Ask) -> Note:
        """Return a note whose button opens the form, with what is filled in already."""
        token = secrets.token_urlsafe(9)
        self._offered[token] = Offered(spot.user, ask)
        while len(self._offered) > _FORMS:
            self._offered.popitem(last=False)
        form = ask.form
        lines = [*ask.errors.values(), form.body] if form.body or ask.errors else [form.title]
        label = one_line(form.title) or one_line(form.submit)
        # Forgotten after a restart: then the press asks the flow for its form.
        button = Action(form.verb, label, {**form.args, FORM: token}, primary=True)
        return Note("\n".join(line for line in lines if line), (button,))

    def offered(self, token: str, user: str) -> Ask | None:
        """Return the form that was offered to this person."""
        found = self._offered.get(token)
        return found.ask if found is not None and found.user == user else None

    async def _in_window(self, spot: Spot, shown: Card | Note) -> bool:
        view = window(shown, spot)
        if spot.surface == "modal":
            return await self._called("views.update", view_id=spot.view, view=view)
        return bool(spot.trigger) and await self._called("views.open", trigger_id=spot.trigger, view=view)

    async def _called(self, method: str, **values: Any) -> bool:
        try:
            await self._once_more_when_limited(method, values)
        except Exception as error:  # noqa: BLE001 - a sentence that can't be shown must not undo what was done
            refused = word_of(error) or type(error).__name__
            # Never where: a DM's id names a person, and whoever asked for the confidential route is not logged.
            log.warning("slack.not_shown", method=method, error=refused)
            return False
        return True

    async def _once_more_when_limited(self, method: str, values: Mapping[str, Any]) -> None:
        try:
            await self._api.write(method, **values)
        except SlackApiError as error:
            wait = retry_after(error).total_seconds()
            if status_of(error) != 429 or wait > _RETRY_WITHIN:
                raise
            await self._pause(wait)
            await self._api.write(method, **values)


def _message(shown: Card | Note) -> Json:
    return answer_message(shown) if isinstance(shown, Card) else note_message(shown)


def ephemeral(shown: Card | Note) -> Json:
    """Return the answer to a command, which only its writer sees."""
    return {"response_type": "ephemeral", **_message(shown)}
