"""The demo company on the engine: its first morning, its clock, and what happens when somebody presses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from adapters.demo.clock import BERLIN, Clock
from adapters.demo.company import company
from adapters.demo.facts import Held, Sent, To
from adapters.demo.others import Others
from adapters.demo.people import CAST, MORE
from adapters.demo.running import RunningDemo
from adapters.demo.stage import Stage, StoryBroken
from bot.model import Actor, Answer, Pressed
from storage.obligations import OBLIGATION

SIZE = 90


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """A small company on its first morning; loading is done once."""
    demo = RunningDemo(tmp_path_factory.mktemp("demo"), company(SIZE), "http://127.0.0.1:8000")
    demo.load()
    yield demo
    demo.close()


@pytest.fixture
def demo(loaded: RunningDemo) -> RunningDemo:
    loaded.reset()
    return loaded


@pytest.fixture
def stage(demo: RunningDemo) -> Stage:
    return Stage(demo.house.engine)


def go(demo: RunningDemo, *moves: To) -> None:
    for to in moves:
        demo.move(to)
        demo.arrive()


def press(demo: RunningDemo, who: str, verb: str, **args: str) -> Answer:
    """Press a button as the demo's page does."""
    ref = Stage(demo.house.engine).ref(who)
    return demo.handle(Pressed(Actor("web", "", ref), verb, args))


def names(lines: tuple[Sent, ...] | tuple[Held, ...]) -> list[str]:
    return [one.name for one in lines]


def local(demo: RunningDemo) -> datetime:
    return demo.now().astimezone(BERLIN)


# --- the first morning -----------------------------------------------------------------------


def test_the_story_begins_on_a_monday_at_half_past_nine(demo: RunningDemo) -> None:
    assert local(demo) == datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)
    assert demo.company() == ("Acme", SIZE)
    assert demo.moving() is None


def test_the_cast_is_there_each_with_a_line_and_what_waits(demo: RunningDemo) -> None:
    cast = demo.cast()

    assert [one.name for one in cast][:3] == ["Ana Novak", "Ben Ito", "Eve Lund"]
    assert len(cast) == len(CAST) + len(MORE)
    by_name = {one.name: one for one in cast}
    assert by_name["Ana Novak"].line == "Team lead. Ben and Sam are hers to brief"
    assert (by_name["Ana Novak"].initials, by_name["Ana Novak"].chats) == ("AN", "Slack")
    assert by_name["Eve Lund"].chats == "Slack and Teams"
    assert {name: by_name[name].open_count for name in ("Ana Novak", "Ben Ito", "Otto Weiss")} == {
        "Ana Novak": 3,
        "Ben Ito": 0,
        "Otto Weiss": 1,
    }
    assert by_name["Sam Diaz"].chats == ""


def test_whoever_reads_german_is_told_everything_in_german(demo: RunningDemo, stage: Stage) -> None:
    jonas = stage.ref("jonas.meyer")

    assert demo.cast(jonas)[0].line == "Teamleitung. Weist Ben und Sam ein"
    assert "Lektion: Früh melden" in [one.title for one in demo.sent(8, jonas)]
    assert any(one.title == "Umgang mit Arbeitsmitteln 3.0" for one in demo.sent(20, jonas))
    assert "ist dort ein Feiertag." in " ".join(one.why for one in demo.held(12, jonas))


def test_anybody_is_found_whatever_capitals_and_accents(demo: RunningDemo) -> None:
    rows = [row for row in company(SIZE).persons if not row["name"].isascii() and row["lang"] != "ar"]
    accented = rows[0]["name"]
    plain = rows[0]["email"].split("@")[0].split(".")[0]

    assert [one.name for one in demo.search("HOVAR")] == ["Luan Hovar", "Pia Hovar", "Tavi Hovar"]
    assert accented in [one.name for one in demo.search(accented.upper())]
    assert any(one.name.casefold().startswith(accented[0].casefold()) for one in demo.search(plain[:1]))
    assert demo.search("nobody of this name") == ()
    assert demo.search("%") == ()
    assert len(demo.search("a", limit=5)) == 5


def test_nobody_is_nobody(demo: RunningDemo, stage: Stage) -> None:
    assert demo.someone("p-unknown") is None
    assert demo.someone(stage.ref("tavi.hovar"), "").line == "Has left the company"  # type: ignore[union-attr]


