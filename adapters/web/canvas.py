"""The inbox lent to another page: same look, same guard, same tokens around a person's cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from adapters.web.desk import Desk
from adapters.web.facts import InPool, Reader, Say


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a page around the inbox may do; ``at`` is the place presses from it come from."""

    desk: Desk
    at: str

    @property
    def in_pool(self) -> InPool:
        """Return what runs synchronous work."""
        return self.desk.in_pool

    @property
    def say(self) -> Say:
        """Return the words."""
        return self.desk.say

    async def around(
        self,
        request: Request,
        person_ref: str,
        template: str,
        facts: Callable[[Reader], Mapping[str, object]],
    ) -> Response | None:
        """Return a page with the person's inbox in it and what ``facts`` adds; None for nobody we know."""
        page = await self.desk.in_pool(self.desk.inbox.inbox, person_ref)
        if page is None:
            return None
        added = facts(page.reader)
        return self.desk.page(
            request, template, page.reader, {"page": page, **added}, at=self.at, live=(page, dict(added))
        )

    async def taken(self, request: Request, person_ref: str) -> Mapping[str, str] | None:
        """Return what was posted; None when the form was not handed to this person in this browser."""
        posted = await self.desk.posted(request)
        return dict(posted.pairs) if self.desk.is_genuine(request, posted, person_ref) else None

    def end(self, request: Request, name: str, status: int) -> Response:
        """Return the page of a dead end."""
        return self.desk.end(request, name, status)
