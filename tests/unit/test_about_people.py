"""What sounds like a complaint about a person (R37 AC4, R40, conversations §2.4)."""

import pytest

from bot.rules.screening import looks_like_person


@pytest.mark.parametrize(
    "text",
    [
        "My boss bullies me",
        "my boss shouts at everyone",
        "My manager is lying about the audit",
        "My boss shares his password with the whole team",
        "my colleague steals laptops",
        "I am being harassed by my colleague",
        "She shouted at me in the meeting",
        "Ben Ito lied about the briefing",
        "Mein Chef schreit mich an",
        "Mein Chef mobbt mich",
        "Ich werde von meiner Kollegin gemobbt",
        "Meine Vorgesetzte hat Unterlagen gefälscht",
        "mein Kollege ist faul",
        "our director takes customer data home",
        "My team lead is a racist",
        "I feel bullied",
        "Er hat mich beleidigt",
        "Meine Führungskraft ignoriert die Regeln",
        "my supervisor forced us to skip the briefing",
        "Frau Chika Obi lügt",
    ],
)
def test_an_accusation_sounds_like_it_is_about_a_person(text: str) -> None:
    assert looks_like_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "My manager and I would like a checklist",
        "My boss suggested a shorter form",
        "My colleague lost ten minutes looking for the form",
        "My manager explained the policy well",
        "Ask your manager first should be on the card",
        "The policy is unfair to part-time staff",
        "Somebody should be named to ask about harassment",
        "A lesson on harassment with my manager as an example would help",
        "Thieves steal laptops in trains",
        "Phishing mails lie about who sent them",
        "Managers need a template for the talk",
        "The reminder to my manager came twice",
        "My colleague Ben Ito had the idea of masking the data",
        "Acme Assist broke the formatting of my text",
        "Mein Chef und ich hätten gern eine Checkliste",
        "Meine Kollegin hat vorgeschlagen, die Daten zu maskieren",
        "Die Regel ist unfair für Teilzeitkräfte",
        "Die Führungskraft sollte eine Kopie bekommen",
        "Das Formular zwingt mich, alles doppelt einzugeben",
        "The form forces me to type everything twice",
        "The lift door broke again",
        "Data that was shared with the manager should be deleted later",
        "My manager shared the link to the lesson",
        "Customers share passwords by mail",
        "My boss left on Friday and nobody can approve now",
        "Our trainer gave a great talk",
        "Real customer names turn up in our test data. A masked copy every Monday would do.",
        "I am forced to use two tools",
        "Secure Development broke the build rules into two parts",
    ],
)
def test_an_idea_that_mentions_people_is_not_about_a_person(text: str) -> None:
    assert not looks_like_person(text)


def test_a_name_that_is_known_is_enough() -> None:
    assert looks_like_person("Novak is so unfair", ["Ana Novak"])
    assert looks_like_person("ana ignores the rules", ["Ana Novak"])
    assert not looks_like_person("ana explained the rules", ["Ana Novak"])


def test_an_accusation_in_one_sentence_is_enough() -> None:
    assert looks_like_person("The form is slow. My boss lied about it.")
