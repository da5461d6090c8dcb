"""Every subject's flows; importing this fills the registers."""

from bot.flows import followups, ideas, inbox, lessons, lists, notices, talk
from bot.flows.policies import acknowledging, asking, declining, kinds, lifecycle, reading

__all__ = [
    "acknowledging",
    "asking",
    "declining",
    "followups",
    "ideas",
    "inbox",
    "kinds",
    "lessons",
    "lifecycle",
    "lists",
    "notices",
    "reading",
    "talk",
]
