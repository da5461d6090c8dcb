"""Follow-ups: whoever is asked to act because a duty stayed open owns a duty of their own (R20).

``object`` is the duty in question, ``cycle`` the rung.  The escalation of briefings draws its own cards.
"""

from bot.flows.followups import deciding, kinds, referring, resting, talking

__all__ = ["deciding", "kinds", "referring", "resting", "talking"]
