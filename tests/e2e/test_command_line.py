"""The command line as an operator meets it: what it prints, what it says when something is wrong, how it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.e2e.support.cast import (
    ANA,
    BEN,
    CHIKA,
    EVE,
    HEADER,
    OLGA,
    PETRA,
    in_days,
    write_policy,
    write_register,
)
from tests.e2e.support.company import on_sqlite, waited
from tests.e2e.support.evidence import events_of, rows_in
from tests.e2e.support.process import Finished, Installation

NOWHERE = "http://127.0.0.1:1/"
EMPTY = {"sent": 0, "updated": 0, "retrying": 0, "undeliverable": 0, "uncertain": 0}


@pytest.fixture
def acme_cli(acme_folder: Path, database_url: str) -> Installation:
    """Steward on Acme's register, without any platform."""
    return Installation(acme_folder, {"STEWARD_DATABASE_URL": database_url})


def fails(done: Finished, status: int, *words: str) -> None:
    """Assert that a command ended with this status, one sentence with these words and at most a hint."""
    assert done.status == status, f"{done.status}: {done.out}{done.err}"
    assert done.out == ""
    for word in words:
        assert word in done.err
    lines = done.err.strip().splitlines()
    assert 1 <= len(lines) <= 3, done.err
    assert not re.search(r"Traceback|Error\b|\[error|it is on us", done.err), done.err


# --- people ----------------------------------------------------------------------------------


def test_people_are_imported_from_the_sheet_that_excel_made(installation: Installation) -> None:
    header = HEADER.replace(",", ";")
    rows = [
        "P0;chika.obi@acme.test;Chika Öbi ;;employee;MTWTF;1;slack;Engineering;2020-01-06;DE;Europe/Berlin;en",
        f"P1;ana.novak@acme.test;Ana Novak;P0;employee;MTWTF;1;slack;Engineering;{in_days(3)};DE;Europe/Berlin;de",
        "P2;ana.novak@acme.test;Ana Again;P0;employee;MTWTF;1;slack;Engineering;2020-01-06;DE;Europe/Berlin;en",
        "P3;ben.ito@acme.test;Ben Ito;P1;employee;MTWTF;1;slack;Engineering;soon;DE;Europe/Berlin;en",
    ]
    (installation.folder / "people.csv").write_bytes("\r\n".join([header, *rows, ""]).encode("latin-1"))
    before = rows_in(installation)

    tried = installation.does("people", "import", "people.csv", "--dry-run", "--json").json
    assert rows_in(installation) == before
    done = installation.does("people", "import", "people.csv", "--json").json
    again = installation.does("people", "import", "people.csv", "--json").json
    said = installation.does("people", "import", "people.csv")

    assert list(done) == ["read", "created", "updated", "unchanged", "baseline", "rejected"]
    assert done == tried
    assert [done[name] for name in ("read", "created", "updated", "unchanged", "baseline")] == [4, 2, 0, 0, 1]
    assert [list(one) for one in done["rejected"]] == [["row", "column", "value", "reason"]] * 2
    assert [(one["row"], one["column"], one["value"]) for one in done["rejected"]] == [
        (4, "email", "ana.novak@acme.test"),
        (5, "start", "soon"),
    ]
    assert [again[name] for name in ("created", "updated", "unchanged")] == [0, 0, 2]
    assert "4 read, 0 created, 0 updated, 2 unchanged, 0 baseline, 2 rejected." in said.out
    assert "row 5, start:" in said.err


@on_sqlite
def test_a_file_that_cannot_be_read_at_all_ends_with_two(installation: Installation) -> None:
    folder = installation.folder
    (folder / "empty.csv").write_bytes(b"")
    (folder / "other.csv").write_text("colour,taste\nred,sweet\n", "utf-8")
    (folder / "book.csv").write_bytes(b"PK\x03\x04" + b"\0" * 64)

    fails(installation.run("people", "import", "nowhere.csv"), 2, "nowhere.csv can't be read: no such file")
    fails(installation.run("people", "import", "nowhere.csv", "--json"), 2, "nowhere.csv")
    fails(installation.run("people", "import", "empty.csv"), 2, "The file is empty.")
    fails(installation.run("people", "import", "other.csv"), 2, "person_ref")
    fails(installation.run("people", "import", "book.csv"), 2, "save it as CSV first")
    fails(installation.run("access", "import", "other.csv"), 2, "person_ref")
    assert rows_in(installation)["import_run"] == 0


