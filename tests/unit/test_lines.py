"""Who briefs whom, whatever the register says."""

from __future__ import annotations

import random
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.lines import Edge, EdgeKind, Resolved, addenda, briefer, chain_up, cycles, uplines

TODAY = date(2026, 11, 30)
EVERYONE = frozenset({"ana", "ben", "chika", "eve", "otto", "sam", "a", "b", "c", "d"})


def edge(
    manager: str,
    kind: EdgeKind = "line",
    *,
    of: str = "ben",
    since: date | None = None,
    until: date | None = None,
) -> Edge:
    return Edge(f"e-{of}", manager, kind, since, until, of)


def ben(*edges: Edge, active: frozenset[str] = EVERYONE) -> Resolved:
    return briefer("e-ben", edges, TODAY, active, cycles(edges))


@pytest.mark.parametrize(
    ("edges", "resolved"),
    [
        ((edge("ana"),), Resolved("ana", "line")),
        ((edge("ana"), edge("eve", "acting"), edge("otto", "sponsor")), Resolved("eve", "acting")),
        ((edge("ana"), edge("otto", "sponsor")), Resolved("ana", "line")),
        ((edge("ana", "sponsor"),), Resolved("ana", "sponsor")),
        ((edge("ana", "functional"),), Resolved(None, "fallback", "no_manager")),
        ((), Resolved(None, "fallback", "no_manager")),
        ((edge(""),), Resolved(None, "fallback", "no_manager")),
        ((edge("ben"),), Resolved(None, "fallback", "self")),
        ((edge("p99999"),), Resolved(None, "fallback", "unknown")),
        ((edge("ben"), edge("otto", "sponsor")), Resolved("otto", "sponsor", "self")),
        ((edge("p99999"), edge("eve", "acting")), Resolved("eve", "acting", "unknown")),
        ((edge("ana"), edge("ben", "acting")), Resolved("ana", "line")),
        ((edge("ana"), edge("gone", "acting")), Resolved("ana", "line")),
    ],
)
def test_the_briefer_is_acting_else_line_else_sponsor_else_the_fallback(
    edges: tuple[Edge, ...], resolved: Resolved
) -> None:
    assert ben(*edges) == resolved


def test_only_an_edge_that_is_valid_on_the_day_counts_its_last_day_too() -> None:
    cover = edge("eve", "acting", since=date(2026, 12, 21), until=date(2027, 1, 1))
    edges = [edge("ana"), cover]

    days = [date(2026, 12, 20), date(2026, 12, 21), date(2027, 1, 1), date(2027, 1, 2)]

    found = [briefer("e-ben", edges, day, EVERYONE).person for day in days]

    assert found == ["ana", "eve", "eve", "ana"]


def test_a_change_that_lies_ahead_does_not_count_yet() -> None:
    edges = [edge("ana", until=date(2027, 1, 3)), edge("chika", since=date(2027, 1, 4))]

    assert briefer("e-ben", edges, TODAY, EVERYONE).person == "ana"
    assert briefer("e-ben", edges, date(2027, 1, 4), EVERYONE).person == "chika"


def test_of_two_lines_the_later_one_counts() -> None:
    edges = [edge("chika", since=date(2026, 11, 1)), edge("ana", since=date(2020, 1, 1))]

    assert ben(*edges).person == "chika"
    assert ben(*reversed(edges)).person == "chika"


def test_edges_of_other_engagements_do_not_count() -> None:
    assert ben(edge("ana", of="eve")) == Resolved(None, "fallback", "no_manager")


def test_active_may_be_a_question_instead_of_a_set() -> None:
    assert briefer("e-ben", [edge("ana")], TODAY, lambda one: one == "ana").person == "ana"
    assert briefer("e-ben", [edge("ana")], TODAY, lambda one: one == "eve").flag == "unknown"


def test_the_three_of_a_circle_are_flagged_and_get_the_fallback() -> None:
    edges = [edge("b", of="a"), edge("c", of="b"), edge("a", of="c"), edge("a", of="d")]
    found = cycles(edges)

    assert found == {"a", "b", "c"}
    for one in "abc":
        resolved = briefer(f"e-{one}", edges, TODAY, EVERYONE, found)
        assert resolved == Resolved(None, "fallback", "cycle")
        assert chain_up(one, uplines(edges), found) == ()
    assert briefer("e-d", edges, TODAY, EVERYONE, found) == Resolved("a", "line")
    assert chain_up("d", uplines(edges), found) == ("a",)


def test_a_second_engagement_outside_the_circle_keeps_its_line() -> None:
    second = Edge("e2-a", "chika", "line", date(2020, 1, 1), person="a")
    edges = [edge("b", of="a", since=date(2026, 1, 1)), edge("a", of="b"), second]

    assert briefer("e-a", edges, TODAY, EVERYONE, cycles(edges)).flag == "cycle"
    assert briefer("e2-a", edges, TODAY, EVERYONE, cycles(edges)) == Resolved("chika", "line")


