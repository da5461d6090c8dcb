"""Who may do what: the table, cell by cell, as the policy of the house states it (R45)."""

import pytest

from bot.rules.permissions import ACTIONS, RELATIONS, Relation, may

# Written down a second time on purpose: a cell that changes by accident is found here.
ALLOWED = {
    "duty.answer": "self asked",
    "duty.see": "self asked manager isms_owner operator",
    "duty.count": "self manager boss isms_owner operator",
    "briefing.record": "manager",
    "briefing.no_show": "asked manager isms_owner operator",
    "briefing.see": "self manager isms_owner",
    "briefing.confirm": "self",
    "lesson.see_answers": "self",
    "lesson.see_done": "self manager isms_owner",
    "followup.answer": "asked",
    "question.read": "self asked",
    "question.answer": "asked",
    "policy.add": "policy_owner isms_owner operator",
    "policy.submit": "policy_owner isms_owner operator",
    "policy.publish": "policy_owner isms_owner operator",
    "policy.approve": "approver top_management",
    "policy.approve_top": "top_management",
    "idea.read": "self asked",
    "idea.decide": "asked",
    "role.grant": "isms_owner",
    "role.grant_first": "operator isms_owner",
    "people.import": "operator",
    "people.faults": "isms_owner operator",
    "delivery.list": "operator isms_owner",
}
CELLS = [(action, relation) for action in ACTIONS for relation in RELATIONS]


@pytest.mark.parametrize(("action", "relation"), CELLS)
def test_each_cell_says_what_the_house_says(action: str, relation: Relation) -> None:
    assert may(action, [relation]) is (relation in ALLOWED[action].split())


def test_no_action_is_open_to_any_colleague() -> None:
    assert not [action for action in ACTIONS if may(action, ["colleague"])]


def test_a_manager_never_sees_answers_to_a_lesson() -> None:
    assert not may("lesson.see_answers", ["manager", "boss", "isms_owner", "auditor", "operator"])


def test_an_action_that_nobody_wrote_down_is_a_mistake_not_a_permission() -> None:
    with pytest.raises(KeyError):
        may("policy.delete", ["operator"])
