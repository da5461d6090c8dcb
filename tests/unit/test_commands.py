"""What is typed, and which command it is (conversations §2.1, §2.2, §2.4, §2.5)."""

import pytest

from bot.commands import (
    Command,
    NotACommand,
    parse,
)
from bot.model import Place

PLACES: tuple[Place, ...] = ("command", "dm", "thread", "channel")


def read(typed: str, place: Place = "dm") -> tuple[str, dict[str, str]]:
    found = parse(typed, place=place)
    assert isinstance(found, Command), found
    return found.verb, found.args()


@pytest.mark.parametrize(
    ("typed", "verb", "args"),
    [
        ("list", "list.open", {}),
        ("my list", "list.open", {}),
        ("liste", "list.open", {}),
        ("help", "help", {}),
        ("?", "help", {}),
        ("hilfe", "help", {}),
        ("help me with this", "help", {}),
        ("team", "team.show", {}),
        ("brief ben", "briefing.show", {"whom": "ben"}),
        ("einweisen ben", "briefing.show", {"whom": "ben"}),
        ("brief", "briefing.show", {}),
        ("plan ben thu 10:00", "briefing.plan", {"whom": "ben", "when": "thu 10:00"}),
        ("planen ben do 10 uhr", "briefing.plan", {"whom": "ben", "when": "do 10 uhr"}),
        ("plan ben", "briefing.plan", {"whom": "ben"}),
        ("record ben", "briefing.record", {"whom": "ben"}),
        ("festhalten ben", "briefing.record", {"whom": "ben"}),
        ("snooze Q4TN 3d", "briefing.snooze", {"what": "Q4TN", "when": "3d"}),
        ("snooze q4tn week", "briefing.snooze", {"what": "Q4TN", "when": "week"}),
        ("snooze Q4TN später", "briefing.snooze", {"what": "Q4TN", "when": "später"}),
        # No code: it must name somebody, and never put off whatever happens to be open.
        ("snooze 0000 1d", "briefing.snooze", {"whom": "0000", "when": "1d"}),
        ("snooze ben 1d", "briefing.snooze", {"whom": "ben", "when": "1d"}),
        ("später Q4TN 1d", "briefing.snooze", {"what": "Q4TN", "when": "1d"}),
        ("read aup", "policy.read", {"what": "aup"}),
        ("lesen acceptable use", "policy.read", {"what": "acceptable use"}),
        ("read Q4TN", "card.read", {"what": "Q4TN"}),
        ("ack aup 3.0", "policy.acknowledge", {"what": "aup", "version": "3.0"}),
        ("ack AUP 3.0", "policy.acknowledge", {"what": "AUP", "version": "3.0"}),
        ("bestätigen aup 3.0", "policy.acknowledge", {"what": "aup", "version": "3.0"}),
        ("ack aup", "policy.acknowledge", {"what": "aup"}),
        ("I acknowledge", "policy.acknowledge", {}),
        ("Ich bestätige Version 3.0.", "policy.acknowledge", {"version": "3.0"}),
        ("ask aup may I?", "policy.ask", {"what": "aup", "text": "may I?", "rest": "aup may I?"}),
        ("fragen aup Darf ich?", "policy.ask", {"what": "aup", "text": "Darf ich?", "rest": "aup Darf ich?"}),
        ("decline aup", "policy.decline", {"what": "aup"}),
        ("ablehnen aup", "policy.decline", {"what": "aup"}),
        ("retract AU3-7M2Q-19", "policy.retract", {"what": "AU3-7M2Q-19"}),
        ("zurückziehen au3-7m2q-19", "policy.retract", {"what": "AU3-7M2Q-19"}),
        ("approve Q4TN", "policy.approve", {"what": "Q4TN"}),
        ("freigeben Q4TN", "policy.approve", {"what": "Q4TN"}),
        ("return Q4TN Say it.", "policy.return", {"what": "Q4TN", "text": "Say it."}),
        ("zurückgeben Q4TN", "policy.return", {"what": "Q4TN"}),
        ("lesson", "lesson.start", {}),
        ("lektion", "lesson.start", {}),
        ("not today", "day.quiet", {}),
        ("heute nicht", "day.quiet", {}),
        ("language de", "language.set", {"what": "de"}),
        ("sprache deutsch", "language.set", {"what": "deutsch"}),
        ("improve mask the data", "idea.submit", {"text": "mask the data"}),
        ("idee", "idea.submit", {}),
        ("report", "event.open", {}),
        ("melden", "event.open", {}),
        ("speak up", "speakup.open", {}),
        ("hinweis", "speakup.open", {}),
        ("verify 7F3K", "code.verify", {"what": "7F3K"}),
        ("prüfen 7f3k", "code.verify", {"what": "7F3K"}),
        ("verify 0000", "code.verify", {"what": "0000"}),
    ],
)
def test_every_command_of_the_table_is_read(typed: str, verb: str, args: dict[str, str]) -> None:
    assert read(typed) == (verb, args)
    assert read(typed, "command") == (verb, args)


