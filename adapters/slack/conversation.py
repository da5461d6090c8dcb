"""What each answer becomes, by what it answers: a press, a window, a command, a line, the home tab."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final, assert_never

import structlog
from slack_bolt.response import BoltResponse

from adapters.slack.forms import fields_of, form_view, rewritten_in, with_sentence
from adapters.slack.guard import OK, TRY_AGAIN
from adapters.slack.payloads import at, inside
from adapters.slack.render import window
from adapters.slack.replies import FORM, Replies, ephemeral
from adapters.slack.spots import Malformed, Spot, plain_verb, unpacked
from adapters.slack.texts import Json
from adapters.slack.turns import Turns
from bot.model import Answer, Ask, Card, Input, Note, Nothing, Pressed, Reply, Show

# Slack switches off an app whose events fail for long, and tries each of them three times again.
_REFUSE_FOR: Final = 600.0
_LAST_ATTEMPT: Final = 3
_REMEMBERED: Final = 2000
# Every window closes, also those below the one that was sent off.
_CLOSED: Final = BoltResponse(status=200, body={"response_action": "clear"})

log = structlog.get_logger("slack")


class Conversation:
    """Takes the turn and shows its answer where it was asked for."""

    def __init__(self, turns: Turns, replies: Replies, clock: Callable[[], float]) -> None:
        self._turns = turns
        self._replies = replies
        self._clock = clock
        self._refusing_since: float | None = None
        self._answered: OrderedDict[str, None] = OrderedDict()

    async def answer(
        self, payload: Mapping[str, Any], given: Input, spot: Spot, attempt: int = 0
    ) -> BoltResponse:
        """Return the response to a request; what it asks for is done by then."""
        ask = self._offered(payload, spot)
        if ask is not None:
            await self._replies.soon(self._open(given, spot, ask))
            return OK
        answer = await self._turns.take(given)
        if at(payload, "type") == "event_callback":
            if answer.busy and self._refuses(attempt):
                return TRY_AGAIN
            if not answer.busy:
                self._refusing_since = None
                if self._was_answered(given.delivery_id):
                    return OK
        return await self.give(payload, given, spot, answer)

    async def give(
        self, payload: Mapping[str, Any], given: Input, spot: Spot, answer: Answer
    ) -> BoltResponse:
        """Return the response that carries the answer, or show it by a call of its own."""
        kind = at(payload, "type")
        if kind == "view_submission":
            return await self._after_window(payload, spot, answer)
        if kind == "":
            return await self._after_command(given, spot, answer.reply)
        if isinstance(given, Pressed) and given.verb == "home.open":
            await self._replies.soon(self._publish(spot, answer.reply))
        elif not isinstance(answer.reply, Nothing):
            await self._replies.soon(self._show(given, spot, answer.reply, said=kind == "event_callback"))
        self._freshen_home(given, spot, answer, kind)
        return OK

    # --- lines and presses --------------------------------------------------------------------

    async def _show(self, given: Input, spot: Spot, reply: Reply, *, said: bool) -> None:
        match reply:
            case Ask() if said:
                await self._replies.show(spot, self._replies.offer(spot, reply), said=True)
            case Ask():
                await self._open(given, spot, reply)
            case Show() | Note():
                await self._replies.show(spot, _shown(reply), said=said)
            case Nothing():
                return
            case _:
                assert_never(reply)

    async def _open(self, given: Input, spot: Spot, ask: Ask) -> None:
        """Open a window; when its trigger is too old, say so instead."""
        if await self._replies.open(spot, ask):
            return
        reply = self._turns.busy(given).reply
        if isinstance(reply, Show | Note):
            await self._replies.show(spot, _shown(reply))

    def _offered(self, payload: Mapping[str, Any], spot: Spot) -> Ask | None:
        value = inside(payload, "actions", 0, "value")
        if not isinstance(value, str) or FORM not in value:
            return None
        try:
            return self._replies.offered(unpacked(value).get(FORM, ""), spot.user)
        except Malformed:
            return None

    # --- commands -----------------------------------------------------------------------------

    async def _after_command(self, given: Input, spot: Spot, reply: Reply) -> BoltResponse:
        match reply:
            case Ask():
                await self._replies.soon(self._open(given, spot, reply))
                return OK
            case Show() | Note():
                return BoltResponse(status=200, body=ephemeral(_shown(reply)))
            case Nothing():
                return OK
            case _:
                assert_never(reply)

    # --- windows ------------------------------------------------------------------------------

    async def _after_window(self, payload: Mapping[str, Any], spot: Spot, answer: Answer) -> BoltResponse:
        reply, view = answer.reply, inside(payload, "view")
        if answer.busy and isinstance(reply, Note):
            return _kept_open(view, reply.text.split("\n\n", 1)[0])
        if isinstance(reply, Ask):
            return _asked_again(view, spot, reply)
        if isinstance(reply, Show | Note):
            if spot.surface in ("home", "modal"):
                return _turned_into(window(_shown(reply), spot))
            await self._replies.soon(self._replies.show(spot, _shown(reply)))
        return _CLOSED

    # --- the home tab -------------------------------------------------------------------------

    async def _publish(self, spot: Spot, reply: Reply) -> None:
        if isinstance(reply, Show | Note):
            await self._replies.publish(spot.user, _shown(reply))

    def _freshen_home(self, given: Input, spot: Spot, answer: Answer, kind: str) -> None:
        """Draw the home tab again after a press in it: its lines may have changed."""
        pressed_there = spot.surface == "home" and kind != "event_callback"
        if pressed_there and not answer.busy and not isinstance(answer.reply, Ask):
            self._replies.later(self._draw_home(given, spot))

    async def _draw_home(self, given: Input, spot: Spot) -> None:
        answer = await self._turns.take(Pressed(given.actor, "home.open"))
        if not answer.busy:
            await self._publish(spot, answer.reply)

    # --- events that come again ---------------------------------------------------------------

    def _refuses(self, attempt: int) -> bool:
        """Return True while Slack should try again; at its last try the person is told instead."""
        now = self._clock()
        if self._refusing_since is None:
            self._refusing_since = now
        return now - self._refusing_since < _REFUSE_FOR and attempt < _LAST_ATTEMPT

    def _was_answered(self, delivery_id: str) -> bool:
        """Return True for a copy of what was answered before: done again, it is said once."""
        if not delivery_id:
            return False
        if delivery_id in self._answered:
            return True
        self._answered[delivery_id] = None
        while len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)
        return False


def _shown(reply: Show | Note) -> Card | Note:
    return reply.card if isinstance(reply, Show) else reply


def _turned_into(view: Json) -> BoltResponse:
    return BoltResponse(status=200, body={"response_action": "update", "view": view})


def _errors(errors: Mapping[str, str]) -> BoltResponse:
    return BoltResponse(status=200, body={"response_action": "errors", "errors": dict(errors)})


def _asked_again(view: object, spot: Spot, ask: Ask) -> BoltResponse:
    """Return the sentences at their fields; the window as another one where they belong to no field of it."""
    blocks = {plain_verb(block): block for block in reversed(fields_of(view))}
    same = at(view, "callback_id") == ask.form.verb
    same = same and {field.name for field in ask.form.fields} == set(blocks)
    rewritten = rewritten_in(view, ask.form) if same else {}
    if same and not rewritten and ask.errors and set(ask.errors) <= set(blocks):
        return _errors({blocks[name]: error for name, error in ask.errors.items()})
    return _turned_into(form_view(ask.form, spot, ask.errors, rewritten))


def _kept_open(view: object, sentence: str) -> BoltResponse:
    """Return a window with all that was typed, and the sentence at its first field."""
    asked = fields_of(view)
    if asked:
        return _errors({asked[0]: sentence})
    return _turned_into(with_sentence(view if isinstance(view, Mapping) else {}, sentence))
