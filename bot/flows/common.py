"""What every subject's flows share: whose duty is meant, who is meant by a name, and the plain refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.commands import is_code, is_meant_as_code
from bot.errors import Refused
from bot.model import Action, ChatRef, Pressed
from bot.rules.names import Candidate, Found, Near, Nobody, One, Several, find
from bot.turn import KINDS, Turn, find_code, send
from storage import messages, obligations

MOST_KEPT = 500  # characters of what was typed that a button can carry


def owned(turn: Turn, pressed: Pressed, duty: Row[Any] | None) -> Row[Any]:
    """Return the duty when it is the actor's own; refuses otherwise, and records that somebody tried."""
    if duty is None:
        raise Refused("card.gone")
    if duty.owner != turn.me.ref:
        first = turn.first_of(duty.owner)
        raise Refused(
            "refused.other", first=first, actions=(turn.button("list.open"),), record=refusal(pressed, duty)
        )
    return duty


def asked_of(turn: Turn, pressed: Pressed, kind: str) -> Row[Any]:
    """Return the actor's own duty of a kind that is meant; a verb typed alone means the only one that is open."""
    duty = duty_of(turn, pressed, kind)
    if duty is None and "duty" not in pressed.args:
        duty = _only_open(turn, pressed, kind)
    return owned(turn, pressed, duty)


def _only_open(turn: Turn, pressed: Pressed, kind: str) -> Row[Any]:
    """Return the one duty of a kind that is open when nothing else was said; refuses with what is true otherwise."""
    text = pressed.args.get("text", "")
    if text and is_meant_as_code(text.split(maxsplit=1)[0]):
        raise Refused("code.unknown")
    listed = (turn.button("list.open"),)
    mine: dict[str, Row[Any]] = {}
    for duty in obligations.open_of(turn.connection, turn.me.ref):
        if duty.kind == kind and duty.created <= turn.now:
            mine.setdefault(duty.object, duty)
    if not mine:
        raise Refused(f"none_open.{kind}", actions=listed)
    if len(mine) == 1 and not text and "what" not in pressed.args and head_of(turn, pressed) is None:
        return next(iter(mine.values()))
    # Words may follow a verb that was only the beginning of a sentence, so they come along and nothing is done yet.
    kept = {"words": text} if 0 < len(text) <= MOST_KEPT else {}
    few = list(mine.values())[:5]
    offers = tuple(
        Action(pressed.verb, KINDS[kind].line(turn, one).text[:70], {"duty": one.id, **kept}) for one in few
    )
    raise Refused("choose.duty" if len(mine) > 1 else "choose.one", actions=offers + listed)


def words_with(pressed: Pressed) -> str:
    """Return what was said with a verb: in the form, after the command, or after one that had to be asked about."""
    typed = pressed.args.get("text", "") if pressed.typed else pressed.args.get("words", "")
    return (pressed.values.get("words") or typed).strip()


def refusal(pressed: Pressed, duty: Row[Any]) -> dict[str, Any]:
    """Return the event of a press that was not allowed."""
    return {
        "action": "press.refused",
        "verb": pressed.verb,
        "subject": duty.owner,
        "engagement": duty.about,
        "object_type": "obligation",
        "object_id": duty.id,
    }


def still_open(turn: Turn, pressed: Pressed, duty: Row[Any]) -> Row[Any]:
    """Return the duty while it is pending; refuses with what became of it otherwise."""
    if duty.state == "pending":
        return duty
    if duty.closed_as == "left":
        owner = turn.holder("isms_owner")
        name = owner.name if owner is not None else turn.say("name.isms_owner")
        raise Refused("refused.left", owner=name, record=refusal(pressed, duty))
    when = turn.moment(duty.ended_at) if duty.ended_at is not None else ""
    if duty.state == "done" and duty.receipt:
        raise Refused("done.already", when=when, receipt=duty.receipt)
    raise Refused("done.settled", when=when)


