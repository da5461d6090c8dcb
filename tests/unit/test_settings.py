"""app.yaml: every setting with its default, and a sentence with file, line and expectation for what can't be used."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Settings
from bot.config.reading import SettingsError, read_environment, read_settings

APP = Path(__file__).parents[2] / "app.yaml"


def _names(settings: Any, path: str = "") -> set[str]:
    found: set[str] = set()
    for one in fields(settings):
        if one.name != "environment":
            value = getattr(settings, one.name)
            found |= _names(value, f"{path}{one.name}.") if is_dataclass(value) else {path + one.name}
    return found


def _written(tree: Any, path: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in tree.items():
        found |= _written(value, f"{path}{name}.") if isinstance(value, dict) else {path + name}
    return found


def test_app_yaml_shows_every_setting_with_its_default() -> None:
    text = APP.read_text(encoding="utf-8")

    assert read_settings(text, "app.yaml") == Settings()
    assert _written(yaml.safe_load(text)) == _names(Settings())


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n"])
def test_an_empty_file_leaves_the_defaults(text: str) -> None:
    assert read_settings(text, "app.yaml") == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nudge:\n  per_day: 1 messages", "line 1: 'nudge' is unknown; did you mean 'nudges'?"),
        ("nudges:\n  per_dya: 1 messages", "line 2: 'nudges.per_dya' is unknown; did you mean 'per_day'?"),
        ("\nenvironment:\n  secret: x", "line 2: 'environment' is unknown; secrets and addresses come from"),
        ("nudges:\n  per_day: 1", "line 2: nudges.per_day: '1' has no unit; write '1 messages'"),
        (
            "nudges:\n  window: 5 days",
            "line 2: nudges.window: '5 days' has the wrong unit; write '5 working days'",
        ),
        ("windows:\n  baseline: 30", "line 2: windows.baseline: '30' has no unit; write '30 days'"),
        (
            "windows:\n  baseline: 3 moons",
            "line 2: windows.baseline: '3 moons' has an unknown unit; write '3 days'",
        ),
        (
            "nudges:\n  per_day: 0 messages",
            "line 2: nudges.per_day: '0 messages' is too small; 1 is the least",
        ),
        ("nudges:\n  per_day: -1 messages", "line 2: nudges.per_day: '-1 messages' is too small; 1 is the"),
        (
            "windows:\n  approve: -4 working days",
            "line 2: windows.approve: '-4 working days' is too small; 1 is the least",
        ),
        (
            "windows:\n  baseline: 99999999 days",
            "line 2: windows.baseline: '99999999 days' is too large; 3650 is the most",
        ),
        (
            "windows:\n  retract: 600 weeks",
            "line 2: windows.retract: '600 weeks' is too large; 521 is the most",
        ),
        (
            "windows:\n  answer: 2601 working days",
            "line 2: windows.answer: '2601 working days' is too large; 2600 is the most",
        ),
        (
            "windows:\n  lesson: 2.5 working days",
            "line 2: windows.lesson: '2.5 working days' is no whole number",
        ),
        ("nudges:\n  opens: 9am", "line 2: nudges.opens: '9am' is no time of day; write '09:00'"),
        ("nudges:\n  opens: 24:00", "line 2: nudges.opens: '24:00' is no time of day"),
        ("nudges:\n  digest_day: mon", "line 2: nudges.digest_day: 'mon' is no weekday; write one of monday"),
        ("organisation:\n  zone: Berlin", "line 2: organisation.zone: 'Berlin' is no time zone"),
        ("organisation:\n  zone: ../etc", "line 2: organisation.zone: '../etc' is no time zone"),
        (
            "routes:\n  incident_url: javascript:x",
            "line 2: routes.incident_url: 'javascript:x' is no address",
        ),
        ("slack:\n  workspaces: T1", "line 2: slack.workspaces is a list, such as [a, b]"),
        ("nudges:\n  per_day: [1, 2]", "line 2: nudges.per_day is one value"),
        ("nudges: soon", "line 1: nudges holds 'name: value' pairs"),
        ("- nudges", "line 1: the file holds 'name: value' pairs"),
        ("nudges:\n  per_day: 1 messages\n  per_day: 2 messages", "line 3: nudges.per_day stands twice"),
        ("nudges: {per_day: 1", "this is not YAML"),
        ("nudges:\n  opens: \x00", "line 2: this holds a character that no text file has"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(text, "app.yaml")

    assert str(refused.value).startswith("app.yaml, line ")
    assert said in str(refused.value)


@given(st.text(max_size=60))
def test_any_text_gives_settings_or_one_sentence(text: str) -> None:
    try:
        found = str(read_settings(text, "app.yaml"))
    except SettingsError as refused:
        found = str(refused)

    assert found.startswith(("Settings(", "app.yaml, line ", "app.yaml: "))


@pytest.mark.parametrize("address", ["mysql://root:hunter2@db/steward", "steward.db", "sqlite://"])
def test_an_unknown_database_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(SettingsError, match=r"STEWARD_DATABASE_URL: .*sqlite:///steward\.db") as refused:
        read_environment({"STEWARD_DATABASE_URL": address})

    assert "hunter2" not in str(refused.value)


def test_an_empty_variable_counts_as_none() -> None:
    assert read_environment({"STEWARD_DATABASE_URL": ""}).database_url == "sqlite:///steward.db"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('nudges:\n  opens: "18:00"', 2),
        ('nudges:\n  opens: "09:00"\n  per_day: 1 messages\n  closes: "09:00"', 4),
    ],
)
def test_a_day_without_an_hour_for_messages_is_refused(text: str, line: int) -> None:
    """Nobody would ever be told anything, and nothing would say so."""
    with pytest.raises(SettingsError, match=rf"app\.yaml, line {line}: nudges: opens, .* before closes"):
        read_settings(text, "app.yaml")