def test_a_circle_nobody_told_of_ends_all_the_same() -> None:
    edges = [edge("b", of="a"), edge("c", of="b"), edge("a", of="c")]

    assert chain_up("a", uplines(edges)) == ("b", "c")


def test_a_circle_that_has_not_begun_is_none() -> None:
    edges = [edge("b", of="a"), edge("a", of="b", since=date(2027, 1, 1))]

    assert cycles(edges, TODAY) == frozenset()
    assert cycles(edges, date(2027, 1, 1)) == {"a", "b"}


@pytest.mark.parametrize("line", [(), (edge("otto", of="otto"),), (edge("p99999", of="otto"),)])
def test_the_top_is_never_flagged(line: tuple[Edge, ...]) -> None:
    resolved = briefer("e-otto", line, TODAY, EVERYONE, cycles(line), person="otto", roots={"otto"})

    assert resolved == Resolved(None, "fallback")


def test_the_top_is_in_no_circle() -> None:
    edges = [edge("otto", of="ana"), edge("ana", of="otto")]

    assert cycles(edges, roots={"otto"}) == frozenset()


def test_a_manager_on_leave_is_replaced_by_who_acts_else_by_the_next_one_up() -> None:
    edges = [edge("ana"), edge("chika", of="ana"), edge("otto", of="chika")]
    above = uplines(edges)

    without = briefer("e-ben", edges, TODAY, EVERYONE, away={"ana"}, above=above)
    both = briefer("e-ben", edges, TODAY, EVERYONE, away={"ana", "chika"}, above=above)
    deputy = briefer("e-ben", [*edges, edge("eve", "acting")], TODAY, EVERYONE, away={"ana"}, above=above)

    assert without == Resolved("chika", "above")
    assert both == Resolved("otto", "above")
    assert deputy == Resolved("eve", "acting")


def test_the_duties_of_a_manager_who_left_go_up_and_the_gap_is_flagged() -> None:
    edges = [edge("ana"), edge("chika", of="ana")]

    resolved = briefer("e-ben", edges, TODAY, EVERYONE - {"ana"}, above=uplines(edges))

    assert resolved == Resolved("chika", "above", "no_manager")


def test_a_person_never_stands_in_for_their_own_manager() -> None:
    edges = [edge("ana"), edge("ben", of="ana")]  # a circle the resolver was not told of

    assert briefer("e-ben", edges, TODAY, EVERYONE, away={"ana"}, above=uplines(edges)).rule == "fallback"


def test_line_and_functional_manager_make_one_core_briefing_and_one_addendum() -> None:
    edges = [edge("ana"), edge("chika", "functional"), edge("gone", "functional")]

    core = ben(*edges)

    assert core == Resolved("ana", "line")
    assert addenda("e-ben", edges, TODAY, EVERYONE, core) == ("chika",)


def test_a_functional_manager_who_briefs_anyway_owes_no_addendum() -> None:
    edges = [edge("ana"), edge("ana", "functional")]

    assert addenda("e-ben", edges, TODAY, EVERYONE, ben(*edges)) == ()


def test_the_way_up_takes_the_line_before_the_sponsor() -> None:
    edges = [edge("eve", "sponsor"), edge("ana"), edge("chika", of="ana"), edge("ana", "sponsor", of="sam")]

    above = uplines(edges)

    assert above == {"ben": "ana", "ana": "chika", "sam": "ana"}
    assert chain_up("sam", above) == ("ana", "chika")


def test_a_hundred_thousand_people_are_peeled_in_a_moment() -> None:
    chance = random.Random(2)
    edges = [
        Edge(f"e{n}", f"p{chance.randrange(max(1, n // 6), n)}", person=f"p{n}") for n in range(2, 100_000)
    ]
    edges += [Edge("x1", "p99999", person="p1"), Edge("x2", "p1", person="p0")]

    begun = process_time()
    found = cycles(edges)
    taken = process_time() - begun

    assert "p1" in found
    assert "p99999" in found
    assert "p0" not in found
    assert taken < 10  # 0.1 s alone; the margin is for a busy machine


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12)))
def test_exactly_those_above_themselves_are_in_a_circle(lines: dict[int, int]) -> None:
    edges = [Edge(f"e{one}", str(manager), person=str(one)) for one, manager in lines.items()]
    above = {str(one): str(manager) for one, manager in lines.items() if one != manager}

    def reaches_itself(one: str) -> bool:
        at = one
        for _ in range(len(above)):
            if at not in above:
                return False
            at = above[at]
            if at == one:
                return True
        return False

    found = cycles(edges)

    assert found == {one for one in above if reaches_itself(one)}
    for one in above:
        up = chain_up(one, uplines(edges), found)
        assert len(set(up)) == len(up)
        assert one not in up
