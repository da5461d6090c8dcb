"""Where every page is put together: who reads, in which language, with which token and cookies."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from adapters.web.assets import Assets
from adapters.web.facts import Handles, Inbox, InPool, Reader, Say
from adapters.web.inbound import Posted, TooMuch, Unreadable, is_id, read
from adapters.web.render import version
from adapters.web.seals import Seals
from adapters.web.sheet import Noted, Sheet
from bot.errors import Busy

MOST_BYTES = 64 * 1024  # of one request's body
BROWSER, NOTE = "steward_browser", "steward_note"
_BROWSER_SECONDS = 90 * 24 * 3600
_UNLESS_SAID = {"here": "", "poll": 0, "errors": {}, "message": "", "root": "", "opened": ""}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What pages are made with.

    ``prefix`` may hold path parameters; ``stays`` are places a press returns to, by their word in the form.
    """

    engine: Handles
    inbox: Inbox
    say: Say
    in_pool: InPool
    identify: Callable[[Request], str | None]
    seals: Seals
    assets: Assets
    templates: Environment
    prefix: str = ""
    stays: Mapping[str, str] = field(default_factory=dict)
    secure: bool = False
    locales: tuple[str, ...] = ("en", "de")

    # --- what a request says ------------------------------------------------------------------

    def base(self, request: Request) -> str:
        """Return how the addresses of this request's person begin."""
        given = {name: value for name, value in request.path_params.items() if is_id(str(value))}
        try:
            return self.prefix.format(**given)
        except KeyError:
            return ""

    def browser(self, request: Request) -> str:
        """Return this browser's mark; a new one when it has none yet."""
        known = request.cookies.get(BROWSER, "")
        if not is_id(known):
            known = getattr(request.state, "browser", "") or secrets.token_urlsafe(18)
        request.state.browser = known
        return known

    def stranger_locale(self, request: Request) -> str:
        """Return the first language the browser asks for that there are words in."""
        for wanted in request.headers.get("accept-language", "").split(","):
            language = wanted.split(";")[0].strip().split("-")[0].lower()
            if language in self.locales:
                return language
        return self.locales[0]

    async def posted(self, request: Request) -> Posted:
        """Return what was posted; raises TooMuch or Unreadable."""
        if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            raise Unreadable
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise TooMuch
        return read(bytes(body))

    def is_genuine(self, request: Request, posted: Posted, person_ref: str) -> bool:
        """Return True when the form was handed to this person in this browser."""
        if not self.is_from_here(request):
            return False
        return self.seals.token_fits(posted.one("csrf"), request.cookies.get(BROWSER, ""), person_ref)

    def is_from_here(self, request: Request) -> bool:
        """Return False when the browser says that another site sends this."""
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")

    async def reader(self, person_ref: str | None) -> Reader | None:
        """Return who reads, as far as that can be found out now."""
        try:
            return await self.in_pool(self.inbox.reader, person_ref) if person_ref else None
        except Busy:
            return None

    # --- what a page is -----------------------------------------------------------------------

    def sheet(self, request: Request, reader: Reader | None, at: str) -> Sheet:
        """Return what the templates need besides facts."""
        base = self.base(request)
        token = self.seals.token(self.browser(request), reader.ref) if reader else ""
        up = base + self.stays.get(at, "/inbox")
        locale = reader.locale if reader else self.stranger_locale(request)
        direction = "rtl" if locale.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
        return Sheet(locale, reader.direction if reader else direction, self.say, base, token, at, up)

    def note(self, request: Request, reader: Reader | None) -> Noted | None:
        """Return the note that waits for this page; one that polls leaves it to the page itself."""
        sealed = request.cookies.get(NOTE, "")
        return self.seals.open_note(sealed, reader.ref) if sealed and reader and not polls(request) else None

    def page(
        self,
        request: Request,
        template: str,
        reader: Reader | None,
        facts: Mapping[str, object],
        *,
        at: str = "inbox",
        status: int = 200,
        live: object = None,
        note: Noted | None = None,
    ) -> Response:
        """Return a page.  ``live``: what it shows, so that the script may ask whether that has changed."""
        sheet = self.sheet(request, reader, at)
        etag = version((live, sheet.locale, at)) if live is not None else ""
        if etag and polls(request) and request.headers.get("if-none-match") == etag:
            return Response(status_code=304)
        waiting = self.note(request, reader) if note is None else note
        words = {"sheet": sheet, "reader": reader, "note": waiting, "etag": etag, "asset": self.assets.url}
        html = self.templates.get_template(template).render({**_UNLESS_SAID, **words, **facts})
        response = HTMLResponse(html, status, {"etag": etag} if etag else None)
        self._leave_cookies(request, response, spent=waiting is not None and note is None)
        return response

    def _leave_cookies(self, request: Request, response: Response, *, spent: bool) -> None:
        browser = getattr(request.state, "browser", "")
        if browser and request.cookies.get(BROWSER) != browser:
            self._cookie(response, BROWSER, browser, _BROWSER_SECONDS)
        if spent:
            self._cookie(response, NOTE, "", 0)

    def keep_note(self, response: Response, note: Noted, person_ref: str) -> bool:
        """Return True when the note now travels with ``response`` to the next page; False: it is too long."""
        sealed = self.seals.seal_note(note, person_ref)
        if sealed:
            self._cookie(response, NOTE, sealed, 120)
        return bool(sealed)

    def _cookie(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name, value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def end(
        self,
        request: Request,
        name: str,
        status: int,
        reader: Reader | None = None,
        *,
        drawing: str = "letter",
        **facts: object,
    ) -> Response:
        """Return the page of a dead end: what happened, whether anything is lost, and the way on."""
        locale = reader.locale if reader else self.stranger_locale(request)
        title, body = self.say(locale, f"web.end.{name}.title"), self.say(locale, f"web.end.{name}.body")
        nothing = {"kept": None, "texts": (), "path": "", "reference": "", "lost": status in (404, 405)}
        shown = {**nothing, "title": title, "drawing": drawing, "body": body, **facts}
        return self.page(request, "end.html", reader, shown, status=status)


def polls(request: Request) -> bool:
    """Return True when the script asks for news, not a person for a page."""
    return "x-steward-poll" in request.headers
