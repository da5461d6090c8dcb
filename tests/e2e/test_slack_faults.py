"""What goes wrong between Slack, Steward and its database costs nobody a word, and nothing happens twice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from tests.databases import PostgresServer
from tests.e2e.support.cast import ANA, BEN, CAST, CHIKA, EVE, in_days, register
from tests.e2e.support.company import Acme, Company, acme_at_work, on_sqlite, waited
from tests.e2e.support.evidence import rows_in
from tests.e2e.support.faults import hung_up, never_answered, rate_limited, server_error
from tests.e2e.support.member import said
from tests.e2e.support.process import Installation

pytestmark = pytest.mark.client("local-slack")

POLICY = "the rules for everyday tools have changed"


def receipts(acme: Acme) -> list[str]:
    """Return the receipts of all acknowledgements on record."""
    return [one["receipt"] for one in acme.events("policy.acknowledged")]


def test_what_comes_again_late_out_of_order_or_five_times_at_once_has_one_effect(acme: Acme) -> None:
    acme.publishes()
    ana, ben, eve, chika = acme.members(ANA, BEN, EVE, CHIKA)
    deliveries = acme.slack.proxy.deliveries

    card = acme.card(eve, POLICY)
    deliveries.holding = True
    eve.writes("May I use a translation site?", thread=card)
    eve.writes("I acknowledge", thread=card)
    assert (receipts(acme), acme.events("policy.asked")) == ([], [])
    deliveries.holding = False
    acme.slack.proxy.release(backwards=True)
    acme.evidence("policy.asked")
    assert len(receipts(acme)) == 1

    deliveries.times = 3
    ana.writes("ack aup 3.0")
    bens = acme.card(ben, POLICY)
    ben.writes("Does this hold for my private phone?", thread=bens)
    acme.said_below(ben, bens, "I've passed this to Olga Marin")
    deliveries.times = 1
    assert [one.attempt for one in deliveries.made if one.kind == "event"][-3:] == [0, 1, 2]
    assert (len(receipts(acme)), len(acme.events("policy.asked"))) == (2, 2)
    assert len([one for one in ben.sees(thread=bens) if "I've passed this" in said(one)]) == 1

    hers = acme.card(chika, POLICY)
    with ThreadPoolExecutor(5) as clicks:
        list(clicks.map(lambda _: chika.presses(hers, "Acknowledge version 3.0"), range(5)))
    settled = acme.changed(chika, hers, "That is all for this one")
    assert len(receipts(acme)) == 3
    assert receipts(acme)[-1] in said(settled)

    def others() -> list[str]:
        return [said(one) for one in chika.sees() if "Already done" in said(one)]

    waited(lambda: len(others()) == 4, "each of the other clicks hears that it is done")
    assert all(receipts(acme)[-1] in one for one in others())
    assert acme.slack.proxy.refusals() == []


# --- on the way out --------------------------------------------------------------------------


def cards(company: Company) -> list[str]:
    """Return the codes of all cards that stand in the direct messages: each card has its own."""
    seen = [said(one) for user in CAST for one in company.member(user).sees()]
    return [words.rpartition("Check code ")[2][:4] for words in seen if "Check code " in words]


def holders(company: Company) -> int:
    """Return how many people have a card at least."""
    return len([user for user in CAST if company.member(user).sees()])


@on_sqlite
def test_faults_of_slack_lose_no_message_and_send_none_twice(unserved: Company) -> None:
    unserved.does("lesson", "assign", "L4")
    unserved.does("jobs", "run")
    lost = (server_error(500), hung_up())
    taken = (server_error(503, taken=True), hung_up(taken=True))
    unserved.slack.proxy.api.script.plan("chat.postMessage", rate_limited(2), *lost, *taken)

    first = unserved.does("deliver", "--json").json
    assert list(first) == ["sent", "updated", "retrying", "undeliverable", "uncertain"]
    assert (first["uncertain"], first["undeliverable"], first["updated"]) == (4, 0, 0)
    waited(lambda: unserved.does("deliver").status == 0 and holders(unserved) == 4, "the one put off arrives")
    unsure = unserved.does("deliveries", "--state", "uncertain", "--json").json
    assert [one["state"] for one in unsure] == ["uncertain"] * 4
    assert unserved.does("deliveries", "--state", "uncertain").out.count("uncertain") == 4
    assert len(unserved.events("message.failed")) == 4

    duties = unserved.does("obligations", "--json").json
    assert [one["state"] for one in duties if one["kind"] == "lesson"] == ["pending"] * 6
    unserved.does("jobs", "run", "--at", f"{in_days(5)}T12:00+00:00")
    unserved.does("deliver", "--at", f"{in_days(5)}T12:01+00:00")
    assert holders(unserved) == 6
    assert len(cards(unserved)) == len(set(cards(unserved)))


@on_sqlite
def test_a_process_that_dies_while_sending_leaves_its_work_to_the_next(unserved: Company) -> None:
    unserved.does("lesson", "assign", "L4")
    unserved.does("jobs", "run")
    half = [never_answered(taken=True)] * 3 + [never_answered()] * 3
    unserved.slack.proxy.api.script.plan("chat.postMessage", *half)

    with unserved.steward.starting("deliver") as first:
        waited(lambda: len(unserved.slack.proxy.calls("chat.postMessage")) == 6, "six messages on their way")
        second = unserved.does("deliver", "--json")
        assert "Another process delivers for slack:T01ACME; it has that work." in second.err
        assert second.json["sent"] == 0
        first.kill()

    waited(
        lambda: "Another process" not in unserved.does("deliver").err, "the lease of the dead process ends"
    )
    unserved.does("deliver")
    assert (holders(unserved), len(cards(unserved))) == (6, 6)
    assert len(unserved.does("deliveries", "--state", "sent", "--json").json) == 6
    assert unserved.does("deliveries", "--state", "uncertain", "--json").json == []


@on_sqlite
def test_the_serving_process_waits_as_long_as_slack_asks(acme: Acme) -> None:
    acme.slack.proxy.api.script.plan("chat.postMessage", rate_limited(3))
    acme.does("lesson", "assign", "L4")
    acme.does("jobs", "run")
    held = acme.does("deliver").err
    assert "Another process delivers for slack:T01ACME; it has that work." in held

    waited(lambda: holders(acme) == 6, "everybody has a card")

    calls = acme.slack.proxy.calls("chat.postMessage")
    (refused,) = [one for one in calls if not one.answer]
    again = next(one for one in calls if one.answer and one.args["channel"] == refused.args["channel"])
    assert again.at - refused.at >= 3
    assert len(cards(acme)) == len(set(cards(acme)))


# --- on the way in ---------------------------------------------------------------------------


@on_sqlite
def test_requests_that_slack_did_not_send_are_refused_and_leave_no_row(acme: Acme) -> None:
    post = acme.posts
    # The import's, one for each way of delivery, the daily look's: with it, all that begins by itself has begun.
    waited(lambda: rows_in(acme.steward)["lease"] == 4, "the process at rest")
    before = rows_in(acme.steward)

    statuses = {
        "unsigned": post.unsigned("payload={}"),
        "forged": post.forged("payload={}"),
        "expired": post.signed("payload={}", age=301),
        "from the future": post.signed("payload={}", age=-310),
        "a signature that is no ASCII": post.raw(b"x", X_Slack_Signature="v0=\xfc"),
        "a time that is no number": post.raw(b"x", X_Slack_Request_Timestamp="zw\xf6lf"),
        "bytes that are no text": post.raw(b"\xff\xfe\x00payload"),
        "no payload": post.signed(""),
        "no JSON": post.signed("payload=%7Bnonsense"),
        "another shape": post.signed("payload=%5B1%2C2%5D"),
        "JSON of another shape": post.signed('{"event": 7}', "application/json"),
        "too large": post.signed("payload=" + "x" * 300_000),
        "too large, in pieces": post.in_pieces(b"x" * 300_000),
    }

    refused = {
        "unsigned": 401, "forged": 401, "expired": 401, "from the future": 401,
        "a signature that is no ASCII": 401, "a time that is no number": 401, "bytes that are no text": 400,
        "no payload": 400, "no JSON": 400, "another shape": 400, "JSON of another shape": 400,
        "too large": 413, "too large, in pieces": 413,
    }  # fmt: skip
    assert statuses == refused
    assert rows_in(acme.steward) == before


@on_sqlite
def test_a_request_that_is_replayed_in_time_has_one_effect(acme: Acme) -> None:
    eve = acme.member(EVE)
    eve.commands("/improve", "A masked copy of the test data every Monday.")
    eve.submits({})
    acme.evidence("idea.submitted")
    (sent,) = [one for one in acme.slack.proxy.deliveries.made if one.kind == "view_submission"]

    again = [acme.posts.interaction(sent.payload) for _ in range(3)]

    assert again == [200, 200, 200]
    assert len(acme.events("idea.submitted")) == 1
    acme.card(eve, "Your idea is on its way")
    assert len([one for one in eve.sees() if "Your idea is on its way" in said(one)]) == 1


# --- without the database --------------------------------------------------------------------


@on_sqlite
def test_with_its_file_gone_steward_says_so_keeps_what_was_typed_and_comes_back(acme: Acme) -> None:
    file = acme.steward.folder / "steward.db"
    away = file.with_suffix(".away")

    _outage(acme, lambda: file.rename(away), lambda: away.rename(file))


@pytest.mark.parametrize("database_url", ["postgresql"])
def test_with_its_server_stopped_steward_says_so_keeps_what_was_typed_and_comes_back(
    database_url: str, tmp_path: Path
) -> None:
    with _own_server() as server:
        environment = {"STEWARD_DATABASE_URL": server.fresh()}
        assert make_url(environment["STEWARD_DATABASE_URL"]).get_backend_name() == database_url
        register(Installation(tmp_path, environment))
        with acme_at_work(tmp_path, environment) as acme:
            _outage(acme, server.go_away, server.come_back)


@contextmanager
def _own_server() -> Iterator[PostgresServer]:
    """Yield a server that no other test uses, so it can be stopped."""
    # The wheel opens the permissions of all folders above its data; pytest closes those of its own.
    with tempfile.TemporaryDirectory(prefix="steward-away-") as folder:
        server = PostgresServer(Path(folder))
        try:
            yield server
        finally:
            server.stop()


def _outage(acme: Acme, go_away: Callable[[], object], come_back: Callable[[], object]) -> None:
    """Take the database away under people who are at it, bring it back, and look what is left."""
    eve, ana = acme.members(EVE, ANA)
    eve.commands("/improve", "A masked copy of the test data.")
    waited(eve.open_form, "the form")

    go_away()
    busy = "I can't reach my records just now."
    assert eve.submits({"better": "Every Monday."})["today"].startswith(busy)
    ana.commands("/steward", "ask aup May I?")
    assert "May I?" in said(ana.waits_for(busy))
    ana.commands("/report")
    ana.waits_for("Something happened? Report it now.")
    ana.writes("help")
    assert acme.slack.proxy.deliveries.refused
    assert not acme.server.ready()
    assert httpx.get(f"{acme.server.url}/metrics").status_code == 503
    assert acme.server.process.poll() is None

    come_back()
    waited(acme.server.ready, "ready again")
    acme.slack.proxy.release()
    ana.waits_for("What you can say to me")
    assert eve.submits({"better": "Every Monday."}) == {}
    acme.card(eve, "Your idea is on its way")
    assert len(acme.events("idea.submitted")) == 1
    assert acme.slack.proxy.refusals() == []
