"""Every subject's flows; importing this fills the registers."""

from bot.flows import briefings, followups, ideas, inbox, lessons, lists, months, notices, talk
from bot.flows.people import telling, welcoming
from bot.flows.policies import acknowledging, asking, declining, kinds, lifecycle, reading

__all__ = [
    "acknowledging",
    "asking",
    "briefings",
    "declining",
    "followups",
    "ideas",
    "inbox",
    "kinds",
    "lessons",
    "lifecycle",
    "lists",
    "months",
    "notices",
    "reading",
    "talk",
    "telling",
    "welcoming",
]