@on_sqlite
def test_roles_absences_and_merges_are_commands_that_leave_evidence(acme_cli: Installation) -> None:
    as_owner = ("--as", PETRA.email)
    fails(acme_cli.run("role", "grant", "nobody@acme.test", "auditor", *as_owner), 1, "nobody@acme.test")
    fails(acme_cli.run("role", "grant", EVE.email, "emperor", *as_owner), 1, "There is no role 'emperor'.")
    asked = f"Say who does it with --as and the address of an ISMS owner: {PETRA.email}."
    fails(acme_cli.run("role", "grant", EVE.email, "auditor"), 1, "Only an ISMS owner grants", asked)
    acme_cli.does("role", "grant", EVE.email, "auditor", *as_owner, "--reason", "audit 2026")
    fails(
        acme_cli.run("role", "revoke", PETRA.email, "isms_owner", "--as", PETRA.email),
        1,
        "The last ISMS owner stays",
    )
    granted = events_of(acme_cli, "role.granted")
    assert [one["role"] for one in granted] == ["isms_owner", "policy_owner", "approver", "auditor"]

    fails(acme_cli.run("absence", "add", EVE.email, "2026-13-01"), 2, "'2026-13-01' is no day.", "2026-12-14")
    fails(acme_cli.run("absence", "add", EVE.email, "2026-12-05", "2026-12-02"), 1, "is before the first")
    fails(acme_cli.run("absence", "add", "nobody@acme.test", "2026-12-05"), 1, "nobody@acme.test")
    assert "is away from" in acme_cli.does("absence", "add", EVE.email, str(in_days(0)), str(in_days(9))).out
    assert "is back today" in acme_cli.does("absence", "end", EVE.email).out
    fails(acme_cli.run("absence", "end", EVE.email), 1, "Eve Lund")
    done = acme_cli.does("acting", "add", EVE.email, ANA.email, str(in_days(0)), str(in_days(9)))
    assert f"{EVE.email} acts for {ANA.email} from {in_days(0)} to {in_days(9)}" in done.out
    fails(acme_cli.run("acting", "add", EVE.email, "nobody@acme.test", "2026-12-05"), 1, "nobody@acme.test")
    acme_cli.does("people", "merge", ANA.email, BEN.email, "--reason", "one person, two rows")
    assert [len(events_of(acme_cli, what)) for what in ("absence.noted", "person.merged")] == [1, 1]


# --- what the clock starts -------------------------------------------------------------------


def test_jobs_deliveries_and_obligations_have_the_shapes_that_were_promised(acme_cli: Installation) -> None:
    write_register(acme_cli.folder, {BEN: in_days(4)})
    acme_cli.does("people", "import", "people.csv")

    decided = acme_cli.does("jobs", "run", "--json")
    later = acme_cli.does("jobs", "run", "--at", f"{in_days(2)}T12:00+01:00", "--json")
    delivered = acme_cli.does("deliver", "--json").json
    duties = acme_cli.does("obligations", "--json").json
    hers = acme_cli.does("obligations", "--person", ANA.email, "--at", f"{in_days(30)}", "--json").json

    assert list(decided.json) == ["at", "decided", "messages", "silent"]
    assert (decided.json["decided"], decided.json["messages"], decided.json["silent"]) == (1, 1, {})
    assert later.json["at"] == f"{in_days(2)}T11:00:00+00:00"
    assert "Do not do this while the database is served." in later.err
    assert delivered == EMPTY
    fields = [
        "id",
        "kind",
        "owner",
        "about",
        "object",
        "version",
        "state",
        "overdue",
        "due",
        "next_at",
        "step",
    ]
    assert [list(one) for one in duties] == [fields] * len(duties)
    (briefing,) = [one for one in hers if one["kind"] == "briefing"]
    assert (briefing["owner"], briefing["about"], briefing["state"]) == (ANA.email, BEN.email, "pending")
    assert (briefing["overdue"], briefing["due"][:10]) == (True, str(in_days(4)))
    assert [one["due"] is None for one in duties] == sorted(one["due"] is None for one in duties)
    table = " ".join(acme_cli.does("obligations", "--at", f"{in_days(30)}").out.split())
    assert "Due (UTC)" in table
    assert f"{in_days(4)} " in table
    fails(
        acme_cli.run("jobs", "run", "--at", "tomorrow"),
        2,
        "'tomorrow' is no moment.",
        "2026-12-07T09:00+01:00",
    )
    fails(acme_cli.run("obligations", "--person", "nobody@acme.test", "--json"), 1, "nobody@acme.test")


