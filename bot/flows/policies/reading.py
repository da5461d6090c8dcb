"""Reading in the thread: the text in sections, then the wording and its buttons; what changed."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Row

from bot.cards.policies import wording_card
from bot.commands import is_code
from bot.errors import Refused
from bot.flows.common import duty_of, head_of, thread_of
from bot.flows.policies.facts import Text, in_force, policy_facts, policy_meant, text_of, text_of_duty
from bot.model import Card, ChatRef, Nothing, Pressed, Reply, Show
from bot.model import Text as TextBlock
from bot.sections import sections
from bot.turn import Shown, Turn, draws, on, send
from storage import obligations, policies
from storage.messages import SHOWS

READING = "read"
# "1 of 7" stands before a heading already; its own number would say it twice.
_NUMBER = re.compile(r"^\d+(\.\d+)*\.?\s+")


@on("policy.read")
def read(turn: Turn, pressed: Pressed) -> Reply:
    """Put the text into the card's thread, once; where no card is at hand, show it to the one who asked."""
    duty = _duty(turn, pressed)
    if duty is None:
        return Show(_whole(turn, _text_named(turn, pressed)))
    if duty.kind == "policy.approve":
        submission = policies.submission(turn.connection, duty.object)
        assert submission is not None, "an approval without its submission"
        return Show(_whole(turn, text_of(turn, submission)))
    if duty.owner != turn.me.ref:
        return Show(_whole(turn, text_of_duty(turn, duty)))
    head, place = thread_of(turn, pressed, duty)
    return _post(turn, duty, head, place)


def _duty(turn: Turn, pressed: Pressed) -> Row[Any] | None:
    what = pressed.args.get("what", "")
    if "policy" in pressed.args or (what and not is_code(what)):
        policy_id = pressed.args.get("policy") or policy_meant(turn, what).id
        rows = obligations.of_object(turn.connection, turn.me.ref, "policy.acknowledge", policy_id)
        pending = [row for row in rows if row.state == "pending"]
        return pending[0] if pending else None
    found = duty_of(turn, pressed, "policy.acknowledge", "policy.approve")
    if found is None:
        head = head_of(turn, pressed)
        if head is not None and head.subject.startswith("policy:"):
            rows = obligations.of_object(turn.connection, turn.me.ref, "policy.acknowledge", head.subject[7:])
            return next((row for row in rows if row.state == "pending"), None)
    return found


def _text_named(turn: Turn, pressed: Pressed) -> Text:
    head = head_of(turn, pressed)
    named = pressed.args.get("policy", "")
    if not named and head is not None and head.subject.startswith("policy:"):
        named = head.subject[7:]
    if not named:
        what = pressed.args.get("what", "")
        if not what:
            raise Refused("policy.which")
        named = policy_meant(turn, what).id
    submission = in_force(turn, named)
    if submission is None:
        raise Refused("policy.unpublished", policy=named)
    return text_of(turn, submission)


def _post(turn: Turn, duty: Row[Any], head: str, place: ChatRef) -> Reply:
    step = f"{READING}.{head}"
    told = turn.connection.execute(
        SHOWS.select().where(SHOWS.c.obligation == duty.id, SHOWS.c.round == duty.round, SHOWS.c.step == step)
    ).first()
    if told is not None:
        return turn.note("policy.read.again")
    text = text_of_duty(turn, duty)
    parts = sections(text.row.text)
    common = {"submission": text.submission.id, "locale": text.locale}
    send(
        turn,
        turn.me.ref,
        "policy.intro",
        args={**common, "n": len(parts)},
        thread_of=head,
        place=place,
        live=False,
    )
    for number in range(len(parts)):
        args = {**common, "i": number, "n": len(parts)}
        send(turn, turn.me.ref, "policy.section", args=args, thread_of=head, place=place, live=False)
    send(turn, turn.me.ref, "policy.wording", shows=[(duty, step)], thread_of=head, place=place)
    turn.event(
        "policy.text_sent", subject=turn.me.ref, engagement=duty.about, object_type="policy", object_id=duty.object,
        object_version=duty.version, object_sha256=text.sha256, locale=text.locale,
    )  # fmt: skip
    return Nothing()


def _text(turn: Turn, args: dict[str, Any]) -> Text:
    submission = policies.submission(turn.connection, args["submission"])
    assert submission is not None, "a submission is never deleted"
    return text_of(turn, submission, args["locale"])


@draws("policy.intro")
def draw_intro(turn: Turn, what: Shown) -> Card:
    """Return the line before the sections: how many, how long."""
    text = _text(turn, what.args)
    minutes = turn.minutes(int(text.facts.get("read_minutes") or 2))
    said = turn.say("policy.read.intro", count=what.args["n"], minutes=minutes, policy=text.row.title)
    return Card("", (TextBlock(said),))


@draws("policy.section")
def draw_section(turn: Turn, what: Shown) -> Card:
    """Return one section of the text."""
    text = _text(turn, what.args)
    parts = sections(text.row.text)
    number = what.args["i"]
    title = _NUMBER.sub("", parts[number].title)
    label = turn.say("policy.read.part", part=number + 1, parts=len(parts), title=title)
    return Card("", (TextBlock(label, "soft"), TextBlock(parts[number].markdown, "markdown")))


@draws("policy.wording")
def draw_wording(turn: Turn, what: Shown) -> Card:
    """Return the wording agreed to; its buttons go when the duty has ended."""
    duty = what.duty
    about = policy_facts(turn, duty, text_of_duty(turn, duty))
    done = "" if duty.state == "pending" else turn.say("policy.wording.settled")
    return wording_card(turn.say, about, done=done)


def _whole(turn: Turn, text: Text) -> Card:
    """Return a text as one card, for whoever may read it without owing anything."""
    title = turn.say("fact.value.policy_version", policy=text.row.title, version=text.row.version)
    return Card(title, (TextBlock(text.row.text, "markdown"),))


@on("policy.changes", writes=False)
def changes(turn: Turn, pressed: Pressed) -> Reply:
    """Show in a few words what changed."""
    duty = _duty(turn, pressed)
    if duty is not None and duty.kind == "policy.acknowledge":
        text = text_of_duty(turn, duty)
    elif duty is not None:
        submission = policies.submission(turn.connection, duty.object)
        assert submission is not None, "an approval without its submission"
        text = text_of(turn, submission)
    else:
        text = _text_named(turn, pressed)
    title = turn.say("policy.changes.title", policy=text.row.title, version=text.row.version)
    return Show(Card(title, (TextBlock(str(text.facts.get("changes") or text.facts.get("change", ""))),)))
