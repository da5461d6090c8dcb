"""An idea is taken: screened before anything is stored, stored, and answered with a receipt (R37)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from bot.cards import ideas as cards
from bot.cards.ideas import LIMIT
from bot.errors import Refused
from bot.flows.policies.facts import policy_meant
from bot.flows.screens import Screened, screened
from bot.model import Ask, Card, Nothing, Pressed, Reply, Show
from bot.rules.ladder import due_for
from bot.turn import Shown, Turn, draws, on, send
from bot.turn.lines import boss_of
from bot.turn.static import static_card
from storage import ideas, people, policies
from storage.ideas import IDEA


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
    _ask_decider(turn, idea, owner, engagement)
    return Nothing()


def _ask_decider(turn: Turn, idea: str, owner: str, engagement: str) -> None:
    """Ask for a reply and for a decision, each by its day, and tell the author both days."""
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