@on_sqlite
def test_deliveries_are_listed_by_what_became_of_them(acme_cli: Installation) -> None:
    acme_cli.does("lesson", "assign", "L5", "--department", "Engineering")
    acme_cli.does("jobs", "run")
    acme_cli.does("deliver")

    waiting = acme_cli.does("deliveries", "--state", "waiting", "--json").json

    assert sorted(one["to"] for one in waiting) == sorted(
        one.email for one in (ANA, BEN, CHIKA, EVE, OLGA, PETRA)
    )
    assert "When (UTC)" in acme_cli.does("deliveries", "--state", "waiting").out
    assert acme_cli.does("deliveries", "--state", "undeliverable").out == "No message is in this state.\n"
    assert acme_cli.does("deliveries", "--state", "undeliverable", "--json").json == []
    fails(acme_cli.run("deliveries", "--state", "lost"), 2, "'lost' is no state of a delivery.", "uncertain")


@on_sqlite
def test_policies_and_lessons_say_what_is_wrong_with_a_file(acme_cli: Installation) -> None:
    write_policy(acme_cli.folder)
    good = (acme_cli.folder / "aup.md").read_text("utf-8")
    (acme_cli.folder / "bare.md").write_text("# A policy without front matter\n", "utf-8")
    (acme_cli.folder / "huge.md").write_text(
        good.replace("change_class: major", "change_class: huge"), "utf-8"
    )

    fails(acme_cli.run("policy", "add", "bare.md"), 2, "bare.md, line 1: there is no front matter")
    fails(acme_cli.run("policy", "add", "huge.md"), 2, "huge.md, line 10", "huge")
    fails(acme_cli.run("policy", "add", "nowhere.md"), 2, "nowhere.md can't be read")
    assert "AUP 3.0 (en): added." in acme_cli.does("policy", "add", "aup.md").out
    fails(acme_cli.run("policy", "submit", "NOPE"), 1, "I know no policy called 'NOPE'.")
    acme_cli.does("policy", "submit", "AUP")
    fails(acme_cli.run("policy", "publish", "AUP", "--as", OLGA.email), 1, "approv")
    fails(acme_cli.run("lesson", "assign", "L99"), 1, "I know no lesson called 'L99'.")
    assert acme_cli.does("lesson", "list").out.splitlines()[0].startswith("L1  What we protect")


# --- settings, database, doctor --------------------------------------------------------------


@on_sqlite
def test_wrong_settings_are_refused_with_file_and_line(acme_cli: Installation) -> None:
    settings = acme_cli.folder / "app.yaml"
    wrong = {
        "nudges:\n  at_most_every: 7\n": ("app.yaml, line 2: 'nudges.at_most_every' is unknown",),
        "nudges:\n  window: 7\n": ("app.yaml, line 2: nudges.window: '7' has no unit", "7 working days"),
        "slack: [1\n": ("app.yaml, line ", "this is not YAML"),
    }
    for text, words in wrong.items():
        settings.write_text(text, "utf-8")
        fails(acme_cli.run("obligations"), 2, *words)
    acme_cli.environment["STEWARD_SETTINGS"] = "elsewhere.yaml"
    fails(acme_cli.run("obligations"), 2, "elsewhere.yaml")


@on_sqlite
def test_a_database_that_cannot_be_reached_is_a_sentence(acme_cli: Installation) -> None:
    away = {
        "postgresql://nobody@127.0.0.1:1/steward": (1, "The database can't be reached"),
        "sqlite:////nowhere/at/all/steward.db": (1, "The database can't be reached"),
        f"sqlite:///{acme_cli.folder}/app.yaml": (1, "The database can't be reached"),
        "mysql://steward:secret@db/steward": (2, "STEWARD_DATABASE_URL", "sqlite:///steward.db"),
    }
    for url, (status, *words) in away.items():
        acme_cli.environment["STEWARD_DATABASE_URL"] = url
        fails(acme_cli.run("obligations", "--json"), int(status), *map(str, words))
    assert "secret" not in acme_cli.run("obligations").err


