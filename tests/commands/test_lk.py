"""What the `lk` program runs: LiveKit's own command line with agent/worker.py."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.commands.program import ROOT, program
from tests.loopback import lk, openai

pytestmark = pytest.mark.realtime

WORKER = "agent/worker.py"


def voices(url: str) -> dict[str, str]:
    """Ears and a voice that need no program of Debian's."""
    parts = {f"SAYSO_{part}": "openai" for part in ("STT", "TTS")}
    models = {f"SAYSO_{part}_MODEL": "loopback" for part in ("STT", "TTS")}
    return {"OPENAI_BASE_URL": url, **parts, **models, "SAYSO_LLM": "rehearsal"}


@pytest.mark.timeout(180)
async def test_a_console_of_lk_greets_answers_typed_turns_and_ends_with_its_children() -> None:
    async with openai.serve() as server, lk.listening() as peer:
        command = ("-m", "livekit.agents", "console", WORKER, "--connect-addr", peer.address)
        async with program(*command, cwd=ROOT, env=voices(server.url)) as console:
            async with asyncio.timeout(90):
                await peer.connected()
                await peer.hears_and_reads()
                assert "rehearsal model" in peer.said[0]
                assert "appointments tomorrow" in " ".join(await peer.type("What appointments are there tomorrow?"))
                answer = await peer.type("What does the handbook say about refunds?")
                assert "deposit" in " ".join(answer)
            assert len(console.children()) >= 2  # the desk and the handbook
            console.process.send_signal(signal.SIGTERM)
            assert await console.ends() == 0
            await console.gone()
            assert "deprecated" not in console.output + console.errors
