"""Every example that help and cards show is read as what it stands for (conversations §2.5)."""

import pytest

from bot.commands import VERBS, Command, Verb, parse, typed_twin


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
