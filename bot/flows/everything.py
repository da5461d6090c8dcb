"""Every subject's flows; importing this fills the registers."""

from bot.flows import followups, inbox, lists, notices, talk
from bot.flows.policies import acknowledging, asking, declining, kinds, lifecycle, reading

__all__ = [
    "acknowledging",
    "asking",
    "declining",
    "followups",
    "inbox",
    "kinds",
    "lifecycle",
    "lists",
    "notices",
    "reading",
    "talk",
]
