"""The demo as a newcomer meets it: `steward demo` as a process, Chromium, the people of the story."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.e2e.support.browser import DESK, PHONE, Window, window
from tests.e2e.support.process import Installation, Server

pytestmark = pytest.mark.client("chromium")

SIZE = "90"  # the story is the same in a smaller company, and begins sooner
PATIENCE = 120.0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One running demo; each test begins again on the first morning."""
    folder = tmp_path_factory.mktemp("demo")
    with Installation(folder).serving("--size", SIZE, command="demo", patience=PATIENCE) as server:
        yield server
    assert not (folder / "steward.db").exists()


@dataclass
class Visit:
    """A window on the demo's page."""

    opened: Window
    url: str

    @property
    def page(self) -> Page:
        return self.opened.page

    def be(self, name: str) -> None:
        """Become somebody of the cast."""
        self.opened.open(self.url)
        self.page.locator("#people").get_by_role("link", name=name).click()
        expect(self.page.locator(".inboxhead")).to_contain_text(name)

    def card(self, words: str) -> Locator:
        """Return the card that says this."""
        return self.page.locator("article", has_text=words)

    def press(self, label: str, where: Locator | None = None) -> None:
        """Press a button of this label; whom it is about may follow for those who only hear it."""
        name = re.compile(rf"^{re.escape(label)}\s*(:|$)")
        button = (where or self.page.locator("main")).get_by_role("button", name=name).first
        with self.page.expect_navigation():
            button.click()

    def send(self) -> None:
        """Send off the form that is shown."""
        with self.page.expect_navigation():
            self.page.locator("form .button.primary").click()

    def go(self, label: str, arrives: str) -> None:
        """Move the clock and wait until the page shows that it has arrived."""
        self.press(label)
        expect(self.page.locator(".clock .now")).to_contain_text(arrives, timeout=60_000)
        expect(self.page.locator("progress")).to_have_count(0, timeout=60_000)

    def is_fit(self) -> None:
        """Assert that the page has no barrier, scrolls downwards only, and nothing went wrong in it."""
        assert self.opened.barriers() == []
        assert self.opened.overflow() == 0
        assert [one for one in self.opened.complaints if "422" not in one] == []


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def visit(request: pytest.FixtureRequest, browser: Browser, demo: Server) -> Iterator[Visit]:
    size: ViewportSize = request.param
    with window(browser, size) as opened:
        visit = Visit(opened, demo.url)
        opened.open(demo.url)
        visit.press("Start again")
        expect(opened.page.locator(".clock .now")).to_contain_text("Monday 30 November")
        yield visit


def test_a_talk_is_planned_held_recorded_and_confirmed_by_both(visit: Visit) -> None:
    visit.be("Ana Novak")
    visit.is_fit()
    visit.press("Plan it", visit.page.locator("li", has_text="Ben Ito starts on Mon 7 Dec"))
    visit.send()
    expect(visit.page.locator(".summary")).to_contain_text("Choose a day and a time.")
    visit.is_fit()
    visit.page.get_by_label("Thu 3 Dec, 10:00").check()
    visit.send()
    expect(visit.page.locator("li", has_text="planned for Thu 3 Dec, 10:00")).to_be_visible()

    for day in ("Tuesday 1 December", "Wednesday 2 December", "Thursday 3 December"):
        visit.go("Next working day", day)
    visit.go("+1 hour", "10:30")
    expect(visit.page.locator("#sent")).to_contain_text("A planned talk begins in 15 minutes.")
    visit.press("Record now", visit.card("Have you talked with Ben?"))
    visit.is_fit()
    visit.page.get_by_label("How many minutes?").fill("25")
    for point in visit.page.get_by_role("checkbox").all():
        point.check()
    visit.page.get_by_label("One sentence in your own words").fill("Ben asked about private phones.")
    visit.send()
    expect(visit.card("Recorded: your talk with Ben").first).to_be_visible()

    visit.be("Ben Ito")
    visit.is_fit()
    visit.press("Yes, we talked")
    visit.page.get_by_label("Delete the mail").check()
    visit.page.get_by_label("Only the people named for it").check()
    visit.send()
    expect(visit.page.locator(".summary")).to_contain_text("Report first, even if you are not sure.")
    visit.is_fit()
    visit.page.get_by_label("Report it at once").check()
    visit.send()
    expect(visit.card("Thank you, Ben. That is all for this one.").first).to_be_visible()

    visit.be("Ana Novak")
    expect(visit.card("Confirmed by both: your talk with Ben").first).to_be_visible()
    visit.is_fit()


def test_a_rule_is_read_asked_about_and_acknowledged_by_typing(visit: Visit) -> None:
    visit.be("Eve Lund")
    visit.press("Read it here", visit.card("Two minutes for Acceptable use"))
    thread = visit.page.locator("details[open]")
    expect(thread).to_contain_text("1 of 7: What you may use")
    expect(thread).to_contain_text("7 of 7: When a rule does not fit")
    visit.is_fit()

    def say(words: str) -> None:
        visit.page.get_by_label("Ask Olga Marin in this thread").first.fill(words)
        # Until the page that follows is there as a whole, its address takes the focus away from what is filled in.
        with visit.page.expect_navigation():
            visit.page.keyboard.press("Enter")

    say("May I use a translation site for a customer's mail?")
    expect(thread).to_contain_text("I've passed this to Olga Marin, who answers here by")
    say("ok")
    expect(visit.page.locator("#note")).to_contain_text("do you want to acknowledge version 3.0?")
    visit.is_fit()
    say("I acknowledge")
    expect(visit.card("Thank you, Eve. That is all for this one.").first).to_be_visible()
    visit.is_fit()


