"""Every subject's flows; importing this fills the registers."""

from bot.flows import briefings, followups, ideas, inbox, lessons, lists, months, notices, snoozing, talk
from bot.flows.people import telling, welcoming
from bot.flows.policies import acknowledging, answering, approving, asking, declining, kinds, reading, threads

__all__ = [
    "acknowledging",
    "answering",
    "approving",
    "asking",
    "briefings",
    "declining",
    "followups",
    "ideas",
    "inbox",
    "kinds",
    "lessons",
    "lists",
    "months",
    "notices",
    "reading",
    "snoozing",
    "talk",
    "telling",
    "threads",
    "welcoming",
]
