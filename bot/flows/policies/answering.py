"""The owner's answer comes back to the asker; without one the ISMS owner is asked (R19)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, update

from bot.cards.common import until_status
from bot.cards.policies import question_card, text_form
from bot.flows.common import asked_of, chat_of, standing, still_open, words_with
from bot.flows.notices import notify
from bot.flows.policies.asking import MOST
from bot.flows.policies.threads import ack_button
from bot.model import Ask, Card, Item, Pressed, Reply, Status, Text
from bot.rules.ladder import Rung, due_for
from bot.turn import Kind, Shown, Turn, draws, kind, on, send
from storage import messages, obligations, policies
from storage.policies import QUESTION


@on("policy.answer")
def answer(turn: Turn, pressed: Pressed) -> Reply:
    """Bring the owner's answer back into the asker's thread."""
    duty = asked_of(turn, pressed, "policy.answer")
    still_open(turn, pressed, duty)
    text = words_with(pressed)
    question = policies.question(turn.connection, duty.object)
    assert question is not None, "an answer without its question"
    first = turn.first_of(question.asker)
    args = {"duty": duty.id}
    if not text:
        form = text_form(turn.say, "policy.answer", args, first=first)
        return Ask(
            form, {"words": turn.say("form.policy.answer.error.empty")} if "words" in pressed.values else {}
        )
    if len(text) > MOST:
        form = text_form(turn.say, "policy.answer", args, value=text, first=first)
        return Ask(form, {"words": turn.say("error.too_long", count=len(text), limit=MOST)})
    if not turn.end(duty, "done"):
        return turn.note("done.settled", when=turn.moment(turn.now))
    _bring_back(turn, duty, question, text)
    return turn.note("note.policy.answered", first=first)


def hear_answer(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Reply:
    """Take what the owner writes under the question as the answer."""
    text = pressed.values.get("text", "")
    given = Pressed(
        pressed.actor, "policy.answer", {"duty": duty.id}, {"words": text}, pressed.message, pressed.place,
        pressed.delivery_id,
    )  # fmt: skip
    return answer(turn, given)


def _bring_back(turn: Turn, duty: Row[Any], question: Row[Any], text: str) -> None:
    writing, digest = turn.keep(text, question.id)
    values = {"answer": writing, "answered_by": turn.me.ref, "answered_at": turn.now}
    turn.connection.execute(update(QUESTION).where(QUESTION.c.id == question.id).values(**values))
    event = turn.event(
        "policy.answered", subject=question.asker, engagement=question.engagement, object_type="policy",
        object_id=question.policy, object_version=question.version, question=question.id, writing=writing,
        writing_sha256=digest,
    )  # fmt: skip
    for other in obligations.on(turn.connection, "policy.answer", question.id):
        if other.state == "pending" and other.id != duty.id:
            turn.end(other, "closed", closed_as="void")
    head = messages.message(turn.connection, question.thread_of) if question.thread_of else None
    if head is not None and head.recipient == question.asker:
        send(
            turn,
            question.asker,
            "policy.answered",
            args={"question": question.id},
            thread_of=head.id,
            place=chat_of(head),
        )
        return
    values = {"name": f"person:{turn.me.ref}"}
    notify(turn, question.asker, event, "policy.answer.news", values, writing=writing, counts=False)


@draws("policy.answered")
def draw_answered(turn: Turn, what: Shown) -> Card:
    """Return the owner's answer as it stands in the asker's thread."""
    question = policies.question(turn.connection, what.args["question"])
    assert question is not None, "a question is never deleted"
    said = turn.say(
        "policy.answer.said", name=turn.name_of(question.answered_by), words=turn.written(question.answer)
    )
    mine = obligations.of_object(turn.connection, question.asker, "policy.acknowledge", question.policy)
    open_one = next((duty for duty in mine if duty.state == "pending"), None)
    if open_one is None:
        return Card("", (Text(said),))
    again = turn.button("policy.ask", key="button.policy.ask.again", duty=open_one.id)
    return Card("", (Text(said),), (ack_button(turn, open_one), again))


def _draw(turn: Turn, duty: Row[Any], _step: str) -> Card:
    question = policies.question(turn.connection, duty.object)
    assert question is not None, "an answer without its question"
    policy = policies.policy(turn.connection, question.policy)
    title = policy.title if policy is not None else question.policy
    if duty.state != "pending":
        name = turn.name_of(question.answered_by) if question.answered_by else turn.name_of(duty.owner)
        words = turn.say("policy.question.settled", name=name)
        return Card(
            turn.say("policy.question.title", policy=title),
            (Text(words),),
            status=Status("done", turn.say("status.done")),
        )
    return question_card(
        turn.say,
        duty=duty.id,
        policy=title,
        question=turn.written(question.text),
        asker=turn.name_of(question.asker),
        asker_first=turn.first_of(question.asker),
        until=turn.day(turn.local_date(duty.due)),
        standing=standing(turn, duty.due),
    )


def _line(turn: Turn, duty: Row[Any]) -> Item:
    question = policies.question(turn.connection, duty.object)
    assert question is not None, "an answer without its question"
    policy = policies.policy(turn.connection, question.policy)
    first = turn.first_of(question.asker)
    until = turn.day(turn.local_date(duty.due))
    text = turn.say(
        "list.line.question",
        name=turn.name_of(question.asker),
        policy=policy.title if policy else "",
        until=until,
    )
    label = turn.say("button.policy.answer", first=first)
    pill = until_status(turn.say, until, standing(turn, duty.due))
    return Item(text, turn.button("policy.answer", duty=duty.id, label=label), status=pill)


def _heed(turn: Turn, duty: Row[Any], rung: Rung) -> bool:
    """Ask the ISMS owner when the policy's owner has not answered, and tell the asker the same minute."""
    holder = turn.holder("isms_owner")
    question = policies.question(turn.connection, duty.object)
    if holder is None or question is None or holder.ref == duty.owner:
        return True
    due = due_for(
        "policy.answer", turn.now, turn.calendar_of(holder), working_days=turn.settings.windows.answer
    )
    turn.oblige(
        "policy.answer",
        holder.ref,
        question.id,
        about=duty.about,
        version=duty.version,
        cycle=rung.step,
        reason="unanswered",
        due=due,
    )
    values = {"owner": f"person:{duty.owner}", "name": f"person:{holder.ref}"}
    notify(turn, question.asker, duty.id, "policy.question.passed_up", values, counts=False)
    return True


ANSWER = kind(
    Kind(
        "policy.answer",
        draws=_draw,
        line=_line,
        minutes=lambda _turn, _duty: 3,
        heeds=_heed,
        hears=hear_answer,
    )
)
