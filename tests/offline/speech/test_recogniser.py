"""The recogniser's process: that it starts, ends, and never answers the wrong question."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from livekit.agents import APIConnectionError, APITimeoutError

from agent.offline import recogniser as module
from agent.offline.recogniser import Recogniser, Recognisers
from tests.voices import flite
from tests.waiting import until

pytestmark = [pytest.mark.alone, pytest.mark.sound]

Children = Callable[[], list[str]]


async def heard(recogniser: Recogniser, samples: bytes) -> str:
    await recogniser.begin(new_person=True, timeout=10)
    return " ".join(word.text for word in await recogniser.finish(samples, timeout=10))


@pytest.mark.realtime
async def test_words_come_with_their_times_and_how_sure_it_is(recognisers: Children) -> None:
    samples = flite("yes please", before=1.0)
    recogniser = Recogniser()
    try:
        await recogniser.begin(new_person=True, timeout=10)
        words = await recogniser.finish(samples, timeout=10)
    finally:
        recogniser.kill()
    assert [word.text for word in words] == ["yes", "please"]
    assert 0.9 < words[0].start < words[0].end <= words[1].start < words[1].end <= len(samples) / 32000 + 0.02
    assert all(0 < word.confidence <= 1 for word in words)


@pytest.mark.realtime
async def test_a_trial_changes_nothing_for_what_is_said_after_it(recognisers: Children) -> None:
    beginning, rest = flite("what appointments are", before=0.2), flite("there tomorrow", after=0.2)
    recogniser = Recogniser()
    try:
        await recogniser.begin(new_person=True, timeout=10)
        assert await recogniser.finish(beginning, timeout=10)
        assert await recogniser.hear(b"", timeout=10)
        tried = await recogniser.finish(rest, timeout=10)
        untried = await heard(recogniser, beginning + rest)
    finally:
        recogniser.kill()
    assert " ".join(word.text for word in tried) == untried == "what appointments are there tomorrow"


@pytest.mark.realtime
async def test_an_utterance_leaves_nothing_in_the_next(recognisers: Children) -> None:
    recogniser = Recogniser()
    try:
        assert await heard(recogniser, flite("what does the handbook say about refunds")) != ""
        assert await heard(recogniser, b"") == ""
        await recogniser.begin(new_person=False, timeout=10)
        await recogniser.hear(flite("cancel it"), timeout=10)
        assert await heard(recogniser, flite("no thanks", before=0.2, after=0.2)) == "no thanks"
    finally:
        recogniser.kill()


@pytest.mark.realtime
async def test_it_hears_in_another_directory_and_with_our_modules_out_of_sight(
    recognisers: Children, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pocketsphinx.py").write_text("raise SystemExit('the wrong one')")
    (tmp_path / "agent.py").write_text("raise SystemExit('the wrong one')")
    monkeypatch.chdir(tmp_path)
    recogniser = Recogniser()
    try:
        assert await heard(recogniser, flite("yes please", before=0.2, after=0.2)) == "yes please"
    finally:
        recogniser.kill()


@pytest.mark.realtime
async def test_one_that_was_killed_is_a_connection_error_and_is_not_used_again(recognisers: Children) -> None:
    pool = Recognisers()
    recogniser = pool.take()
    await recogniser.begin(new_person=True, timeout=10)
    os.kill(recogniser.pid, signal.SIGKILL)
    with pytest.raises(APIConnectionError):
        await recogniser.finish(bytes(3200), timeout=10)
    pool.give_back(recogniser)
    assert recognisers() == []


@pytest.mark.realtime
async def test_one_that_hangs_is_a_timeout_and_is_not_used_again(recognisers: Children) -> None:
    pool = Recognisers()
    recogniser = pool.take()
    await recogniser.begin(new_person=True, timeout=10)
    os.kill(recogniser.pid, signal.SIGSTOP)
    with pytest.raises(APITimeoutError):
        await recogniser.finish(bytes(3200), timeout=0.1)
    assert not recogniser.usable
    pool.give_back(recogniser)
    assert recognisers() == []


@pytest.mark.realtime
async def test_one_whose_answer_nobody_waits_for_is_not_used_again(recognisers: Children) -> None:
    pool = Recognisers()
    recogniser = pool.take()
    asking = asyncio.create_task(recogniser.begin(new_person=True, timeout=10))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    pool.give_back(recogniser)
    assert recognisers() == []


@pytest.mark.realtime
async def test_a_model_that_does_not_load_is_said_once_and_not_tried_again(
    recognisers: Children, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POCKETSPHINX_PATH", str(tmp_path))
    recogniser = Recogniser()
    try:
        with pytest.raises(APIConnectionError, match="pocketsphinx could not start") as caught:
            await recogniser.begin(new_person=True, timeout=10)
    finally:
        recogniser.kill()
    assert not caught.value.retryable


@pytest.mark.realtime
async def test_the_model_is_loaded_once_and_kept_for_the_next_stream(recognisers: Children) -> None:
    pool = Recognisers()
    pool.warm()
    pool.warm()
    await until(recognisers)
    assert len(recognisers()) == 1
    first, second = pool.take(), pool.take()
    assert first.pid != second.pid
    await first.begin(new_person=True, timeout=10)
    await second.begin(new_person=True, timeout=10)
    pool.give_back(first)
    pool.give_back(second)
    assert len(recognisers()) == 1
    assert pool.take() is first
    pool.give_back(first)
    pool.close()
    assert recognisers() == []


@pytest.mark.realtime
async def test_one_that_died_while_it_waited_is_replaced(recognisers: Children) -> None:
    pool = Recognisers()
    pool.warm()
    died = pool.take()
    await died.begin(new_person=True, timeout=10)
    pool.give_back(died)
    os.kill(died.pid, signal.SIGKILL)
    await until(lambda: not died.usable)
    fresh = pool.take()
    try:
        assert await heard(fresh, flite("yes please", before=0.2, after=0.2)) == "yes please"
    finally:
        fresh.kill()
    assert recognisers() == []


@pytest.mark.realtime
async def test_a_model_warmed_in_a_thread_without_a_loop_serves_the_loop(recognisers: Children) -> None:
    pool = Recognisers()
    thread = threading.Thread(target=pool.warm)  # as in the worker's setup function
    thread.start()
    thread.join()
    recogniser = pool.take()
    try:
        assert await heard(recogniser, flite("no thanks", before=0.2, after=0.2)) == "no thanks"
    finally:
        recogniser.kill()


@pytest.mark.realtime
async def test_the_process_ends_with_ours_however_ours_ends(recognisers: Children) -> None:
    script = (
        "import os, asyncio\n"
        "from agent.offline.recogniser import Recogniser\n"
        "recogniser = Recogniser()\n"
        "asyncio.run(recogniser.begin(new_person=True, timeout=10))\n"
        "print(recogniser.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    root = Path(module.__file__).parents[2]
    ended = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False
    )
    pid = int(ended.stdout)
    await until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        return "sphinx_process" in (Path("/proc") / str(pid) / "cmdline").read_text()
    except FileNotFoundError:
        return False
