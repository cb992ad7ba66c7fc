"""The ways from a spoken yes to a call: ours, and those that it is measured against."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from livekit import rtc
from livekit.agents import Agent, ModelSettings, UserInputTranscribedEvent, function_tool, stt
from livekit.agents.llm.mcp import MCPServerHTTP, MCPToolset
from mcp import Client

from benchmarks.conversation.shop import Shop
from benchmarks.conversation.talk import Talk
from sayso import Asking, Gatekeeper, open_ledger
from sayso.consent.settings import AnswerMode
from sayso.rehearsal.scenario import ModelCall, Rule, TurnDetection
from sayso.servers.toolset import ServerToolset

WANTED = "Order the atlas."
YES = "Yes."
BOOK = {"name": "atlas"}
QUESTION = "Shall I order the atlas?"
APPROVES = re.compile(r"\b(yes|yeah|approve|approved|ok|okay|sure|go ahead)\b", re.IGNORECASE)


class Way:
    """A conversation in which a yes leads to a call."""

    talk: Talk

    async def start(self) -> None:
        await self.talk.start()

    async def rests(self) -> None:
        """After the call: nothing is left of this turn."""
        await self.talk.is_answered()

    async def close(self) -> None:
        await self.talk.session.aclose()


class Plain(Way):
    """LiveKit alone: the model asks, and calls the tool in the turn that the yes makes."""

    def __init__(self, shop: Shop, detection: TurnDetection, delay: float) -> None:
        rules = (
            Rule(result="ordered", reply="Done."),
            Rule(on="order the atlas", reply=QUESTION, delay=delay),
            Rule(on="yes", calls=(ModelCall("order", BOOK),), delay=delay),
        )
        toolset = MCPToolset(id="shop", mcp_server=MCPServerHTTP(shop.url))
        self.talk = Talk(Agent(instructions="Ask before you order."), rules, detection, [toolset])


class OnWords(Way):
    """The call is held by the tool, and sent by code that sees the person's words, through MCP's own client."""

    def __init__(self, shop: Shop, detection: TurnDetection) -> None:
        self.pending: dict[str, Any] | None = None
        self._client = Client(shop.url)
        self._sent: set[asyncio.Task[Any]] = set()
        rules = (
            Rule(result="needs approval", reply=QUESTION),
            Rule(on="order the atlas", calls=(ModelCall("order", BOOK),)),
        )

        async def order(name: str) -> str:
            """Orders a book."""
            self.pending = {"name": name}
            return "needs approval"

        self.talk = Talk(self.agent(), rules, detection, [function_tool(order)])

    def agent(self) -> Agent:
        return Agent(instructions="Be brief.")

    def act(self) -> None:
        """Sends what waits."""
        arguments, self.pending = self.pending, None
        if arguments is None:
            return
        task = asyncio.create_task(self._client.call_tool("order", arguments))
        self._sent.add(task)
        task.add_done_callback(self._sent.discard)

    async def start(self) -> None:
        await self._client.__aenter__()
        await self._client.list_tools()
        await super().start()

    async def rests(self) -> None:
        # The turn that LiveKit would make of the yes is no part of this, and would take its time.
        self.talk.session.clear_user_turn()
        await asyncio.gather(*self._sent)

    async def close(self) -> None:
        await super().close()
        await self._client.__aexit__(None, None, None)


class WordMatch(OnWords):
    """The idea of Azure's Voice Live sample for MCP: a finished transcript with a word of consent in it approves.

    The sample acts on the event that tells of a finished transcript, which is LiveKit's `user_input_transcribed`.
    """

    def __init__(self, shop: Shop, detection: TurnDetection) -> None:
        super().__init__(shop, detection)
        self.talk.session.on("user_input_transcribed", self._transcribed)

    def _transcribed(self, event: UserInputTranscribedEvent) -> None:
        if event.is_final and self.pending is not None and APPROVES.search(event.transcript):
            self.act()


class Floor(OnWords):
    """No gate at all: the earliest place in a session that sees a final transcript, whatever it says."""

    def agent(self) -> Agent:
        return Eager(self.act)


class Eager(Agent):
    """Acts on every final transcript, before LiveKit sees it."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__(instructions="Be brief.")
        self._act = act

    async def stt_node(
        self, audio: AsyncIterable[rtc.AudioFrame], model_settings: ModelSettings
    ) -> AsyncIterator[stt.SpeechEvent]:
        async for event in Agent.default.stt_node(self, audio, model_settings):
            if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT:
                self._act()
            yield event


class Assistant(Asking, Agent):
    """The agent whose person is asked."""


class Ours(Way):
    """The gate, with its ledger on disk."""

    def __init__(self, shop: Shop, detection: TurnDetection, answer_mode: AnswerMode, folder: Path) -> None:
        rules = (
            Rule(result="ordered", reply="Done."),
            Rule(on="order the atlas", calls=(ModelCall("shop__order", BOOK),)),
        )
        self._toolset = ServerToolset(shop.declared(answer_mode=answer_mode))
        self._keeper = Gatekeeper(open_ledger(environ={"SAYSO_LEDGER_DIR": str(folder)}))
        self.talk = Talk(Assistant(instructions="Be brief."), rules, detection, [self._toolset])
        self._keeper.attend(self.talk.session)

    async def start(self) -> None:
        await super().start()
        await self._toolset.connection.settled()

    async def rests(self) -> None:
        await super().rests()
        await self._keeper.rests(self.talk.session)


Make = Callable[[Shop, TurnDetection, Path], Way]

WAYS: dict[str, Make] = {
    "plain tool, model at 0 ms": lambda shop, detection, _: Plain(shop, detection, 0.0),
    "plain tool, model at 400 ms": lambda shop, detection, _: Plain(shop, detection, 0.4),
    "word match": lambda shop, detection, _: WordMatch(shop, detection),
    "no gate (the floor)": lambda shop, detection, _: Floor(shop, detection),
    "Sayso, fast": lambda shop, detection, folder: Ours(shop, detection, "fast", folder),
    "Sayso, careful": lambda shop, detection, folder: Ours(shop, detection, "careful", folder),
}
FLOOR = "no gate (the floor)"


@asynccontextmanager
async def opened(way: Way) -> AsyncIterator[Way]:
    await way.start()
    try:
        yield way
    finally:
        await way.close()
