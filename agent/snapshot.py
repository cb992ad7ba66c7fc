"""What the main process read of mcp.json, for its job processes.

They start one by one for as long as the worker runs, and each imports the worker anew. If they read the file, an edit
would give rooms different policies, and a slip would let every new process die while the worker stays registered.
"""

from __future__ import annotations

import base64
import multiprocessing
import os
import pickle
import zlib

from sayso.config.load import Config

VARIABLE = "_SAYSO_CONFIG_SNAPSHOT"
"""Between the worker's processes only: nobody sets it, and no server gets it."""

LONGEST = 100_000
"""Linux starts no process with a variable of more than 128 KiB. A file that is larger still is read by each process."""


def is_job_process() -> bool:
    # Not parent_process(), which is still None while the worker is imported for the job that is being unpickled.
    return multiprocessing.current_process().name != "MainProcess"


def hand_down(config: Config) -> None:
    """Keeps the configuration, with its variables and environment files, for the processes that this one starts."""
    data = base64.b64encode(zlib.compress(pickle.dumps(config))).decode()
    if len(data) <= LONGEST:
        os.environ[VARIABLE] = data
    else:
        os.environ.pop(VARIABLE, None)


def handed_down() -> Config | None:
    """What the main process read; None in the main process, which always reads the file."""
    data = os.environ.get(VARIABLE)
    if not data or not is_job_process():
        return None
    config = pickle.loads(zlib.decompress(base64.b64decode(data)))  # noqa: S301 - by the process that started this one
    return config if isinstance(config, Config) else None