def duty_of(turn: Turn, pressed: Pressed, *kinds: str) -> Row[Any] | None:
    """Return the one duty of these kinds that is meant: by button, by code, or by the message answered.

    None when nothing points to one.  Several of them refuse with a button for each.
    """
    if "duty" in pressed.args:
        return obligations.obligation(turn.connection, pressed.args["duty"])
    what = pressed.args.get("what", "")
    message = find_code(turn, what) if is_code(what) else None
    if message is None and is_code(what):
        raise Refused("code.unknown")
    if message is None:
        message = head_of(turn, pressed)
    if message is None:
        return None
    rows = messages.shown_by(turn.connection, message.id)
    found = obligations.obligations(turn.connection, list(dict.fromkeys(row.obligation for row in rows)))
    fits = [duty for duty in found if duty.kind in kinds]
    mine = [duty for duty in fits if duty.owner == turn.me.ref]
    return one_of(turn, pressed, mine or fits)


def one_of(turn: Turn, pressed: Pressed, fits: Sequence[Row[Any]]) -> Row[Any] | None:
    """Return the only fitting duty; of several the only pending one; refuses with a choice otherwise."""
    pending = [duty for duty in fits if duty.state == "pending"] or list(fits)
    if len(pending) <= 1:
        return pending[0] if pending else None
    lines = [KINDS[duty.kind].line(turn, duty) for duty in pending[:5]]
    actions = tuple(
        Action(pressed.verb, line.text[:70], {"duty": duty.id})
        for line, duty in zip(lines, pending, strict=False)
    )
    raise Refused("choose.duty", actions=actions)


def head_of(turn: Turn, pressed: Pressed) -> Row[Any] | None:
    """Return our message that heads the thread in which something was pressed or said, or None."""
    message = turn.message_at(pressed.message)
    if message is None and pressed.message is not None and pressed.message.root:
        message = turn.message_at(pressed.message, root=True)
    if message is not None and message.thread_of:
        return messages.message(turn.connection, message.thread_of)
    return message


def someone_meant(
    turn: Turn, typed: str, candidates: Sequence[Candidate], verb: Callable[[str], Action]
) -> str:
    """Return the ref of who is meant.  A guess is offered as a button, never done; ``verb`` makes that button."""
    found: Found = find(typed, candidates)
    names = {one.ref: one.name for one in candidates}
    match found:
        case One(ref=ref):
            return ref
        case Several(refs=refs):
            actions = tuple(verb(ref) for ref in refs[:5])
            raise Refused("name.ambiguous", count=len(refs), typed=typed, actions=actions)
        case Near(ref=ref):
            raise Refused("name.near", typed=typed, name=names[ref], actions=(verb(ref), turn.button("help")))
        case Nobody():
            owner = turn.holder("isms_owner")
            name = owner.name if owner is not None else turn.say("name.isms_owner")
            raise Refused("name.unknown", typed=typed, owner=name, actions=(turn.button("team.show"),))


def chat_of(message: Row[Any]) -> ChatRef:
    """Return the conversation a message of ours stands in."""
    return ChatRef(message.platform, message.tenant, message.address)


def standing(turn: Turn, due: datetime | None) -> str:
    """Return "late" once a date has passed, "today" on its day, "" before and without one."""
    if due is None:
        return ""
    if due < turn.now:
        return "late"
    return "today" if turn.local_date(due) == turn.today_of(turn.person) else ""


def thread_of(turn: Turn, pressed: Pressed, duty: Row[Any]) -> tuple[str, ChatRef]:
    """Return the card (message id, place) under which something about a duty is said.

    A list, a merged message or a command has no thread for one of its lines: the duty gets a card of its own.
    """
    head = head_of(turn, pressed)
    if head is not None and head.recipient == turn.me.ref and head.live:
        rows = messages.shown_by(turn.connection, head.id)
        if {row.obligation for row in rows} == {duty.id}:
            return head.id, chat_of(head)
    steps = messages.steps_told(turn.connection, duty.id, duty.round, turn.me.ref)
    own = sum(step.startswith("own.") for step in steps) + 1
    message = send(turn, turn.me.ref, "duty", shows=[(duty, f"own.{own}")])
    row = turn.told.messages[-1]
    return message, ChatRef(row["platform"], row["tenant"], row["address"])
