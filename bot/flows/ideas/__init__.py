"""Ideas: anyone writes one, somebody answers each, the author hears every step (R37, R38)."""

from bot.flows.ideas import deciding, kinds, submitting

__all__ = ["deciding", "kinds", "submitting"]
