"""Ideas: anyone writes one, somebody answers each, the author hears every step (R37, R38)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, update

from bot.cards import ideas as cards
from bot.cards.common import until_status
from bot.cards.policies import text_form
from bot.errors import Refused
from bot.flows.common import duty_of, owned, standing
from bot.flows.policies.facts import policy_meant
from bot.flows.screens import Screened, screened
from bot.model import Ask, Card, ChatRef, Item, Nothing, Pressed, Reply, Show, Text
from bot.rules.ladder import due_for
from bot.turn import Kind, Shown, Turn, draws, kind, on, send
from bot.turn.lines import boss_of, manager_of
from bot.turn.static import static_card
from storage import ideas, messages, obligations, people, policies
from storage.ideas import IDEA

LIMIT = cards.LIMIT


@on("idea.submit")
def submit(turn: Turn, pressed: Pressed) -> Reply:
    """Take an idea; screens for secrets, events and persons come before anything is stored."""
    if "today" not in pressed.values:
        return _open(turn, pressed)
    seen = turn.first_time("idea")
    if seen is not None:
        return Nothing()
    given = {name: pressed.values.get(name, "").strip() for name in ("today", "better", "policy")}
    hide = "hide" in pressed.values.get("hide", "").split(",")
    checked = screened(given["today"], given["better"])
    form = cards.idea_form(
        turn.say,
        hide=hide,
        screen=pressed.args.get("asked", ""),
        **(given | {"today": checked.first, "better": checked.second}),
    )
    errors = _errors(turn, given, checked)
    policy = ""
    if given["policy"] and not errors:
        try:
            policy = policy_meant(turn, given["policy"]).id
        except Refused as refused:
            if refused.key != "policy.unknown":
                errors["policy"] = turn.say(refused.key, **refused.values)
    if errors:
        turn.forget_delivery()
        return Ask(form, errors)
    if checked.route and pressed.args.get("asked") != checked.route:
        turn.forget_delivery()
        return Ask(cards.idea_form(turn.say, hide=hide, screen=checked.route, **given))
    choice = pressed.values.get("screen", "")
    if checked.route and choice != "idea":
        turn.forget_delivery()
        if choice not in ("route", "discard"):
            return Ask(form, {"screen": turn.say("form.idea.submit.error.screen")})
        return _instead(turn, checked.route, choice)
    return _store(turn, given, policy, hide=hide)


def _instead(turn: Turn, route: str, choice: str) -> Reply:
    if choice == "discard":
        return turn.note("note.idea.discarded")
    return Show(static_card(turn.parts, "event.open" if route == "event" else "speakup.open"))


def _open(turn: Turn, pressed: Pressed) -> Reply:
    """Open the form with what was typed in it; what looks like an event or is about a person is asked first."""
    text = pressed.args.get("text", "").strip()
    checked = screened(text, "")
    errors = {}
    if checked.covered:
        errors["today"] = turn.say("idea.secret")
    elif len(text) > LIMIT:
        errors["today"] = turn.say("idea.too_long", count=len(text), limit=LIMIT)
    elif checked.route and not pressed.args.get("sure"):
        if pressed.place == "command" and len(text) < 1500:
            yes = turn.button(
                "idea.submit", key=f"button.idea.only.{checked.route}", text=text, sure=checked.route
            )
            verb = "event.open" if checked.route == "event" else "speakup.open"
            route = turn.button(verb, primary=True, key=f"button.idea.route.{checked.route}")
            return turn.note(
                f"idea.{checked.route}", route, yes, turn.button("talk.dismiss", key="button.idea.discard")
            )
        return Ask(cards.idea_form(turn.say, today=text, screen=checked.route))
    sure = pressed.args.get("sure", "")
    form = cards.idea_form(turn.say, today=checked.first)
    if sure:
        form = cards.idea_form(turn.say, today=checked.first, screen=sure)
    return Ask(form, errors)


def _errors(turn: Turn, given: dict[str, str], checked: Screened) -> dict[str, str]:
    errors = {}
    if not given["today"]:
        errors["today"] = turn.say("form.idea.submit.error.today")
    for name in ("today", "better"):
        if len(given[name]) > LIMIT:
            errors[name] = turn.say("error.too_long", count=len(given[name]), limit=LIMIT)
    if checked.covered and not errors:
        errors["today"] = turn.say("idea.secret")
    if len(given["policy"]) > 200:
        errors["policy"] = turn.say("error.too_long", count=len(given["policy"]), limit=200)
    return errors


def _store(turn: Turn, given: dict[str, str], policy: str, *, hide: bool) -> Reply:
    idea = turn.parts.new_id()
    owner = _decider(turn, policy)
    active = people.active_engagements(turn.connection, turn.me.ref, turn.now.date())
    engagement = active[0].id if active else ""
    today, today_hash = turn.keep(given["today"], idea)
    better, better_hash = turn.keep(given["better"], idea) if given["better"] else ("", "")
    row = {
        "id": idea, "author": turn.me.ref, "engagement": engagement, "owner": owner, "policy": policy,
        "hide_name": hide, "today": today, "better": better, "state": "submitted", "reply": "",
        "decided_by": "", "submitted_at": turn.now, "replied_at": None, "decided_at": None,
    }  # fmt: skip
    turn.connection.execute(insert(IDEA), row)
    turn.event(
        "idea.submitted", subject=turn.me.ref, engagement=engagement, object_type="idea", object_id=idea, policy=policy,
        anonymity="hidden" if hide else "named", writing=today, writing_sha256=today_hash, better=better,
        better_sha256=better_hash,
    )  # fmt: skip
    calendar = turn.calendar_of(turn.someone(owner))
    windows = turn.settings.windows
    reply = due_for("idea.answer", turn.now, calendar, working_days=windows.idea_reply)
    decision = due_for("idea.answer", turn.now, calendar, working_days=windows.idea_decision)
    turn.oblige("idea.answer", owner, idea, about=engagement, cycle="reply", reason="submitted", due=reply)
    # The decision is asked for when the reply is due; until then one card is enough.
    turn.oblige(
        "idea.answer",
        owner,
        idea,
        about=engagement,
        cycle="decision",
        reason="submitted",
        due=decision,
        created=reply,
        next_at=reply,
    )
    send(
        turn,
        turn.me.ref,
        "idea.receipt",
        args={"idea": idea, "reply": reply.isoformat(), "decision": decision.isoformat()},
        subject=f"idea:{idea}",
        live=False,
    )
    return Nothing()


def _decider(turn: Turn, policy_id: str) -> str:
    """Return who answers: the policy's owner, else the ISMS owner; never the author (R38 AC2)."""
    policy = policies.policy(turn.connection, policy_id) if policy_id else None
    holder = turn.holder("isms_owner")
    candidates = [
        policy.owner if policy is not None else "",
        holder.ref if holder is not None else "",
        boss_of(turn, turn.me.ref),
    ]
    return next((ref for ref in candidates if ref and ref != turn.me.ref), "")


