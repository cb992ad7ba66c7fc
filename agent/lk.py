"""What the `lk` program runs: `python -m livekit.agents console|start agent/worker.py ...`.

There LiveKit's command line comes first and ours has no say; all that we can do is done while the worker is imported.
"""

from __future__ import annotations

import atexit
import multiprocessing
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from agent.companion import companion
from agent.livekit_cli import check_all

COMMAND_LINE = ("livekit", "agents", "__main__.py")


def stand_by(argv: Sequence[str]) -> None:
    """Where LiveKit's command line imports the worker: the same checks and the same companion as with ours."""
    if multiprocessing.parent_process() is not None or Path(argv[0]).parts[-3:] != COMMAND_LINE:
        return
    command, *arguments = argv[1:]
    on_this_machine = command == "console" or "--dev" in arguments
    # No microphone of this machine is needed for `lk`'s console.
    check_all("dev" if on_this_machine and command == "start" else command, [*arguments, "--text"])
    if on_this_machine:
        stack = ExitStack()
        stack.enter_context(companion(None))
        atexit.register(stack.close)
