"""The last lines of ``make test`` say what ran and what did not; in CI, what did not run is a failure."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.run import closing_lines
from tests.tally import Tally, read

ALL = {name: {"passed": 1, "failed": 0} for name in ("sqlite", "postgresql", "local-slack", "chromium")}
ROOT = Path(__file__).parents[2]
SUITE = """
import pytest

@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"])
def test_on_both(database_url): assert database_url == "sqlite"

@pytest.mark.client("chromium")
def test_in_the_browser(): pass

def test_left_out(): pytest.skip("no reason")
"""


def _run(folder: Path, suite: str) -> tuple[int, Tally | None]:
    (folder / "test_suite.py").write_text(suite, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.tally", "-p", "no:cacheprovider"]
    tally = folder / "tally.json"
    arguments = [f"--tally={tally}", f"--rootdir={folder}", str(folder / "test_suite.py")]
    done = subprocess.run([*command, *arguments], cwd=ROOT, check=False, capture_output=True)
    return done.returncode, read(tally)


def test_tests_are_counted_by_database_and_by_client(tmp_path: Path) -> None:
    _, tally = _run(tmp_path, SUITE)

    assert tally == Tally(
        passed=2,
        failed=1,
        not_run=["test_suite.py::test_left_out: Skipped: no reason"],
        groups={
            "sqlite": {"passed": 1, "failed": 0},
            "postgresql": {"passed": 0, "failed": 1},
            "chromium": {"passed": 1, "failed": 0},
        },
    )


def test_a_module_cannot_be_skipped_as_a_whole(tmp_path: Path) -> None:
    status, tally = _run(tmp_path, "import pytest\npytest.importorskip('no_such_module')\n")

    assert status == 2
    assert tally == Tally()


@pytest.mark.parametrize(("strict", "last"), [(False, "5 passed, 0 failed"), (True, "5 passed, 1 failed")])
def test_what_did_not_run_is_a_failure_in_ci(strict: bool, last: str) -> None:
    lines = closing_lines(Tally(passed=5, groups=ALL, not_run=["end to end: no browser"]), strict=strict)

    assert lines[-2:] == ["not run: end to end: no browser", last]


def test_a_stage_that_breaks_off_is_always_a_failure() -> None:
    broken = Tally(passed=5, groups=ALL, broke_off=["end to end: pytest ended with status 3"])

    lines = closing_lines(broken, strict=False)

    assert lines[-1] == "5 passed, 1 failed"


def test_a_database_that_no_test_used_did_not_run() -> None:
    counted = Tally(passed=4, groups={name: ALL[name] for name in ALL if name != "postgresql"})

    lines = closing_lines(counted, strict=True)

    assert lines[1].split() == ["postgresql", "0", "passed", "0", "failed"]
    assert lines[-2:] == ["not run: any test with postgresql", "4 passed, 1 failed"]