@on_sqlite
def test_the_doctor_names_each_fault_with_what_to_do(acme_cli: Installation) -> None:
    (acme_cli.folder / "app.yaml").write_text(
        "routes:\n  incident_url: https://acme.test/incident\n  speakup_url: https://speakup.acme.test\n"
        "links:\n  allowed_hosts: [acme.test, speakup.acme.test]\n",
        "utf-8",
    )
    well = acme_cli.does("doctor").out
    assert "The database answers (SQLite, one process) and has the newest schema." in well
    assert "6 people are in the register." in well
    assert "FAULT" not in well

    acme_cli.environment |= {
        "STEWARD_PUBLIC_URL": "http://steward.acme.test",
        "STEWARD_SLACK_BOT_TOKEN": "xoxb-1",
        "STEWARD_SLACK_API_URL": NOWHERE,
    }
    ill = acme_cli.run("doctor")
    assert ill.status == 1
    findings = ill.out.split("[ FAULT] ")[1:]
    assert [one.splitlines()[0] for one in findings] == [
        "STEWARD_PUBLIC_URL is http://steward.acme.test, without https.",
        "Slack is half connected: STEWARD_SLACK_SIGNING_SECRET is missing.",
        "Slack can't be reached: no connection.",
    ]
    assert all(one.splitlines()[1].strip() for one in findings)
    assert "3 faults to mend." in ill.err

    with (acme_cli.folder / "app.yaml").open("a") as settings:
        settings.write("slack:\n  workspaces: [T01ACME]\n")
    assert "Slack can't be reached: no connection." in acme_cli.run("doctor").out


# --- serving ---------------------------------------------------------------------------------


def test_serve_starts_without_slack_answers_and_has_no_way_to_be_somebody_else(
    acme_cli: Installation,
) -> None:
    acme_cli.environment |= {
        "STEWARD_SLACK_BOT_TOKEN": "xoxb-1",
        "STEWARD_SLACK_SIGNING_SECRET": "s3cret",
        "STEWARD_SLACK_API_URL": NOWHERE,
    }
    acme_cli.does("lesson", "assign", "L5")

    with acme_cli.serving() as server:
        answers = {path: httpx.get(f"{server.url}{path}") for path in ("/healthz", "/readyz", "/metrics")}
        assert {path: one.status_code for path, one in answers.items()} == dict.fromkeys(answers, 200)
        assert answers["/readyz"].text == "ready\n"
        metrics = waited(lambda: _metrics(server.url), "the duties are counted")
        assert metrics["steward_duties_open"] >= 6
        assert ANA.email not in answers["/metrics"].text
        ways = ("/as/", "/as/P1", f"/as/{ANA.email}/", "/demo", "/demo/", "/demo/clock")
        assert [httpx.get(f"{server.url}{way}").status_code for way in ways] == [404] * len(ways)
        assert [httpx.post(f"{server.url}{way}").status_code for way in ways] == [404] * len(ways)
        waited(lambda: "platform is away" in server.log(), "the log says that Slack is away")
        away = acme_cli.does("deliver")
        assert "Slack can't be reached; its messages wait." in away.err
        assert "Another process delivers for web; it has that work." in away.err
        # The signal is passed on once everything is closed, so a supervisor sees why it ended.
        assert server.stop() in {0, -signal.SIGTERM}


@on_sqlite
def test_serve_on_a_port_that_is_taken_says_so_and_starts_nothing(acme_cli: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = acme_cli.run("serve", "--host", "127.0.0.1", "--port", port)

    fails(refused, 1, f"Steward can't listen on 127.0.0.1:{port}", "steward serve --port N")
    assert refused.out == ""


def _metrics(url: str) -> dict[str, float]:
    lines = httpx.get(f"{url}/metrics").text.splitlines()
    found = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in found.items()} if "steward_duties_open" in found else {}


@on_sqlite
def test_help_and_slips_name_the_commands(installation: Installation) -> None:
    help_text = installation.does("--help").out
    for name in (
        "serve",
        "deliver",
        "deliveries",
        "obligations",
        "doctor",
        "people",
        "role",
        "absence",
        "policy",
    ):
        assert re.search(rf"^  {name} ", help_text, re.MULTILINE)
    fails(installation.run("dance"), 2, "No such command 'dance'.", "steward --help lists the commands.")
    fails(installation.run("people", "import"), 2, "Missing argument")
    fails(installation.run("jobs", "run", "--never"), 2, "--never")
    assert json.loads(installation.does("obligations", "--json").out) == []
