"""A worker's job processes use what its main process read, not what the files say by then."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from agent.settings import read_settings
from agent.snapshot import LONGEST, VARIABLE, hand_down
from sayso.config.environment import ConfigError
from sayso.config.load import Config
from sayso.servers.declared import Stdio
from sayso.servers.transports import child_environment

CONFIG = {
    "mcpServers": {
        "desk": {
            "command": "desk",
            "args": ["--book", "${WHERE}"],
            "envFile": "desk.env",
            "require_approval": {"never": ["find"]},
            "allowed_tools": ["find", "book"],
            "tools": {"book": {"destructive": False}},
            "timeout": None,
        },
        "away": {"url": "https://tools.example/mcp", "authorization": "s3cret", "disabled": True},
        "near": {"url": "https://near.example/mcp", "authorization": "s3cret", "tools": ["one"]},
        "copied": {"type": "stdio", "command": "c", "timeout": 3000},
    }
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a sound mcp.json, and an environment that is put back."""
    monkeypatch.chdir(tmp_path)
    Path("mcp.json").write_text(json.dumps(CONFIG))
    Path("desk.env").write_text("DESK_KEY=k3y\n")
    Path(".env.local").write_text("WHERE=here.sqlite\n")
    before = dict(os.environ)
    os.environ["SAYSO_CONFIG"] = "mcp.json"
    yield tmp_path
    os.environ.clear()
    os.environ.update(before)


class AsJobsAre:
    """Something that reads the settings while it is unpickled, as the worker is imported in a job process."""

    def __reduce__(self) -> tuple[Any, ...]:
        return what_is_read, ()


def what_is_read() -> Config | str:
    """Read and handed down, as by the worker."""
    try:
        config = read_settings(audio=False).config
    except ConfigError as error:
        return str(error)
    hand_down(config)
    return config


def send(config: object, to: Connection) -> None:
    to.send(config)


def read_in_a_job_process(method: str) -> object:
    context = multiprocessing.get_context(method)
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=send, args=(AsJobsAre(), sending))  # type: ignore[attr-defined]  # a union of contexts
    process.start()
    sending.close()
    try:
        return receiving.recv()
    finally:
        process.join(30)


@pytest.mark.parametrize("damage", ["{", json.dumps({"mcpServers": {}})], ids=["broken", "valid"])
def test_a_job_process_uses_what_the_main_process_read_after_the_files_were_edited(damage: str) -> None:
    read = what_is_read()
    assert isinstance(read, Config)
    assert [server.label for server in read.servers] == ["desk", "near", "copied"]
    Path("mcp.json").write_text(damage)
    Path("desk.env").unlink()
    Path(".env.local").write_bytes(b"WHERE=\xff")
    assert read_in_a_job_process("spawn") == read


def test_the_main_process_reads_the_file_anew_whatever_it_has_inherited() -> None:
    read = what_is_read()
    Path("mcp.json").write_text(json.dumps({"mcpServers": {}}))
    again = what_is_read()
    assert isinstance(read, Config)
    assert isinstance(again, Config)
    assert again.servers == ()
    assert read_in_a_job_process("spawn") == again


def test_no_server_gets_what_is_handed_down() -> None:
    what_is_read()
    assert VARIABLE in os.environ
    assert VARIABLE not in child_environment(Stdio("program"))


def test_nothing_is_handed_down_that_would_keep_processes_from_starting() -> None:
    hand_down(Config(Path("mcp.json"), ()))
    assert VARIABLE in os.environ
    hand_down(Config(Path(os.urandom(LONGEST).hex()), ()))
    assert VARIABLE not in os.environ
