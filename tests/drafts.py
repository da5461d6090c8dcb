"""A small policy for the tests, and the way it becomes approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.flows.policies import adding, submitting
from bot.library import PolicyText
from tests import colleagues

if TYPE_CHECKING:
    from tests.office import Office

TEXT = """# Acceptable use

## 1 What you may use

Laptop, phone and accounts of Acme are for work.

## 2 AI tools

Customer data goes into Acme Assist only.
"""

_DRAFT: dict[str, Any] = {
    "id": "AUP",
    "title": "Acceptable use",
    "short": ("aup",),
    "policy_class": "topic",
    "owner": "olga.marin@acme.example",
    "approver": "chika.obi@acme.example",
    "audience": "everyone",
    "version": "3.0",
    "change_class": "major",
    "locale": "en",
    "summary": "Work tools are for work, and customer data stays with us.",
    "change": "New: customer data stays out of public AI tools.",
    "title_line": "the rules for everyday tools have changed",
    "read_minutes": 2,
    "text": TEXT,
}


def draft(**changes: Any) -> PolicyText:
    """Return the words of a policy, as a file would give them."""
    return PolicyText(**(_DRAFT | changes))


def add_and_approve(office: Office, text: PolicyText) -> str:
    """Return the submission of a policy that its approver has approved."""
    _see_to(office, text.owner, "policy_owner")
    approver = _see_to(office, text.approver, "approver")
    office.run(adding.add, text)
    submission: str = office.run(submitting.submit, text.id)
    (duty,) = [one for one in office.duties(approver, "policy.approve") if one.object == submission]
    office.press(approver, "policy.approve", duty=duty)
    assert office.duty_of(duty.id).state == "done", f"not approved: {office.last}"
    return submission


def _see_to(office: Office, email: str, role: str) -> colleagues.Colleague:
    """Return who has this address; they are hired with the role when nobody has."""
    name = email.split("@", maxsplit=1)[0].split(".", maxsplit=1)[0]
    who = colleagues.colleague(name)
    assert who.email == email, f"{email} is nobody of the cast"
    if not office.knows(who):
        office.hire(name, role=role)
    return who
