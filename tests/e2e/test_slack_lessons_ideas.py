"""Lessons, ideas, lists and typed words in a real Slack client, and what happens when it does not go smoothly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.support.cast import ANA, BEN, EVE, GUS, PETRA, in_days
from tests.e2e.support.company import Acme, on_sqlite, waited
from tests.e2e.support.elements import labels, options
from tests.e2e.support.member import Member, said

pytestmark = [pytest.mark.client("local-slack"), on_sqlite]

INVITATION = "Two minutes that may save an invoice"
NOTHING_KEPT = ("idea.submitted", "policy.asked", "policy.acknowledged")


def answered(who: Member, command: str, text: str = "") -> dict[str, Any]:
    """Return what a command is answered with; only its writer sees it."""
    before = {one["ts"] for one in who.sees()}
    who.commands(command, text)
    (reply,) = [one for one in who.sees() if one["ts"] not in before]
    assert reply["ephemeral_to"] == who.user.id
    return reply


def replied(who: Member, text: str, words: str, thread: dict[str, Any] | None = None) -> str:
    """Return the answer to a line in the DM, or in a thread of it: the one with these words."""
    before = {one["ts"] for one in who.sees()}
    who.writes(text, thread=thread)

    def found() -> str:
        answers = [said(one) for one in who.sees() if one["ts"] not in before and one["user"] != who.user.id]
        return next((answer for answer in answers if words in answer), "")

    return waited(found, f"an answer to {text!r} with {words!r}")


# --- lessons ---------------------------------------------------------------------------------


def test_a_lesson_is_answered_wrong_then_one_like_it_then_typed(acme: Acme) -> None:
    acme.does("lesson", "assign", "L4", "--department", "Engineering")
    acme.does("jobs", "run")
    eve = acme.member(EVE)
    card = acme.card(eve, INVITATION)
    assert labels(card["blocks"]) == ["Do it now", "Not today"]

    eve.presses(card, "Do it now")
    first = acme.said_below(eve, card, "Situation 1 of 2")
    assert "You were told to look for bad spelling" in said(acme.said_below(eve, card, "Spot phishing"))
    eve.presses(first, "Answer")
    assert acme.said_below(eve, card, "Choose one answer first.")["ephemeral_to"] == EVE.id
    eve.chooses(first, _option(first, "Answer the mail and ask if it is real"))
    eve.presses(first, "Answer")
    wrong = acme.changed(eve, first, "Good that you check. The way matters")
    assert labels(wrong["blocks"]) == ["Try one like it", "Read the lesson again"]

    eve.presses(wrong, "Try one like it")
    sibling = acme.said_below(eve, card, "One like it")
    eve.writes(_option(sibling, "Call the contact you know, then four eyes")[0], thread=card)
    right = acme.changed(eve, sibling, "A route you knew before, and a second pair of eyes.")
    assert "Yes. Yes." not in said(right)

    eve.presses(right, "Next")
    second = acme.said_below(eve, card, "Situation 2 of 2")
    replied(eve, "a lot of them", "Write a, b or c", card)
    eve.writes(_option(second, "Report it now, with /report")[0], thread=card)

    (event,) = acme.evidence("lesson.done")
    assert (event["object_id"], event["attempts"], event["channel"]) == ("L4", "3", "slack")
    assert acme.changed(eve, card, "Done, Eve. Both ideas are yours now.")
    acme.said_below(eve, card, "Done, Eve.")
    assert acme.slack.proxy.refusals() == []


def _option(card: dict[str, Any], text: str) -> str:
    """Return the row with this answer: its letter comes first, and each person has an order of their own."""
    return next(option for option in options(card["blocks"]) if option.endswith(text))


def test_the_home_tab_lists_what_is_open_and_its_buttons_work(acme: Acme) -> None:
    acme.does("lesson", "assign", "L4", "--department", "Engineering")
    acme.does("jobs", "run")
    eve = acme.member(EVE)
    acme.card(eve, INVITATION)

    home = eve.opens_home()
    assert home["type"] == "home"
    assert "Open for you: one" in said(home)
    assert "Lesson: Spot phishing by what it wants" in said(home)
    assert labels(home["blocks"])[0] == "Do it now"

    eve.presses_home("Do it now")
    acme.evidence("lesson.started")
    acme.card(eve, "Situation 1 of 2")
    eve.presses_home("What you have done")
    window = waited(eve.open_form, "a window over the home tab")
    assert "Nothing yet. What you answer will stand here." in said(window)
    assert acme.slack.proxy.refusals() == []


# --- ideas -----------------------------------------------------------------------------------


def test_an_idea_is_corrected_sent_replied_to_and_accepted(acme: Acme) -> None:
    eve, petra = acme.members(EVE, PETRA)

    eve.commands("/improve", "Real customer names turn up in our test data.")
    assert _prefilled(eve, "today") == "Real customer names turn up in our test data."
    long = "One line too many. " * 120
    assert eve.submits({"today": " "}) == {"today": "Tell us what happens today; one sentence is enough."}
    assert eve.submits({"today": long}) == {
        "today": "2,279 characters; 2,000 fit. Nothing is lost, shorten it where you like."
    }
    assert acme.events("idea.submitted") == []
    assert eve.submits({"better": "A masked copy every Monday."}) == {}

    receipt = acme.card(eve, "Your idea is on its way")
    assert "Thank you, Eve. Petra Kraus reads it and replies by" in said(receipt)
    (submitted,) = acme.events("idea.submitted")
    assert "customer names" not in str(submitted)

    acme.does("jobs", "run")
    card = acme.card(petra, "An idea for you to read")
    assert "> Real customer names turn up in our test data." in said(card)
    petra.presses(card, "Decline with a reason")
    assert petra.submits({"words": " "}) == {"words": "A reason helps the author. One sentence is enough."}
    petra.closes_form()
    petra.presses(card, "Reply to the author")
    petra.submits({"words": "Good point. I ask the data team."})
    acme.said_below(eve, receipt, 'Petra Kraus writes: "Good point. I ask the data team."')

    petra.presses(card, "Accept it")
    petra.submits({"words": "We start in January."})
    acme.said_below(eve, receipt, 'Accepted by Petra Kraus: "We start in January."')
    acme.changed(petra, card, "Accepted by Petra Kraus on")
    assert [len(acme.events(f"idea.{step}")) for step in ("replied", "accepted", "declined")] == [1, 1, 0]
    eve.presses(receipt, "See my ideas")
    assert "accepted" in said(eve.waits_for("Your ideas: one"))
    assert acme.slack.proxy.refusals() == []


def _prefilled(who: Member, field: str) -> str:
    form = waited(who.open_form, "a form")
    (block,) = [
        one for one in form["blocks"] if one["type"] == "input" and one["element"]["action_id"] == field
    ]
    return str(block["element"].get("initial_value", ""))


def test_a_secret_is_covered_and_an_event_is_led_to_the_report(acme: Acme) -> None:
    eve = acme.member(EVE)

    eve.commands("/improve", "")
    assert _prefilled(eve, "today") == ""
    eve.submits({"today": "my password is Sommer2026!"})
    assert "I have covered it and kept nothing of it." in said(waited(eve.open_form, "the form again"))
    assert _prefilled(eve, "today") == "my password is •••••"
    eve.closes_form()
    eve.commands("/improve", "my password is Sommer2026!")
    assert _prefilled(eve, "today") == "my password is •••••"
    eve.closes_form()

    first = answered(eve, "/improve", "I lost my phone in the tram")
    assert "This sounds like something to report first. Nothing is stored yet." in said(first)
    assert labels(first["blocks"]) == ["Report it now", "It is only an idea", "Discard it"]
    eve.presses(first, "Report it now")
    assert "+49 30 5550 112" in said(eve.waits_for("Something happened? Report it now."))
    assert acme.events("idea.submitted") == []

    eve.presses(first, "It is only an idea")
    assert _prefilled(eve, "today") == "I lost my phone in the tram"
    assert eve.submits({}) == {"screen": "Choose first what this is. Nothing is stored yet."}
    assert eve.submits({"screen": "It is only an idea"}) == {}
    assert len(acme.evidence("idea.submitted")) == 1
    assert "Sommer2026" not in acme.server.log()
    assert acme.slack.proxy.refusals() == []


# --- always, and typed -----------------------------------------------------------------------


def test_codes_static_texts_and_the_language_answer_in_command_and_line(acme: Acme) -> None:
    acme.does("lesson", "assign", "L4", "--department", "Engineering")
    acme.does("jobs", "run")
    eve, ana = acme.members(EVE, ANA)
    card = acme.card(eve, INVITATION)
    code = said(card).rpartition("Check code ")[2][:4]

    assert "Yes, this card is from Steward, sent to you" in said(answered(eve, "/verify", code))
    assert "No card has this code." in said(answered(ana, "/verify", code))
    assert "Spot phishing by what it wants" in said(answered(eve, "/steward", f"read {code}"))
    assert "No card has this code." in said(answered(ana, "/steward", f"read {code}"))

    report = answered(eve, "/report", "I clicked a link, and my name is Eve")
    assert report["blocks"] == answered(ana, "/report")["blocks"]
    speak = said(answered(eve, "/speak-up", "my boss takes money"))
    assert "What you typed after the command was not kept here." in speak
    replied(eve, "report", "Something happened? Report it now.")
    assert "boss" not in acme.server.log()

    assert "Ab jetzt auf Deutsch." in said(answered(eve, "/steward", "language de"))
    assert "Für dich offen: eine Sache" in said(answered(eve, "/steward"))
    replied(eve, "hilfe", "Was du mir sagen kannst")
    replied(eve, "liste", "Lektion: ")
    eve.writes("lektion")
    acme.evidence("lesson.started")
    acme.card(eve, "Situation 1 von 2")
    replied(eve, "sprache deutsch", "Ab jetzt auf Deutsch.")
    replied(eve, "sprache englisch", "From now on in English.")
    assert [one["locale"] for one in acme.events("person.language")] == ["de", "de", "en"]
    assert acme.slack.proxy.refusals() == []


# --- when it does not go smoothly (conversations §2.4) ---------------------------------------


def test_names_that_do_not_fit_are_answered_and_never_guessed_into_effect(acme: Acme) -> None:
    acme.imports(
        {BEN: in_days(9)},
        "R1,ben.roth@acme.test,Ben Roth,P1,employee,MTWTFSS,0,,Engineering,2020-01-06,,UTC,en",
    )
    ana, eve, ben = acme.members(ANA, EVE, BEN)

    unknown = answered(ana, "/steward", "brief zoe")
    assert "I know nobody called 'zoe' whom you look after." in said(unknown)
    assert "Petra Kraus can check." in said(unknown)
    ana.presses(unknown, "Show my team")
    assert "Ben Roth" in said(ana.waits_for("Your team: three people"))

    several = answered(ana, "/steward", "brief ben")
    assert "Two people fit 'ben'. Whom do you mean?" in said(several)
    (starter, _) = labels(several["blocks"])
    assert starter.startswith("Ben Ito, starts ")
    ana.presses(several, starter)
    assert "Ben Ito" in said(ana.waits_for("Ben starts on"))

    slip = answered(ana, "/steward", "breif bn ito")
    assert "Did you mean 'brief Ben Ito'?" in said(slip)
    assert labels(slip["blocks"]) == ["Yes, show Ben's briefing", "Help"]
    assert "I don't know 'dance'. These I know:" in said(answered(ana, "/steward", "dance"))
    refused = said(answered(eve, "/steward", "record ben ito"))
    assert "Ben does not report to you, so only their manager can do this. That is Ana Novak." in refused
    own = said(answered(ben, "/steward", "record ben ito"))
    assert "Nobody records their own briefing. Ana Novak does, and then you are asked." in own
    assert acme.events("briefing.recorded") == []
    assert acme.slack.proxy.refusals() == []


def test_a_stranger_and_a_file_are_answered_and_leave_nothing(acme: Acme) -> None:
    acme.publishes()
    gus, eve = acme.members(GUS, EVE)
    stranger = "You are not in Acme's list of people yet, so nothing is open for you."

    for command, text in (("/steward", ""), ("/improve", "an idea"), ("/verify", "0000")):
        assert stranger in said(answered(gus, command, text))
    replied(gus, "ack aup 3.0", stranger)
    assert "Something happened?" in said(answered(gus, "/report"))
    assert "The confidential route" in said(answered(gus, "/speak-up"))

    card = acme.card(eve, "the rules for everyday tools have changed")
    assert "I know no policy called 'ajp'." in said(answered(eve, "/steward", "ack ajp 3.0"))
    old = said(answered(eve, "/steward", "ack aup 2.1"))
    assert "Version 2.1 has been replaced. 3.0 is the one that applies, and nothing was recorded." in old
    replied(eve, "ok", "To be sure: do you want to acknowledge version 3.0?", card)
    eve.sends_file("photo.png", b"\x89PNG", card)
    acme.said_below(eve, card, "I can only read text here. Write it, or ask Olga Marin directly.")
    assert [acme.events(action) for action in NOTHING_KEPT] == [[], [], []]

    answered(eve, "/steward", "ack aup 3.0")
    (event,) = acme.evidence("policy.acknowledged")
    again = said(answered(eve, "/steward", "ack aup 3.0"))
    assert "Already acknowledged:" in again
    assert event["receipt"] in again
    replied(eve, "bestätigen aup 3.0", "Already acknowledged:")
    eve.presses(card, "Acknowledge version 3.0")
    assert event["receipt"] in said(eve.waits_for("Already done:"))
    assert len(acme.events("policy.acknowledged")) == 1
    assert acme.slack.proxy.refusals() == []
