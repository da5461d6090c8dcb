"""The week as a drawing: facts in, places in percent out.  Pure; the template writes them as attributes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from adapters.demo.facts import Ribbon

_GAP = 0.25  # percent on either side of a day
# Percent that a letter takes at a desk and on the narrowest phone, and what keeps two labels apart.
_WIDE, _NARROW, _BETWEEN = 1.4, 2.4, 1.0
_LOOKS = {"told": "event", "due": "event due", "start": "event start"}

_RANK = {kind: rank for rank, kind in enumerate(_LOOKS)}

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the ribbon."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place; ``look`` is its class."""

    x: str
    text: str
    anchor: Anchor
    look: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """An event."""

    x: str
    look: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template draws; ``words`` says the same to whoever does not see it."""

    nights: tuple[Bar, ...]
    days: tuple[Bar, ...]
    names: tuple[Mark, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Mark, ...]
    now: str
    words: tuple[str, ...]


def drawn(
    ribbon: Ribbon,
    now: datetime,
    now_word: str,
    name_of: Callable[[date], str],
    moment_of: Callable[[datetime], str],
    *,
    mirrored: bool = False,
) -> Drawing:
    """Return the drawing of a week; ``mirrored`` lets it run from right to left."""
    scale = _Scale(ribbon, mirrored=mirrored)
    local = now.astimezone(scale.zone)
    # Of what falls on one moment the rarer stands on top.
    told = [
        (scale.at(one.at), one) for one in sorted(ribbon.events, key=lambda one: (one.at, _RANK[one.kind]))
    ]
    seen = [(place, one) for place, one in told if place is not None]
    here = scale.at(now) or 0.0
    rarest_first = sorted(seen, key=lambda pair: -_RANK[pair[1].kind])
    ticks = _ticks(
        [(here, now_word, "on"), *((place, one.label, "tick") for place, one in rarest_first)], scale
    )
    return Drawing(
        nights=tuple(scale.bar(index, 0, 24) for index in range(len(ribbon.days))),
        days=tuple(
            scale.bar(index, _hours(day.opens), _hours(day.closes))
            for index, day in enumerate(ribbon.days)
            if day.opens is not None and day.closes is not None
        ),
        names=tuple(
            _name(scale, index, name_of(day.date), day.date == local.date())
            for index, day in enumerate(ribbon.days)
        ),
        dots=tuple(Dot(scale.percent(place), _LOOKS[one.kind]) for place, one in seen),
        ticks=ticks,
        now=scale.percent(here),
        words=tuple(f"{one.label}, {moment_of(one.at)}" for _, one in seen),
    )


class _Scale:
    """From instants to percent of the width."""

    def __init__(self, ribbon: Ribbon, *, mirrored: bool) -> None:
        self.zone = ZoneInfo(ribbon.zone)
        self.first = ribbon.days[0].date
        self.count = len(ribbon.days)
        self.width = 100 / self.count
        self.mirrored = mirrored

    def at(self, instant: datetime) -> float | None:
        local = instant.astimezone(self.zone)
        index = (local.date() - self.first).days
        if not 0 <= index < self.count:
            return None
        return index * self.width + self.width * _hours(local.time()) / 24

    def bar(self, index: int, opens: float, closes: float) -> Bar:
        begins = index * self.width + max(self.width * opens / 24, _GAP)
        ends = index * self.width + min(self.width * closes / 24, self.width - _GAP)
        left = 100 - ends if self.mirrored else begins
        return Bar(f"{left:.2f}%", f"{ends - begins:.2f}%")

    def percent(self, place: float) -> str:
        return f"{100 - place if self.mirrored else place:.2f}%"

    def anchored(self, place: float, text: str) -> tuple[float, Anchor]:
        half = len(text) * _NARROW / 2
        if place < half:
            return 0.0, "start"
        return (100.0, "end") if place > 100 - half else (place, "middle")


def _hours(value: time | None) -> float:
    return value.hour + value.minute / 60 if value is not None else 0.0


def _name(scale: _Scale, index: int, text: str, is_today: bool) -> Mark:
    if index == 0:
        return Mark(scale.percent(0), text, "start", "on" if is_today else "")
    # On a phone every other name gives way; they stay in the words beside the drawing.
    look = "minor" if index % 3 else ""
    return Mark(scale.percent((index + 0.5) * scale.width), text, "middle", look)


def _ticks(given: list[tuple[float, str, str]], scale: _Scale) -> tuple[Mark, ...]:
    """Return the labels that find room, in the order given.

    What has room at a desk but not on a phone gives way there.
    """
    marks: list[Mark] = []
    wide: list[tuple[float, float]] = []
    narrow: list[tuple[float, float]] = []
    for place, text, look in given:
        at, anchor = scale.anchored(place, text)
        if _meets(stretch := _stretch(at, anchor, len(text) * _WIDE), wide):
            continue
        wide.append(stretch)
        gives_way = _meets(stretch := _stretch(at, anchor, len(text) * _NARROW), narrow)
        if not gives_way:
            narrow.append(stretch)
        marks.append(Mark(scale.percent(at), text, anchor, f"{look} minor" if gives_way else look))
    return tuple(marks)


def _stretch(at: float, anchor: Anchor, width: float) -> tuple[float, float]:
    begins = at - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return begins, begins + width


def _meets(stretch: tuple[float, float], others: list[tuple[float, float]]) -> bool:
    return any(stretch[0] < end + _BETWEEN and begin - _BETWEEN < stretch[1] for begin, end in others)
