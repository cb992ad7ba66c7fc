"""Cartesia's WebSocket protocols: /tts/websocket speaks tones with word timestamps, /stt/turns/websocket hears turns.

async with cartesia.serve() as server:
    ...  # CARTESIA_BASE_URL=server.url
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback.serve import serving
from tests.loopback.sound import Ear, spoken_seconds, tone


@dataclass
class Context:
    """One utterance on /tts/websocket, fed in pieces."""

    voice: Mapping[str, Any]
    model: str
    text: str = ""
    seconds: float = 0.0
    """How much of it was spoken so far."""
    cancelled: bool = False
    ended: bool = False


class CartesiaServer:
    """The running server: its address, what it spoke, and who let it listen."""

    def __init__(self, says: Sequence[str], *, key: str, pause: float) -> None:
        self.url = ""
        self.contexts: dict[str, Context] = {}
        """Everything that was to be spoken, by context id, in order."""
        self.versions: list[str] = []
        self.listening: list[Mapping[str, str]] = []
        """The queries of the clients of /stt/turns/websocket."""
        self.fail: str = ""
        """A title to answer every utterance with an error, as long as it is not empty."""
        self._says = list(says)
        self._key, self._pause = key, pause

    @property
    def spoken(self) -> list[str]:
        return [context.text.strip() for context in self.contexts.values()]

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/tts/websocket", self._tts)
        app.router.add_get("/stt/turns/websocket", self._stt)
        return app

    async def _open(self, request: web.Request) -> web.WebSocketResponse:
        if self._key and request.headers.get("X-API-Key") != self._key:
            raise web.HTTPUnauthorized(text="Invalid API key")
        socket = web.WebSocketResponse()
        socket.headers["X-Request-Id"] = "req-loopback"
        await socket.prepare(request)
        return socket

    async def _tts(self, request: web.Request) -> web.WebSocketResponse:
        socket = await self._open(request)
        self.versions.append(request.query["cartesia_version"])
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._say(socket, json.loads(message.data))
        return socket

    async def _say(self, socket: web.WebSocketResponse, asked: dict[str, Any]) -> None:
        name = asked["context_id"]
        if asked.get("cancel"):
            self.contexts[name].cancelled = True
            return
        context = self.contexts.setdefault(name, Context(asked["voice"], asked["model_id"]))
        common = {"context_id": name, "status_code": 206, "done": False}
        if self.fail:
            error = {"type": "error", "title": self.fail, "message": self.fail, "error_code": "loopback"}
            await socket.send_json({**common, **error, "status_code": 500, "done": True})
            return
        piece = asked["transcript"]
        context.text += piece
        if piece.strip():
            rate = asked["output_format"]["sample_rate"]
            sound = tone(spoken_seconds(piece), rate)
            for start in range(0, len(sound), 9600):
                data = base64.b64encode(sound[start : start + 9600]).decode()
                await socket.send_json({**common, "type": "chunk", "data": data, "step_time": 1.0})
            if asked.get("add_timestamps"):
                stamps = _timestamps(piece, context.seconds)
                await socket.send_json({**common, "type": "timestamps", "word_timestamps": stamps})
            context.seconds += len(sound) / 2 / rate
        if not asked.get("continue"):
            context.ended = True
            await socket.send_json({**common, "type": "done", "status_code": 200, "done": True})

    async def _stt(self, request: web.Request) -> web.WebSocketResponse:
        socket = await self._open(request)
        self.listening.append(dict(request.query))
        ear = Ear(int(request.query["sample_rate"]), pause=self._pause)
        said = ""

        async def send(kind: str, **more: str) -> None:
            await socket.send_json({"type": kind, "request_id": "req-loopback", **more})

        await send("connected")
        async for message in socket:
            if message.type is WSMsgType.TEXT and json.loads(message.data)["type"] == "close":
                if ear.stop():
                    await send("turn.end", transcript=said)
                break
            match ear.hear(message.data) if message.type is WSMsgType.BINARY else None:
                case "start":
                    said = self._says.pop(0) if self._says else ""
                    await send("turn.start")
                    await send("turn.update", transcript=said.split(" ")[0])
                case "end":
                    await send("turn.end", transcript=said)
        await socket.close()
        return socket


@asynccontextmanager
async def serve(says: Sequence[str] = (), *, key: str = "", pause: float = 0.4) -> AsyncIterator[CartesiaServer]:
    """Serves until the block ends. `says` are the transcripts of the stretches of sound that it will hear."""
    server = CartesiaServer(says, key=key, pause=pause)
    async with serving(server.app()) as address:
        server.url = address
        yield server


def _timestamps(text: str, begin: float) -> dict[str, list[Any]]:
    """Each word's place in the sound, by its characters."""
    words, starts, ends = text.split(), [], []
    at = 0
    for word in words:
        at = text.index(word, at)
        starts.append(begin + spoken_seconds(text[:at]))
        at += len(word)
        ends.append(begin + spoken_seconds(text[:at]))
    return {"words": words, "start": starts, "end": ends}