def test_a_question_is_answered_into_the_thread_it_came_from(visit: Visit) -> None:
    visit.be("Olga Marin")
    visit.press("Answer Noor", visit.card("A question about Acceptable use"))
    visit.is_fit()
    visit.page.get_by_role("textbox").fill("Please use Acme Assist; it takes notes, too.")
    visit.send()
    expect(visit.page.locator("#note")).to_contain_text("Your answer stands in Noor's thread.")

    visit.page.get_by_role("searchbox").fill("noor")
    visit.page.keyboard.press("Enter")
    visit.page.locator("#people").get_by_role("link", name="Noor Khan").click()
    card = visit.page.locator("details.under", has_text="Please use Acme Assist").first
    card.locator("summary").click()
    expect(card).to_contain_text("Olga Marin: Please use Acme Assist; it takes notes, too.")
    visit.is_fit()


def test_what_two_approve_is_with_everybody_the_next_morning(visit: Visit) -> None:
    visit.be("Chika Obi")
    visit.press("Show it", visit.page.locator("li", has_text="Event and incident reporting 2.1").first)
    visit.is_fit()
    visit.press("Approve version 2.1")
    expect(visit.page.locator("#note")).to_contain_text("Approved at 09:30. Petra Kraus can publish it now.")
    visit.be("Otto Weiss")
    visit.press("Approve version 4.0")
    expect(visit.page.locator("#note")).to_contain_text("Approved at 09:30")
    visit.is_fit()

    visit.go("Next working day", "Tuesday 1 December")

    visit.be("Ana Novak")
    expect(visit.card("Information security policy 4.0").first).to_be_visible()
    expect(visit.card("Event and incident reporting 2.1").first).to_be_visible()


def test_an_idea_is_decided_and_its_author_hears_it_without_asking(
    visit: Visit, browser: Browser, demo: Server
) -> None:
    with window(browser) as other:
        eve = Visit(other, demo.url)
        eve.be("Eve Lund")

        visit.be("Petra Kraus")
        visit.press("Accept it", visit.card("An idea for you to read"))
        visit.page.get_by_role("textbox").fill("We start with the test team in January.")
        visit.send()
        expect(visit.page.locator("#note")).to_contain_text("Accepted, and Eve Lund hears it now.")
        visit.is_fit()

        # The other window has looked for news by itself.
        thread = eve.card("Your idea is on its way").locator("details")
        expect(thread.locator("summary")).to_contain_text("One message", timeout=15_000)
        thread.locator("summary").click()
        expect(thread).to_contain_text('Accepted by Petra Kraus: "We start with the test team in January."')
        eve.is_fit()


def test_a_lesson_teaches_by_a_wrong_answer_and_takes_the_next_one_typed(visit: Visit) -> None:
    visit.be("Eve Lund")
    title = "Two minutes that may save an invoice"
    visit.press("Do it now", visit.card(title))
    visit.card(title).get_by_label("Answer the mail and ask if it is real").check()
    visit.press("Answer", visit.card(title))
    expect(visit.card(title)).to_contain_text("whoever wrote the mail also answers it")
    visit.is_fit()
    visit.press("Try one like it", visit.card(title))
    letter = visit.card(title).locator("label", has_text="Call the contact you know").inner_text().strip()[0]
    visit.card(title).get_by_label("Write in this thread").fill(letter)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_load_state()
    visit.press("Next", visit.card(title))
    visit.card(title).get_by_label("Report it now").check()
    visit.press("Answer", visit.card(title))

    expect(visit.card(title).first).to_contain_text("Done, Eve. Both ideas are yours now.")
    visit.is_fit()


def test_what_is_held_back_is_told_when_its_hour_has_come(visit: Visit) -> None:
    visit.be("Ana Novak")
    held = visit.page.locator("#held")
    expect(held).to_contain_text("Saint Andrew's Day is a holiday there.")
    expect(held).to_contain_text("19:00 in Adelaide: outside working hours.")

    visit.go("Next working day", "Tuesday 1 December")
    expect(held).not_to_contain_text("Saint Andrew's Day")
    visit.go("+1 week", "Tuesday 8 December")

    expect(visit.page.locator("#sent li")).to_have_count(8)
    visit.is_fit()


def test_the_demo_ends_with_ctrl_c_and_forgets_everything(installation: Installation, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    installation.environment["TMPDIR"] = str(shelf)
    with installation.serving("--size", "60", command="demo", patience=PATIENCE) as server:
        assert [one.name.startswith("steward-demo-") for one in shelf.iterdir()] == [True]
        os.kill(server.process.pid, signal.SIGINT)

        assert server.process.wait(timeout=20) == 0

    assert list(shelf.iterdir()) == []
    said = [line for line in server.log().splitlines() if line.strip()]
    assert len(said) <= 6
    assert f"  {server.url}" in said
    assert "Traceback" not in server.log()


def test_a_taken_port_is_a_sentence(demo: Server, installation: Installation) -> None:
    port = demo.url.rsplit(":", 1)[1]

    done = installation.run("demo", "--port", port)

    assert done.status == 1
    assert done.err.splitlines() == [
        f"Port {port} of this machine is in use or not allowed.",
        f"Try another one: steward demo --port {int(port) + 1}",
    ]