def test_what_was_sent_says_to_whom_by_what_and_why(demo: RunningDemo) -> None:
    lines = demo.sent(40)

    assert [one.at for one in lines] == sorted((one.at for one in lines), reverse=True)
    ana = next(one for one in lines if one.name == "Ana Novak")
    assert ana.title == "Good morning, Ana. Two talks are open in your team."
    assert (ana.why, ana.by) == ("The week's digest, because something is open.", "Slack")
    half = next(one for one in lines if one.why.startswith("Half of the time is gone."))
    assert (half.title, half.why) == ("Acceptable use 3.0", "Half of the time is gone. Message 2 of 4.")
    assert half.name.endswith("people")
    otto = next(one for one in lines if one.name == "Otto Weiss")
    assert otto.by == "Browser"
    assert otto.why.endswith("No chat account, so it waits in the browser.")


def test_what_is_held_back_says_why_and_until_when(demo: RunningDemo) -> None:
    lines = demo.held(40)

    assert [one.until for one in lines] == sorted(one.until for one in lines if one.until is not None)
    scots = next(one for one in lines if one.name.endswith("in Scotland"))
    assert (scots.reason, scots.why) == ("holiday", "Saint Andrew's Day is a holiday there.")
    assert scots.until == datetime(2026, 12, 1, 10, tzinfo=BERLIN)
    nia = next(one for one in lines if "19:00 in Adelaide" in one.why)
    assert (nia.reason, nia.why) == ("quiet_hours", "19:00 in Adelaide: outside working hours.")
    ravi = next(one for one in lines if one.name == "Ravi Sol")
    assert (ravi.reason, ravi.why) == ("leave", "Away until Mon 14 Dec.")
    assert "budget" in {one.reason for one in lines}


def test_a_week_shows_working_hours_dates_and_who_starts(demo: RunningDemo, stage: Stage) -> None:
    week = demo.ribbon(stage.ref("ana.novak"))

    assert (week.zone, len(week.days)) == ("Europe/Berlin", 8)
    assert [day.opens is None for day in week.days] == [False] * 5 + [True, True, False]
    starts = [one for one in week.events if one.kind == "start"]
    assert [(one.label, one.at) for one in starts] == [
        ("Ben starts", datetime(2026, 12, 7, 9, tzinfo=BERLIN))
    ]
    assert "Due" in [one.label for one in week.events if one.kind == "due"]
    assert len(demo.ribbon("p-unknown").days) == 8


# --- the clock -------------------------------------------------------------------------------


def test_the_clock_moves_by_an_hour_to_the_next_working_morning_and_by_a_week(demo: RunningDemo) -> None:
    go(demo, "hour")
    assert local(demo) == datetime(2026, 11, 30, 10, 30, tzinfo=BERLIN)
    go(demo, "day")
    assert local(demo) == datetime(2026, 12, 1, 9, 30, tzinfo=BERLIN)
    go(demo, "week")
    assert local(demo) == datetime(2026, 12, 8, 9, 30, tzinfo=BERLIN)


def test_a_weekend_is_no_working_day(demo: RunningDemo) -> None:
    go(demo, "day", "day", "day", "day", "day")

    assert local(demo) == datetime(2026, 12, 7, 9, 30, tzinfo=BERLIN)


def test_time_goes_forward_only() -> None:
    clock = Clock()

    with pytest.raises(ValueError, match="forward only"):
        clock.forward(clock() - timedelta(seconds=1))


def test_the_morning_after_the_holiday_the_scots_are_told(demo: RunningDemo) -> None:
    go(demo, "day", "hour")

    assert not any(one.reason == "holiday" for one in demo.held(40))
    told = [one for one in demo.sent(40) if one.at == datetime(2026, 12, 1, 10, tzinfo=BERLIN)]
    assert any(one.title == "Lesson: Report early" for one in told)


def test_ben_gets_his_account_on_his_first_day(demo: RunningDemo, stage: Stage) -> None:
    ben = stage.ref("ben.ito")
    assert demo.someone(ben).chats == ""  # type: ignore[union-attr]

    go(demo, "week")

    assert demo.someone(ben).chats == "Slack"  # type: ignore[union-attr]
    first_day = next(one for one in demo.sent(60) if one.name == "Ben Ito")
    assert (first_day.title, first_day.by) == ("Welcome, Ben. Mail and chat are ready.", "Slack")


