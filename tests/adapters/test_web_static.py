"""The static files: nothing else is served, and browsers may keep them as long as they are the same."""

from __future__ import annotations

import pytest

from adapters.web.connector import web_app
from tests.adapters.html_reading import Reading
from tests.adapters.visiting import Visitor
from tests.adapters.web_company import Company, desk_of, words


@pytest.fixture
def ana() -> Visitor:
    return Visitor(web_app(desk_of(Company(), words())))


@pytest.mark.parametrize(
    "name",
    [
        "../seals.py",
        "..%2fseals.py",
        "%2e%2e/seals.py",
        "fonts/../../seals.py",
        "/etc/passwd",
        "app.css%00",
        "",
        "fonts",
    ],
)
def test_no_path_leads_out_of_the_static_files(ana: Visitor, name: str) -> None:
    answer = ana.get(f"/static/x/{name}")

    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_static_files_are_kept_for_good_under_the_mark_of_their_content(ana: Visitor) -> None:
    page = Reading(ana.get("/inbox").text)
    styles = [one.attributes["href"] for one in page.all("link", rel="stylesheet")]
    script = page.all("script")[0].attributes["src"]
    font = f"{styles[0].rsplit('/', 1)[0]}/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"

    answers = [ana.get(address) for address in (*styles, script, font)]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    assert answers[-1].headers["content-type"] == "font/woff2"
    older = ana.get("/static/older/app.css")
    assert (older.status_code, older.headers["cache-control"]) == (200, "no-cache")
