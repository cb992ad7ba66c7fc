"""OpenAI's HTTP protocol: chat completions as a stream, with tool calls; models, transcriptions and speech.

    async with openai.serve(["Hello.", Reply(calls=(Call("desk__find", {"day": "today"}),)), Failure(429)]) as server:
        ...  # OPENAI_BASE_URL=server.url

A list is answered in order. A function gets each request, which suits audio sessions better: preemptive
generation may ask for one turn more than once.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from tests.loopback.serve import serving
from tests.loopback.sound import spoken_seconds, tone

SPEECH_RATE = 24000


@dataclass(frozen=True)
class Call:
    """A tool call that the model makes."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What the model answers: words, calls, or both; only after `wait` where one is given."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    wait: asyncio.Event | None = None


@dataclass(frozen=True)
class Failure:
    """An error instead of an answer."""

    status: int
    message: str = "the loopback server was told to fail"
    code: str = "loopback"


@dataclass(frozen=True)
class Request:
    """One chat-completions request, as it came in."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def model(self) -> str:
        return str(self.body["model"])

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body["messages"])

    @property
    def tool_names(self) -> list[str]:
        return [tool["function"]["name"] for tool in self.body.get("tools", [])]

    @property
    def last(self) -> dict[str, Any]:
        """The last message: what the person said, or what a tool answered."""
        return self.messages[-1]

    @property
    def last_text(self) -> str:
        content = self.last.get("content") or ""
        return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


Answer = Reply | Failure | str
Script = Callable[[Request], Answer] | Sequence[Answer]


class OpenAIServer:
    """The running server: its address, and what it was asked."""

    def __init__(self, script: Script, *, key: str, hears: Callable[[bytes], str]) -> None:
        self.url = ""
        self.requests: list[Request] = []
        self.spoken: list[dict[str, Any]] = []
        """The bodies of the speech requests."""
        self.heard: list[bytes] = []
        """The WAV files that were sent for transcription."""
        self.models_listed = 0
        self.asked = asyncio.Event()
        """Set when the first chat request has come in."""
        self.left = asyncio.Event()
        """Set when a client gave up on a request that was not answered yet."""
        self._script, self._key, self._hears = script, key, hears
        self._ids = count(1)

    def app(self) -> web.Application:
        # A long conversation with many tools is larger than aiohttp's 1 MiB.
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/audio/transcriptions", self._transcribe)
        app.router.add_post("/v1/audio/speech", self._speak)
        return app

    def _refusal(self, request: web.Request) -> web.Response | None:
        if self._key and request.headers.get("Authorization") != f"Bearer {self._key}":
            return _failure(Failure(401, "Incorrect API key provided.", "invalid_api_key"))
        return None

    def accept(self, key: str) -> None:
        """Takes another key from now on."""
        self._key = key

    async def _models(self, request: web.Request) -> web.Response:
        self.models_listed += 1
        models = [{"id": "loopback", "object": "model", "created": 0, "owned_by": "tests"}]
        return self._refusal(request) or web.json_response({"object": "list", "data": models})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._refusal(request):
            return refusal
        asked = Request(await request.json(), dict(request.headers))
        self.requests.append(asked)
        self.asked.set()
        answer = self._answer(asked)
        if isinstance(answer, Failure):
            return _failure(answer)
        reply = Reply(answer) if isinstance(answer, str) else answer
        if reply.wait is not None:
            try:
                await reply.wait.wait()
            except asyncio.CancelledError:
                self.left.set()
                raise
        return await self._stream(request, asked, reply)

    def _answer(self, asked: Request) -> Answer:
        if callable(self._script):
            return self._script(asked)
        if len(self.requests) > len(self._script):
            return Failure(400, "the script has no further answer")
        return self._script[len(self.requests) - 1]

    async def _stream(self, request: web.Request, asked: Request, reply: Reply) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "x-request-id": "req-loopback"})
        await response.prepare(request)
        head = {"id": f"chatcmpl-{next(self._ids)}", "object": "chat.completion.chunk", "created": 0}
        head["model"] = asked.model

        async def send(choices: list[dict[str, Any]], **more: Any) -> None:
            await response.write(f"data: {json.dumps({**head, 'choices': choices, **more})}\n\n".encode())

        for delta in self._deltas(reply):
            await send([{"index": 0, "delta": delta, "finish_reason": None}])
        await send([{"index": 0, "delta": {}, "finish_reason": "tool_calls" if reply.calls else "stop"}])
        if (asked.body.get("stream_options") or {}).get("include_usage"):
            await send([], usage={"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15})
        await response.write(b"data: [DONE]\n\n")
        await response.write_eof()
        return response

    def _deltas(self, reply: Reply) -> list[dict[str, Any]]:
        """The pieces of an answer, cut as OpenAI cuts them: words one by one, arguments in the middle of a word."""
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": "" if reply.text else None}]
        deltas += [{"content": word} for word in _words(reply.text)]
        for index, call in enumerate(reply.calls):
            arguments = json.dumps(call.arguments)
            function = {"name": call.name, "arguments": ""}
            first = {"index": index, "id": f"call_{next(self._ids)}", "type": "function", "function": function}
            deltas.append({"tool_calls": [first]})
            for start in range(0, len(arguments), 7):
                piece = {"arguments": arguments[start : start + 7]}
                deltas.append({"tool_calls": [{"index": index, "function": piece}]})
        return deltas

    async def _transcribe(self, request: web.Request) -> web.Response:
        if refusal := self._refusal(request):
            return refusal
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        self.heard.append(file.file.read())
        return web.json_response({"text": self._hears(self.heard[-1])})

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._refusal(request):
            return refusal
        body = await request.json()
        self.spoken.append(body)
        sound = tone(spoken_seconds(body["input"]), SPEECH_RATE)
        if body.get("stream_format") != "sse":
            return web.Response(body=sound, content_type="audio/pcm")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "x-request-id": "req-loopback"})
        await response.prepare(request)
        for start in range(0, len(sound), 9600):
            delta = base64.b64encode(sound[start : start + 9600]).decode()
            event = {"type": "speech.audio.delta", "audio": delta}
            await response.write(f"data: {json.dumps(event)}\n\n".encode())
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        await response.write(f"data: {json.dumps({'type': 'speech.audio.done', 'usage': usage})}\n\n".encode())
        await response.write_eof()
        return response


@asynccontextmanager
async def serve(
    script: Script = (), *, key: str = "", hears: Callable[[bytes], str] = lambda _: ""
) -> AsyncIterator[OpenAIServer]:
    """Serves until the block ends. With a `key`, requests without it are answered with 401."""
    server = OpenAIServer(script, key=key, hears=hears)
    async with serving(server.app()) as address:
        server.url = f"{address}/v1"
        yield server


def _words(text: str) -> list[str]:
    words = text.split(" ")
    return [word if index == 0 else f" {word}" for index, word in enumerate(words)] if text else []


def _failure(failure: Failure) -> web.Response:
    error = {"message": failure.message, "type": "loopback_error", "param": None, "code": failure.code}
    return web.json_response({"error": error}, status=failure.status)
