"""Whom a typed name means (conversations §2.1, §2.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.names import Candidate, Found, Near, Nobody, One, Several, find, fold, leading
from bot.rules.spelling import distance

ANA = Candidate("ana", "Ana Novak", "ana.novak@acme.example", ("U0ANA",))
BEN_ITO = Candidate("ito", "Ben Ito", "ben.ito@acme.example", ("U0BEN", "29:teams-ben"))
BEN_ROTH = Candidate("roth", "Ben Roth", "ben.roth@acme.example")
BENJAMIN = Candidate("benjamin", "Benjamin Sato", "b.sato@acme.example")
JOERG = Candidate("jörg", "Jörg Müller", "jm@acme.example")
ZOE = Candidate("zoë", "Zoë Łukasz", "zoe@acme.example")
TEAM = (ANA, BEN_ITO, BENJAMIN, JOERG, ZOE)


@pytest.mark.parametrize(
    ("typed", "ref"),
    [
        ("<@U0BEN>", "ito"),
        ("<@U0BEN|ben.ito>", "ito"),
        ("<@29:teams-ben>", "ito"),
        ("@ben", "ito"),
        ("ben.ito@acme.example", "ito"),
        ("BEN.ITO@ACME.EXAMPLE", "ito"),
        ("<mailto:ben.ito@acme.example|ben.ito@acme.example>", "ito"),
        ("@ben.ito", "ito"),
        ("Ben Ito", "ito"),
        ("ben  ito.", "ito"),
        ("„Ben Ito“", "ito"),
        ("'ben'", "ito"),
        ("ben", "ito"),
        ("ben i", "ito"),
        ("benj", "benjamin"),
        ("an", "ana"),
        ("sato", "benjamin"),
        ("jorg", "jörg"),
        ("JÖRG", "jörg"),
        ("joerg mueller", "jörg"),
        ("Jo\N{COMBINING DIAERESIS}rg", "jörg"),
        ("muller", "jörg"),
        ("zoe", "zoë"),
        ("zoe lukasz", "zoë"),
    ],
)
def test_a_name_typed_in_any_usual_way_means_one_person(typed: str, ref: str) -> None:
    assert find(typed, TEAM) == One(ref)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ben", Several(("ito", "roth"))),
        ("be", Several(("ito", "roth", "benjamin"))),
        ("ben roth", One("roth")),
        ("ben r", One("roth")),
    ],
)
def test_names_that_fit_equally_well_are_all_offered(typed: str, found: Found) -> None:
    assert find(typed, (BEN_ITO, BEN_ROTH, BENJAMIN)) == found


def test_two_people_of_one_name_are_told_apart_by_address_only() -> None:
    other = Candidate("other", "Ben Ito", "ben.ito.2@acme.example")

    assert find("Ben Ito", (BEN_ITO, other)) == Several(("ito", "other"))
    assert find("ben.ito.2@acme.example", (BEN_ITO, other)) == One("other")


@pytest.mark.parametrize(
    ("typed", "ref"), [("bne", "ito"), ("anna", "ana"), ("Ben Itto", "ito"), ("benjamni", "benjamin")]
)
def test_one_near_match_is_offered_and_never_taken(typed: str, ref: str) -> None:
    assert find(typed, TEAM) == Near(ref)


@pytest.mark.parametrize(
    "typed", ["tavi", "", "   ", "@", "„“", "<@U0NOBODY>", "x", "benedikt", "zoe@elsewhere.example"]
)
def test_a_name_that_fits_nobody_is_not_guessed(typed: str) -> None:
    assert find(typed, TEAM) == Nobody()


def test_two_equally_near_names_are_nobody() -> None:
    assert find("mina", (Candidate("1", "Mila Ek"), Candidate("2", "Nina Ek"))) == Nobody()


POLICIES = (
    Candidate("aup", "Acceptable use", mentions=("aup", "acceptable-use")),
    Candidate("sec", "Secure development", mentions=("sdp",)),
)


@pytest.mark.parametrize(
    ("typed", "ref", "rest"),
    [
        ("aup may I use  two phones?", "aup", "may I use  two phones?"),
        ("Acceptable  use: may I?", "aup", "may I?"),
        ("„acceptable use“ may I?", "aup", "may I?"),
        ("secure development", "sec", ""),
    ],
)
def test_the_longest_start_that_is_a_name_is_cut_off(typed: str, ref: str, rest: str) -> None:
    assert leading(typed, POLICIES) == (One(ref), rest)


@pytest.mark.parametrize("typed", ["may I use two phones?", "acceptable risk", ""])
def test_text_that_names_nothing_stays_whole(typed: str) -> None:
    assert leading(typed, POLICIES) == (Nobody(), typed)


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=10_000))
def test_whatever_is_typed_finds_somebody_known_or_nobody(text: str) -> None:
    found = find(text, TEAM)

    refs = found.refs if isinstance(found, Several) else () if isinstance(found, Nobody) else (found.ref,)
    assert set(refs) <= {one.ref for one in TEAM}


@given(st.text(alphabet="abn", max_size=6), st.text(alphabet="abn", max_size=6))
def test_slips_are_counted_alike_in_both_directions_and_up_to_the_limit(one: str, other: str) -> None:
    assert distance(one, other, 6) == distance(other, one, 6)
    assert distance(one, other, 1) == min(distance(one, other, 6), 2)
    assert (distance(one, other, 6) == 0) == (one == other)
