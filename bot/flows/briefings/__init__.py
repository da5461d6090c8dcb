"""First talks: asked for, planned, recorded, confirmed by both, and what happens when they stay open."""

from bot.flows.briefings import (
    confirming,
    escalation,
    news,
    no_shows,
    passing,
    planning,
    questions,
    recording,
    showing,
    starters,
    stepping_in,
)
from bot.flows.briefings.groups import group_card
from bot.flows.briefings.invitations import ics_for
from bot.flows.briefings.requests import ask_for_briefings, no_show, start_moved

__all__ = [
    "ask_for_briefings",
    "confirming",
    "escalation",
    "group_card",
    "ics_for",
    "news",
    "no_show",
    "no_shows",
    "passing",
    "planning",
    "questions",
    "recording",
    "showing",
    "start_moved",
    "starters",
    "stepping_in",
]
