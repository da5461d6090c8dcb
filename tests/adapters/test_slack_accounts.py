"""Who is behind an account: asked of Slack's directory, once."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import Busy
from bot.model import Account, Note
from tests.adapters.block_kit import shown
from tests.adapters.slack_office import BUSY, EVE_INFO, FakeEngine, Office, open_office, played
from tests.adapters.slack_payloads import CHANNEL, TEAM, USER, Json, command, direct, event, press
from tests.adapters.slack_stub import error


def test_an_unknown_account_is_looked_up_linked_and_asked_once_more() -> None:
    async def scene(office: Office) -> None:
        office.slack.users[USER] = EVE_INFO

        answer = (await office.posts(command(text="list"))).json()

        assert answer["text"] == "Here."
        assert office.slack.methods() == ["auth.test", "users.info"]

    engine = played(scene, Note("Here."), known=False)
    assert engine.accounts == [Account("slack", TEAM, USER, "eve@acme.test")]
    assert len(engine.heard) == 2


@pytest.mark.parametrize(
    ("info", "account"),
    [
        ({"is_email_confirmed": False}, Account("slack", TEAM, USER, "e@x.test", email_confirmed=False)),
        ({"is_bot": True}, Account("slack", TEAM, USER, "e@x.test", is_bot=True)),
        ({"is_restricted": True}, Account("slack", TEAM, USER, "e@x.test", is_guest=True)),
        ({"is_ultra_restricted": True}, Account("slack", TEAM, USER, "e@x.test", is_guest=True)),
        ({"is_stranger": True}, Account("slack", TEAM, USER, "e@x.test", is_guest=True)),
        ({"team_id": "T99"}, Account("slack", TEAM, USER, "e@x.test", is_guest=True)),
        ({"team_id": "T99", "enterprise_user": {"id": USER}}, Account("slack", TEAM, USER, "e@x.test")),
        ({"deleted": True}, Account("slack", TEAM, USER, "e@x.test", is_active=False)),
        ({"profile": {}}, Account("slack", TEAM, USER, "")),
    ],
)
def test_the_directory_says_what_kind_of_account_it_is(info: Json, account: Account) -> None:
    async def scene(office: Office) -> None:
        office.slack.users[USER] = {"profile": {"email": "e@x.test"}} | info
        await office.posts(press())

    assert played(scene, known=False).accounts == [account]


def test_nobody_is_looked_up_again_within_a_minute_unless_slack_says_they_changed() -> None:
    async def scene(office: Office) -> None:
        office.slack.users[USER] = EVE_INFO
        await office.posts(press())
        await office.posts(press())
        assert len(office.slack.of("users.info")) == 1

        office.clock.now += 61
        await office.posts(press())
        assert len(office.slack.of("users.info")) == 2

        await office.posts(event("user_change", user={"id": USER, "team_id": TEAM}))
        await office.posts(press())
        assert len(office.slack.of("users.info")) == 3
        assert "not in Acme's list" in shown(office.slack.of("chat.postEphemeral")[-1]["blocks"])

    played(scene, known=False, links=False)


def test_somebody_of_another_company_is_never_looked_up() -> None:
    async def scene(office: Office) -> None:
        office.slack.users[USER] = EVE_INFO
        await office.posts(press(channel=CHANNEL, user={"id": USER, "team_id": "T99OTHER"}))

        assert office.slack.of("users.info") == []

    assert played(scene, known=False).accounts == []


def test_when_the_directory_is_away_nobody_is_called_unknown() -> None:
    async def scene(office: Office) -> None:
        office.slack.plan("users.info", error("internal_error", 500), error("internal_error", 500))

        assert (await office.posts(command(text="list"))).json()["text"].startswith(BUSY)
        assert (await office.posts(direct("list"))).status_code == 503

    assert played(scene, known=False).accounts == []


def test_who_joins_is_linked_before_their_first_word() -> None:
    async def scene(office: Office) -> None:
        office.slack.users[USER] = EVE_INFO
        await office.posts(event("team_join", user={"id": USER, "team_id": TEAM}))
        await office.platform.close()

    engine = played(scene)
    assert [account.email for account in engine.accounts] == ["eve@acme.test"]
    assert engine.heard == []


def test_a_database_that_is_away_while_linking_is_busy() -> None:
    class Away(FakeEngine):
        def link(self, account: Account) -> bool:
            super().link(account)
            raise Busy

    async def play() -> None:
        async with open_office(Away(known=False)) as office:
            office.slack.users[USER] = EVE_INFO

            assert (await office.posts(direct("list"))).status_code == 503

    asyncio.run(play())


def test_slack_out_of_reach_changes_nothing_for_those_who_are_known() -> None:
    async def scene(office: Office) -> None:
        assert (await office.posts(command(text="list"))).json()["text"] == "Here."
        assert (await office.posts(press())).status_code == 200

    played(scene, Note("Here."), url="http://127.0.0.1:9/api/")
