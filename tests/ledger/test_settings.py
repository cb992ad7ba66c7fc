"""Where the ledger is and how much it holds, by the environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sayso.consent.ledger import Keep
from sayso.ledger.settings import LedgerError, ledger_folder, ledger_settings


def test_without_settings_the_ledger_is_in_the_users_state_folder_and_holds_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = ledger_settings({})
    assert settings.folder == tmp_path / ".local" / "state" / "sayso" / "ledger"
    assert settings.keep == Keep("full", words=True)


def test_the_state_folder_can_be_another_if_its_path_is_a_full_one(tmp_path: Path) -> None:
    assert ledger_folder({"XDG_STATE_HOME": str(tmp_path)}) == tmp_path / "sayso" / "ledger"
    assert ledger_folder({"XDG_STATE_HOME": "state"}) == ledger_folder({})


def test_a_named_folder_wins_and_stays_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert ledger_folder({"SAYSO_LEDGER_DIR": "ledger", "XDG_STATE_HOME": "/state"}) == tmp_path / "ledger"
    assert ledger_folder({"SAYSO_LEDGER_DIR": "~/ledger"}) == tmp_path / "ledger"


@pytest.mark.parametrize("unset", ["", " "])
def test_a_variable_that_is_set_to_nothing_counts_as_not_set(unset: str) -> None:
    names = ("SAYSO_LEDGER_DIR", "SAYSO_LEDGER_ARGUMENTS", "SAYSO_LEDGER_WORDS")
    assert ledger_settings(dict.fromkeys(names, unset)) == ledger_settings({})


def test_less_can_be_kept(tmp_path: Path) -> None:
    environ = {"SAYSO_LEDGER_ARGUMENTS": "digest", "SAYSO_LEDGER_WORDS": "Off"}
    assert ledger_settings(environ).keep == Keep("digest", words=False)


def test_the_process_own_environment_is_read_where_none_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_LEDGER_DIR", str(tmp_path))
    assert ledger_settings().folder == ledger_folder() == tmp_path
    assert os.environ["SAYSO_LEDGER_DIR"] == str(tmp_path)


def test_every_value_that_cannot_be_used_is_named_at_once() -> None:
    environ = {"SAYSO_LEDGER_DIR": "a\0b", "SAYSO_LEDGER_ARGUMENTS": "some", "SAYSO_LEDGER_WORDS": "maybe"}
    with pytest.raises(LedgerError) as caught:
        ledger_settings(environ)
    assert [str(problem) for problem in caught.value.problems] == [
        "SAYSO_LEDGER_DIR: leads to no folder; set it to the full path of a folder [ledger-setting]",
        'SAYSO_LEDGER_ARGUMENTS: is "some"; set it to full or digest, or leave it out [ledger-setting]',
        'SAYSO_LEDGER_WORDS: is "maybe"; set it to on or off, or leave it out [ledger-setting]',
    ]


def test_a_home_that_is_not_there_is_one_clear_problem() -> None:
    with pytest.raises(LedgerError) as caught:
        ledger_folder({"SAYSO_LEDGER_DIR": "~nobody-of-that-name/ledger"})
    assert "leads to no folder" in str(caught.value)
