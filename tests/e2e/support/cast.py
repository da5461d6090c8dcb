"""Who works at Acme, and the files its operator has: the register, the settings, a policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.e2e.support.emulator import User
from tests.e2e.support.process import Installation

CHIKA = User("U01CHIKA", "Chika Obi", "chika.obi@acme.test")
ANA = User("U02ANA", "Ana Novak", "ana.novak@acme.test")
EVE = User("U03EVE", "Eve Lund", "eve.lund@acme.test")
BEN = User("U04BEN", "Ben Ito", "ben.ito@acme.test")
OLGA = User("U05OLGA", "Olga Marin", "olga.marin@acme.test")
PETRA = User("U06PETRA", "Petra Kraus", "petra.kraus@acme.test")
GUS = User("U07GUS", "Gus Guest", "gus@elsewhere.test")
CAST = [CHIKA, ANA, EVE, BEN, OLGA, PETRA]
ACCOUNTS = [*CAST, GUS]
"""Everybody at the client: the guest stands in no register."""
EVERYONE = "C01ALL"
LINES = {ANA: CHIKA, EVE: ANA, BEN: ANA, OLGA: CHIKA, PETRA: CHIKA}
LONG_AGO = date(2020, 1, 6)

HEADER = (
    "person_ref,email,name,manager_ref,employment,workdays,has_account,platform,dept,start,country,tz,lang"
)

# Every hour of every day is a good hour here, so these tests run at any time and on any day.
SETTINGS = f"""
organisation:
  country: XX
nudges:
  opens: "00:00"
  closes: "23:59"
  per_day: 50 messages
  per_window: 99 messages
slack:
  channel: {EVERYONE}
  per_conversation: 100 requests
"""

POLICY = """---
id: AUP
title: Acceptable use
short: [aup]
class: topic
owner: olga.marin@acme.test
approver: chika.obi@acme.test
audience: everyone
version: "3.0"
change_class: major
locale: en
title_line: the rules for everyday tools have changed
read_minutes: 2
change: "New: customer data stays out of public AI tools."
summary: Work tools are for work.
---
# Acceptable use

## 1 What you may use

Laptop, phone and accounts are for work.

## 2 AI tools

Customer data goes into Acme Assist only. Names such as <!channel> or *x* stay text.
"""


def write_settings(folder: Path) -> None:
    """Leave the company's app.yaml in the folder."""
    (folder / "app.yaml").write_text(SETTINGS, "utf-8")


def write_policy(folder: Path) -> None:
    """Leave aup.md in the folder."""
    (folder / "aup.md").write_text(POLICY, "utf-8")


def write_register(folder: Path, starts: Mapping[User, date] | None = None, *also: str) -> None:
    """Leave people.csv in the folder; who is not named in ``starts`` started long ago."""
    rows = [*(_row(user, (starts or {}).get(user, LONG_AGO)) for user in CAST), *also]
    (folder / "people.csv").write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")


def _row(user: User, start: date) -> str:
    manager = f"P{CAST.index(LINES[user])}" if user in LINES else ""
    who = f"P{CAST.index(user)},{user.email},{user.name},{manager}"
    return f"{who},employee,MTWTFSS,1,slack,Engineering,{start.isoformat()},,UTC,en"


def register(steward: Installation) -> None:
    """Import the company and grant its roles, as an operator does on the first day."""
    write_settings(steward.folder)
    write_register(steward.folder)
    steward.does("people", "import", "people.csv")
    steward.does("role", "grant", PETRA.email, "isms_owner")
    for user, role in ((OLGA, "policy_owner"), (CHIKA, "approver")):
        steward.does("role", "grant", user.email, role, "--as", PETRA.email)


def in_days(days: int) -> date:
    """Return the date so many days from today, where Acme is."""
    # The process under test lives in real time.
    return (datetime.now(UTC) + timedelta(days=days)).date()  # noqa: TID251
