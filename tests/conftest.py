"""Rules for every test: no settings of this machine, no skip in CI, and one line of figures at the end."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

SETTINGS = ("CARTESIA_", "DEEPGRAM_", "HANDBOOK_", "LIVEKIT_", "OPENAI_", "SAYSO_")
KEPT = {"SAYSO_CONSENT_DATA", "SAYSO_LIVEKIT_SERVER", "SAYSO_SIMULATION_SEED", "SAYSO_TEST_TALLY"}
"""Said to the tests themselves, by ./run, .ci/run and whoever has the data elsewhere."""

COLLECTED = pytest.StashKey[int]()


def in_ci() -> bool:
    return os.environ.get("CI") == "true"


def pytest_configure() -> None:
    # How fast the machine is says nothing about the code; and in CI the same examples pass or fail on every run.
    settings.register_profile("sayso", deadline=None, derandomize=in_ci())
    settings.load_profile("sayso")
    # Keys and choices of the person who runs the tests must not reach what the tests start.
    for name in list(os.environ):
        if name.startswith(SETTINGS) and name not in KEPT:
            del os.environ[name]
    # A script that starts this in the background has Ctrl-C ignored, and so would be all that tests start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def fail_where_it_was_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and in_ci() and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"with CI=true no test may be skipped: {report.nodeid}: {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    fail_where_it_was_skipped(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    fail_where_it_was_skipped(report)
    return report


def pytest_collection_finish(session: pytest.Session) -> None:
    session.config.stash[COLLECTED] = len(session.items)
    output = getattr(session.config, "workeroutput", None)
    if output is not None:  # this is a worker of xdist: hand the number to the process that prints
        output["collected"] = len(session.items)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    if "collected" in getattr(node, "workeroutput", {}):  # not if it died
        node.config.stash[COLLECTED] = node.workeroutput["collected"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if hasattr(terminalreporter.config, "workeroutput"):
        return
    collected = terminalreporter.config.stash.get(COLLECTED, 0)
    passed, skipped = (len(terminalreporter.stats.get(kind, ())) for kind in ("passed", "skipped"))
    terminalreporter.write_line(f"collected {collected}, passed {passed}, skipped {skipped}")
    tally = os.environ.get("SAYSO_TEST_TALLY")
    if tally:
        with Path(tally).open("a") as file:
            file.write(f"{collected} {passed} {skipped}\n")
