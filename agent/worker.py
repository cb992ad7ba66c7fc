"""The worker: an AgentServer with a prewarmed VAD, and the session that it holds in a room.

It wires, and decides nothing. Everything that a session needs is read when this module is imported, because LiveKit
imports it by path (`python -m livekit.agents start agent/worker.py`) and in each of its job processes.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path

if not __package__:
    # Run by its path, as LiveKit's examples are: the folder above is where `agent` is found, not this one.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

if __name__ == "__main__":
    from agent.__main__ import main

    # The worker's own module, not this copy named __main__, is what the job processes import.
    raise SystemExit(main())

from livekit import rtc
from livekit.agents import AgentServer, AgentSession, CloseEvent, JobContext, JobProcess
from livekit.agents.voice.room_io import RoomOptions, TextInputEvent, TextInputOptions

from agent.assistant import Assistant
from agent.paper_trail import PaperTrail
from agent.pipeline import build_session, load_vad, warm_up
from agent.settings import Settings, read_settings, stand_in_project
from agent.snapshot import hand_down
from sayso import Gatekeeper, SaysoError, toolsets

logger = logging.getLogger("sayso")


def settings_or_exit() -> Settings:
    """The settings, or the lines that say what is wrong: LiveKit would print a stack trace."""
    from agent.lk import stand_by
    from sayso.commands import refused
    from sayso.problems import SaysoError

    try:
        stand_in_project()
        stand_by(sys.argv)
        return read_settings()
    except SaysoError as error:
        raise SystemExit(refused(error)) from None


settings = settings_or_exit()
hand_down(settings.config)


onlookers: list[Callable[[Gatekeeper], object]] = []
"""Who is shown each conversation's gate before it begins."""


def prewarm(process: JobProcess) -> None:
    """Runs once in each job process, before a job comes."""
    process.userdata["vad"] = load_vad(settings.choices)
    warm_up(settings.choices)


server = AgentServer(setup_fnc=prewarm, **settings.server_options)


@server.rtc_session(agent_name=settings.agent_name)
async def talk(ctx: JobContext) -> None:
    """One conversation in one room."""
    ctx.log_context_fields = {"room": ctx.room.name, "session": ctx.job.id}
    tools = toolsets(settings.config.servers)
    session: AgentSession[None] = build_session(settings.choices, vad=ctx.proc.userdata["vad"], tools=list(tools))
    ledger = PaperTrail()
    keeper = Gatekeeper(ledger, **settings.interim)
    keeper.attend(session)
    for look_on in onlookers:
        look_on(keeper)

    @session.on("close")
    def _leave(_: CloseEvent) -> None:
        leave(ctx, ledger, keeper.id)

    await ctx.connect()
    await session.start(
        Assistant(settings.choices.instructions),
        room=ctx.room,
        # Left open, any participant can speak as the caller, read the history and switch the microphone off.
        session_host=False,
        room_options=RoomOptions(text_input=TextInputOptions(text_input_cb=take_text)),
    )


def leave(ctx: JobContext, ledger: PaperTrail, conversation: str) -> None:
    """The conversation is over."""
    try:
        ledger.close(conversation)
    except SaysoError as error:
        logger.error("the record is not complete", extra={"problem": str(error.problems[0])})
    finally:
        # Otherwise a deaf agent stays in the room until everybody has left.
        ctx.shutdown("the session has closed")


async def take_text(session: AgentSession[None], event: TextInputEvent) -> None:
    """A text on LiveKit's chat topic, taken from the linked participant alone."""
    linked = session.room_io.linked_participant
    # With nobody linked LiveKit lets anybody's text in. An agent may send in another's name.
    if linked is None or event.participant is None or event.participant.sid != linked.sid:
        return
    if event.participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT:
        return
    await session.interrupt()
    session.generate_reply(user_input=event.text)
