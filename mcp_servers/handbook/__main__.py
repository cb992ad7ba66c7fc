"""`python -m mcp_servers.handbook`: serve the handbook at http://127.0.0.1:8765/mcp."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import sqlite3
from datetime import datetime
from pathlib import Path

from mcp_servers.fail import fail
from mcp_servers.handbook.environment import read_environment

PORT = 8765
PAGES = Path(__file__).parent / "pages"


def main() -> None:
    """Check what was asked for, take the port, and serve."""
    # Until the server takes the signals itself there is nothing to lose.
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: os._exit(0))
    options = _arguments().parse_args()
    read_environment()
    folder = Path(options.folder or os.environ.get("HANDBOOK_FOLDER") or PAGES)
    if not folder.is_dir():
        fail("handbook-no-folder", f"there is no folder {folder}; name one by --folder or HANDBOOK_FOLDER")
    token = _token(os.environ.get("HANDBOOK_TOKEN", ""))
    bound = _bind(options.host, options.port)
    _run(options, folder, token, bound)


def _run(options: argparse.Namespace, folder: Path, token: str, bound: socket.socket) -> None:
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.types import ASGIApp

    from mcp_servers.handbook.guard import Guard, is_loopback, security
    from mcp_servers.handbook.index import Index
    from mcp_servers.handbook.serve import serve
    from mcp_servers.handbook.server import build

    if not token and not is_loopback(options.host):
        fail("handbook-needs-token", f"others could reach {options.host}; set HANDBOOK_TOKEN, or stay with 127.0.0.1")
    try:
        index = Index(folder)
    except sqlite3.OperationalError as error:
        fail("handbook-no-search", f"this Python's SQLite has no full-text search ({error}); use one with FTS5")
    feedback = Path(os.environ.get("HANDBOOK_FEEDBACK") or ".data/feedback.jsonl")
    server = build(index, feedback, datetime.now)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "server": "handbook"})

    server.custom_route("/health", methods=["GET"])(health)
    further = [name.strip() for name in os.environ.get("HANDBOOK_HOSTS", "").split(",") if name.strip()]
    # Without sessions of the transport a client need not notice that the handbook was started anew.
    app: ASGIApp = server.streamable_http_app(stateless_http=True, transport_security=security(options.host, further))
    if token:
        app = Guard(app, token)
    host = f"[{options.host}]" if ":" in options.host else options.host
    ready = f"handbook is ready at http://{host}:{bound.getsockname()[1]}/mcp"
    serve(app, bound, lambda: print(ready, flush=True), options.until_stdin_closes)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mcp_servers.handbook", description=__doc__)
    parser.add_argument(
        "--host", default="127.0.0.1", help="where to listen; beyond this machine HANDBOOK_TOKEN is needed"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"the port ({PORT}); 0 takes any that is free")
    parser.add_argument("--folder", help="the folder of Markdown (also HANDBOOK_FOLDER)")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when standard input ends")
    return parser


def _token(given: str) -> str:
    token = given.strip()
    if not all("!" <= character <= "~" for character in token):
        fail(
            "handbook-bad-token",
            "HANDBOOK_TOKEN can't be sent in a header; use letters, digits and signs without blanks",
        )
    return token


def _bind(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        # The system would take the rest of a division and listen somewhere else.
        fail(
            "handbook-bad-port", f"there is no port {port}; choose one up to 65535 by --port, or 0 for any that is free"
        )
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        fail("handbook-bad-host", f"there is no address {host!r} to listen at; try --host 127.0.0.1")
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            fail("handbook-port-taken", f"port {port} is taken; choose another by --port, or 0 for any that is free")
        fail("handbook-bad-host", f"can't listen at {host}, port {port} ({error.strerror}); try --host 127.0.0.1")
    return bound


if __name__ == "__main__":
    main()
