"""What changes something: a press, a form, a line typed under a card.  One POST, one answer, a redirect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.web.facts import Reader
from adapters.web.inbound import Posted, parse_press, pressed, said
from adapters.web.pages import ASKED, STATIC, Pages
from adapters.web.sheet import Noted
from bot.errors import Busy
from bot.model import Answer, Ask, ChecksField, Field, Form, Input, Note, Nothing, Pressed, Said, Show

_ADDRESS_OF = {verb: path for path, verb in (ASKED | STATIC).items() if verb != "idea.submit"}
_LONG = 20  # characters: from here on, what was filled in counts as somebody's words


@dataclass(frozen=True, slots=True)
class Presses:
    """The two endpoints that change something."""

    pages: Pages

    async def press(self, request: Request) -> Response:
        """Take a press of a button or a filled-in form."""
        return await self._take(request, Pressed)

    async def say(self, request: Request) -> Response:
        """Take a line typed under a card."""
        return await self._take(request, Said)

    async def _take(self, request: Request, what: type[Pressed | Said]) -> Response:
        desk, person = self.pages.desk, self.pages.desk.identify(request)
        if not person:
            return self.pages.stranger(request)
        posted = await desk.posted(request)
        if what is Pressed and (path := _elsewhere(posted)):
            return RedirectResponse(f"{desk.base(request)}/{path}", 303)
        if not desk.is_genuine(request, posted, person):
            return await self._forged(request, person, posted)
        given = pressed(posted, person) if what is Pressed else said(posted, person)
        return await self._answer(request, person, posted, given)

    async def _answer(self, request: Request, person: str, posted: Posted, given: Input) -> Response:
        desk = self.pages.desk
        try:
            answer = await desk.in_pool(desk.engine.handle, given)
        except Busy:
            answer = Answer(Nothing(), busy=True)
        if answer.unknown:
            return self.pages.stranger(request)
        reader = await desk.reader(person) or Reader(person, "", "", "", locale=answer.locale)
        if answer.busy:
            return self._busy(request, reader, posted)
        match answer.reply:
            case Show(card):
                facts = {"title": card.title, "card": card, "message": posted.one("message")}
                return desk.page(request, "shown.html", reader, facts, at=_at(posted))
            case Ask(form, errors):
                return self._ask(request, reader, posted, form, errors)
            case Note(text, actions):
                under = isinstance(given, Said) or bool(posted.one("root"))
                note = Noted(text, actions, posted.one("message"), posted.one("root"), under)
                return await self._noted(request, reader, posted, note)
            case Nothing() if not posted.one("message"):
                # No card changes before the reader's eyes, so words have to say that it arrived.
                return await self._noted(request, reader, posted, Noted(desk.say(reader.locale, "web.sent")))
            case Nothing():
                return RedirectResponse(self._next(request, posted, noted=False), 303)

    def _ask(
        self, request: Request, reader: Reader, posted: Posted, form: Form, errors: Mapping[str, str]
    ) -> Response:
        shown = with_values(form, posted.values()) if errors else form
        asked = {"title": form.title, "form": shown, "errors": errors}
        facts = {**asked, "message": posted.one("message"), "root": posted.one("root")}
        status = 422 if errors else 200
        return self.pages.desk.page(request, "form.html", reader, facts, at=_at(posted), status=status)

    async def _noted(self, request: Request, reader: Reader, posted: Posted, note: Noted) -> Response:
        """Send the note along to the settled card; one too long for that is a page of its own."""
        desk = self.pages.desk
        onward = RedirectResponse(self._next(request, posted, noted=True), 303)
        if desk.keep_note(onward, note, reader.ref):
            return onward
        title = {"title": desk.say(reader.locale, "web.note")}
        return desk.page(request, "layout.html", reader, title, at=_at(posted), note=note)

    async def _forged(self, request: Request, person: str, posted: Posted) -> Response:
        """Do nothing; what was typed on a page that was open too long is shown again, to be sent anew.

        Another site's form is not: its words would stand here as if the reader had typed them.
        """
        desk, reader = self.pages.desk, await self.pages.desk.reader(person)
        has_words = any(_is_filled(name, value) for name, value in posted.pairs)
        if reader is None or not has_words or not desk.is_from_here(request):
            return desk.end(request, "forged", 403, reader)
        again = self._again(request, reader, posted)
        return desk.end(request, "unsent", 403, reader, drawing="letter", **again)

    def _busy(self, request: Request, reader: Reader, posted: Posted) -> Response:
        """Return the form to send again, with everything that was typed."""
        again = self._again(request, reader, posted)
        return self.pages.desk.end(request, "busy", 503, reader, drawing="cloud", **again)

    def _again(self, request: Request, reader: Reader, posted: Posted) -> dict[str, object]:
        """Return what a form needs to be sent again: its words to look at, all else as it was, a fresh token."""
        kept = [(name, value) for name, value in posted.pairs if name != "csrf" and not _is_text(name, value)]
        token = self.pages.desk.sheet(request, reader, "inbox").token
        texts = [(name, value) for name, value in posted.pairs if _is_text(name, value)]
        path = "/say" if request.url.path.endswith("/say") else "/press"
        return {"kept": [("csrf", token), *kept], "texts": texts, "path": path}

    def _next(self, request: Request, posted: Posted, *, noted: bool) -> str:
        """Return where the pressed card now stands as it has become."""
        desk, at = self.pages.desk, _at(posted)
        base, message = desk.base(request), posted.one("message")
        head = posted.one("root") or message
        place = "#note" if noted else f"#m-{quote(message)}" if message else ""
        if at in desk.stays:
            opened = f"?open={quote(head)}" if head else ""
            return f"{base}{desk.stays[at]}{opened}{place}"
        return f"{base}/m/{quote(head)}{place}" if head else f"{base}/inbox"


def with_values(form: Form, values: Mapping[str, str]) -> Form:
    """Return the form as it was filled in."""
    return replace(form, fields=tuple(_filled(field, values.get(field.name, "")) for field in form.fields))


def _filled(field: Field, value: str) -> Field:
    if isinstance(field, ChecksField):
        return replace(field, value=tuple(filter(None, value.split(","))))
    return replace(field, value=value)


def _at(posted: Posted) -> str:
    return posted.one("at") if posted.one("at") in ("card", "demo") else "inbox"


def _is_text(name: str, value: str) -> bool:
    return name == "text" or (name.startswith("v.") and (len(value) > _LONG or "\n" in value))


def _is_filled(name: str, value: str) -> bool:
    return bool(value.strip()) and (name == "text" or name.startswith("v."))


def _elsewhere(posted: Posted) -> str:
    """Return the address of what is only drawn, so that it may be loaded again; "" for anything else."""
    verb, args = parse_press(posted.one("press"))
    return _ADDRESS_OF.get(verb, "") if not args else ""
