"""The rules that tests/conftest.py holds for every test."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with this repository's conftest, to run other tests in."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("SAYSO_TEST_TALLY", raising=False)
    pytester.makeconftest(CONFTEST.read_text())
    return pytester


SKIPPING = """
    import pytest

    def test_runs(): pass
    def test_needs_a_program(): pytest.skip("needs flite: apt-get install flite")
    @pytest.mark.skip(reason="by mark")
    def test_marked(): pass
    @pytest.mark.xfail(reason="known")
    def test_known_to_fail(): assert False
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_a_skip_is_only_counted_outside_of_ci(inner: pytest.Pytester, workers: tuple[str, ...]) -> None:
    inner.makepyfile(SKIPPING)
    result = inner.runpytest_subprocess(*workers)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["collected 4, passed 1, skipped 2"])


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_a_skip_fails_in_ci_and_names_the_test_and_its_reason(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CI", "true")
    inner.makepyfile(SKIPPING)
    result = inner.runpytest_subprocess(*workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.assert_outcomes(passed=1, failed=1, errors=1, xfailed=1)
    output = result.stdout.str()
    assert "::test_needs_a_program: Skipped: needs flite: apt-get install flite" in output
    assert "::test_marked: Skipped: by mark" in output


def test_a_file_that_skips_itself_fails_in_ci(inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    inner.makepyfile("import pytest\npytest.skip('not today', allow_module_level=True)\ndef test_never(): pass")
    result = inner.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert "not today" in result.stdout.str()


def test_keys_of_the_person_who_runs_the_tests_do_not_reach_them(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a key")
    monkeypatch.setenv("SAYSO_LIVEKIT_SERVER", "/a/server")
    monkeypatch.setenv("SAYSO_CONSENT_DATA", "/a/folder")
    inner.makepyfile("""
        import os

        def test_settings():
            assert "OPENAI_API_KEY" not in os.environ
            assert os.environ["SAYSO_LIVEKIT_SERVER"] == "/a/server"
            assert os.environ["SAYSO_CONSENT_DATA"] == "/a/folder"
    """)
    assert inner.runpytest_subprocess().ret == pytest.ExitCode.OK


def test_the_figures_of_a_run_are_added_to_the_tally(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tally = tmp_path / "tally"
    inner.makepyfile(SKIPPING)
    monkeypatch.setenv("SAYSO_TEST_TALLY", str(tally))
    inner.runpytest_subprocess("-k", "not marked")
    inner.runpytest_subprocess("-k", "marked", "-n", "2")
    assert tally.read_text() == "3 1 1\n1 0 1\n"


@pytest.mark.parametrize("in_ci", ["true", ""])
def test_hypothesis_has_no_deadline_and_in_ci_no_chance(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, in_ci: str
) -> None:
    monkeypatch.setenv("CI", in_ci)
    inner.makepyfile(f"""
        from hypothesis import settings

        now = settings()

        def test_profile():
            assert now.deadline is None
            assert now.derandomize is {in_ci == "true"}
    """)
    assert inner.runpytest_subprocess().ret == pytest.ExitCode.OK


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_ctrl_c_reaches_what_tests_start_even_where_a_script_started_them_in_the_background(
    inner: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    inner.makepyfile("""
        import signal, subprocess, sys

        def test_ctrl_c():
            code = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('not interrupted')"
            assert subprocess.run([sys.executable, "-c", code]).returncode == -signal.SIGINT
    """)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        result = inner.runpytest_subprocess(*workers)
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.ret == pytest.ExitCode.OK
