"""Who is meant by a name: a report, or somebody else whom the actor may or may not see (conversations §2.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.commands.verbs import row_of
from bot.errors import Refused
from bot.flows.briefings.facts import KIND, isms_owner
from bot.flows.briefings.permitted import not_manager
from bot.model import Action, Pressed
from bot.phrases import first_name
from bot.rules.names import Candidate, Near, One, Several, find
from bot.rules.spelling import fold
from bot.turn import Turn
from bot.turn.lines import manager_of, reports
from storage import briefings, obligations, people

MOST_CHOICES = 5
_AND = frozenset({"and", "und", "&"})
_MARKS = re.compile(r"<(?:@|mailto:)([^<>|]+)(?:\|[^<>]*)?>")


def report_meant(turn: Turn, pressed: Pressed, typed: str) -> Row[Any]:
    """Return the engagement of whoever is meant; a guess is offered as a button, never done."""
    mine = _looked_after(turn)
    persons = people.persons(turn.connection, [one.person for one in mine.values()])
    found = find(typed, candidates(turn, list(persons.values())))
    if isinstance(found, One):
        return mine[found.ref]
    if isinstance(found, Several):
        raise _several(turn, pressed, typed, [mine[ref] for ref in found.refs])
    somebody = _elsewhere(turn, pressed, typed)
    if somebody is not None:
        return somebody
    if isinstance(found, Near):
        raise _near(turn, pressed, persons[found.ref])
    raise Refused("name.unknown", typed=typed, owner=isms_owner(turn), actions=(turn.button("team.show"),))


def candidates(turn: Turn, persons: Sequence[Row[Any]]) -> list[Candidate]:
    """Return people as they can be named: also by the ids with which chat platforms mention them."""
    ids = briefings.accounts(turn.connection, [one.ref for one in persons])
    return [Candidate(one.ref, one.name, one.email, ids.get(one.ref, ())) for one in persons]


def _looked_after(turn: Turn) -> dict[str, Row[Any]]:
    """Return by person the engagements the actor looks after, owes a talk about, or was asked to help with."""
    mine = {one.id: one for one in reports(turn, turn.me.ref)}
    owned = [one.about for one in obligations.open_of(turn.connection, turn.me.ref) if _is_about_talk(one)]
    mine |= briefings.engagements(turn.connection, [about for about in owned if about not in mine])
    by_person: dict[str, Row[Any]] = {}
    talks = {one.id: briefings.briefing_of(turn.connection, one.id) for one in mine.values()}
    for one in sorted(mine.values(), key=lambda each: (_is_open(talks[each.id]), each.start)):
        by_person[one.person] = one
    return by_person


def _is_about_talk(duty: Row[Any]) -> bool:
    return bool(duty.kind == KIND or (duty.kind == "followup" and duty.reason.startswith("briefing.")))


def _is_open(duty: Row[Any] | None) -> bool:
    return duty is not None and duty.state == "pending"


def _several(turn: Turn, pressed: Pressed, typed: str, found: Sequence[Row[Any]]) -> Refused:
    actions = tuple(choice(turn, pressed, one) for one in found[:MOST_CHOICES])
    return Refused("name.ambiguous", count=len(found), typed=typed, actions=actions)


def choice(turn: Turn, pressed: Pressed, engagement: Row[Any]) -> Action:
    """Return a button that says which of several is meant: by the start that is to come, else by the work."""
    name = turn.name_of(engagement.person)
    if engagement.start > turn.today_of(turn.person):
        label = turn.say("name.option.starts", name=name, date=turn.day(engagement.start))
    else:
        role = engagement.title or turn.say(f"employment.{engagement.employment}")
        label = turn.say("name.option.role", name=name, role=role)
    person = turn.someone(engagement.person)
    duty = briefings.briefing_of(turn.connection, engagement.id)
    ids = {"duty": duty.id} if duty is not None else {"whom": person.email if person is not None else name}
    kept = {key: value for key, value in pressed.args.items() if key == "when" and value}
    return Action(pressed.verb, label[:75], ids | kept)


def offered(turn: Turn, pressed: Pressed, typed: str) -> Refused:
    """Return the offer to do what was probably meant, with whom it would be done in full.

    Raises Refused when the name needs a word of its own.
    """
    engagement = report_meant(turn, pressed, typed)
    person = turn.someone(engagement.person)
    assert person is not None, "an engagement without its person"
    return _near(turn, pressed, person)


def _near(turn: Turn, pressed: Pressed, person: Row[Any]) -> Refused:
    phrase = f"{row_of(pressed.verb).words(turn.locale)[0]} {person.name}"
    kept = {key: value for key, value in pressed.args.items() if key == "when" and value}
    first = first_name(person.name)
    label = (
        turn.say("button.briefing.show.yes", first=first)
        if pressed.verb == "briefing.show"
        else turn.say("button.guess", what=phrase)
    )
    yes = Action(pressed.verb, label[:75], {"whom": person.email or person.name} | kept, primary=True)
    return Refused("help.did_you_mean", what=phrase, actions=(yes, turn.button("help")))


def _elsewhere(turn: Turn, pressed: Pressed, typed: str) -> Row[Any] | None:
    """Return the engagement of somebody the actor may see without looking after them.

    Refuses where the name is somebody else's, the actor's own, or of one who has left; None for nobody.
    """
    marked = _MARKS.fullmatch(typed.strip())
    name = " ".join(fold(marked[1] if marked else typed.strip(" \"'“”„.").lstrip("@")).split())
    rows = briefings.named(turn.connection, name) if name else []
    found = find(typed, candidates(turn, rows))
    sees_all = turn.has_role("isms_owner")
    if isinstance(found, Several) and sees_all:
        each = [_engagement_of(turn, ref) for ref in found.refs]
        raise _several(turn, pressed, typed, [one for one in each if one is not None])
    if not isinstance(found, One):
        return None
    engagement = _engagement_of(turn, found.ref)
    if engagement is None:
        _refuse_left(turn, found.ref)
        return None
    if found.ref == turn.me.ref and pressed.verb != "briefing.show":
        raise _own(turn, pressed, engagement)
    if found.ref == turn.me.ref or sees_all:
        return engagement
    raise not_manager(turn, pressed, engagement)


def _own(turn: Turn, pressed: Pressed, engagement: Row[Any]) -> Refused:
    facts = {
        "action": "press.refused",
        "verb": pressed.verb,
        "subject": turn.me.ref,
        "engagement": engagement.id,
    }
    name = turn.name_of(manager_of(turn, engagement.id))
    return Refused("refused.own_briefing", manager=name, record=facts)


def _engagement_of(turn: Turn, ref: str) -> Row[Any] | None:
    active = people.active_engagements(turn.connection, ref, turn.today_of(turn.person))
    talks = [(one, briefings.briefing_of(turn.connection, one.id)) for one in active]
    return next((one for one, talk in talks if _is_open(talk)), active[-1] if active else None)


def _refuse_left(turn: Turn, ref: str) -> None:
    last = briefings.last_day(turn.connection, ref)
    if last is not None:
        raise Refused("name.left", name=turn.name_of(ref), date=turn.day(last))


def names_in(turn: Turn, typed: str) -> list[str]:
    """Return the names that were typed: one, or several reports ("ben, nia" and "ben and nia" alike)."""
    each = [word for word in typed.split() if word.casefold() not in _AND]
    if len(each) < 2:
        return [typed]
    mine = people.persons(turn.connection, [one.person for one in _looked_after(turn).values()])
    known = candidates(turn, list(mine.values()))
    if isinstance(find(typed, known), One | Several):
        return [typed]
    return each if all(isinstance(find(word, known), One) for word in each) else [typed]
