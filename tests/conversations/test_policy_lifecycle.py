"""From a file to a published policy (R15, R16): nothing but the approved text is published."""

from __future__ import annotations

import pytest

from bot.engine import OPERATOR
from bot.errors import Refused
from bot.flows.policies import adding, publishing, submitting
from bot.flows.policies.audience import by_department
from bot.flows.policies.obliging import oblige_all
from bot.flows.policies.publishing import publish_policy
from bot.model import Actor, Ask, Note
from tests.drafts import draft
from tests.office import Colleague, Office


def _submitted(office: Office, **changes: object) -> tuple[Colleague, Colleague]:
    """Return owner and approver of a policy that waits for its approval."""
    olga = office.hire("olga", role="policy_owner")
    chika = office.hire("chika", role="approver")
    office.run(adding.add, draft(**changes))
    office.run(submitting.submit, "AUP")
    office.settle()
    return olga, chika


def test_the_approver_gets_a_card_with_the_change_and_the_fingerprint(office: Office) -> None:
    _, chika = _submitted(office)

    (card,) = office.inbox(chika)

    assert card.title == "Acceptable use 3.0 needs your decision"
    assert "Olga Marin wrote it and cannot approve it." in card.text
    assert card.verbs[:2] == ("policy.approve", "policy.return")


def test_without_an_approval_nothing_is_published(office: Office) -> None:
    _submitted(office)

    with pytest.raises(Refused) as refused:
        office.run(publishing.publish, "AUP")

    assert refused.value.key == "policy.publish.unapproved"


def test_the_command_line_says_everything_in_one_language_whoever_is_named_there(office: Office) -> None:
    olga = office.hire("olga", role="policy_owner", locale="de")
    office.hire("chika", role="approver")
    as_olga = Actor("cli", "", olga.email)
    office.engine.run_as(as_olga, adding.add, draft())
    office.engine.run_as(as_olga, submitting.submit, "AUP")

    with pytest.raises(Refused) as refused:
        office.engine.run_as(as_olga, submitting.submit, "AUP")

    said = office.parts.words.say("en", refused.value.key, **refused.value.values)
    assert said.startswith("Exactly this text is waiting for a decision already, so nothing was sent.")


@pytest.mark.parametrize("locale", ["fr", "de-AT"])
def test_a_text_in_a_language_that_nobody_would_be_shown_is_refused(office: Office, locale: str) -> None:
    office.hire("olga", role="policy_owner")
    office.hire("chika", role="approver")

    with pytest.raises(Refused) as refused:
        office.run(adding.add, draft(locale=locale))

    assert (refused.value.key, refused.value.values["known"]) == ("policy.add.locale", "en, de")
    assert office.events("policy.added") == []


def test_after_the_approval_the_owner_publishes_exactly_that_text(office: Office) -> None:
    _, chika = _submitted(office)
    office.press(chika, "policy.approve")

    asked = publish_policy(office.engine, OPERATOR, "AUP")

    (approved,), (published,) = office.events("policy.approved"), office.events("policy.published")
    assert asked == 2
    assert approved["object_sha256"] == published["object_sha256"]
    assert published["approved_by"] == chika.ref


def test_one_character_changed_after_the_approval_cannot_be_published(office: Office) -> None:
    _, chika = _submitted(office)
    office.press(chika, "policy.approve")
    office.run(
        adding.add, draft(text="# Acceptable use\n\nLaptop, phone and accounts of Acme are for work!\n")
    )

    with pytest.raises(Refused) as refused:
        office.run(publishing.publish, "AUP")

    assert refused.value.key == "policy.publish.unapproved"
    assert office.events("policy.published") == []


def test_a_translation_added_after_the_approval_needs_its_own(office: Office) -> None:
    _, chika = _submitted(office)
    office.press(chika, "policy.approve")
    office.run(adding.add, draft(locale="de", title="Umgang", text="# Umgang\n\nText.\n"))

    with pytest.raises(Refused):
        office.run(publishing.publish, "AUP")


def test_the_author_cannot_be_the_approver(office: Office) -> None:
    office.hire("olga", role=("policy_owner", "approver"))
    office.run(adding.add, draft(approver="olga.marin@acme.example"))

    with pytest.raises(Refused) as refused:
        office.run(submitting.submit, "AUP")

    assert refused.value.key == "policy.submit.author"


def test_somebody_without_the_role_cannot_be_the_approver(office: Office) -> None:
    office.hire("olga", role="policy_owner")
    office.hire("chika")
    office.run(adding.add, draft())

    with pytest.raises(Refused) as refused:
        office.run(submitting.submit, "AUP")

    assert refused.value.key == "policy.submit.role"


