"""What is said in a policy's thread: a yes that counts, a question to the owner, and the answer that comes back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, update

from bot.cards.common import until_status
from bot.cards.policies import question_card, text_form
from bot.commands import acknowledgement, is_code
from bot.commands.acknowledging import Acknowledges, Other, Question, Unclear, YesWithQuestion
from bot.errors import Refused
from bot.flows.common import duty_of, head_of, owned, standing, still_open
from bot.flows.notices import notify
from bot.flows.policies.acknowledging import acknowledge, duty_meant
from bot.flows.policies.facts import policy_meant
from bot.model import Ask, Card, ChatRef, Item, Nothing, Pressed, Reply, Status, Text
from bot.rules.ladder import Rung, due_for
from bot.turn import Kind, Shown, Turn, draws, kind, on, send
from storage import messages, obligations, policies
from storage.policies import QUESTION

MOST = 2000


def hear(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Reply:
    """Answer a line typed under a policy's card (conversations.md 2.3)."""
    text = pressed.values.get("text", "")
    owner = turn.name_of(_owner(turn, duty))
    if pressed.values.get("file") and not text.strip():
        raise Refused("policy.file", owner=owner)
    said = acknowledgement(text)
    match said:
        case Acknowledges(version=version):
            args = {"duty": duty.id, **({"version": version} if version else {})}
            return acknowledge(turn, _with(pressed, "policy.acknowledge", args))
        case YesWithQuestion():
            return turn.note(
                "policy.condition", _ack_button(turn, duty), _ask_button(turn, pressed, duty, text, owner)
            )
        case Unclear():
            return turn.note("policy.not_clear", _ack_button(turn, duty), version=duty.version)
        case Question(text=question):
            return _ask(turn, pressed, duty, question)
        case Other():
            yes = _ask_button(turn, pressed, duty, text, owner, key="button.policy.ask.yes")
            no = turn.button("talk.dismiss", key="button.no")
            return turn.note("policy.pass_on", yes, no, owner=owner)


def _with(pressed: Pressed, verb: str, args: dict[str, str]) -> Pressed:
    return Pressed(
        pressed.actor, verb, args, pressed.values, pressed.message, pressed.place, pressed.delivery_id, ""
    )


def _ack_button(turn: Turn, duty: Row[Any]) -> Any:
    label = turn.say("button.policy.acknowledge", version=duty.version)
    return turn.button("policy.acknowledge", primary=True, duty=duty.id, label=label)


def _ask_button(
    turn: Turn, pressed: Pressed, duty: Row[Any], text: str, owner: str, key: str = "button.policy.ask.owner"
) -> Any:
    # What was typed is kept with the button's draft, so that the press need not repeat it.
    writing, _ = turn.keep(text[:MOST], duty.id)
    return turn.button("policy.ask", duty=duty.id, draft=writing, label=turn.say(key, owner=owner))


@on("talk.dismiss", writes=False)
def dismiss(_turn: Turn, _pressed: Pressed) -> Reply:
    """Say nothing more: nothing was passed on."""
    return Nothing()


def _owner(turn: Turn, duty: Row[Any]) -> str:
    row = policies.policy(turn.connection, duty.object)
    return str(row.owner) if row is not None else ""


@on("policy.ask")
def ask(turn: Turn, pressed: Pressed) -> Reply:
    """Put a question to the policy's owner; without one the form asks for it."""
    duty, text = _asked(turn, pressed)
    if pressed.args.get("draft"):
        text = turn.written(pressed.args["draft"])
    text = (pressed.values.get("words") or text).strip()
    if not text:
        form = text_form(turn.say, "policy.ask", {"duty": duty.id}, owner=turn.name_of(_owner(turn, duty)))
        empty = "words" in pressed.values
        return Ask(form, {"words": turn.say("form.policy.ask.error.empty")} if empty else {})
    if len(text) > MOST:
        form = text_form(
            turn.say, "policy.ask", {"duty": duty.id}, value=text, owner=turn.name_of(_owner(turn, duty))
        )
        return Ask(form, {"words": turn.say("error.too_long", count=len(text), limit=MOST)})
    return _ask(turn, pressed, duty, text)


def _asked(turn: Turn, pressed: Pressed) -> tuple[Row[Any], str]:
    """Return the duty a question is about, and the question as far as it was typed with the command."""
    rest = pressed.args.get("rest", "")
    what = pressed.args.get("what", "")
    if "duty" in pressed.args or (what and is_code(what)):
        return duty_meant(turn, pressed), pressed.args.get("text", "")
    head = head_of(turn, pressed)
    if rest and head is not None:
        return duty_meant(turn, _with(pressed, "policy.ask", {})), rest
    if not what:
        return duty_meant(turn, _with(pressed, "policy.ask", {})), ""
    # "ask acceptable use may I …": the longest run of words that names a policy is its name.
    words = rest.split()
    for count in range(min(5, len(words)), 0, -1):
        try:
            policy = policy_meant(turn, " ".join(words[:count]))
        except Refused:
            continue
        meant = _with(pressed, "policy.ask", {"policy": policy.id})
        return duty_meant(turn, meant), " ".join(words[count:])
    raise Refused("policy.unknown", typed=what)


def _ask(turn: Turn, pressed: Pressed, duty: Row[Any], text: str) -> Reply:
    seen = turn.first_time(duty.id)
    owner = _owner(turn, duty)
    calendar = turn.calendar_of(turn.someone(owner))
    due = due_for("policy.answer", turn.now, calendar, working_days=turn.settings.windows.answer)
    values = {
        "owner": turn.name_of(owner),
        "date": turn.day(turn.local_date(due)),
        "due": turn.day(turn.local_date(duty.due)),
    }
    if seen is not None:
        return turn.note("policy.question.passed", **values)
    head = head_of(turn, pressed)
    question = turn.parts.new_id()
    writing, digest = turn.keep(text, question)
    row = {
        "id": question, "policy": duty.object, "version": duty.version, "asker": turn.me.ref, "engagement": duty.about,
        "owner": owner, "text": writing, "answer": "", "answered_by": "", "thread_of": head.id if head else "",
        "asked_at": turn.now, "answered_at": None,
    }  # fmt: skip
    turn.connection.execute(insert(QUESTION), row)
    turn.event(
        "policy.asked", subject=turn.me.ref, engagement=duty.about, object_type="policy", object_id=duty.object,
        object_version=duty.version, question=question, writing=writing, writing_sha256=digest,
    )  # fmt: skip
    turn.oblige(
        "policy.answer", owner, question, about=duty.about, version=duty.version, reason="asked", due=due
    )
    if head is not None and head.recipient == turn.me.ref:
        args = {"key": "policy.question.passed", **values}
        send(turn, turn.me.ref, "note", args=args, thread_of=head.id, place=_place(head), live=False)
        return Nothing()
    return turn.note("policy.question.passed", **values)


def _place(head: Row[Any]) -> ChatRef:
    return ChatRef(head.platform, head.tenant, head.address)


# --- the owner's side ------------------------------------------------------------------------


@on("policy.answer")
def answer(turn: Turn, pressed: Pressed) -> Reply:
    """Bring the owner's answer back into the asker's thread."""
    duty = owned(turn, pressed, duty_of(turn, pressed, "policy.answer"))
    still_open(turn, pressed, duty)
    text = (pressed.values.get("words") or (pressed.args.get("text", "") if pressed.typed else "")).strip()
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
            place=_place(head),
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
    return Card("", (Text(said),), (_ack_button(turn, open_one), again))


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
