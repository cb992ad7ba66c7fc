"""What the tests of sound share."""

from __future__ import annotations

import pytest
from livekit.agents.vad import VAD

from agent.choices import choose
from agent.pipeline import load_vad


@pytest.fixture(scope="session")
def vad() -> VAD:
    return load_vad(choose({}))