def test_the_top_policy_needs_top_management(office: Office) -> None:
    office.hire("olga", role="policy_owner")
    office.hire("chika", role="approver")
    office.run(adding.add, draft(policy_class="top"))

    with pytest.raises(Refused) as refused:
        office.run(submitting.submit, "AUP")

    assert refused.value.key == "policy.submit.role"


def test_a_text_that_changed_after_the_card_is_not_approved(office: Office) -> None:
    _, chika = _submitted(office)
    office.run(adding.add, draft(text="# Acceptable use\n\nAnother text.\n"))

    reply = office.press(chika, "policy.approve")

    assert isinstance(reply, Note)
    assert "Nothing was recorded." in reply.text
    assert office.events("policy.approved") == []


def test_returning_asks_for_a_reason_and_keeps_the_card_until_there_is_one(office: Office) -> None:
    _, chika = _submitted(office)

    form = office.press(chika, "policy.return")
    assert isinstance(form, Ask)
    again = office.fill(chika, form, words="  ")

    assert isinstance(again, Ask)
    assert again.errors == {"words": "A reason helps Olga to do better. One sentence is enough."}
    assert office.duty(chika, "policy.approve").state == "pending"


def test_a_returned_text_reaches_its_owner_with_the_reason(office: Office) -> None:
    olga, chika = _submitted(office)

    office.fill(chika, office.press(chika, "policy.return"), words="Say what happens to private phones.")
    office.wait(days=1)

    assert any("Say what happens to private phones." in card.text for card in office.inbox(olga))
    (event,) = office.events("policy.returned")
    assert "private phones" not in str(event)


def test_a_returned_text_can_be_submitted_again(office: Office) -> None:
    _, chika = _submitted(office)
    office.fill(chika, office.press(chika, "policy.return"), words="Phones?")

    office.run(adding.add, draft(text="# Acceptable use\n\nPhones too.\n"))
    office.run(submitting.submit, "AUP")

    assert [duty.state for duty in office.duties(chika, "policy.approve")] == ["done", "pending"]


def test_an_approval_typed_with_the_code_is_the_same(office: Office) -> None:
    _, chika = _submitted(office)
    (card,) = office.inbox(chika)
    code = card.card.foot[-1].split()[-1]

    office.says(chika, f"freigeben {code.lower()}")

    assert office.duty(chika, "policy.approve").state == "done"


def test_a_request_without_a_decision_ends_at_its_date(office: Office) -> None:
    _, chika = _submitted(office)

    office.wait(days=8)

    assert office.duty(chika, "policy.approve").closed_as == "void"
    with pytest.raises(Refused):
        office.run(publishing.publish, "AUP")


# --- audience --------------------------------------------------------------------------------


def test_an_empty_audience_is_refused(office: Office) -> None:
    office.hire("olga", role="policy_owner", department="Legal")
    office.hire("chika", role="approver", department="Legal")
    office.run(adding.add, draft(audience={"department": ["Space"]}))

    with pytest.raises(Refused) as refused:
        office.run(submitting.submit, "AUP")

    assert refused.value.key == "policy.publish.nobody"


def test_only_those_whom_the_rule_names_are_asked(office: Office) -> None:
    ana, eve = office.hire("ana", department="Finance"), office.hire("eve", department="Engineering")

    office.publish(audience={"department": ["Finance"]})

    assert [duty.state for duty in office.duties(ana, "policy.acknowledge")] == ["pending"]
    assert office.duties(eve, "policy.acknowledge") == []


def test_the_preview_counts_people_by_department(office: Office) -> None:
    office.hire("ana", department="Finance")
    office.hire("ben", department="Finance")
    office.hire("eve", department="Engineering")

    counts = office.ask(lambda turn: by_department(turn, "everyone"))

    assert counts == [("Engineering", 1), ("Finance", 2)]


def test_a_newcomer_is_asked_without_another_publication(office: Office) -> None:
    submission = office.publish()
    ben = office.hire("ben")

    oblige_all(office.engine, office.engine.run, submission)

    assert [duty.state for duty in office.duties(ben, "policy.acknowledge")] == ["pending"]


def test_publishing_again_asks_nobody_twice(office: Office) -> None:
    eve = office.hire("eve")
    office.publish()

    again = publish_policy(office.engine, OPERATOR, "AUP")

    assert again == 0
    assert len(office.duties(eve, "policy.acknowledge")) == 1


def test_somebody_outside_the_audience_is_told_so_and_may_read(office: Office) -> None:
    office.hire("ana", department="Finance")
    eve = office.hire("eve", department="Engineering")
    office.publish(audience={"department": ["Finance"]})

    reply = office.says(eve, "ack aup 3.0")

    assert isinstance(reply, Note)
    assert reply.text.startswith("This policy does not apply to your role")
    assert [one.verb for one in reply.actions] == ["policy.read"]  # type: ignore[union-attr]
