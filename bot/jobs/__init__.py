"""What the clock starts: the nudge pass, the daily look at who came and left, the directory listing."""

from bot.jobs.remind import Passed, remind, remind_all

__all__ = ["Passed", "remind", "remind_all"]
