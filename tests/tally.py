"""A pytest plugin (``-p tests.tally``) that counts tests by database and by client."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

GROUP = "tally"


@dataclass
class Tally:
    """What came out of one run or of several together."""

    passed: int = 0
    failed: int = 0
    not_run: list[str] = field(default_factory=list)
    broke_off: list[str] = field(default_factory=list)
    groups: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Make this tally the sum of both."""
        self.passed += other.passed
        self.failed += other.failed
        self.not_run += other.not_run
        self.broke_off += other.broke_off
        for name, counts in other.groups.items():
            for outcome, number in counts.items():
                self.count(name, outcome, number)

    def count(self, group: str, outcome: str, number: int = 1) -> None:
        """Count ``number`` more tests of ``group`` with ``outcome``, passed or failed."""
        counts = self.groups.setdefault(group, {"passed": 0, "failed": 0})
        counts[outcome] += number


def read(path: Path) -> Tally | None:
    """Return the tally a run has left at ``path``, None when it ended before it could."""
    return Tally(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def groups_of(item: pytest.Item) -> list[str]:
    """Return the groups a test counts in: its database and its clients."""
    clients = [str(mark.args[0]) for mark in item.iter_markers("client")]
    call = getattr(item, "callspec", None)
    database = call.params.get("database_url") if call else None
    return [*clients, str(database)] if database else clients


class _Counting:
    """Gathers reports; with xdist this runs in the process that started the workers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reports: dict[str, list[pytest.TestReport]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.setdefault(report.nodeid, []).append(report)

    def pytest_sessionfinish(self) -> None:
        tally = Tally()
        for nodeid, reports in self._reports.items():
            _count(tally, nodeid, reports)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(asdict(tally)), encoding="utf-8")


def _count(tally: Tally, nodeid: str, reports: list[pytest.TestReport]) -> None:
    skipped = next((report for report in reports if report.skipped), None)
    if skipped:
        tally.not_run.append(f"{nodeid}: {_reason(skipped)}")
        return
    outcome = "failed" if any(report.failed for report in reports) else "passed"
    setattr(tally, outcome, getattr(tally, outcome) + 1)
    for name, group in reports[0].user_properties:
        if name == GROUP:
            tally.count(str(group), outcome)


def _reason(report: pytest.TestReport) -> str:
    if hasattr(report, "wasxfail"):
        return f"expected to fail: {report.wasxfail}"
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--tally=FILE``."""
    parser.addoption("--tally", metavar="FILE", help="write the counts by database and client to FILE")


def pytest_configure(config: pytest.Config) -> None:
    """Count in the process that reports, and only when asked."""
    path = config.getoption("--tally")
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Counting(Path(path)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each report its test's groups: reports travel from xdist's workers, tests do not."""
    for item in items:
        item.user_properties += [(GROUP, name) for name in groups_of(item)]


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse to skip a whole module: xdist would lose it, and nobody would be told what did not run."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: skip tests one by one, so that each is named: {report.longrepr}"
    return report
