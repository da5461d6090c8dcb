"""A chat platform that takes notes: what was posted, what stands there now, and what it is told to refuse."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.errors import DeliveryFailed
from bot.model import ChatRef, Post, Sent
from tests.colleagues import TENANT

Trouble = DeliveryFailed | Exception | Callable[[Post], None]


@dataclass(slots=True)
class Message:
    """One message as it stands: its posts, the first and every redrawing."""

    sent: Sent
    posts: list[Post] = field(default_factory=list)

    @property
    def first(self) -> Post:
        return self.posts[0]

    @property
    def now(self) -> Post:
        return self.posts[-1]


class RecordingPlatform:
    """A workspace.  A person's account (U_ANA) stands for the conversation with the bot (D_ANA), as in Slack.

    ``fail`` puts troubles into a queue: each is raised by one of the next posts, before it is taken.
    """

    def __init__(self, name: str = "slack", tenant: str = TENANT) -> None:
        self.name = name
        self.tenant = tenant
        self.messages: dict[str, Message] = {}
        self.attempts: list[Post] = []
        self.most_at_once: Counter[str] = Counter()
        self.can_find = True
        self._troubles: deque[Trouble] = deque()
        self._update_troubles: deque[Trouble] = deque()
        self._under_way: Counter[str] = Counter()
        self._open = asyncio.Event()
        self._open.set()

    # --- what the tests tell it ---------------------------------------------------------------

    def fail(self, *troubles: Trouble) -> None:
        """Let each of the next posts end in one of these."""
        self._troubles.extend(troubles)

    def fail_updates(self, *troubles: Trouble) -> None:
        """Let each of the next updates end in one of these."""
        self._update_troubles.extend(troubles)

    def hold(self) -> None:
        """Take posts but answer none of them until ``let_go``."""
        self._open.clear()

    def let_go(self) -> None:
        """Answer again."""
        self._open.set()

    # --- bot.postman.Platform -----------------------------------------------------------------

    async def deliver(self, post: Post) -> Sent:
        """Return where the message stands now."""
        self.attempts.append(post)
        async with _OneOf(self, _conversation(post.chat)) as place:
            _raise_next(self._troubles, post)
            known = self.messages.get(post.key)
            assert known is None, f"{post.key} was posted twice"
            sent = Sent(ChatRef(self.name, self.tenant, place), f"{len(self.messages) + 1:06}.0001")
            self.messages[post.key] = Message(sent, [post])
            await self._open.wait()
            return sent

    async def update(self, post: Post) -> None:
        """Draw a message again where it stands."""
        self.attempts.append(post)
        async with _OneOf(self, _conversation(post.chat)) as place:
            _raise_next(self._update_troubles, post)
            message = self.messages[post.key]
            assert (message.sent.platform_id, message.sent.chat.address) == (post.platform_id, place)
            message.posts.append(post)
            await self._open.wait()

    async def find(self, post: Post) -> Sent | None:
        """Return where a message stands that may have been taken."""
        if not self.can_find:
            raise DeliveryFailed("can't look", uncertain=True)
        message = self.messages.get(post.key)
        return message.sent if message is not None else None


class _OneOf:
    """A call under way in a conversation; the loop gets round meanwhile, as with a real network."""

    def __init__(self, platform: RecordingPlatform, place: str) -> None:
        self._under_way, self._most, self._place = platform._under_way, platform.most_at_once, place  # noqa: SLF001

    async def __aenter__(self) -> str:
        self._under_way[self._place] += 1
        self._most[self._place] = max(self._most[self._place], self._under_way[self._place])
        for _ in range(3):
            await asyncio.sleep(0)
        return self._place

    async def __aexit__(self, *_: object) -> None:
        self._under_way[self._place] -= 1


def _conversation(chat: ChatRef) -> str:
    return f"D_{chat.address[2:]}" if chat.address.startswith("U_") else chat.address


def _raise_next(troubles: deque[Trouble], post: Post) -> None:
    if troubles:
        trouble = troubles.popleft()
        if isinstance(trouble, Exception):
            raise trouble
        trouble(post)
