"""What is typed, and which command it is (conversations §2.1, §2.2, §2.4, §2.5)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import (
    CODE_ALPHABET,
    SHOWN,
    VERBS,
    Command,
    NotACommand,
    Unknown,
    Verb,
    code_from,
    corrected,
    is_code,
    is_receipt,
    parse,
    typed_twin,
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


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("row", VERBS, ids=lambda row: f"{row.verb}-{row.answer}")
def test_the_example_shown_for_a_verb_is_read_as_that_verb(row: Verb, locale: str) -> None:
    verb, answer = row.verb, row.answer

    found = parse(typed_twin(verb, locale, answer), place="command")

    assert isinstance(found, Command)
    # "Not today" as a button is the quiet day when it is typed.
    assert (found.verb, found.answer) == ("day.quiet" if verb == "policy.snooze" else verb, answer)


def test_examples_stand_in_the_readers_language() -> None:
    assert typed_twin("briefing.show") == "brief ben"
    assert typed_twin("briefing.plan", "de") == "planen ben do 10 uhr"
    assert typed_twin("briefing.confirm", "de", "partly") == "nicht ganz Q4TN …"
    assert typed_twin("policy.snooze") == "not today"


def test_every_word_of_the_table_means_one_of_its_rows() -> None:
    for row in VERBS:
        for words in (*row.english, *row.german):
            found = parse(f"{words} {row.sample}", place="command")
            assert isinstance(found, Command), words
            same = {other.verb for other in VERBS if words in (*other.english, *other.german)}
            assert found.verb in same, words


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


@pytest.mark.parametrize("text", ["Q4TN", "q4tn", "7F3K", "4K8T", "7m2q", "QWTN"])
def test_a_code_has_four_signs_that_cannot_be_mixed_up(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize(
    "text",
    ["", "Q4T", "Q4TNX", "0000", "O4TN", "I4TN", "L4TN", "Q1TN", "that", "2027", "Q4T ", "Ⅳ4TN", "ß4TN"],
)
def test_a_word_a_year_and_a_sign_out_of_the_alphabet_make_no_code(text: str) -> None:
    assert not is_code(text)


@pytest.mark.parametrize("text", ["AU3-7M2Q-19", "au3-7m2q-19", "BR-4K8T-02", "BR–4K8T–02"])
def test_a_receipt_is_known_by_its_three_parts(text: str) -> None:
    assert is_receipt(text)


@pytest.mark.parametrize("text", ["", "AU3-7M2Q", "7M2Q", "AU3-7M2Q-1", "AU3 7M2Q 19", "2026-12-03"])
def test_anything_else_is_no_receipt(text: str) -> None:
    assert not is_receipt(text)


@given(st.lists(st.sampled_from(CODE_ALPHABET), min_size=5, max_size=5))
def test_a_code_that_is_made_is_recognised_in_small_letters_too(signs: list[str]) -> None:
    drawn = iter(signs)

    code = code_from(lambda alphabet: next(drawn) if alphabet == CODE_ALPHABET else alphabet[0])

    assert is_code(code)
    assert is_code(code.lower())


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
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        best = 1.0
        for _ in range(3):
            began = time.perf_counter()
            parse(text, place="thread")
            best = min(best, time.perf_counter() - began)
        return best

    seconds(100)

    # Eight times the text: linear takes eight times as long, quadratic sixty-four.
    assert seconds(80_000) < 30 * seconds(10_000) + 0.01
