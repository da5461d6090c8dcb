"""Whoever owns the rule answers and decides; the author hears each step (R38)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from bot.cards.ideas import LIMIT
from bot.cards.policies import text_form
from bot.errors import Refused
from bot.flows.common import asked_of, chat_of, words_with
from bot.flows.ideas.facts import author_of
from bot.model import Ask, Card, Pressed, Reply, Text
from bot.turn import Shown, Turn, draws, on, send
from storage import ideas, messages, obligations
from storage.ideas import IDEA


def _decision(turn: Turn, pressed: Pressed) -> tuple[Row[Any], Row[Any]]:
    duty = asked_of(turn, pressed, "idea.answer")
    idea = ideas.idea(turn.connection, duty.object)
    assert idea is not None, "an answer without its idea"
    if idea.author == turn.me.ref:
        raise Refused("idea.own")
    if idea.state in ("accepted", "declined"):
        raise Refused("idea.decided", state=turn.say(f"idea.state.{idea.state}"))
    return duty, idea


def _form(turn: Turn, pressed: Pressed, duty: Row[Any], text: str, *, required: bool) -> Ask | None:
    """Return the form when words are missing or too long, None when they are good."""
    asked = "words" in pressed.values
    if text and len(text) > LIMIT:
        form = text_form(turn.say, pressed.verb, {"duty": duty.id}, value=text, required=required)
        return Ask(form, {"words": turn.say("error.too_long", count=len(text), limit=LIMIT)})
    if text or (asked and not required):
        return None
    form = text_form(turn.say, pressed.verb, {"duty": duty.id}, required=required)
    return Ask(form, {"words": turn.say("idea.reason")} if asked else {})


@on("idea.reply")
def reply(turn: Turn, pressed: Pressed) -> Reply:
    """Pass a few words to the author; the decision may follow."""
    duty, idea = _decision(turn, pressed)
    text = words_with(pressed)
    asks = _form(turn, pressed, duty, text, required=True)
    if asks is not None:
        return asks
    writing, digest = turn.keep(text, idea.id)
    values = {"state": "in_review", "reply": writing, "replied_at": idea.replied_at or turn.now}
    turn.connection.execute(update(IDEA).where(IDEA.c.id == idea.id).values(**values))
    _event(turn, idea, "idea.replied", writing, digest)
    _end(turn, idea, ("reply",))
    _tell(turn, idea, "replied", writing)
    return turn.note("note.idea.replied", name=author_of(turn, idea))


@on("idea.accept", "idea.decline")
def decide(turn: Turn, pressed: Pressed) -> Reply:
    """Decide an idea; a "no" needs its reason."""
    duty, idea = _decision(turn, pressed)
    accepts = pressed.verb == "idea.accept"
    text = words_with(pressed)
    asks = _form(turn, pressed, duty, text, required=not accepts)
    if asks is not None:
        return asks
    writing, digest = turn.keep(text, idea.id) if text else ("", "")
    state = "accepted" if accepts else "declined"
    values = {
        "state": state,
        "reply": writing,
        "decided_by": turn.me.ref,
        "decided_at": turn.now,
        "replied_at": idea.replied_at or turn.now,
    }
    turn.connection.execute(update(IDEA).where(IDEA.c.id == idea.id).values(**values))
    _event(turn, idea, f"idea.{state}", writing, digest)
    _end(turn, idea, ("reply", "decision"))
    _tell(turn, idea, state, writing)
    return turn.note(f"note.idea.{state}", name=author_of(turn, idea))


def _event(turn: Turn, idea: Row[Any], action: str, writing: str, digest: str) -> None:
    turn.event(
        action, subject=idea.author, engagement=idea.engagement, object_type="idea", object_id=idea.id,
        policy=idea.policy, writing=writing, writing_sha256=digest,
    )  # fmt: skip


def _end(turn: Turn, idea: Row[Any], cycles: tuple[str, ...]) -> None:
    for duty in obligations.on(turn.connection, "idea.answer", idea.id):
        if duty.cycle in cycles and duty.state == "pending":
            turn.end(duty, "done")
        else:
            turn.touch(duty.id)


def _tell(turn: Turn, idea: Row[Any], step: str, writing: str) -> None:
    """Tell the author in the receipt's thread, at once: news on one's own idea was asked for."""
    wanted = messages.MESSAGE.select().where(
        messages.IS_HEAD,
        messages.MESSAGE.c.subject == f"idea:{idea.id}",
        messages.MESSAGE.c.recipient == idea.author,
    )
    head = turn.connection.execute(wanted).first()
    args = {"idea": idea.id, "step": step, "writing": writing, "by": turn.me.ref}
    if head is None:
        send(turn, idea.author, "idea.news", args=args, live=False)
        return
    send(
        turn,
        idea.author,
        "idea.news",
        args=args,
        thread_of=head.id,
        place=chat_of(head),
        live=False,
    )


@draws("idea.news")
def draw_news(turn: Turn, what: Shown) -> Card:
    """Return one step of an idea, as its author hears it."""
    words = turn.written(what.args["writing"])
    key = f"idea.news.{what.args['step']}" + ("" if words else ".plain")
    return Card("", (Text(turn.say(key, owner=turn.name_of(what.args["by"]), words=words)),))
