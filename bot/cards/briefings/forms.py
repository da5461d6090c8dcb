"""Forms about a first talk; every one is filled in with what was sent before, so nothing is typed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards.common import Say
from bot.model import ChecksField, ChoiceField, DateField, Field, Form, Option, TextField, TimeField

MODES = ("room", "call", "group")
OTHER = "other"
NOTE_LIMIT = 600


@dataclass(frozen=True, slots=True)
class Values:
    """What stands in a form already, by field."""

    given: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.given.get(name, "")

    def many(self, name: str) -> tuple[str, ...]:
        """Return the keys that are ticked."""
        return tuple(one for one in self[name].split(",") if one)


def plan_form(
    say: Say,
    args: Mapping[str, str],
    slots: Sequence[Option],
    values: Values,
    *,
    body: str,
    place: str,
    anyway: bool,
) -> Form:
    """Return the form "Plan the talk": two moments offered, or an own day and time.

    ``anyway``: the day is after the start, so it is asked whether that is meant.
    """
    form = "form.briefing.plan"
    other = Option(OTHER, say(f"{form}.option.slot.other"))
    fields: list[Field] = [
        ChoiceField("slot", say(f"{form}.field.slot"), (*slots, other), values["slot"]),
        DateField("date", say(f"{form}.field.date"), values["date"], say(f"{form}.hint.date")),
        TimeField("time", say(f"{form}.field.time"), values["time"], say(f"{form}.hint.time", place=place)),
        _how(say, form, values),
    ]
    if anyway:
        yes = Option("yes", say(f"{form}.option.anyway.yes"))
        fields.append(ChecksField("anyway", say(f"{form}.field.anyway"), (yes,), values.many("anyway")))
    return Form("briefing.plan", say(f"{form}.title"), say(f"{form}.submit"), tuple(fields), args, body)


def record_form(
    say: Say,
    args: Mapping[str, str],
    points: Sequence[Option],
    values: Values,
    *,
    body: str,
    first: str,
    place: str,
    late: bool,
) -> Form:
    """Return the form "Record your talk"; ``late``: the talk was long ago, so it is asked why only now."""
    form = "form.briefing.record"
    fields: list[Field] = [
        *_when(say, form, values, place),
        TextField("minutes", say(f"{form}.field.minutes"), values["minutes"], required=True, numeric=True),
        _how(say, form, values),
        ChecksField(
            "points",
            say(f"{form}.field.points"),
            tuple(points),
            values.many("points"),
            say(f"{form}.hint.points"),
        ),
        _text(say, form, values, "sentence", say(f"{form}.hint.sentence", first=first)),
    ]
    if late:
        fields.append(_text(say, form, values, "late", say(f"{form}.hint.late")))
    return Form("briefing.record", say(f"{form}.title"), say(f"{form}.submit"), tuple(fields), args, body)


def _when(say: Say, form: str, values: Values, place: str) -> tuple[Field, Field]:
    hint = say(f"{form}.hint.time", place=place)
    return (
        DateField("date", say(f"{form}.field.date"), values["date"], required=True),
        TimeField("time", say(f"{form}.field.time"), values["time"], hint, required=True),
    )


def _text(say: Say, form: str, values: Values, name: str, hint: str) -> TextField:
    label = say(f"{form}.field.{name}")
    return TextField(name, label, values[name], hint, rows=3, max_length=NOTE_LIMIT, required=name != "late")


def _how(say: Say, form: str, values: Values) -> ChoiceField:
    options = tuple(Option(mode, say(f"{form}.option.how.{mode}")) for mode in MODES)
    return ChoiceField("how", say(f"{form}.field.how"), options, values["how"])


def reassign_form(say: Say, args: Mapping[str, str], values: Values, *, first: str) -> Form:
    """Return the form "Not my report": who looks after the starter, or that nobody knows."""
    form = "form.briefing.reassign"
    unknown = Option("yes", say(f"{form}.option.unknown.yes"))
    return Form(
        "briefing.reassign",
        say(f"{form}.title"),
        say(f"{form}.submit"),
        (
            TextField(
                "whom", say(f"{form}.field.whom", first=first), values["whom"], say(f"{form}.hint.whom")
            ),
            ChecksField("unknown", say(f"{form}.field.unknown"), (unknown,), values.many("unknown")),
        ),
        args,
    )


def questions_form(
    say: Say, args: Mapping[str, str], questions: Sequence[tuple[str, str, Sequence[Option]]], values: Values
) -> Form:
    """Return the two short questions; each is (name, text, options)."""
    form = "form.briefing.confirm"
    fields = tuple(
        ChoiceField(name, text, tuple(options), values[name], required=True)
        for name, text, options in questions
    )
    return Form("briefing.confirm", say(f"{form}.title"), say(f"{form}.submit"), fields, args)


def partly_form(say: Say, args: Mapping[str, str], points: Sequence[Option], values: Values) -> Form:
    """Return the form "What was different?"."""
    form = "form.briefing.partly"
    what = tuple(Option(key, say(f"{form}.option.what.{key}")) for key in ("when", "shorter", "points"))
    return Form(
        "briefing.confirm",
        say(f"{form}.title"),
        say(f"{form}.submit"),
        (
            ChecksField("what", say(f"{form}.field.what"), what, values.many("what")),
            ChecksField("points", say(f"{form}.field.points"), tuple(points), values.many("points")),
            TextField("words", say(f"{form}.field.words"), values["words"], rows=3, max_length=NOTE_LIMIT),
        ),
        args,
    )
