"""The `lk` program's end of a console: it listens, and the agent's process connects to it.

async with lk.listening() as peer:
    ...  # python -m livekit.agents console agent/worker.py --connect-addr ADDRESS
    await peer.connected()
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from livekit.protocol.agent_pb import agent_session as pb

Message = pb.AgentSessionMessage


class Peer:
    """Plays what it is sent in no time, and types."""

    def __init__(self) -> None:
        self.address = ""
        self.heard = 0
        """Bytes of the agent's voice that have come in."""
        self.said: list[str] = []
        """What the agent has said, as text."""
        self._writer: asyncio.StreamWriter | None = None
        self._connected = asyncio.Event()
        self._changed = asyncio.Event()
        self._answers: dict[str, asyncio.Future[pb.SessionResponse]] = {}

    async def connected(self) -> None:
        await self._connected.wait()

    async def hears_and_reads(self) -> None:
        """Waits for the agent's first words, as sound and as text."""
        while not (self.heard and self.said):
            self._changed.clear()
            await self._changed.wait()

    async def type(self, text: str) -> list[str]:
        """Sends a turn as text; gives the agent's messages in answer."""
        request = pb.SessionRequest(
            request_id=f"request-{len(self._answers)}", run_input=pb.SessionRequest.RunInput(text=text)
        )
        answer = asyncio.get_running_loop().create_future()
        self._answers[request.request_id] = answer
        self._send(Message(request=request))
        response = await answer
        assert not response.error, response.error
        return [
            part.text
            for item in response.run_input.items
            if item.HasField("message") and item.message.role == pb.ASSISTANT
            for part in item.message.content
        ]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._connected.set()
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                (length,) = struct.unpack(">I", await reader.readexactly(4))
                message = Message()
                message.ParseFromString(await reader.readexactly(length))
                self._take(message)
        writer.close()

    def _take(self, message: Message) -> None:
        match message.WhichOneof("message"):
            case "audio_output":
                self.heard += len(message.audio_output.data)
            case "audio_playback_flush":
                self._send(Message(audio_playback_finished=Message.ConsoleIO.AudioPlaybackFinished()))
            case "event" if message.event.HasField("conversation_item_added"):
                item = message.event.conversation_item_added.item
                if item.HasField("message") and item.message.role == pb.ASSISTANT:
                    self.said += [part.text for part in item.message.content]
            case "response":
                self._answers[message.response.request_id].set_result(message.response)
        self._changed.set()

    def _send(self, message: Message) -> None:
        assert self._writer is not None
        data = message.SerializeToString()
        self._writer.write(struct.pack(">I", len(data)) + data)


@asynccontextmanager
async def listening() -> AsyncIterator[Peer]:
    """Listens on loopback until the block ends."""
    peer = Peer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    peer.address = f"{host}:{port}"
    try:
        yield peer
    finally:
        server.close()
