"""A recogniser in a process of its own, and the few of them that this process keeps."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from livekit.agents import APIConnectionError, APITimeoutError

from agent.offline.sphinx_process import HEAD
from agent.offline.words import Word, clean, sentence

# Loading the model takes 0.4 s on a quiet machine; a busy one may need many times that.
_LOAD_SECONDS = 30.0


class Recogniser:
    """One decoder with its own state, for one voice at a time."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                # By its path and without ours (-P): it must run wherever the agent was started from.
                [sys.executable, "-P", str(Path(__file__).with_name("sphinx_process.py"))],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the agent; this ends when its input does
            )
        self._socket = ours
        self._loaded = False
        self._asking = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Alive, and not in the middle of an answer that nobody waits for any more."""
        return not self._asking and self._process.poll() is None

    async def begin(self, *, new_person: bool, timeout: float) -> None:
        await self._ask(b"B", b"new" if new_person else b"", timeout)

    async def hear(self, samples: bytes, *, timeout: float) -> str:
        """What the utterance sounds like so far."""
        answer = await self._ask(b"H", samples, timeout)
        return sentence(answer["guess"])

    async def finish(self, samples: bytes, *, timeout: float) -> list[Word]:
        """The words of the whole utterance. More may be heard after it, as if this had not been asked."""
        answer = await self._ask(b"F", samples, timeout)
        return [Word(text, start, end, sure) for raw, start, end, sure in answer["words"] if (text := clean(raw))]

    def kill(self) -> None:
        """Ends the process now, whatever it is doing, and waits the few milliseconds that this takes."""
        self._socket.close()
        self._process.kill()
        self._process.wait()

    async def _ask(self, kind: bytes, payload: bytes, timeout: float) -> dict[str, Any]:
        # Stays true if we are cancelled or fail half-way: the next answer would be to this question.
        self._asking = True
        try:
            if not self._loaded:
                async with asyncio.timeout(_LOAD_SECONDS):
                    loaded = await self._answer()
                if "error" in loaded:
                    raise APIConnectionError(f"pocketsphinx could not start: {loaded['error']}", retryable=False)
                self._loaded = True
            async with asyncio.timeout(timeout):
                loop = asyncio.get_running_loop()
                await loop.sock_sendall(self._socket, HEAD.pack(kind, len(payload)) + payload)
                answer = await self._answer()
        except TimeoutError:
            raise APITimeoutError("pocketsphinx did not answer in time") from None
        except OSError as error:
            raise APIConnectionError(f"pocketsphinx is gone: {error.strerror}") from None
        self._asking = False
        return answer

    async def _answer(self) -> dict[str, Any]:
        _, length = HEAD.unpack(await self._exactly(HEAD.size))
        answer: dict[str, Any] = json.loads(await self._exactly(length))
        return answer

    async def _exactly(self, length: int) -> bytes:
        loop = asyncio.get_running_loop()
        received = bytearray()
        while len(received) < length:
            part = await loop.sock_recv(self._socket, length - len(received))
            if not part:
                raise APIConnectionError("pocketsphinx ended by itself")
            received += part
        return bytes(received)


class Recognisers:
    """Those of this process: one stays warm for the next conversation, the others end with theirs."""

    def __init__(self, keep: int = 1) -> None:
        self._keep = keep
        self._idle: list[Recogniser] = []
        # Jobs may run in threads of one process, each with a loop of its own.
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Starts to load a model, without waiting for it."""
        with self._lock:
            if not any(recogniser.usable for recogniser in self._idle):
                self._idle.append(Recogniser())

    def take(self) -> Recogniser:
        with self._lock:
            while self._idle:
                recogniser = self._idle.pop()
                if recogniser.usable:
                    return recogniser
                recogniser.kill()
        return Recogniser()

    def give_back(self, recogniser: Recogniser) -> None:
        with self._lock:
            if recogniser.usable and len(self._idle) < self._keep:
                self._idle.append(recogniser)
                return
        recogniser.kill()

    def close(self) -> None:
        """Ends those that wait for work."""
        with self._lock:
            idle, self._idle = self._idle, []
        for recogniser in idle:
            with contextlib.suppress(OSError):
                recogniser.kill()


RECOGNISERS = Recognisers()
atexit.register(RECOGNISERS.close)