@pytest.mark.parametrize(
    ("typed", "verb", "args"),
    [
        ("not mine ben", "briefing.reassign", {"whom": "ben"}),
        ("nicht in meinem Team ben", "briefing.reassign", {"whom": "ben"}),
        ("need help ben", "briefing.help", {"whom": "ben"}),
        ("hilfe holen ben", "briefing.help", {"whom": "ben"}),
        ("points ben", "briefing.points", {"whom": "ben"}),
        ("yes Q4TN", "briefing.confirm", {"what": "Q4TN", "answer": "yes"}),
        ("ja Q4TN", "briefing.confirm", {"what": "Q4TN", "answer": "yes"}),
        ("not quite Q4TN It was Friday", "briefing.confirm",
         {"what": "Q4TN", "text": "It was Friday", "answer": "partly"}),
        ("nicht ganz Q4TN", "briefing.confirm", {"what": "Q4TN", "answer": "partly"}),
        ("no Q4TN", "briefing.confirm", {"what": "Q4TN", "answer": "no"}),
        ("changes aup", "policy.changes", {"what": "aup"}),
        ("answer Q4TN Use  Assist.", "policy.answer", {"what": "Q4TN", "text": "Use  Assist."}),
        ("not today Q4TN", "policy.snooze", {"what": "Q4TN"}),
        ("talked eve", "followup.talked", {"whom": "eve"}),
        ("time eve 18 dec", "followup.time", {"whom": "eve", "when": "18 dec"}),
        ("away eve 18 dec", "followup.absent", {"whom": "eve", "when": "18 dec"}),
        ("abwesend eve bis 18.12.", "followup.absent", {"whom": "eve", "when": "bis 18.12"}),
        ("wrong audience eve", "followup.audience", {"whom": "eve"}),
        ("refer eve", "followup.refer", {"whom": "eve"}),
        ("accept Q4TN In January.", "idea.accept", {"what": "Q4TN", "text": "In January."}),
        ("decline idea Q4TN It masks itself.", "idea.decline", {"what": "Q4TN", "text": "It masks itself."}),
        ("ablehnen idee Q4TN", "idea.decline", {"what": "Q4TN"}),
        ("decline Q4TN a reason", "policy.decline", {"what": "Q4TN", "text": "a reason"}),
        ("reply Q4TN Good point.", "idea.reply", {"what": "Q4TN", "text": "Good point."}),
        ("a", "lesson.answer", {"answer": "a"}),
        ("B.", "lesson.answer", {"answer": "b"}),
        ("c)", "lesson.answer", {"answer": "c"}),
        ("again", "lesson.sibling", {}),
        ("Q4TN", "card.read", {"what": "Q4TN"}),
    ],
)  # fmt: skip
def test_every_button_has_its_typed_twin(typed: str, verb: str, args: dict[str, str]) -> None:
    assert read(typed) == (verb, args)
    assert read(typed, "thread") == (verb, args)


@pytest.mark.parametrize(
    "typed",
    [
        "brief ben", "BRIEF Ben", "  brief   ben  ", "brief ben.", "brief @ben", "brief „ben“", 'brief "ben"',
        "brief “ben”", "brief 'ben'", "brief «ben»", "/brief ben", "@Steward brief ben", "/steward brief ben",
        "<@U0BOT> brief ben", "brief\tben", "brief\u00a0ben", "bríef ben", "Brief: ben",
    ],
)  # fmt: skip
def test_capitals_accents_blanks_quotes_and_a_final_stop_do_not_matter(typed: str) -> None:
    found = parse(typed, place="dm")

    assert isinstance(found, Command)
    assert (found.verb, found.whom.lower()) == ("briefing.show", "ben")


