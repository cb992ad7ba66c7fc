"""Deepgram's WebSocket protocols: /v1/listen hears sound and answers with scripted transcripts, /v1/speak speaks tones.

    async with deepgram.serve(["what appointments are there tomorrow"]) as server:
        ...  # DEEPGRAM_BASE_URL=server.url

Each stretch of sound is given the next transcript; when there are none left, an empty one, as for a noise.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.loopback.serve import serving
from tests.loopback.sound import Ear, spoken_seconds, tone

_REQUEST = "00000000-0000-4000-8000-000000000000"


@dataclass
class Listening:
    """One client of /v1/listen."""

    query: Mapping[str, str]
    socket: web.WebSocketResponse
    ear: Ear
    texts: list[str] = field(default_factory=list)
    """The control messages that came in, by type."""
    said: str = ""
    """The transcript of the sound that is going on."""
    shown: int = 0
    """How many of its words were sent as interim results."""


class DeepgramServer:
    """The running server: its address, who listens, and what it was made to speak."""

    def __init__(self, says: Sequence[str], *, key: str, pause: float) -> None:
        self.url = ""
        self.listening: list[Listening] = []
        self.speaking: list[Mapping[str, str]] = []
        """The queries of the clients of /v1/speak."""
        self.spoken: list[str] = []
        """What was flushed on /v1/speak, one entry for each flush."""
        self.connected = asyncio.Event()
        """Set when the first client listens."""
        self._says = list(says)
        self._key, self._pause = key, pause

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/v1/listen", self._listen)
        app.router.add_get("/v1/speak", self._speak)
        return app

    def accept(self, key: str) -> None:
        """Takes another key from now on."""
        self._key = key

    async def drop(self) -> None:
        """Closes every connection, as Deepgram does when it fails."""
        for client in self.listening:
            await client.socket.close(code=WSCloseCode.INTERNAL_ERROR, message=b"NET-0001")

    async def _open(self, request: web.Request) -> web.WebSocketResponse:
        if self._key and request.headers.get("Authorization") != f"Token {self._key}":
            raise web.HTTPUnauthorized(text=json.dumps({"err_code": "INVALID_AUTH", "err_msg": "Invalid credentials."}))
        socket = web.WebSocketResponse()
        socket.headers["dg-request-id"] = _REQUEST
        await socket.prepare(request)
        return socket

    async def _listen(self, request: web.Request) -> web.WebSocketResponse:
        socket = await self._open(request)
        rate = int(request.query["sample_rate"])
        client = Listening(dict(request.query), socket, Ear(rate, pause=self._pause))
        self.listening.append(client)
        self.connected.set()
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                await self._hear(client, message.data)
            elif message.type is WSMsgType.TEXT and await self._control(client, json.loads(message.data)["type"]):
                break
        await socket.close()
        return socket

    async def _hear(self, client: Listening, pcm: bytes) -> None:
        match client.ear.hear(pcm):
            case "start":
                client.said, client.shown = self._says.pop(0) if self._says else "", 0
                if client.query.get("vad_events") == "true":
                    started = {"type": "SpeechStarted", "channel": [0], "timestamp": client.ear.started}
                    await client.socket.send_json(started)
            case "end":
                await self._final(client, from_finalize=False)
            case None if client.ear.hearing and client.query.get("interim_results") == "true":
                await self._interim(client)

    async def _interim(self, client: Listening) -> None:
        """One more word every fifth of a second."""
        words = min(len(client.said.split()), int((client.ear.seconds - client.ear.started) / 0.2))
        if words > client.shown:
            client.shown = words
            text = " ".join(client.said.split()[:words])
            await client.socket.send_json(_results(client, text, final=False))

    async def _final(self, client: Listening, *, from_finalize: bool) -> None:
        results = _results(client, client.said, final=True)
        await client.socket.send_json({**results, "speech_final": not from_finalize, "from_finalize": from_finalize})
        if client.query.get("utterance_end_ms"):
            ended = {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": client.ear.seconds}
            await client.socket.send_json(ended)

    async def _control(self, client: Listening, kind: str) -> bool:
        """Answers a control message; true when the client wants to leave."""
        client.texts.append(kind)
        if kind in ("Finalize", "CloseStream") and client.ear.stop():
            await self._final(client, from_finalize=True)
        if kind == "CloseStream":
            metadata = {"type": "Metadata", "request_id": _REQUEST, "channels": 1, "duration": client.ear.seconds}
            await client.socket.send_json(metadata)
        return kind == "CloseStream"

    async def _speak(self, request: web.Request) -> web.WebSocketResponse:
        socket = await self._open(request)
        self.speaking.append(dict(request.query))
        rate = int(request.query["sample_rate"])
        await socket.send_json({"type": "Metadata", "request_id": _REQUEST, "model_name": request.query["model"]})
        text, flushed = "", 0
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            data: dict[str, Any] = json.loads(message.data)
            if data["type"] == "Speak":
                text += data["text"]
            elif data["type"] == "Flush":
                if text.strip():
                    self.spoken.append(text.strip())
                sound = tone(spoken_seconds(text), rate)
                for start in range(0, len(sound), 9600):
                    await socket.send_bytes(sound[start : start + 9600])
                await socket.send_json({"type": "Flushed", "sequence_id": flushed})
                text, flushed = "", flushed + 1
            elif data["type"] == "Close":
                break
        await socket.close()
        return socket


@asynccontextmanager
async def serve(says: Sequence[str] = (), *, key: str = "", pause: float = 0.4) -> AsyncIterator[DeepgramServer]:
    """Serves until the block ends. A transcript is final after `pause` seconds of quiet audio."""
    server = DeepgramServer(says, key=key, pause=pause)
    async with serving(server.app()) as address:
        server.url = address
        yield server


def _results(client: Listening, text: str, *, final: bool) -> dict[str, Any]:
    start, length = client.ear.started, client.ear.seconds - client.ear.started
    words = text.split()
    step = length / max(len(words), 1)
    timed = [
        {
            "word": word.lower().strip(".,?!"),
            "punctuated_word": word,
            "start": start + index * step,
            "end": start + (index + 1) * step,
            "confidence": 0.99,
        }
        for index, word in enumerate(words)
    ]
    return {
        "type": "Results",
        "channel_index": [0, 1],
        "start": start,
        "duration": length,
        "is_final": final,
        "speech_final": False,
        "channel": {"alternatives": [{"transcript": text, "confidence": 0.99 if words else 0.0, "words": timed}]},
        "metadata": {"request_id": _REQUEST, "model_info": {"name": client.query.get("model", "")}},
        "from_finalize": False,
    }