@on("idea.list", writes=False)
def list_ideas(turn: Turn, _pressed: Pressed) -> Reply:
    """Show the actor's own ideas and what became of each."""
    rows = ideas.ideas_of(turn.connection, turn.me.ref)[:20]
    items = []
    for row in rows:
        words = turn.written(row.today)[:120]
        state = turn.say(f"idea.state.{row.state}")
        items.append(
            Item(
                words,
                None,
                turn.say("idea.line", date=turn.day(turn.local_date(row.submitted_at)), state=state),
            )
        )
    title = turn.say("idea.list.title", count=len(items)) if items else turn.say("idea.list.none")
    return Show(
        Card(title, tuple(items), (turn.button("idea.submit", key="button.idea.suggest"),), fallback=title)
    )


# --- whoever decides -------------------------------------------------------------------------


def _decision(turn: Turn, pressed: Pressed) -> tuple[Row[Any], Row[Any]]:
    duty = owned(turn, pressed, duty_of(turn, pressed, "idea.answer"))
    idea = ideas.idea(turn.connection, duty.object)
    assert idea is not None, "an answer without its idea"
    if idea.author == turn.me.ref:
        raise Refused("idea.own")
    if idea.state in ("accepted", "declined"):
        raise Refused("idea.decided", state=turn.say(f"idea.state.{idea.state}"))
    return duty, idea


def _words(turn: Turn, pressed: Pressed) -> str:
    return (pressed.values.get("words") or (pressed.args.get("text", "") if pressed.typed else "")).strip()


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
    text = _words(turn, pressed)
    asks = _form(turn, pressed, duty, text, required=True)
    if asks is not None:
        return asks
    writing, digest = turn.keep(text, idea.id)
    values = {"state": "in_review", "reply": writing, "replied_at": idea.replied_at or turn.now}
    turn.connection.execute(update(IDEA).where(IDEA.c.id == idea.id).values(**values))
    _event(turn, idea, "idea.replied", writing, digest)
    _end(turn, idea, ("reply",))
    _tell(turn, idea, "replied", writing)
    return turn.note("note.idea.replied", name=_author(turn, idea))


