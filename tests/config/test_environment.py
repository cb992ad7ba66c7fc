"""`.env.local` and `.env`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.config.environment import ConfigError, read_environment


@pytest.fixture(autouse=True)
def _environment_is_put_back() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def test_the_process_wins_over_env_local_and_env_local_over_env(folder: Path) -> None:
    os.environ["ONE_OF_OURS"] = "process"
    (folder / ".env.local").write_text("ONE_OF_OURS=local\nTWO_OF_OURS=local\n")
    (folder / ".env").write_text("ONE_OF_OURS=env\nTWO_OF_OURS=env\nTHREE_OF_OURS=env\n")
    read_environment(folder)
    assert [os.environ[f"{name}_OF_OURS"] for name in ("ONE", "TWO", "THREE")] == ["process", "local", "env"]


def test_a_variable_that_is_set_to_nothing_counts_as_not_set(folder: Path) -> None:
    os.environ.update(ONE_OF_OURS="", TWO_OF_OURS="")
    (folder / ".env.local").write_text("ONE_OF_OURS=local\nTWO_OF_OURS=\nTHREE_OF_OURS=${ONE_OF_OURS}\n")
    (folder / ".env").write_text("ONE_OF_OURS=env\nTWO_OF_OURS=env\n")
    read_environment(folder)
    assert [os.environ[f"{name}_OF_OURS"] for name in ("ONE", "TWO", "THREE")] == ["local", "env", "local"]


def test_an_empty_variable_that_no_file_sets_is_left_alone(folder: Path) -> None:
    os.environ.update(ONE_OF_OURS="", TWO_OF_OURS="")
    (folder / ".env").write_text("TWO_OF_OURS=\n")
    read_environment(folder)
    assert (os.environ["ONE_OF_OURS"], os.environ["TWO_OF_OURS"]) == ("", "")


def test_the_files_are_those_of_the_current_folder_unless_another_is_named(folder: Path) -> None:
    (folder / ".env").write_text("ONE_OF_OURS=1\n")
    (folder / "below").mkdir()
    read_environment(folder / "below")
    assert "ONE_OF_OURS" not in os.environ
    read_environment()
    assert os.environ["ONE_OF_OURS"] == "1"


def test_missing_files_are_passed_over() -> None:
    before = dict(os.environ)
    read_environment()
    assert dict(os.environ) == before


@pytest.mark.parametrize("data", [b"KEY=s3cret\xff", b"KEY=s3cret\0"])
def test_a_file_that_cannot_be_read_is_one_line_without_its_content(data: bytes) -> None:
    Path(".env.local").write_bytes(data)
    with pytest.raises(ConfigError) as refused:
        read_environment()
    what = "is not UTF-8 text, or has a null character in it"
    assert str(refused.value) == f".env.local: {what}; save it as UTF-8 [env-file-unreadable]"
