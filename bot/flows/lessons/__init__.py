"""Lessons: one idea, two situations, no score (R24, R25)."""

from bot.flows.lessons import kinds, reading

__all__ = ["kinds", "reading"]
