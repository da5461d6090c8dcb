"""The week as a drawing: where the days, the working hours and the events stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from adapters.demo.facts import Ribbon, RibbonDay, RibbonEvent
from adapters.demo.moments import Moments
from adapters.demo.ribbon import Drawing, drawn

MONDAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 11, tzinfo=UTC)  # noon in Berlin
DAYS = tuple(
    RibbonDay(MONDAY + timedelta(days=n), *((None, None) if n in (5, 6) else (time(9), time(17))))
    for n in range(8)
)
WEEK = Ribbon("Europe/Berlin", DAYS)


def draw(ribbon: Ribbon = WEEK, *, now: datetime = NOW, mirrored: bool = False) -> Drawing:
    words = Moments("en", ribbon.zone, now)
    return drawn(ribbon, now, "now", words.name, words.moment, mirrored=mirrored)


def at(day: int, hour: int, label: str = "Nudge") -> RibbonEvent:
    return RibbonEvent(datetime(2026, 12, day, hour, tzinfo=UTC), label)


def test_noon_of_the_first_day_is_half_a_day_in() -> None:
    assert draw().now == "6.25%"


def test_a_day_off_has_no_light() -> None:
    drawing = draw()

    assert len(drawing.nights) == 8
    assert [bar.x for bar in drawing.days] == ["4.69%", "17.19%", "29.69%", "42.19%", "54.69%", "92.19%"]
    assert {bar.width for bar in drawing.days} == {"4.17%"}


def test_the_same_week_runs_from_right_to_left_where_people_read_so() -> None:
    left, right = draw(), draw(mirrored=True)

    assert right.now == "93.75%"
    assert [bar.x for bar in right.nights] == [bar.x for bar in reversed(left.nights)]
    assert right.names[0].x == "100.00%"


def test_an_event_stands_at_its_hour_in_the_persons_zone() -> None:
    drawing = draw(replace(WEEK, events=(at(3, 8),)))

    assert [dot.x for dot in drawing.dots] == ["42.19%"]
    assert drawing.words == ("Nudge, Thu 3 Dec, 09:00",)


def test_what_is_not_in_this_week_is_not_drawn() -> None:
    drawing = draw(replace(WEEK, events=(at(8, 8), RibbonEvent(NOW - timedelta(days=1), "Gone"))))

    assert (drawing.dots, drawing.words) == ((), ())


def test_events_come_in_the_order_of_time_whatever_order_they_were_given_in() -> None:
    drawing = draw(replace(WEEK, events=(at(4, 8, "Second"), at(2, 8, "First"))))

    assert [mark.text for mark in drawing.ticks] == ["now", "First", "Second"]


def test_labels_that_would_run_into_each_other_give_way_and_stay_in_words() -> None:
    drawing = draw(replace(WEEK, events=(at(3, 8, "One"), at(3, 9, "Two"), at(5, 8, "Three"))))

    assert [mark.text for mark in drawing.ticks] == ["now", "One", "Three"]
    assert len(drawing.dots) == len(drawing.words) == 3


def test_a_first_day_has_its_label_before_a_reminder_of_the_same_morning() -> None:
    events = (at(3, 8, "Reminder"), RibbonEvent(datetime(2026, 12, 3, 8, tzinfo=UTC), "Ben starts", "start"))

    drawing = draw(replace(WEEK, events=events))

    assert [mark.text for mark in drawing.ticks] == ["now", "Ben starts"]
    assert [dot.look for dot in drawing.dots] == ["event", "event start"]


def test_a_label_at_either_end_stays_inside() -> None:
    early = datetime(2026, 11, 30, 0, tzinfo=UTC)

    ticks = draw(replace(WEEK, events=(at(7, 8, "Ben starts"),)), now=early).ticks

    assert [(mark.x, mark.anchor) for mark in ticks] == [("0.00%", "start"), ("100.00%", "end")]


def test_a_label_that_fits_at_a_desk_only_gives_way_on_a_phone() -> None:
    ticks = draw(replace(WEEK, events=(at(3, 8, "Reminder"), at(4, 16, "Last day"), at(6, 8, "Due")))).ticks

    assert [(mark.text, mark.look) for mark in ticks] == [
        ("now", "on"),
        ("Reminder", "tick"),
        ("Last day", "tick minor"),
        ("Due", "tick"),
    ]


def test_today_stands_out_among_the_names_of_the_days() -> None:
    names = draw().names

    assert [name.text for name in names][:3] == ["Mon 30", "Tue 1", "Wed 2"]
    assert [name.look for name in names] == ["on", "minor", "minor", "", "minor", "minor", "", "minor"]


def test_a_moment_is_as_short_as_it_stays_clear() -> None:
    words = Moments("en", "Europe/Berlin", NOW)

    assert words.near(NOW) == "12:00"
    assert words.near(NOW + timedelta(days=1)) == "Tue 12:00"
    assert words.near(NOW + timedelta(days=15)) == "Tue 15 Dec"


def test_moments_are_worded_in_the_readers_language_and_zone() -> None:
    german, indian = Moments("de", "Europe/Berlin", NOW), Moments("en", "Asia/Kolkata", NOW)

    assert (german.long_day(NOW), german.moment(NOW)) == ("Montag, 30. November", "Mo, 30. Nov., 12:00")
    assert (german.name(MONDAY), german.near(NOW - timedelta(days=3))) == ("Mo 30", "Fr 12:00")
    assert (indian.long_day(NOW), indian.moment(NOW)) == ("Monday 30 November", "Mon 30 Nov, 16:30")
    assert Moments("fr", "Europe/Paris", NOW).long_day(NOW) == "lundi 30 novembre"
    assert Moments("xx-nonsense", "Europe/Paris", NOW).near(NOW) == "12:00"
