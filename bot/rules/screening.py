"""What does not belong into an idea: a secret, something to report, a complaint about a person (R37)."""

from bot.rules.about_events import looks_like_event
from bot.rules.about_people import looks_like_person
from bot.rules.typed_secrets import COVERED, Secret, cover, secrets_in

__all__ = ["COVERED", "Secret", "cover", "looks_like_event", "looks_like_person", "secrets_in"]
