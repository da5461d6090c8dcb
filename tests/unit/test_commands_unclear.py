"""What is typed and is no command: slips, unknown words, talk (conversations §2.4)."""

import time
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import SHOWN, VERBS, Command, NotACommand, Unknown, corrected, parse
from bot.model import Place

PLACES: tuple[Place, ...] = ("command", "dm", "thread", "channel")


@pytest.mark.parametrize(
    ("typed", "closest"),
    [
        ("breif", "brief"), ("brif", "brief"), ("recrod", "record"), ("snoze", "snooze"),
        ("einwiesen", "einweisen"), ("lsit", "list"), ("langauge", "language"), ("hlep", "help"),
        ("bestaetign", "bestätigen"), ("planen-", "planen"), ("nto today", "not today"),
    ],
)  # fmt: skip
def test_a_slip_is_offered_and_never_done(typed: str, closest: str) -> None:
    found = parse(f"{typed} ben", place="command")

    assert isinstance(found, Unknown)
    assert found.closest[0] == closest


def test_the_corrected_command_keeps_what_followed() -> None:
    found = parse("breif bne", place="dm")

    assert found == Unknown("breif", ("brief",), "bne")
    assert corrected(found) == Command("briefing.show", whom="bne", typed="brief bne")
    assert corrected(Unknown("dance")) is None


def test_a_slip_in_two_words_is_corrected_once() -> None:
    found = parse("nto today", place="command")

    assert isinstance(found, Unknown)
    assert corrected(found) == Command("day.quiet", typed="not today")


@pytest.mark.parametrize("place", ["command", "dm"])
def test_an_unknown_word_is_named_where_only_commands_are_expected(place: Place) -> None:
    assert parse("dance", place=place) == Unknown("dance")
    assert parse("@Steward dance please", place=place) == Unknown("dance", (), "please")
    assert parse("x", place="command", command="mydata") == Unknown("mydata", (), "x")


@pytest.mark.parametrize(
    "typed",
    [
        "May I use a translation site for a customer's mail?",
        "Please use Acme Assist, it translates too. I'll say so in the text.",
        "read the mail again before you pay anybody",
        "Plan for it: two people check every invoice.",
        "No, that was another day.",
        "No idea what this means",
        "yes",
        "Return the laptop to Petra, she checks it.",
        "Accept that some mails are late.",
        "A lot of people ask this.",
        "List of tools: see the intranet.",
        "Report it at once, even when unsure.",
        "Help comes from Olga Marin",
        "Answer: ask the owner first",
        "again and again people do this",
        "breif ben",
        "ok",
        "I acknowledge, but what about my old phone?",
        "I don't acknowledge",
        "🙂",
        "",
    ],
)
def test_talk_in_a_thread_is_no_command(typed: str) -> None:
    assert parse(typed, place="thread") == NotACommand()


@pytest.mark.parametrize(
    "typed", ["list", "brief ben", "help", "plan ben thu 10:00", "ack aup 3.0", "a", "snooze 3d"]
)
def test_a_command_works_in_a_thread_too(typed: str) -> None:
    assert isinstance(parse(typed, place="thread"), Command)


def test_in_a_channel_a_question_is_talk_and_a_slip_is_named() -> None:
    assert parse("<@U0BOT> what about my old phone?", place="channel") == NotACommand()
    assert parse("<@U0BOT> I acknowledge", place="channel") == Command(
        "policy.acknowledge", typed="I acknowledge"
    )
    assert parse("<@U0BOT> breif ben", place="channel") == Unknown("breif", ("brief",), "ben")


@pytest.mark.parametrize("typed", ["ok", "👍", "I acknowledge, but what about my old phone?"])
def test_half_an_acknowledgement_is_no_unknown_verb(typed: str) -> None:
    assert parse(typed, place="dm") == NotACommand()


@pytest.mark.parametrize(
    ("typed", "word", "rest", "wants"),
    [
        ("yes 2345", "yes", "2345", "code"), ("nicht ganz Q0TN", "nicht ganz", "Q0TN", "code"),
        ("finding soon", "finding", "soon", "code"), ("again please", "again", "please", "nothing"),
    ],
)  # fmt: skip
def test_the_very_word_that_was_typed_is_not_offered_as_near_it(
    typed: str, word: str, rest: str, wants: Literal["code", "nothing"]
) -> None:
    assert parse(typed, place="command") == Unknown(word, (), rest, wants)


SAID = st.one_of(
    st.text(max_size=10_000),
    st.lists(
        st.sampled_from([*SHOWN, "ben", "Q4TN", "thu", "10:00", "on", "„", "'", "<@U1>", "?", "x" * 50]),
        max_size=12,
    ).map(" ".join),
)


@given(
    SAID,
    st.sampled_from(PLACES),
    st.sampled_from(["", "steward", "improve", "speak-up", "verify", "nonsense"]),
)
def test_whatever_is_typed_is_read_without_failing(text: str, place: Place, command: str) -> None:
    found = parse(text, place=place, command=command)

    if isinstance(found, Command):
        assert found.verb in {row.verb for row in VERBS}
        assert found.verb != "speakup.open" or (found.text in {"", "…"} and not found.typed)
    if isinstance(found, Unknown):
        assert set(found.closest) <= set(SHOWN)
        corrected(found)


@pytest.mark.parametrize(
    "unit",
    [
        "plan ben on ",
        '"',
        "„",
        "<@",
        "a ",
        "@steward ",
        "😀 ",
        "ask aup ",
        "thu ",
        "'x ",
        "?",
        "i acknowledge, ",
    ],
)
def test_reading_takes_time_in_proportion_to_the_length(unit: str) -> None:
    began = time.process_time()

    parse((unit * 100_000)[:100_000], place="thread")

    # In proportion it takes a fraction of a second; in proportion to the square, minutes.
    assert time.process_time() - began < 5