def test_the_others_go_on_by_themselves_and_the_cast_waits(demo: RunningDemo, stage: Stage) -> None:
    before = _open(demo)

    go(demo, "week")

    after = _open(demo)
    assert after["lesson"] < before["lesson"]
    assert stage.duty("eve.lund", "policy.acknowledge").state == "pending"


def _open(demo: RunningDemo) -> dict[str, int]:
    found: dict[str, int] = {}
    query = OBLIGATION.select().where(OBLIGATION.c.state == "pending")
    for row in demo.house.engine.ask(lambda turn: turn.connection.execute(query).all()):
        found[row.kind] = found.get(row.kind, 0) + 1
    return found


def test_people_who_act_for_themselves_never_break_the_story(demo: RunningDemo, stage: Stage) -> None:
    Others(stage).work(pace=1.0)

    assert stage.duty("eve.lund", "lesson").state == "pending"


# --- pressing --------------------------------------------------------------------------------


def test_whom_a_press_concerns_is_told_at_once(demo: RunningDemo, stage: Stage) -> None:
    duty = stage.duty("chika.obi", "policy.approve")

    answer = press(demo, "chika.obi", "policy.approve", duty=duty.id)

    assert "Approved at 09:30" in answer.reply.text  # type: ignore[union-attr]
    titles = [one.title for one in demo.sent(3)] + [one.title for one in demo.held(40)]
    assert any("is approved" in title for title in titles)


def test_what_was_approved_is_published_on_the_next_working_morning(demo: RunningDemo, stage: Stage) -> None:
    press(demo, "otto.weiss", "policy.approve", duty=stage.duty("otto.weiss", "policy.approve").id)

    go(demo, "day", "hour")

    duty = stage.duty("sam.diaz", "policy.acknowledge", "ISP")
    assert (duty.version, duty.created) == ("4.0", datetime(2026, 12, 1, 9, 30, tzinfo=BERLIN))


def test_a_thread_is_there_when_the_press_returns(demo: RunningDemo, stage: Stage) -> None:
    duty = stage.duty("eve.lund", "policy.acknowledge")
    card = stage.card(duty)
    assert card is not None

    stage.press("eve.lund", "policy.read", under=card, duty=duty.id)
    demo.handle(Pressed(stage.actor("eve.lund"), "list.open"))

    states = demo.house.engine.ask(
        lambda turn: turn.connection.exec_driver_sql("SELECT DISTINCT state FROM outbox").scalars().all()
    )
    assert "pending" not in states


def test_starting_again_brings_back_the_first_morning_as_often_as_wished(
    demo: RunningDemo, stage: Stage
) -> None:
    first = (demo.cast(), demo.sent(8), demo.held(8))

    for _ in range(2):
        press(demo, "otto.weiss", "policy.approve", duty=stage.duty("otto.weiss", "policy.approve").id)
        go(demo, "week")
        assert (demo.cast(), demo.sent(8), demo.held(8)) != first
        demo.reset()

        assert local(demo) == datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)
        assert (demo.cast(), demo.sent(8), demo.held(8)) == first


def test_starting_again_ends_a_move_that_is_under_way(demo: RunningDemo) -> None:
    demo.move("week")
    demo.reset()

    assert demo.moving() is None
    assert local(demo) == datetime(2026, 11, 30, 9, 30, tzinfo=BERLIN)


def test_a_story_that_no_longer_fits_says_so(stage: Stage) -> None:
    with pytest.raises(StoryBroken, match=r"otto\.weiss has no open briefing"):
        stage.answer("otto.weiss", "briefing", "briefing.record")
    with pytest.raises(StoryBroken, match=r"asks eve\.lund for no form"):
        stage.fill("eve.lund", "help", {"x": "y"})
    with pytest.raises(StoryBroken, match=r"idea\.submit by eve\.lund"):
        stage.fill("eve.lund", "idea.submit", {"today": ""})
    with pytest.raises(StoryBroken, match="nobody is called"):
        stage.ref("zoe.nobody")
