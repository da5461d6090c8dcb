"""The pages one reads: the inbox, one card, what is done, and what is drawn on request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.web.desk import Desk
from adapters.web.facts import Reader
from adapters.web.inbound import actor, is_id
from adapters.web.sheet import Noted
from bot.errors import Busy
from bot.model import Answer, Ask, Note, Nothing, Pressed, Show

# What is drawn on request, so that it has an address: path -> verb.
ASKED = {"list": "list.open", "help": "help", "ideas/new": "idea.submit"}
# The same letters for everybody: nobody is looked up, with or without a database (R39, R40).
STATIC = {"report": "event.open", "speak-up": "speakup.open"}


@dataclass(frozen=True, slots=True)
class Pages:
    """The endpoints that change nothing."""

    desk: Desk

    async def inbox(self, request: Request) -> Response:
        """Show what is open for the reader."""
        person = self.desk.identify(request)
        page = await self.desk.in_pool(self.desk.inbox.inbox, person) if person else None
        if page is None:
            return self.stranger(request)
        key = "web.inbox.title" if page.still_open else "web.inbox.title.none"
        count, first = page.still_open, page.reader.first
        title = self.desk.say(page.reader.locale, key, count=count, first=first)
        opened = request.query_params.get("open", "")
        facts = {"title": title, "page": page, "opened": opened, "here": "open"}
        return self.desk.page(request, "inbox.html", page.reader, facts, live=page)

    async def message(self, request: Request) -> Response:
        """Show one card with everything said under it."""
        person, message_id = self.desk.identify(request), request.path_params["id"]
        if not person:
            return self.stranger(request)
        page = None
        if is_id(message_id):
            page = await self.desk.in_pool(self.desk.inbox.message, person, message_id)
        if page is None:
            return self.desk.end(request, "missing", 404, await self.desk.reader(person))
        facts = {"title": page.stored.card.title, "page": page}
        return self.desk.page(request, "message.html", page.reader, facts, at="card", live=page)

    async def done(self, request: Request) -> Response:
        """Show what the reader has done lately."""
        person = self.desk.identify(request)
        page = await self.desk.in_pool(self.desk.inbox.done, person) if person else None
        if page is None:
            return self.stranger(request)
        facts = {"title": self.desk.say(page.reader.locale, "web.done.title"), "page": page, "here": "done"}
        return self.desk.page(request, "done.html", page.reader, facts)

    def asked(self, path: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of what is drawn on request for the reader."""

        async def endpoint(request: Request) -> Response:
            person = self.desk.identify(request)
            reader = await self.desk.reader(person)
            if not person:
                return self.stranger(request)
            answer = await self.desk.in_pool(self.desk.engine.handle, Pressed(actor(person), ASKED[path]))
            return self.drawn(request, reader, answer, path)

        return endpoint

    def static(self, path: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of a static text: it looks nobody up and leaves no cookie."""

        async def endpoint(request: Request) -> Response:
            answer = await self.desk.in_pool(self.desk.engine.handle, Pressed(actor(""), STATIC[path]))
            return self.drawn(request, None, answer, path)

        return endpoint

    def drawn(self, request: Request, reader: Reader | None, answer: Answer, path: str) -> Response:
        """Return an answer to a question, with nothing to go back to."""
        desk, here = self.desk, {"ideas/new": "ideas", "help": "help"}.get(path, "")
        if answer.busy:
            raise Busy
        if answer.unknown:
            return self.stranger(request)
        match answer.reply:
            case Show(card):
                facts = {"title": card.title, "card": card, "here": here}
                return desk.page(request, "shown.html", reader, facts)
            case Ask(form):
                asked = {"title": form.title, "form": form, "here": here}
                return desk.page(request, "form.html", reader, asked)
            case Note(text, actions):
                title = {"title": desk.say(answer.locale, "web.note")}
                return desk.page(request, "layout.html", reader, title, note=Noted(text, actions))
            case Nothing():
                return RedirectResponse(f"{desk.base(request)}/inbox", 303)

    def stranger(self, request: Request) -> Response:
        """Return the calm page for somebody we do not know: how to get in."""
        return self.desk.end(request, "stranger", 401)