@pytest.mark.parametrize("typed", ["zurückziehen", "zuruckziehen", "zurueckziehen", "ZURÜCKZIEHEN"])
def test_umlauts_may_be_typed_in_any_way(typed: str) -> None:
    assert read(f"{typed} AU3-7M2Q-19")[0] == "policy.retract"


@pytest.mark.parametrize(
    ("typed", "whom", "when"),
    [
        ("plan ben ito thu 10:00", "ben ito", "thu 10:00"),
        ("plan ben ito", "ben ito", ""),
        ("plan thu 10:00", "", "thu 10:00"),
        ("plan tomorrow 9", "", "tomorrow 9"),
        ("plan with ben on thu at 10:00", "ben", "on thu at 10:00"),
        ("plan <@U0BEN> do 10 uhr", "<@U0BEN>", "do 10 uhr"),
        ("plan ben.ito2@acme.example thu 10:00", "ben.ito2@acme.example", "thu 10:00"),
        ("plan <mailto:ben@acme.example|ben@acme.example> thu 10:00", "ben@acme.example", "thu 10:00"),
        ("plan „Ben Ito“ 3.12. 10 uhr", "Ben Ito", "3.12 10 uhr"),
        ("plan ben 3/12 10:00", "ben", "3/12 10:00"),
        ("plan ben 2026-12-03 10:00", "ben", "2026-12-03 10:00"),
        # Sam, Jan and May are names as well as days.
        ("away sam 18 dec", "sam", "18 dec"),
        ("plan jan thu 10:00", "jan", "thu 10:00"),
        ("plan jan 3 dec 10:00", "jan", "3 dec 10:00"),
        ("plan ben may thu 10:00", "ben may", "thu 10:00"),
        ("plan ben may 3 10:00", "ben", "may 3 10:00"),
        ("plan ben until next fri", "ben", "until next fri"),
    ],
)
def test_the_person_ends_where_a_day_or_a_time_begins(typed: str, whom: str, when: str) -> None:
    found = parse(typed, place="dm")

    assert isinstance(found, Command)
    assert (found.whom, found.when) == (whom, when)


@pytest.mark.parametrize(
    ("typed", "what", "version"),
    [
        ("ack acceptable use 3.0", "acceptable use", "3.0"),
        ("ack acceptable use version 3.0.", "acceptable use", "3.0"),
        ("ack aup v3", "aup", "3"),
        ("ack 3.0", "", "3.0"),
        ("ack q4tn", "Q4TN", ""),
        ('ack "acceptable use" 3.0', "acceptable use", "3.0"),
    ],
)
def test_a_version_is_the_last_word(typed: str, what: str, version: str) -> None:
    found = parse(typed, place="command")

    assert isinstance(found, Command)
    assert (found.what, found.version) == (what, version)


def test_free_text_is_kept_as_written() -> None:
    text = "Real  customer names\n  turn up in «test» data.  A masked copy… <b>would</b> do."

    for found in (parse(text, place="command", command="improve"), parse(f"/improve  {text} ", place="dm")):
        assert isinstance(found, Command)
        assert (found.verb, found.text) == ("idea.submit", text)


def test_a_long_text_is_kept_whole() -> None:
    text = "x" * 2431

    assert parse(text, place="command", command="improve") == Command("idea.submit", text=text, typed=text)


@pytest.mark.parametrize(
    ("command", "verb"),
    [
        ("improve", "idea.submit"),
        ("report", "event.open"),
        ("speak-up", "speakup.open"),
        ("verify", "code.verify"),
    ],
)
def test_a_slash_command_without_text_is_its_verb_alone(command: str, verb: str) -> None:
    assert parse("   ", place="command", command=command) == Command(verb)


def test_steward_alone_opens_the_list() -> None:
    assert parse("", place="command", command="steward") == Command("list.open")
    assert parse("", place="dm") == NotACommand()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("typed", ["speak up my boss forges records", "/speak-up my boss forges records",
                                   "Hinweis: my boss forges records"])  # fmt: skip
def test_nothing_of_a_text_after_speak_up_is_kept(typed: str, place: Place) -> None:
    assert parse(typed, place=place) == Command("speakup.open", text="…")
    assert parse("my boss", place="command", command="speak-up") == Command("speakup.open", text="…")


def test_nothing_of_a_text_after_report_is_kept() -> None:
    assert parse("report a stolen phone", place="dm") == Command("event.open", text="…")
    assert parse("a stolen phone", place="command", command="report") == Command("event.open", text="…")
