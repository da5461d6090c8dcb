"""A demo company with a clock one can read: what steward demo would show, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from adapters.demo.facts import Held, Progress, Ribbon, RibbonDay, RibbonEvent, Sent, Someone

MORNING = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)  # 09:30 in Berlin
DAY = timedelta(days=1)

ANA = Someone("ana", "Ana Novak", "AN", "Team lead. Ben starts on Monday", 3, 2)
BEN = Someone("ben", "Ben Ito", "BI", "Starts on Monday, no account before", 0, 1)
AMIRA = Someone("amira", "Amira Saleh", "AS", "Reads Arabic", 1, 3)
SAM = Someone("sam", "Sam Diaz", "SD", "Contractor without an account", 1, 3)
PETRA = Someone("petra", "Petra Kraus", "PK", "ISMS owner", 4, 4)
OLGA = Someone("olga", "Olga Marin", "OM", "Owns Acceptable use", 2, 6)


@dataclass
class DemoCompany:
    """The clock stands at 09:30 in Berlin until it is moved."""

    time: datetime = MORNING
    moved: list[str] = field(default_factory=list)
    progress: Progress | None = None
    resets: int = 0

    def company(self) -> tuple[str, int]:
        return "Acme", 258

    def now(self) -> datetime:
        return self.time

    def move(self, to: Literal["hour", "day", "week"]) -> None:
        self.moved.append(to)
        self.time += {"hour": timedelta(hours=1), "day": DAY, "week": 7 * DAY}[to]

    def moving(self) -> Progress | None:
        return self.progress

    def reset(self) -> None:
        self.resets += 1
        self.time = MORNING

    def cast(self, reads: str = "") -> tuple[Someone, ...]:  # noqa: ARG002 - English only
        return (ANA, BEN, SAM, PETRA, OLGA)

    def someone(self, person_ref: str, reads: str = "") -> Someone | None:  # noqa: ARG002 - English only
        return next((one for one in (*self.cast(), AMIRA) if one.ref == person_ref), None)

    def search(self, text: str, reads: str = "", limit: int = 20) -> tuple[Someone, ...]:  # noqa: ARG002 - English only
        return tuple(one for one in (*self.cast(), AMIRA) if text.lower() in one.name.lower())[:limit]

    def sent(self, limit: int, reads: str = "") -> tuple[Sent, ...]:  # noqa: ARG002 - English only
        at = MORNING - timedelta(minutes=30)
        return (
            Sent(
                at,
                "Ana Novak",
                "Ben starts on Monday",
                "Five working days before he starts. First of three.",
                "Slack",
                "AN",
                2,
            ),
            Sent(
                at,
                "Petra Kraus",
                "Who briefs Luan Hovar?",
                "No manager in the register, so the ISMS owner is asked.",
                "Slack",
                "PK",
                4,
            ),
            Sent(
                at - 3 * DAY,
                "Sam Diaz",
                "Acceptable use 3.0",
                "No account, so it waits in the browser inbox.",
                "Browser",
                "SD",
                3,
            ),
        )[:limit]

    def held(self, limit: int, reads: str = "") -> tuple[Held, ...]:  # noqa: ARG002 - English only
        return (
            Held(
                "Nia Tamm",
                "Acceptable use 3.0",
                "19:00 in Adelaide: outside her working hours.",
                MORNING + DAY,
                "quiet_hours",
            ),
            Held("Ravi Sol", "Acceptable use 3.0", "Away until 14 December.", MORNING + 15 * DAY, "leave"),
            Held(
                "Goran Lind",
                "Two lessons and a reminder",
                "Three messages in five days is his limit. Joined into one.",
                MORNING + 3 * DAY,
                "budget",
            ),
            Held(
                "38 people in Scotland",
                "Acceptable use 3.0",
                "St Andrew’s Day is a holiday there.",
                MORNING + DAY,
                "holiday",
            ),
        )[:limit]

    def ribbon(self, person_ref: str) -> Ribbon:  # noqa: ARG002 - everybody has the same week
        first = self.time.date()
        days = [first + n * DAY for n in range(8)]
        return Ribbon(
            "Europe/Berlin",
            tuple(RibbonDay(day, time(9), time(17)) if day.weekday() < 5 else RibbonDay(day) for day in days),
            (
                RibbonEvent(datetime(2026, 11, 30, 8, tzinfo=UTC), "Nudge"),
                RibbonEvent(datetime(2026, 12, 3, 8, tzinfo=UTC), "Nudge"),
                RibbonEvent(datetime(2026, 12, 4, 16, tzinfo=UTC), "Due", "due"),
                RibbonEvent(datetime(2026, 12, 7, 8, tzinfo=UTC), "Ben starts", "start"),
            ),
        )
