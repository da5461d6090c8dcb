"""What is wrong with a register's lines as a whole."""

from __future__ import annotations

from time import process_time

from bot.rules.lines import Edge
from bot.rules.registers import Finding, Member, line_findings, one_for_each_circle, roots


def member(person: str, level: int | None = None, employment: str = "employee") -> Member:
    return Member(f"e_{person}", person, level, employment)


def line(person: str, manager: str, kind: str = "line") -> Edge:
    return Edge(f"e_{person}", manager, kind, person=person)  # type: ignore[arg-type]


def found(members: list[Member], edges: list[Edge], marks: dict[str, str] | None = None) -> dict[str, str]:
    return {one.person: one.what for one in line_findings(members, edges, marks or {})}


OTTO, ANA, BEN, EVE = member("otto", 0), member("ana", 1), member("ben", 2), member("eve", 2)
COMPANY = [OTTO, ANA, BEN, EVE]
LINES = [line("ana", "otto"), line("ben", "ana"), line("eve", "ana")]


def test_a_register_in_order_has_no_fault() -> None:
    assert found(COMPANY, LINES) == {}


def test_nobody_oneself_and_somebody_unknown_are_told_apart() -> None:
    marks = {"e_ben": "self", "e_eve": "unknown"}

    assert found(COMPANY, [], marks) == {"ana": "no_manager", "ben": "self", "eve": "unknown"}


def test_a_manager_who_has_left_is_named_with_who_reports_to_them() -> None:
    assert line_findings([OTTO, BEN], [line("ben", "ana")], {}) == [Finding("gone", "e_ben", "ben", ("ana",))]


def test_everybody_in_a_circle_is_named_with_the_whole_circle() -> None:
    circle = [line("ana", "ben"), line("ben", "eve"), line("eve", "ana")]

    findings = line_findings(COMPANY, circle, {})

    assert {(one.what, one.person, one.others) for one in findings} == {
        ("cycle", name, ("ana", "ben", "eve")) for name in ("ana", "ben", "eve")
    }
    assert [one.person for one in one_for_each_circle(findings)] == ["ana"]


def test_whoever_reports_into_a_circle_is_not_in_it() -> None:
    edges = [line("ana", "ben"), line("ben", "ana"), line("eve", "ana")]

    assert found(COMPANY, edges) == {"ana": "cycle", "ben": "cycle"}


def test_a_sponsor_is_as_good_as_a_line_and_a_functional_manager_is_not() -> None:
    edges = [line("ana", "otto"), line("ben", "ana", "sponsor"), line("eve", "ana", "functional")]

    assert found(COMPANY, edges) == {"eve": "no_manager"}


def test_the_board_and_level_zero_are_at_the_top() -> None:
    assert roots([OTTO, member("helen", 3, "board"), ANA], {}) == {"otto", "helen"}


def test_without_levels_the_head_with_most_people_is_at_the_top() -> None:
    people = [member(name) for name in ("ana", "ben", "eve", "sam", "noor")]
    above = {"ben": "ana", "eve": "ben", "noor": "sam"}

    assert roots(people, above) == {"ana"}


def test_somebody_alone_is_not_at_the_top() -> None:
    assert roots([member("ana"), member("ben")], {}) == frozenset()


def test_a_hundred_thousand_people_are_looked_at_in_seconds() -> None:
    people = [member("p0", 0), *(member(f"p{n}") for n in range(1, 100_000))]
    lines = [line(f"p{n}", f"p{n // 8}") for n in range(1, 100_000)]

    started = process_time()
    assert line_findings(people, lines, {}) == []

    assert process_time() - started < 5
