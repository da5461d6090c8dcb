"""Lessons: one idea, two situations, no score; what was answered is the reader's own (R24, R25)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from bot.cards import lessons as cards
from bot.errors import Refused
from bot.flows import followups
from bot.flows.common import duty_of, head_of, owned, standing, still_open, thread_of
from bot.flows.notices import notify
from bot.flows.policies.audience import active, audience
from bot.library import Lesson, Question
from bot.model import Card, ChatRef, Item, Nothing, Pressed, Reply
from bot.model import Text as TextBlock
from bot.rules.calendars import opening
from bot.rules.ladder import due_for
from bot.rules.lessons import Given, Place, by_letter, place, shuffled
from bot.turn import Kind, Shown, Turn, draws, kind, on, send
from bot.turn.lines import manager_of
from storage import lessons, messages, obligations
from storage.lessons import LESSON_ANSWER
from storage.messages import IS_REPLY, MESSAGE
from storage.obligations import OBLIGATION

HELP_AFTER = 3  # wrong answers in a row, then help is offered, to the reader only


def assign(turn: Turn, lesson_id: str, rule: Any = "everyone", limit: int = 400) -> int:
    """Give a lesson to those of an audience who have not got it; return how many got it in this chunk."""
    lesson = turn.parts.library.lesson(lesson_id, "en")
    if lesson is None:
        raise Refused("lesson.unknown", typed=lesson_id)
    has_it = select(OBLIGATION.c.about).where(
        OBLIGATION.c.kind == "lesson",
        OBLIGATION.c.object == lesson.id,
        OBLIGATION.c.version == lesson.version,
    )
    rows = turn.connection.execute(
        active(audience(rule), turn).where(audience(rule).selected_columns.id.not_in(has_it)).limit(limit)
    ).all()
    for row in rows:
        calendar = turn.calendar_of(turn.someone(row.ref))
        begins = max(turn.now, _start_of(row, turn))
        due = due_for("lesson", begins, calendar, working_days=turn.settings.windows.lesson)
        turn.oblige(
            "lesson",
            row.ref,
            lesson.id,
            about=row.id,
            version=lesson.version,
            reason="plan",
            due=due,
            created=begins,
            next_at=begins,
        )
    return len(rows)


def _start_of(row: Row[Any], turn: Turn) -> datetime:
    return opening(turn.calendar_of(turn.someone(row.ref)), row.start)


# --- what the cards read ---------------------------------------------------------------------


def _lesson(turn: Turn, duty: Row[Any]) -> Lesson:
    found = turn.parts.library.lesson(duty.object, turn.locale)
    if found is None:
        raise Refused("lesson.unknown", typed=duty.object)
    return found


def _facts(turn: Turn, duty: Row[Any]) -> cards.LessonFacts:
    lesson = _lesson(turn, duty)
    holder = turn.holder("isms_owner")
    return cards.LessonFacts(
        duty=duty.id,
        title=lesson.title,
        title_line=lesson.title_line,
        until=turn.day(turn.local_date(duty.due)),
        standing=standing(turn, duty.due),
        minutes=turn.minutes(max(1, round(lesson.seconds / 60))),
        first=turn.first_of(duty.owner),
        owner=holder.name if holder is not None else turn.say("name.isms_owner"),
        manager_first=turn.first_of(manager_of(turn, duty.about)),
    )


def _items(lesson: Lesson) -> dict[str, tuple[int, Question]]:
    found = {}
    for number, question in enumerate(lesson.questions):
        found[question.id] = (number, question)
        if question.sibling is not None:
            found[question.sibling.id] = (number, question.sibling)
    return found


def _place(turn: Turn, duty: Row[Any], lesson: Lesson, *, before: int | None = None) -> Place | None:
    rows = lessons.answers(turn.connection, duty.id)[:before]
    pairs = [(one.id, one.sibling.id if one.sibling is not None else "") for one in lesson.questions]
    return place(pairs, [Given(row.question, row.right) for row in rows])


def _situation(duty: Row[Any], lesson: Lesson, item: str) -> tuple[cards.Situation, Question]:
    number, question = _items(lesson)[item]
    texts = {one.key: one.text for one in question.options}
    order = shuffled(list(texts), f"{duty.id}:{item}")
    is_sibling = item != lesson.questions[number].id
    shown = cards.Situation(
        number + 1, len(lesson.questions), question.stem, [(key, texts[key]) for key in order], is_sibling
    )
    return shown, question


# --- flows -----------------------------------------------------------------------------------


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
    lesson = _lesson(turn, duty)
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
    at = _place(turn, duty, lesson)
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
    lesson = _lesson(turn, duty)
    at = _place(turn, duty, lesson)
    if at is None:
        return Nothing()
    _, question = _items(lesson)[at.item]
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
    if _place(turn, duty, lesson) is None:
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
        chat = ChatRef(head.platform, head.tenant, head.address)
        args = {"key": "lesson.done", "first": turn.first_of(turn.me.ref)}
        send(turn, turn.me.ref, "note", args=args, thread_of=head.id, place=chat, live=False)


@on("lesson.help")
def ask_help(turn: Turn, pressed: Pressed) -> Reply:
    """Ask the ISMS owner for ten minutes; nobody else is told (R25 AC2)."""
    duty = _meant(turn, pressed)
    holder = turn.holder("isms_owner")
    if holder is not None:
        values = {"name": f"person:{turn.me.ref}", "lesson": _lesson(turn, duty).title}
        notify(turn, holder.ref, f"{duty.id}.help", "lesson.help", values)
    return turn.note(
        "note.lesson.help", owner=holder.name if holder is not None else turn.say("name.isms_owner")
    )


def _hear(turn: Turn, pressed: Pressed, _duty: Row[Any]) -> Reply:
    return turn.note("lesson.hear")


# --- drawings --------------------------------------------------------------------------------


@draws("lesson.text")
def draw_text(turn: Turn, what: Shown) -> Card:
    """Return the idea."""
    lesson = turn.parts.library.lesson(what.args["lesson"], turn.locale)
    assert lesson is not None, "a lesson that was started"
    return Card(
        lesson.title, (TextBlock(lesson.text, "markdown"), TextBlock(turn.say("lesson.privacy"), "soft"))
    )


@draws("lesson.question")
def draw_question(turn: Turn, what: Shown) -> Card:
    """Return a situation; once answered, what was chosen and what to take from it."""
    duty, item, n = what.duty, what.args["item"], what.args["n"]
    lesson = _lesson(turn, duty)
    about = _facts(turn, duty)
    shown, question = _situation(duty, lesson, item)
    given: Sequence[Row[Any]] = lessons.answers(turn.connection, duty.id)
    if len(given) <= n:
        return cards.situation_card(turn.say, about, shown)
    mine = given[n]
    chosen = next(one.text for one in question.options if one.key == mine.option)
    said = question.said_after(mine.option)
    latest = len(given) == n + 1 and duty.state == "pending"
    actions = _after(turn, duty, lesson, right=mine.right) if latest else ()
    return cards.answered_card(turn.say, about, shown, chosen=chosen, said=said, actions=actions)


def _after(turn: Turn, duty: Row[Any], lesson: Lesson, *, right: bool) -> Sequence[Any]:
    if right:
        return (turn.button("lesson.next", primary=True, duty=duty.id),)
    at = _place(turn, duty, lesson)
    again = turn.button("lesson.sibling", primary=True, duty=duty.id)
    if at is not None and at.wrong_in_row >= HELP_AFTER:
        return (again, turn.button("lesson.help", duty=duty.id))
    return (again, turn.button("lesson.read", duty=duty.id))


def _draw(turn: Turn, duty: Row[Any], _step: str) -> Card:
    about = _facts(turn, duty)
    if duty.state == "done":
        return cards.done_card(turn.say, about)
    if duty.state != "pending":
        return Card(about.title_line, (TextBlock(turn.say("status.settled")),), fallback=about.title_line)
    return cards.lesson_card(turn.say, about, begun=bool(lessons.answers(turn.connection, duty.id)))


def _line(turn: Turn, duty: Row[Any]) -> Item:
    return cards.lesson_line(turn.say, _facts(turn, duty))


LESSON = kind(
    Kind(
        "lesson",
        draws=_draw,
        line=_line,
        minutes=lambda turn, duty: max(1, round(_lesson(turn, duty).seconds / 60)),
        heeds=followups.heed,
        hears=_hear,
    )
)
