"""app.yaml read and checked: what is unknown or has the wrong unit is refused with file, line and expectation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass, replace
from datetime import time, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.config.settings import WEEKDAYS, Environment, Nudges, Settings

_AMOUNT = re.compile(r"^(-?\d{1,99}(?:[.,]\d{1,99})?)\s+([a-z]+(?: [a-z]+)?)$")
# Ten years: beyond that dates run out, and nobody waits for the number of something.
LONGEST_SPAN = timedelta(days=3650)
MOST = 2600  # working days in ten years; enough for messages, lines and requests too
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
ENVIRONMENT = {
    "database_url": "STEWARD_DATABASE_URL",
    "public_url": "STEWARD_PUBLIC_URL",
    "secret": "STEWARD_SECRET",
    "slack_bot_token": "STEWARD_SLACK_BOT_TOKEN",
    "slack_signing_secret": "STEWARD_SLACK_SIGNING_SECRET",
    "slack_api_url": "STEWARD_SLACK_API_URL",
}


class SettingsError(Exception):
    """A setting that can't be used: file, line, and what was expected."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}" if line else f"{file}: {problem}")


def read_settings(text: str, file: str, environment: Environment | None = None) -> Settings:
    """Return the settings in the text of an app.yaml; raises SettingsError."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 0
        raise SettingsError(file, line, f"this is not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        # It names a character, and where that stands in the text.
        line = text.count("\n", 0, error.position) + 1
        raise SettingsError(file, line, "this holds a character that no text file has") from error
    settings = Settings(environment=environment or Environment())
    if root is None:
        return settings
    read: Settings = _section(settings, root, file, "")
    return read


def _section(default: Any, node: yaml.Node, file: str, path: str) -> Any:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise SettingsError(file, line, f"{path or 'the file'} holds 'name: value' pairs")
    known = {one.name: one for one in fields(default) if one.name != "environment"}
    changed: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        name, at = str(key.value), key.start_mark.line + 1
        full = f"{path}.{name}" if path else name
        if name not in known:
            raise SettingsError(file, at, _unknown(full, name, known, path))
        if name in changed:
            raise SettingsError(file, at, f"{full} stands twice")
        lines[name] = at
        before = getattr(default, name)
        changed[name] = (
            _section(before, value, file, full)
            if is_dataclass(before)
            else _value(known[name], before, value, file, full)
        )
    read = replace(default, **changed)
    if isinstance(read, Nudges):
        _opens_at_all(read, lines, file)
    return read


def _opens_at_all(nudges: Nudges, lines: Mapping[str, int], file: str) -> None:
    if nudges.opens < nudges.closes:
        return
    window = f"opens, {nudges.opens:%H:%M}, has to be before closes, {nudges.closes:%H:%M}"
    raise SettingsError(file, lines.get("closes") or lines["opens"], f"nudges: {window}")


def _unknown(full: str, name: str, known: Mapping[str, Any], path: str) -> str:
    near = get_close_matches(name, known, 1)
    hint = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
    if path == "" and name == "environment":
        hint = "secrets and addresses come from the environment"
    return f"'{full}' is unknown; {hint}"


def _value(known: Field[Any], default: Any, node: yaml.Node, file: str, full: str) -> Any:
    line = node.start_mark.line + 1
    if isinstance(default, tuple):
        if not isinstance(node, yaml.SequenceNode) or not all(
            isinstance(one, yaml.ScalarNode) for one in node.value
        ):
            raise SettingsError(file, line, f"{full} is a list, such as [a, b]")
        return tuple(str(one.value) for one in node.value)
    if not isinstance(node, yaml.ScalarNode):
        raise SettingsError(file, line, f"{full} is one value")
    text = str(node.value).strip()
    unit = known.metadata.get("unit", "")
    try:
        if isinstance(default, time):
            return _time(text)
        if isinstance(default, timedelta):
            return _span(text, unit)
        if isinstance(default, int):
            return _count(text, unit)
        return _text(known.name, text)
    except ValueError as error:
        raise SettingsError(file, line, f"{full}: '{text}' {error}") from error


def _time(text: str) -> time:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("is no time of day; write '09:00'")
    return time.fromisoformat(text)


def _span(text: str, unit: str) -> timedelta:
    number, written = _amount(text, unit, "7")
    seconds = _SECONDS.get(written.rstrip("s"))
    if seconds is None:
        raise ValueError(f"has an unknown unit; write '{number.lstrip('-')} {unit}'")
    amount = _whole(number, 0, LONGEST_SPAN // timedelta(seconds=seconds), written)
    return timedelta(seconds=amount * seconds)


def _count(text: str, unit: str) -> int:
    number, written = _amount(text, unit, "5")
    if written.rstrip("s") != unit.rstrip("s"):
        raise ValueError(f"has the wrong unit; write '{number.lstrip('-')} {unit}'")
    return _whole(number, 1, MOST, written)


def _amount(text: str, unit: str, usual: str) -> tuple[str, str]:
    found = _AMOUNT.match(text)
    if found is None:
        raise ValueError(f"has no unit; write '{text if text.isdigit() else usual} {unit}'")
    return found[1], found[2]


def _whole(number: str, least: int, most: int, unit: str) -> int:
    """Return a whole number within its bounds."""
    if "." in number or "," in number:
        raise ValueError(f"is no whole number; write '{max(least, int(re.split('[.,]', number)[0]))} {unit}'")
    if number.startswith("-") or int(number) < least:
        raise ValueError(f"is too small; {least} is the least")
    if int(number) > most:
        raise ValueError(f"is too large; {most} is the most")
    return int(number)


def _text(name: str, text: str) -> str:
    if name == "zone":
        try:
            ZoneInfo(text)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("is no time zone; write 'Europe/Berlin'") from error
    if name == "digest_day" and text not in WEEKDAYS:
        raise ValueError(f"is no weekday; write one of {', '.join(WEEKDAYS)}")
    if name.endswith("_url") and not text.startswith(("https://", "http://")):
        raise ValueError("is no address; write 'https://…'")
    return text


def read_environment(values: Mapping[str, str]) -> Environment:
    """Return what the environment says; an empty variable counts as none.  Raises SettingsError."""
    given = {name: values[variable] for name, variable in ENVIRONMENT.items() if values.get(variable)}
    read = replace(Environment(), **given)
    if not read.database_url.startswith(_DATABASES):
        # What stands there is not repeated: it may hold a password.
        problem = "this is no database Steward works with; write sqlite:///steward.db or postgresql://USER@HOST/NAME"
        raise SettingsError(ENVIRONMENT["database_url"], 0, problem)
    return read
