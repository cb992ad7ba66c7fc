"""`${NAME}` and its relatives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sayso.config.environment import ConfigError
from sayso.config.variables import input_variable
from tests.config.reading import local, read, remote

ENVIRONMENT = {"A": "1", "EMPTY": "", "BRACED": "${A}"}


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("plain $A $ {A} }", "plain $A $ {A} }"),
        ("${A}", "1"),
        ("<${A}${A}>", "<11>"),
        ("${env:A}", "1"),
        ("${EMPTY}", ""),
        ("${A:-2}", "1"),
        ("${EMPTY:-2}", "2"),
        ("${NONE:-2}", "2"),
        ("${env:NONE:-2}", "2"),
        ("${NONE:-}", ""),
        ("${NONE:-https://h:80/}", "https://h:80/"),
        ("${NONE:-${A}}", "1"),
        ("${NONE:-<${ALSO_NONE:-${A}}>}", "<1>"),
        ("$${A}", "${A}"),
        ("$$${A}", "$${A}"),
        ("${BRACED}", "${A}"),
        ("${pathSeparator}${/}", os.sep * 2),
        ("${userHome}", str(Path.home())),
    ],
)
def test_a_variable_is_replaced(text: str, expanded: str) -> None:
    assert local({"args": [text]}, ENVIRONMENT).args == (expanded,)


def test_the_workspace_is_the_folder_of_the_file(folder: Path) -> None:
    texts = ["${workspaceFolder}/a", "${workspaceRoot}", "${workspaceFolderBasename}", "${CLAUDE_PROJECT_DIR}"]
    assert local({"args": texts}).args == (f"{folder}/a", str(folder), folder.name, str(folder))


def test_a_variable_is_looked_up_in_the_servers_own_env_first(folder: Path) -> None:
    (folder / "a.env").write_text("B=file\nC=file\n")
    entry = {"env": {"A": "own"}, "envFile": "a.env", "args": ["${A} ${B} ${C} ${D}"]}
    environment = dict.fromkeys("ABCD", "process")
    assert local({**entry, "env": {"A": "own", "B": "${A}"}}, environment).args == ("own own file process",)


def test_the_own_env_serves_the_headers_of_a_remote_server() -> None:
    assert remote({"env": {"KEY": "k"}, "headers": {"X-Key": "${KEY}"}}).headers == {"X-Key": "k"}


def test_a_value_that_names_itself_means_the_variable_outside() -> None:
    transport = local({"env": {"PATH": "/opt:${PATH}", "B": "${PATH}"}}, {"PATH": "/bin"})
    assert transport.env == {"PATH": "/opt:/bin", "B": "/opt:/bin"}


def test_values_that_name_each_other_in_a_circle_come_to_an_end() -> None:
    assert local({"env": {"A": "${B}", "B": "${A}"}}, {"A": "a"}).env == {"A": "a", "B": "a"}
    with pytest.raises(ConfigError, match="the variable A is not set"):
        local({"env": {"A": "${B}", "B": "${A}"}})


@pytest.mark.parametrize(
    ("env", "what"),
    [
        ({f"A{i}": f"${{A{i + 1}}}" for i in range(500)} | {"A500": "x"}, "leads through more than 10 variables"),
        ({f"A{i}": f"${{A{i + 1}}}" * 100 for i in range(9)} | {"A9": "x" * 100}, "grows beyond 100000 characters"),
        ({"A": "${B:-" * 500 + "}" * 500}, "has more than 10 variables inside each other"),
    ],
    ids=["chain", "growth", "nesting"],
)
def test_values_cannot_grow_without_end(env: dict[str, str], what: str) -> None:
    with pytest.raises(ConfigError, match=what) as refused:
        local({"env": env})
    assert {problem.code for problem in refused.value.problems} == {"variable-form"}


def test_an_input_is_read_from_its_variable_else_its_default() -> None:
    value = {
        "inputs": [{"id": "api-key", "type": "promptString", "default": "d", "password": True}],
        "servers": {"x": {"command": "c", "env": {"KEY": "${input:api-key}"}}},
    }
    for environment, expected in (({}, "d"), ({"SAYSO_INPUT_API_KEY": "v"}, "v"), ({"SAYSO_INPUT_API_KEY": ""}, "")):
        server = read(value, environment).servers[0]
        assert getattr(server.transport, "env", None) == {"KEY": expected}


@pytest.mark.parametrize(("name", "variable"), [("x", "X"), ("github_token", "GITHUB_TOKEN"), ("a.b-c d", "A_B_C_D")])
def test_the_variable_of_an_input_has_its_name_in_capitals(name: str, variable: str) -> None:
    assert input_variable(name) == f"SAYSO_INPUT_{variable}"


def test_a_variable_without_braces_is_noted_and_taken_as_it_stands() -> None:
    config = read({"servers": {"x": {"url": "https://h", "headers": {"X-Key": "$KEY"}}}}, {"KEY": "k"})
    assert getattr(config.servers[0].transport, "headers", None) == {"X-Key": "$KEY"}
    assert [str(note) for note in config.notes] == [
        (
            "mcp.json: servers.x.headers.X-Key: is taken as it stands; "
            "write ${NAME} if it names a variable [variable-unbraced]"
        )
    ]
