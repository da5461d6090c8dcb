"""A lesson is read and answered in its card's thread; what was answered is the reader's own (R24, R25)."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, insert, select

from bot.errors import Refused
from bot.flows.common import chat_of, duty_of, head_of, owned, still_open, thread_of
from bot.flows.lessons.facts import lesson_of, place_in, situations_of
from bot.flows.notices import notify
from bot.library import Lesson
from bot.model import ChatRef, Nothing, Pressed, Reply
from bot.rules.lessons import by_letter
from bot.turn import Turn, on, send
from storage import lessons, messages, obligations
from storage.lessons import LESSON_ANSWER
from storage.messages import IS_REPLY, MESSAGE


def _meant(turn: Turn, pressed: Pressed) -> Row[Any]:
    """Return the lesson that is meant; without a hint the one left half-way, else the next one."""
    duty = duty_of(turn, pressed, "lesson")
    if duty is not None:
        return owned(turn, pressed, duty)
    mine = [
        one
        for one in obligations.open_of(turn.connection, turn.me.ref)
        if one.kind == "lesson" and one.created <= turn.now
    ]
    if not mine:
        raise Refused("lesson.none")
    begun = [one for one in mine if lessons.answers(turn.connection, one.id)]
    return (begun or mine)[0]


@on("lesson.start", "lesson.next", "lesson.sibling")
def start(turn: Turn, pressed: Pressed) -> Reply:
    """Put the lesson, or the situation where it was left, into the card's thread."""
    duty = still_open(turn, pressed, _meant(turn, pressed))
    lesson = lesson_of(turn, duty)
    head, chat = thread_of(turn, pressed, duty)
    given = lessons.answers(turn.connection, duty.id)
    if not given and not _posted(turn, head, "lesson.text"):
        send(
            turn,
            turn.me.ref,
            "lesson.text",
            args={"lesson": lesson.id},
            thread_of=head,
            place=chat,
            live=False,
        )
        turn.event(
            "lesson.started",
            subject=turn.me.ref,
            engagement=duty.about,
            object_type="lesson",
            object_id=lesson.id,
            object_version=lesson.version,
        )
    _ask(turn, duty, lesson, head, chat, len(given))
    return Nothing()


def _posted(turn: Turn, head: str, drawing: str) -> bool:
    wanted = select(MESSAGE.c.id).where(IS_REPLY, MESSAGE.c.thread_of == head, MESSAGE.c.draws == drawing)
    return turn.connection.execute(wanted.limit(1)).first() is not None


def _ask(turn: Turn, duty: Row[Any], lesson: Lesson, head: str, chat: ChatRef, n: int) -> None:
    """Post the next situation, unless it stands in this thread already."""
    at = place_in(turn, duty, lesson)
    if at is None:
        return
    step = f"situation.{n}.{head}"
    if step in messages.steps_told(turn.connection, duty.id, duty.round, turn.me.ref):
        return
    send(
        turn,
        turn.me.ref,
        "lesson.question",
        shows=[(duty, step)],
        args={"item": at.item, "n": n},
        thread_of=head,
        place=chat,
    )


@on("lesson.read")
def read(turn: Turn, pressed: Pressed) -> Reply:
    """Show the idea again."""
    duty = _meant(turn, pressed)
    head, chat = thread_of(turn, pressed, duty)
    send(
        turn, turn.me.ref, "lesson.text", args={"lesson": duty.object}, thread_of=head, place=chat, live=False
    )
    return Nothing()


@on("lesson.answer")
def answer(turn: Turn, pressed: Pressed) -> Reply:
    """Take an answer, say what to take from it, and go on."""
    duty = still_open(turn, pressed, _meant(turn, pressed))
    lesson = lesson_of(turn, duty)
    at = place_in(turn, duty, lesson)
    if at is None:
        return Nothing()
    _, question = situations_of(lesson)[at.item]
    keys = [one.key for one in question.options]
    chosen = pressed.values.get("choice", "") if pressed.values.get("choice", "") in keys else ""
    chosen = chosen or by_letter(keys, f"{duty.id}:{at.item}", pressed.args.get("answer", ""))
    if not chosen:
        return turn.note("lesson.choose_first")
    n = _stale(turn, pressed)
    given = lessons.answers(turn.connection, duty.id)
    if n is not None and n != len(given):
        return turn.note("card.stale")
    right = chosen == question.correct
    row = {
        "id": turn.parts.new_id(),
        "obligation": duty.id,
        "question": at.item,
        "option": chosen,
        "right": right,
        "at": turn.now,
    }
    turn.connection.execute(insert(LESSON_ANSWER), row)
    turn.touch(duty.id)
    if place_in(turn, duty, lesson) is None:
        _finish(turn, pressed, duty, lesson, len(given) + 1)
    return Nothing()


def _stale(turn: Turn, pressed: Pressed) -> int | None:
    """Return which answer the pressed situation waits for; None when a command or the card was used."""
    message = turn.message_at(pressed.message)
    if message is None or message.draws != "lesson.question":
        return None
    return int(json.loads(message.args)["n"])


def _finish(turn: Turn, pressed: Pressed, duty: Row[Any], lesson: Lesson, attempts: int) -> None:
    if not turn.end(duty, "done"):
        return
    turn.event(
        "lesson.done", subject=turn.me.ref, engagement=duty.about, object_type="lesson", object_id=lesson.id,
        object_version=lesson.version, attempts=str(attempts), outcome="done",
    )  # fmt: skip
    head = head_of(turn, pressed)
    if head is not None and head.recipient == turn.me.ref:
        chat = chat_of(head)
        args = {"key": "lesson.done", "first": turn.first_of(turn.me.ref)}
        send(turn, turn.me.ref, "note", args=args, thread_of=head.id, place=chat, live=False)


@on("lesson.help")
def ask_help(turn: Turn, pressed: Pressed) -> Reply:
    """Ask the ISMS owner for ten minutes; nobody else is told (R25 AC2)."""
    duty = _meant(turn, pressed)
    holder = turn.holder("isms_owner")
    if holder is not None:
        values = {"name": f"person:{turn.me.ref}", "lesson": lesson_of(turn, duty).title}
        notify(turn, holder.ref, f"{duty.id}.help", "lesson.help", values)
    return turn.note(
        "note.lesson.help", owner=holder.name if holder is not None else turn.say("name.isms_owner")
    )