@on("idea.accept", "idea.decline")
def decide(turn: Turn, pressed: Pressed) -> Reply:
    """Decide an idea; a "no" needs its reason."""
    duty, idea = _decision(turn, pressed)
    accepts = pressed.verb == "idea.accept"
    text = _words(turn, pressed)
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
    return turn.note(f"note.idea.{state}", name=_author(turn, idea))


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
        place=ChatRef(head.platform, head.tenant, head.address),
        live=False,
    )


def _author(turn: Turn, idea: Row[Any]) -> str:
    """Return the author's name as whoever decides may know it: hidden from one's own manager when so wished."""
    reader = turn.person.ref if turn.person is not None else ""
    if idea.hide_name and idea.engagement and reader in _above(turn, idea):
        return turn.say("idea.hidden")
    return turn.name_of(idea.author)


def _above(turn: Turn, idea: Row[Any]) -> set[str]:
    manager = manager_of(turn, idea.engagement)
    return {manager, boss_of(turn, manager)} if manager else set()


@on("idea.show", writes=False)
def show(turn: Turn, pressed: Pressed) -> Reply:
    """Show an idea of a line in a list."""
    return Show(_draw(turn, owned(turn, pressed, duty_of(turn, pressed, "idea.answer")), "rung.0"))


# --- drawings --------------------------------------------------------------------------------


def _facts(turn: Turn, duty: Row[Any], idea: Row[Any]) -> cards.IdeaFacts:
    policy = policies.policy(turn.connection, idea.policy) if idea.policy else None
    both = {one.cycle: one for one in obligations.on(turn.connection, "idea.answer", idea.id)}
    by = {cycle: turn.day(turn.local_date(one.due)) for cycle, one in both.items() if one.due is not None}
    owns = policy is not None and policy.owner == duty.owner
    next_due = both.get("decision" if idea.replied_at else "reply")
    return cards.IdeaFacts(
        duty=duty.id,
        today=turn.written(idea.today),
        better=turn.written(idea.better),
        author=_author(turn, idea),
        about=policy.title if policy is not None else "",
        reply_by="" if idea.replied_at else by.get("reply", ""),
        decide_by=by.get("decision", ""),
        why=turn.say("fact.value.owns_policy" if owns else "fact.value.isms_owner"),
        standing=standing(turn, next_due.due) if next_due is not None else "",
    )


def _draw(turn: Turn, duty: Row[Any], _step: str) -> Card:
    idea = ideas.idea(turn.connection, duty.object)
    assert idea is not None, "an answer without its idea"
    about = _facts(turn, duty, idea)
    if idea.state in ("accepted", "declined"):
        words = turn.say(
            f"idea.settled.{idea.state}",
            name=turn.name_of(idea.decided_by),
            when=turn.moment(idea.decided_at),
        )
        return cards.settled_card(turn.say, about, words)
    return cards.decide_card(turn.say, about, replied=bool(idea.replied_at))


def _line(turn: Turn, duty: Row[Any]) -> Item:
    idea = ideas.idea(turn.connection, duty.object)
    assert idea is not None, "an answer without its idea"
    about = _facts(turn, duty, idea)
    label, verb = (
        ("button.idea.decide", "idea.show") if idea.replied_at else ("button.idea.reply", "idea.reply")
    )
    text = turn.say("digest.line.idea", name=about.author, date=about.reply_by or about.decide_by)
    return Item(
        text,
        turn.button(verb, key=label, about=about.author, duty=duty.id),
        status=until_status(turn.say, about.reply_by or about.decide_by, about.standing),
    )


ANSWER = kind(Kind("idea.answer", draws=_draw, line=_line, minutes=lambda _turn, _duty: 2, digested=True))


@draws("idea.receipt")
def draw_receipt(turn: Turn, what: Shown) -> Card:
    """Return the author's receipt."""
    idea = ideas.idea(turn.connection, what.args["idea"])
    assert idea is not None, "a receipt without its idea"
    days = {
        name: turn.day(turn.local_date(datetime.fromisoformat(what.args[name])))
        for name in ("reply", "decision")
    }
    return cards.receipt_card(
        turn.say,
        first=turn.first_of(idea.author),
        owner=turn.name_of(idea.owner),
        words=turn.written(idea.today),
        **days,
    )


@draws("idea.news")
def draw_news(turn: Turn, what: Shown) -> Card:
    """Return one step of an idea, as its author hears it."""
    words = turn.written(what.args["writing"])
    key = f"idea.news.{what.args['step']}" + ("" if words else ".plain")
    return Card("", (Text(turn.say(key, owner=turn.name_of(what.args["by"]), words=words)),))
