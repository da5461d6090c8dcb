"""Every test, in stages, and closing lines that say what ran: ``python -m tests.run``.

The last line is ``N passed, N failed``.  What could not run is named above it; with ``CI=true`` that is
a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import databases
from tests.e2e.support import namespace
from tests.e2e.support.browser import CHROMIUM
from tests.e2e.support.emulator import LOCAL_SLACK
from tests.tally import Tally, read

ROOT = Path(__file__).parents[1]
CLIENTS = ("local-slack", "chromium")


@dataclass(frozen=True, slots=True)
class Stage:
    """A pytest run of its own."""

    name: str
    arguments: tuple[str, ...]
    prefix: tuple[str, ...] = ()
    lacks: Callable[[], list[str]] = list
    """What this machine has not got, without which the whole stage makes no sense."""


def lacking_for_end_to_end() -> list[str]:
    """Return what the end-to-end tests need and this machine has not got, each with what to do."""
    lacks = []
    if not LOCAL_SLACK.exists():
        lacks.append(f"{LOCAL_SLACK.relative_to(ROOT)} is missing: make setup")
    if not Path(CHROMIUM).exists():
        lacks.append(f"{CHROMIUM} is missing: apt-get install chromium")
    if not namespace.works():
        lacks.append("no network namespace: the kernel or the container forbids unshare")
    return lacks


STAGES = (
    Stage(
        "unit, conversations, adapters",
        ("tests", "--ignore=tests/e2e", "--numprocesses=2", "--dist=worksteal"),
    ),
    Stage("end to end", ("tests/e2e",), namespace.prefix(), lacking_for_end_to_end),
)


def run(stage: Stage) -> Tally:
    """Run one stage and return what came out, also when it broke off."""
    print(f"\n── {stage.name} ──", flush=True)  # noqa: T201 - this is a command, its output is for reading
    lacks = stage.lacks()
    if lacks:
        return Tally(not_run=[f"{stage.name}: {lack}" for lack in lacks])
    path = ROOT / "build" / "tally" / f"{stage.name.replace(', ', '-').replace(' ', '-')}.json"
    path.unlink(missing_ok=True)
    command = [*stage.prefix, sys.executable, "-m", "pytest", "-p", "tests.tally", f"--tally={path}"]
    status = subprocess.run([*command, *stage.arguments], cwd=ROOT, check=False).returncode
    tally = read(path) or Tally()
    if status not in {0, 1} or (status == 1 and not tally.failed):
        tally.broke_off.append(f"{stage.name}: pytest ended with status {status}")
    return tally


def closing_lines(tally: Tally, *, strict: bool) -> list[str]:
    """Return the last lines: counts by database and client, what did not run, and the sum."""
    expected = (*databases.NAMES, *CLIENTS)
    lines = []
    for name in (*expected, *sorted(set(tally.groups) - {*expected})):
        counts = tally.groups.get(name, {"passed": 0, "failed": 0})
        lines.append(f"{name:<14}{counts['passed']:>6} passed {counts['failed']:>4} failed")
    not_run = [*tally.not_run, *(f"any test with {name}" for name in expected if name not in tally.groups)]
    lines += [f"broke off: {what}" for what in tally.broke_off]
    lines += [f"not run: {what}" for what in not_run]
    failed = tally.failed + len(tally.broke_off) + (len(not_run) if strict else 0)
    return [*lines, f"{tally.passed} passed, {failed} failed"]


def main() -> int:
    """Run all stages and return the exit status."""
    strict = os.environ.get("CI") == "true"
    total = Tally()
    for stage in STAGES:
        total.add(run(stage))
    lines = closing_lines(total, strict=strict)
    width = shutil.get_terminal_size().columns
    print("\n" + "─" * min(width, 60), *lines, sep="\n", flush=True)  # noqa: T201 - as above
    return 0 if lines[-1].endswith(", 0 failed") and total.passed else 1


if __name__ == "__main__":
    sys.exit(main())
