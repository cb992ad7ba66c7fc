"""Files that are refused: the text, and every line that is printed about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str
    """A sentence of behaviour."""
    text: str | bytes
    lines: tuple[str, ...]
    schema: bool = True
    """Whether a JSON Schema can say it."""


def server(inside: str, *lines: str) -> tuple[str, tuple[str, ...]]:
    """A file with one server of the name x, and its lines after "mcp.json: mcpServers.x"."""
    return '{"mcpServers": {"x": {' + inside + "}}}", tuple(f"mcp.json: mcpServers.x{line}" for line in lines)


def local(inside: str, *lines: str) -> tuple[str, tuple[str, ...]]:
    return server('"command": "c", ' + inside, *lines)


def remote(inside: str, *lines: str) -> tuple[str, tuple[str, ...]]:
    return server('"url": "https://h/mcp", ' + inside, *lines)


JSON = "correct the JSON there or just before [json-broken]"
LABEL = "give one of the two another label"
BOTH = "keep one of the two"
NAMES = "name the tools one by one, or leave the key out for all of them [tool-name-form]"
ADDRESS = "write the server's address as https://host/path [url-form]"
CLEAR = (
    "would send credentials over plain http, where everybody on the way can read them; "
    'use https, or accept it by "allow_http": true [credentials-in-clear]'
)
HINT = (
    "would believe the server's own word on which of its tools only read; "
    'list the tools in tool_names, or mark the server "trusted": true [hint-untrusted]'
)
WRITES = (
    "would let every tool that writes run unasked; list the tools that may run unasked in tool_names [never-writes]"
)
MISSING = (
    "has no command, and neither server_url (or url) nor connector_id; "
    "add command for a local server, url for a remote one [address-missing]"
)
KEEP_LIST = "Sayso cannot leave out single tools by name; list the tools to keep in allowed_tools [key-refused]"

CASES = [
    # The file.
    Case("an empty file is broken JSON", "", (f"mcp.json: line 1, column 1: the file is empty; {JSON}",), False),
    Case(
        "broken JSON is refused with its line and column",
        '{\n  "mcpServers": {\n    "x": {"command": "c" "args": []}\n  }\n}',
        (f'mcp.json: line 3, column 26: expected a comma or }}, found "; {JSON}',),
        False,
    ),
    Case(
        "a column is counted as editors count it, after a byte-order mark and with characters beyond ASCII",
        '\ufeff{"ü😀": x}',
        (f"mcp.json: line 1, column 8: expected a value, found x; {JSON}",),
        False,
    ),
    Case(
        "a value of another language names the word that JSON has for it",
        '{"mcpServers": None}',
        (f"mcp.json: line 1, column 16: unexpected None: JSON writes null; {JSON}",),
        False,
    ),
    Case(
        "a single quote is named",
        "{'mcpServers': {}}",
        (f"mcp.json: line 1, column 2: expected a key in double quotes or }}, found '; {JSON}",),
        False,
    ),
    Case(
        "a string without its end is refused where it begins",
        '{"servers": {"x": {"command": "c}}}\n}',
        (f"mcp.json: line 1, column 31: a string without its closing quote; {JSON}",),
        False,
    ),
    Case(
        "a comment without its end is refused where it begins",
        "{\r\n/* {}",
        (f"mcp.json: line 2, column 1: a comment without its end */; {JSON}",),
        False,
    ),
    Case(
        "what follows the value is refused",
        "{} {}",
        (f"mcp.json: line 1, column 4: unexpected {{ after the end of the value; {JSON}",),
        False,
    ),
    Case(
        "half a character is refused",
        '{"servers": {"x": {"command": "\\ud83d"}}}',
        (f"mcp.json: line 1, column 32: half of a surrogate pair, which is no character; {JSON}",),
        False,
    ),
    Case(
        "a number that is none is refused",
        '{"servers": {"x": {"command": "c", "timeout": NaN}}}',
        (f"mcp.json: line 1, column 47: expected a value, found N; {JSON}",),
        False,
    ),
    Case(
        "brackets without end are refused",
        "[" * 100_000,
        (f"mcp.json: line 1, column 62: more than 60 levels of brackets; {JSON}",),
        False,
    ),
    Case(
        "a duplicate key is refused with both its lines",
        '{"mcpServers": {\n"x": {"command": "c",\n"require_approval": "always",\n"require_approval": "never"}}}',
        (
            (
                "mcp.json: mcpServers.x.require_approval: the key is written twice, on lines 3 and 4; "
                "keep one of the two [json-duplicate-key]"
            ),
        ),
        False,
    ),
    Case(
        "a server that is written twice is a duplicate key",
        '{"mcpServers": {"x": {"command": "c"}, "x": {"command": "d"}}}',
        ("mcp.json: mcpServers.x: the key is written twice, on line 1; keep one of the two [json-duplicate-key]",),
        False,
    ),
    Case(
        "a file that is not UTF-8 is refused with the line",
        b'{\n"mcpServers": {"B\xfcro": {"command": "c"}}}',
        ("mcp.json: is not UTF-8 (line 2); save it as UTF-8 [config-not-utf8]",),
        False,
    ),
    Case(
        "a file in UTF-16 is called so",
        "{}".encode("utf-16"),
        ("mcp.json: is UTF-16; save it as UTF-8 [config-not-utf8]",),
        False,
    ),
    Case(
        "an array at the top is refused with the place for it",
        "[]",
        (
            (
                'mcp.json: must be an object, not an array; write {"mcpServers": {...}}, '
                'or {"tools": [...]} around an array [wrong-type]'
            ),
        ),
    ),
    Case(
        "null at the top is refused",
        "null",
        (
            (
                'mcp.json: must be an object, not null; write {"mcpServers": {...}}, '
                'or {"tools": [...]} around an array [wrong-type]'
            ),
        ),
    ),
    # Keys.
    Case(
        "an unknown key is refused with the nearest one",
        *local('"arg": []', ".arg: unknown key; did you mean args? [unknown-key]"),
    ),
    Case(
        "a key in another spelling is refused with ours",
        *local(
            '"requireApproval": "never"', ".requireApproval: unknown key; did you mean require_approval? [unknown-key]"
        ),
    ),
    Case("a key that is like no other is refused", *local('"zzz": 1', ".zzz: unknown key; remove it [unknown-key]")),
    Case(
        "an unknown key at the top is refused with the nearest one",
        '{"mcpservers": {}}',
        ("mcp.json: mcpservers: unknown key; did you mean mcpServers? [unknown-key]",),
    ),
    Case(
        "an unknown key of a filter is refused with the nearest one",
        *local(
            '"require_approval": {"never": {"tools": ["a"]}}',
            ".require_approval.never.tools: unknown key; did you mean tool_names? [unknown-key]",
        ),
    ),
    Case(
        "an unknown key of a tool is refused with the nearest one",
        *local(
            '"tools": {"a": {"destructiv": false}}',
            ".tools.a.destructiv: unknown key; did you mean destructive? [unknown-key]",
        ),
    ),
    Case(
        "an unknown key of require_approval is refused with the nearest one",
        *local(
            '"require_approval": {"alway": ["a"]}',
            ".require_approval.alway: unknown key; did you mean always? [unknown-key]",
        ),
    ),
    Case(
        "a strange key stays on one line",
        '{"mcpServers": {"x": {"command": "c", "a\\nb\\u2028": 1}}}',
        ('mcp.json: mcpServers.x["a\\nb\\u2028"]: unknown key; remove it [unknown-key]',),
    ),
    Case(
        "a list of tools to leave out is refused, not dropped",
        *local('"disabledTools": ["a"]', f".disabledTools: {KEEP_LIST}"),
    ),
    Case(
        "Codex's variable for a token is refused with ours",
        *remote(
            '"bearer_token_env_var": "T"',
            '.bearer_token_env_var: Sayso reads tokens by variables; write "authorization": "${NAME}" [key-refused]',
        ),
    ),
    Case(
        "a tunnel of OpenAI is refused with the reason",
        '{"tools": [{"type": "mcp", "server_label": "x", "server_url": "https://h", "tunnel_id": "t"}]}',
        (
            (
                "mcp.json: tools[0].tunnel_id: OpenAI's tunnels do not exist outside of OpenAI; "
                "give the server's address as server_url [key-refused]"
            ),
        ),
    ),
    Case(
        "the settings of VS Code are refused with the place of their servers",
        '{"mcp": {"servers": {}}}',
        (
            (
                "mcp.json: mcp: VS Code's settings.json keeps its servers in here; "
                "move servers and inputs one level up [key-refused]"
            ),
        ),
    ),
    Case(
        "two spellings of one key with two values are refused",
        *server(
            '"url": "https://a/", "server_url": "https://b/"',
            f'.server_url: says the same as "url" with another value; {BOTH} [key-twice]',
        ),
        False,
    ),
    Case(
        "a tools array beside allowed_tools is refused",
        *local(
            '"tools": ["a"], "allowed_tools": ["b"]',
            f".allowed_tools: says the same as the tools array beside it; {BOTH} [key-twice]",
        ),
    ),
    # Types.
    Case(
        "a server that is a string is refused",
        '{"mcpServers": {"x": "npx server"}}',
        (
            (
                "mcp.json: mcpServers.x: must be an object, not a string; "
                'write {"command": ...} or {"url": ...} [wrong-type]'
            ),
        ),
    ),
    Case(
        "servers in an array are refused",
        '{"servers": []}',
        ('mcp.json: servers: must be an object of servers, not an array; write {"name": value} [wrong-type]',),
    ),
    Case(
        "tools that are no array are refused",
        '{"tools": {}}',
        ("mcp.json: tools: must be an array of servers, not an object; put it in [brackets] [wrong-type]",),
    ),
    Case(
        "null in the array of tools is refused",
        '{"tools": [null]}',
        ('mcp.json: tools[0]: must be an object, not null; write {"command": ...} or {"url": ...} [wrong-type]',),
    ),
    Case(
        "a command that is an array is refused",
        *server('"command": ["npx", "s"]', ".command: must be a string, not an array; write a string [wrong-type]"),
    ),
    Case(
        "arguments in one string are refused",
        *local('"args": "-y s"', ".args: must be an array of strings, not a string; put it in [brackets] [wrong-type]"),
    ),
    Case(
        "an argument that is a number is refused with its place",
        *local('"args": ["-p", 80]', ".args[1]: must be a string, not a number; put it in double quotes [wrong-type]"),
    ),
    Case(
        "a variable that is true is refused",
        *local('"env": {"A": true}', ".env.A: must be a string, not true; put it in double quotes [wrong-type]"),
    ),
    Case(
        "a header that is a number is refused",
        *remote(
            '"headers": {"A": 1}', ".headers.A: must be a string, not a number; put it in double quotes [wrong-type]"
        ),
    ),
    Case(
        "headers in an array are refused",
        *remote(
            '"headers": ["A: 1"]',
            '.headers: must be an object of headers, not an array; write {"name": value} [wrong-type]',
        ),
    ),
    Case(
        "true in quotes is refused",
        *local(
            '"trusted": "true"', ".trusted: must be true or false, not a string; write it without quotes [wrong-type]"
        ),
    ),
    Case(
        "a time-out in quotes is refused",
        *local(
            '"timeout": "60"',
            ".timeout: must be a number of seconds, not a string; write it without quotes [wrong-type]",
        ),
    ),
    Case(
        "allowed_tools that is a string is refused",
        *local(
            '"allowed_tools": "a"',
            ".allowed_tools: must be an array of strings, not a string; put it in [brackets] [wrong-type]",
        ),
    ),
    Case(
        "an approval that is true is refused",
        *local(
            '"require_approval": true',
            '.require_approval: must be "always", "never" or an object of both, not true; '
            'write "always" or "never" [wrong-type]',
        ),
    ),
    Case(
        "a tool's settings that are a word are refused",
        *local(
            '"tools": {"a": "always"}',
            '.tools.a: must be an object, not a string; write {"destructive": false} [wrong-type]',
        ),
    ),
    Case(
        "a tool's class that is a word is refused",
        *local(
            '"tools": {"a": {"destructive": "no"}}',
            ".tools.a.destructive: must be true or false, not a string; write it without quotes [wrong-type]",
        ),
    ),
    Case(
        "an input without an id is refused",
        '{"inputs": [{"type": "promptString"}]}',
        ("mcp.json: inputs[0].id: must be a string, not null; give the input its id [wrong-type]",),
    ),
    Case(
        "a connector that is no URL is refused",
        '{"connectors": {"a": 1}}',
        ('mcp.json: connectors.a: must be a string, not a number; write "https://..." [wrong-type]',),
    ),
    Case(
        "a switched off entry must still have a sound form",
        *server(
            '"disabled": true, "url": 1, "comand": "c"',
            ".comand: unknown key; did you mean command? [unknown-key]",
            ".url: must be a string, not a number; put it in double quotes [wrong-type]",
        ),
    ),
    Case(
        "a null character is refused",
        *local('"args": ["a\\u0000b"]', ".args[0]: has a null character in it; remove it [null-character]"),
    ),
    # Labels.
    Case(
        "a label of more than 64 characters is refused",
        '{"servers": {"' + "a" * 65 + '": {"command": "c"}}}',
        (
            'mcp.json: servers["' + "a" * 60 + '..."]: the label has 65 characters; '
            "shorten it to 64 at most [label-form]",
        ),
    ),
    Case(
        "a label from which no prefix can be made is refused",
        '{"servers": {"预约": {"command": "c"}}}',
        (
            (
                'mcp.json: servers["预约"]: the label has no letter a-z and no digit; '
                "add one: the names of its tools begin with it [label-form]"
            ),
        ),
    ),
    Case(
        "a label with a line break is refused",
        '{"tools": [{"server_label": "a\\nb", "server_url": "https://h"}]}',
        (
            (
                "mcp.json: tools[0].server_label: the label has a control character; "
                "labels are shown and spoken; remove it [label-form]"
            ),
        ),
    ),
    Case(
        "an entry of a tools array needs a label",
        '{"tools": [{"type": "mcp", "server_url": "https://h"}]}',
        ("mcp.json: tools[0]: has no server_label; add one: tools are shown and spoken under it [label-missing]",),
    ),
    Case(
        "the same label in two forms is refused",
        '{"mcpServers": {"x": {"command": "c"}}, "tools": [{"server_label": "x", "server_url": "https://h"}]}',
        (f'mcp.json: tools[0]: the label "x" is taken by mcpServers.x; {LABEL} [label-taken]',),
        False,
    ),
    Case(
        "two labels with one prefix are refused",
        '{"servers": {"My Files": {"command": "c"}, "my__files!": {"command": "d"}}}',
        (
            (
                'mcp.json: servers["my__files!"]: the tools of "my__files!" and of "My Files" '
                f"would both begin with my_files__; {LABEL} [label-collision]"
            ),
        ),
        False,
    ),
    # Transports and addresses.
    Case("an entry without any address is refused", *server('"args": []', f": {MISSING}")),
    Case(
        "neither server_url nor connector_id is refused",
        '{"tools": [{"type": "mcp", "server_label": "x", "server_url": null}]}',
        (f"mcp.json: tools[0]: {MISSING}",),
    ),
    Case(
        "both server_url and connector_id are refused",
        '{"connectors": {"a": "https://h"}, "tools": [{"server_label": "x", '
        '"server_url": "https://h", "connector_id": "a"}]}',
        (f"mcp.json: tools[0]: has both server_url and connector_id; {BOTH} [address-twice]",),
    ),
    Case(
        "both command and url are refused",
        *local(
            '"url": "https://h"',
            ": has both command and url; "
            "keep command for a local server, the other for a remote one [command-and-address]",
        ),
    ),
    Case(
        "both command and connector_id are refused",
        *local(
            '"connector_id": "a"',
            ": has both command and connector_id; "
            "keep command for a local server, the other for a remote one [command-and-address]",
        ),
    ),
    Case(
        "an empty command is refused", *server('"command": " "', ".command: is empty; name a program [command-empty]")
    ),
    Case(
        "the old SSE transport is refused with the reason",
        *remote(
            '"type": "sse"',
            ".type: the old SSE transport is not supported; use the server's streamable HTTP address "
            '(it often ends in /mcp) with "type": "http" [type-sse]',
        ),
    ),
    Case(
        "an unknown transport is refused",
        *remote(
            '"type": "ws"',
            ".type: is no transport that Sayso knows; use one of stdio, http, streamable-http, mcp [type-unknown]",
        ),
    ),
    Case(
        "a local server that calls itself remote is refused",
        *local(
            '"type": "http"',
            ".type: says that the server has a url, and it has a command; remove type, or correct it [type-mismatch]",
        ),
    ),
    Case(
        "a remote server that calls itself local is refused",
        *remote(
            '"type": "stdio"',
            ".type: says that the server has a command, and it has a url; remove type, or correct it [type-mismatch]",
        ),
    ),
    Case(
        "a scheme that is not http is refused",
        *server('"url": "ftp://h/"', f".url: does not begin with http:// or https://; {ADDRESS}"),
    ),
    Case(
        "a socket of VS Code is refused",
        *server('"url": "unix:///tmp/s.sock"', f".url: does not begin with http:// or https://; {ADDRESS}"),
    ),
    Case("an address without a host is refused", *server('"url": "https:///mcp"', f".url: names no host; {ADDRESS}")),
    Case(
        "an address without a scheme is refused",
        *server('"url": "h/mcp"', f".url: does not begin with http:// or https://; {ADDRESS}"),
    ),
    Case(
        "an address with a space is refused",
        *server('"url": "https://h/a b"', f".url: has a space or a control character in it; {ADDRESS}"),
    ),
    Case(
        "an address with an impossible port is refused",
        *server('"url": "https://h:99999/"', f".url: is not a URL; {ADDRESS}"),
        False,
    ),
    Case(
        "a connector that is in no table is refused",
        *server(
            '"connector_id": "crm"',
            '.connector_id: "crm" is not in the connectors table of this file; '
            'write {"connectors": {"crm": "https://..."}} at the top [connector-unknown]',
        ),
        False,
    ),
    Case(
        "a connector of OpenAI is refused with the reason",
        '{"tools": [{"type": "mcp", "server_label": "mail", "connector_id": "connector_gmail", "authorization": "t"}]}',
        (
            (
                'mcp.json: tools[0].connector_id: "connector_gmail" is hosted by OpenAI '
                "and does not exist outside of OpenAI; "
                'run or rent an MCP server for it and write its URL into "connectors" under this id [connector-unknown]'
            ),
        ),
        False,
    ),
    Case(
        "the address of a connector is checked where it stands",
        '{"connectors": {"a": "file:///etc"}, "tools": [{"server_label": "x", "connector_id": "a"}]}',
        (f"mcp.json: connectors.a: does not begin with http:// or https://; {ADDRESS}",),
        False,
    ),
    # Credentials.
    Case(
        "an authorization beside an Authorization header in any case is refused",
        *remote(
            '"authorization": "s3cret", "headers": {"aUTHORIZATION": "Bearer s3cret"}',
            '.authorization: both authorization and the header "aUTHORIZATION" are given; '
            f"{BOTH} [authorization-twice]",
        ),
    ),
    Case(
        "a connector with an Authorization header is refused",
        '{"connectors": {"a": "https://h"}, "tools": [{"server_label": "x", "connector_id": "a", '
        '"headers": {"authorization": "Bearer s3cret"}}]}',
        (
            (
                "mcp.json: tools[0].headers.authorization: "
                "a connector takes its credential by authorization, not by a header; "
                "move the token to authorization [connector-authorization]"
            ),
        ),
    ),
    Case(
        "a user name in the address beside an authorization is refused",
        *server(
            '"url": "https://me:s3cret@h/", "authorization": "t"',
            f".url: holds a user name beside an authorization; {BOTH} [authorization-twice]",
        ),
        False,
    ),
    Case(
        "a token over plain http is refused",
        *server('"url": "http://h/mcp", "authorization": "s3cret"', f".url: {CLEAR}"),
    ),
    Case(
        "a header over plain http is refused",
        *server('"url": "http://h/mcp", "headers": {"X-Key": "s3cret"}', f".url: {CLEAR}"),
    ),
    Case("a password in a plain http address is refused", *server('"url": "http://me:s3cret@h/mcp"', f".url: {CLEAR}")),
    Case("a key in a plain http address is refused", *server('"url": "http://h/mcp?api_key=s3cret"', f".url: {CLEAR}")),
    Case(
        "a name that only begins like the loopback is not the loopback",
        *server('"url": "http://localhost.example.com/", "authorization": "s3cret"', f".url: {CLEAR}"),
    ),
    Case(
        "a control character in a header is refused",
        *remote(
            '"headers": {"X-Key": "s3cret\\r\\nHost: evil"}',
            ".headers.X-Key: has a control character in a header's value; "
            "remove it; a variable that was read from a file often ends in a line break [header-form]",
        ),
    ),
    Case(
        "a control character in an authorization is refused",
        *remote(
            '"authorization": "s3cret\\n"',
            ".authorization: has a control character in a header's value; "
            "remove it; a variable that was read from a file often ends in a line break [header-form]",
        ),
    ),
    Case(
        "a control character that comes with a variable is refused",
        *remote(
            '"authorization": "${TOKEN_WITH_LINE_BREAK}"',
            ".authorization: has a control character in a header's value; "
            "remove it; a variable that was read from a file often ends in a line break [header-form]",
        ),
        False,
    ),
    Case(
        "a header beyond ASCII is refused",
        *remote(
            '"headers": {"X-Key": "schlüssel"}',
            ".headers.X-Key: has a character beyond ASCII in a header's value; write it in ASCII [header-form]",
        ),
    ),
    Case(
        "a header's name with a colon is refused",
        *remote(
            '"headers": {"X-Key:": "a"}',
            '.headers["X-Key:"]: is not a name that a header can have; use letters, digits and hyphens [header-form]',
        ),
    ),
    Case(
        "one header in two cases is refused",
        *remote(
            '"headers": {"X-Key": "a", "x-key": "b"}',
            f'.headers.x-key: is the same header as "X-Key"; {BOTH} [header-twice]',
        ),
        False,
    ),
    Case(
        "a variable's name with an equals sign is refused",
        *local(
            '"env": {"A=B": "c"}',
            '.env["A=B"]: is not a name that a variable can have; use letters, digits and underscores [env-name-form]',
        ),
    ),
    # Variables.
    Case(
        "an unset variable is refused",
        *local(
            '"args": ["${NOT_SET}"]',
            ".args[0]: the variable NOT_SET is not set; "
            "set it in .env.local or in the environment (or write ${NOT_SET:-default}) [variable-unset]",
        ),
        False,
    ),
    Case(
        "an unset variable of Cursor's form is refused",
        *remote(
            '"authorization": "Bearer ${env:NOT_SET}"',
            ".authorization: the variable NOT_SET is not set; "
            "set it in .env.local or in the environment (or write ${NOT_SET:-default}) [variable-unset]",
        ),
        False,
    ),
    Case(
        "an unset input is refused with the variable that holds it",
        *local(
            '"env": {"A": "${input:api-key}"}',
            ".env.A: the variable SAYSO_INPUT_API_KEY is not set; "
            "set it in .env.local or in the environment (${input:api-key} is read from it) [variable-unset]",
        ),
        False,
    ),
    Case(
        "a variable that only an editor knows is refused",
        *local(
            '"args": ["${file}"]',
            ".args[0]: has ${file}, which only an editor knows; write the value itself [variable-form]",
        ),
        False,
    ),
    Case(
        "an unknown form of variable is refused",
        *local(
            '"args": ["${command:pick}"]',
            '.args[0]: has the variable "command:pick", which Sayso does not know; '
            "write ${NAME}, ${NAME:-default} or ${input:id}, or $${ for a plain ${ [variable-form]",
        ),
        False,
    ),
    Case(
        "a variable without its brace is refused",
        *local(
            '"args": ["${HOME"]',
            ".args[0]: has a ${ without its }; close it, or write $${ for a plain ${ [variable-form]",
        ),
        False,
    ),
    Case(
        "a folder that is not there is refused",
        *local('"cwd": "nowhere"', ".cwd: there is no such folder; create it, or correct the path [path-missing]"),
        False,
    ),
    Case(
        "an environment file that is not there is refused",
        *local(
            '"envFile": "nowhere.env"', ".envFile: there is no such file; create it, or correct the path [path-missing]"
        ),
        False,
    ),
    # Time-outs.
    Case(
        "a time-out of zero is refused",
        *local('"timeout": 0', ".timeout: must be more than 0 seconds; write null for no limit [timeout-form]"),
    ),
    Case(
        "a negative time-out for connecting is refused",
        *local(
            '"connect_timeout": -1.5',
            ".connect_timeout: must be more than 0 seconds; write a number of seconds [timeout-form]",
        ),
    ),
    Case(
        "a time-out in milliseconds is refused with the seconds",
        *local(
            '"timeout": 600000',
            ".timeout: is more than a day: time-outs are in seconds here, not in milliseconds as in Claude Code; "
            "write 600, or null for no limit [timeout-form]",
        ),
    ),
    Case(
        "an endless number as a time-out is refused",
        *local(
            '"connect_timeout": 1' + "0" * 5000,
            ".connect_timeout: is more than a day: "
            "time-outs are in seconds here, not in milliseconds as in Claude Code; "
            "write a smaller number [timeout-form]",
        ),
    ),
    # How asking goes.
    Case(
        "seconds out of bounds are refused with the bounds",
        *local(
            '"first_silence": 0.1',
            ".first_silence: must be from 0.5 to 120 seconds; write a number from 0.5 to 120 [setting-bounds]",
        ),
    ),
    Case(
        "seconds that look like milliseconds are refused with the seconds",
        *local(
            '"tools": {"a": {"grace": 400}}',
            ".tools.a.grace: must be from 0 to 5 seconds; write 0.4 if it meant milliseconds [setting-bounds]",
        ),
    ),
    Case(
        "an endless number of seconds is refused",
        *local(
            '"expires_after": 1' + "0" * 5000 + ', "grace": 1e400',
            ".expires_after: must be from 1 to 3600 seconds; write a number from 1 to 3600 [setting-bounds]",
            ".grace: must be from 0 to 5 seconds; write a number from 0 to 5 [setting-bounds]",
        ),
    ),
    Case(
        "a count out of bounds is refused at the top of the file",
        '{"max_pending": 0, "max_reasks": 11}',
        (
            "mcp.json: max_pending: must be from 1 to 100; write a number from 1 to 100 [setting-bounds]",
            "mcp.json: max_reasks: must be from 0 to 10; write a number from 0 to 10 [setting-bounds]",
        ),
    ),
    Case(
        "a part of a question is no count",
        *local(
            '"max_approvals": 1.5', ".max_approvals: must be a whole number; write it without a fraction [wrong-type]"
        ),
    ),
    Case(
        "true is no number",
        *local(
            '"max_approvals": true, "grace": false',
            ".max_approvals: must be a whole number, not true; write a number [wrong-type]",
            ".grace: must be a number of seconds, not false; write a number [wrong-type]",
        ),
    ),
    Case(
        "a number in quotes is refused",
        '{"expires_after": "120"}',
        ("mcp.json: expires_after: must be a number of seconds, not a string; write it without quotes [wrong-type]",),
    ),
    Case(
        "a grant that is none is refused with those that there are",
        *local(
            '"grant": "always"',
            '.grant: is not "call" or "turn" or "session"; write "call" or "turn" or "session" [setting-unknown]',
        ),
    ),
    Case(
        "an answer mode that is a flag is refused",
        '{"answer_mode": true}',
        ('mcp.json: answer_mode: must be "fast" or "careful", not true; write "fast" or "careful" [wrong-type]',),
    ),
    Case(
        "an announcement without words is refused",
        *local(
            '"announce": " "',
            '.announce: holds no words; write the words, as "Let me look that up.", or false for none [announce-empty]',
        ),
    ),
    Case(
        "an announcement that is a number is refused",
        *local(
            '"announce": 1',
            ".announce: must be a string, true or false, not a number; "
            'write the words, as "Let me look that up.", or false for none [wrong-type]',
        ),
    ),
    Case(
        "a setting without a sound form is refused in a server that is switched off",
        *server(
            '"disabled": true, "grant": "task", "grace": 400, "say": "or"',
            '.grant: is not "call" or "turn" or "session"; write "call" or "turn" or "session" [setting-unknown]',
        ),
    ),
    Case(
        "a template that turns yes and no round is refused with the reason",
        *local(
            '"tools": {"a": {"say": "would you mind if I delete {path}"}}',
            ".tools.a.say: holds 'mind', which words the answer; only the question belongs here; "
            'write for example "cancel the appointment of {patient}" [say-form]',
        ),
        False,
    ),
    Case(
        "a template that does not begin with the deed is refused once with an example",
        *local(
            '"tools": {"a": {"say": "the file {path}"}}',
            ".tools.a.say: begins with 'the'; begin with the deed, "
            'as in "cancel the appointment of {patient}" [say-form]',
        ),
        False,
    ),
    Case(
        "a template that is a list is refused",
        '{"say": ["delete {path}"]}',
        (
            (
                "mcp.json: say: must be a string, not an array; "
                'write for example "cancel the appointment of {patient}" [wrong-type]'
            ),
        ),
    ),
    Case(
        "a class of the whole file that is a word is refused",
        '{"destructive": "no"}',
        ("mcp.json: destructive: must be true or false, not a string; write it without quotes [wrong-type]",),
    ),
    # Approval.
    Case(
        "a tool under both always and never is refused",
        *local(
            '"require_approval": {"always": ["a", "b"], "never": ["c", "a"]}',
            '.require_approval.never[1]: "a" is also under always[0]; keep it in one of the two [tool-in-both]',
        ),
        False,
    ),
    Case(
        "a tool under both filters of OpenAI is refused",
        *local(
            '"require_approval": {"always": {"tool_names": ["a"]}, "never": {"tool_names": ["a"]}}',
            '.require_approval.never.tool_names[0]: "a" is also under always.tool_names[0]; '
            "keep it in one of the two [tool-in-both]",
        ),
        False,
    ),
    Case(
        "read_only under never without trust is refused with an explanation",
        *local('"require_approval": {"never": {"read_only": true}}', f".require_approval.never.read_only: {HINT}"),
    ),
    Case(
        "read_only in allowed_tools without trust is refused with an explanation",
        *local('"allowed_tools": {"read_only": true}', f".allowed_tools.read_only: {HINT}"),
    ),
    Case(
        "read_only false under never is refused with an explanation",
        *local('"require_approval": {"never": {"read_only": false}}', f".require_approval.never.read_only: {WRITES}"),
    ),
    Case(
        "read_only false under never is refused of a trusted server as well",
        *local(
            '"trusted": true, "require_approval": {"never": {"read_only": false, "tool_names": ["a"]}}',
            f".require_approval.never.read_only: {WRITES}",
        ),
    ),
    Case(
        "an approval that is neither always nor never is refused",
        *local(
            '"require_approval": "sometimes"',
            '.require_approval: is neither always nor never; write "always" or "never" [approval-unknown]',
        ),
    ),
    Case(
        "an approval by tool is refused with the form for it",
        *local(
            '"require_approval": {"search": "never"}',
            ".require_approval.search: a tool's name where always or never belongs; "
            'write {"never": ["search"]} [approval-unknown]',
        ),
    ),
    Case(
        "a pattern in place of a tool's name is refused",
        *local(
            '"require_approval": {"never": ["read_*"]}',
            f".require_approval.never[0]: is a pattern, and only names are matched; {NAMES}",
        ),
    ),
    Case(
        "a star in allowed_tools is refused",
        *local('"allowed_tools": ["*"]', f".allowed_tools[0]: is a pattern, and only names are matched; {NAMES}"),
    ),
    Case(
        "an empty name of a tool is refused",
        *local('"allowed_tools": [""]', f".allowed_tools[0]: is not a tool's name; {NAMES}"),
    ),
    # All at once.
    Case(
        "everything that is wrong in a file is said at once",
        '{"mcpServers": {"a": {"comand": "c"}, "b": {"url": "ftp://h", "timeout": 0}}, "tols": []}',
        (
            "mcp.json: tols: unknown key; did you mean tools? [unknown-key]",
            "mcp.json: mcpServers.a.comand: unknown key; did you mean command? [unknown-key]",
            f"mcp.json: mcpServers.a: {MISSING}",
            "mcp.json: mcpServers.b.timeout: must be more than 0 seconds; write null for no limit [timeout-form]",
            f"mcp.json: mcpServers.b.url: does not begin with http:// or https://; {ADDRESS}",
        ),
    ),
]
