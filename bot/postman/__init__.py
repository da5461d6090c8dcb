"""Delivery: the outbox handed to the platforms, once, in order, within their limits."""

from bot.postman.postman import Postman, Tally
from bot.postman.roads import Platform, WebInbox

__all__ = ["Platform", "Postman", "Tally", "WebInbox"]
