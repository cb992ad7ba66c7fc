"""What a session's agents ask of the gate before they reply: is this an answer, what waits, which tools ask."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from livekit.agents import AgentSession, llm
from livekit.agents.voice import SpeechHandle

from sayso.consent import events as told
from sayso.consent.effects import LetModelAnswer
from sayso.voice.claims import UNFOUNDED, Claims, put_right
from sayso.voice.deeds import Deeds
from sayso.voice.ears import Ears
from sayso.voice.interim import Interim, without_remarks
from sayso.voice.late import introduced
from sayso.voice.passed import ran_for
from sayso.voice.questions import Saying
from sayso.voice.rules import noted
from sayso.voice.telling import Telling, together
from sayso.voice.typed_turns import Busy, go_on
from sayso.voice.words import Verdict, Words, age, is_spoken, this_reply, verdict_in

UNDER_WAY = (
    "The person said yes to {questions}, and it is being done now. There is no result yet: say so where they ask for "
    "it, and don't call it again."
)
"""All that the model has from before is that they were asked."""


class Host(Busy, Protocol):
    """Whose session it is."""

    ears: Ears
    interim: Interim
    results: Telling

    def serves(self, session: AgentSession[Any]) -> bool:
        """Whether it can ask the person of this session now."""
        ...

    def who_types(self) -> str:
        """Who has typed what is replied to now."""
        ...


class Attention:
    """One session's; an Asking agent's Hears."""

    def __init__(
        self, session: AgentSession[Any], host: Host, deeds: Deeds, clock: Callable[[], float], language: str
    ) -> None:
        self.ears = host.ears
        self.interim = host.interim
        self._session = session
        self._host = host
        self._deeds = deeds
        self._clock = clock
        self._language = language
        self._since = time.time()
        self._words = Words()
        self._words.watch(session)
        self._claims = Claims()
        self._claims.watch(session)

    def hear(self, message: llm.ChatMessage | None) -> Verdict | None:
        """What becomes of a person's message, for the reply that is made for it. The gate has the same words once."""
        if message is None:
            aside = self._words.aside_of(this_reply())
            return LetModelAnswer(aside) if any(view.id == aside for view in self._deeds.gate.waiting()) else None
        if not self._host.serves(self._session) or message.created_at < self._since:
            return None
        if not self._words.are_new(message, self._session):
            return self._words.verdict_of(message)
        if is_spoken(this_reply()):
            # The gate had each of its words as it was heard.
            aside = next((view.id for view in self._deeds.gate.waiting() if view.state == "aside"), None)
            return self._words.take(message, LetModelAnswer(aside))
        go_on(self._session, this_reply(), self._host)
        text = message.text_content or ""
        verdict = self._words.verdict_ahead(text)
        if verdict is None:
            now = self._clock()
            self.ears.look()
            words = told.Heard(now, text, self._host.who_types(), began=now - age(message.created_at), channel="text")
            verdict = verdict_in(self._deeds.tell(words))
        return self._words.take(message, verdict)

    def prepared(self, chat_ctx: llm.ChatContext) -> llm.ChatContext:
        """The conversation as the model is to see it: without our own words, and with what runs and what comes late."""
        ours, results = self._deeds.questions.messages(), self._host.results
        chat_ctx = results.arranged(without_remarks(chat_ctx, ours), this_reply())
        if under_way := [f'"{view.question}"' for view in self._deeds.gate.running() if view.question]:
            chat_ctx = noted(chat_ctx, UNDER_WAY.format(questions=" and ".join(under_way)))
        return together(introduced(chat_ctx, self._words.is_answer)) if results.tells(this_reply()) else chat_ctx

    def has_to_tell(self, chat_ctx: llm.ChatContext) -> bool:
        """Whether a reply has any: one for results that another has told has none."""
        return self._host.results.takes(chat_ctx, this_reply())

    def has_slipped(self, chat_ctx: llm.ChatContext) -> bool:
        """Whether the model said last that something was done for which no call had run; not where it was told so."""
        told = any(isinstance(item, llm.ChatMessage) and item.text_content == UNFOUNDED for item in chat_ctx.items[-4:])
        return bool(self._claims.last) and self._language == "en" and not told

    def put_right(self, reply: Any) -> Any:
        """The reply after such a slip, with what the person has to be told first: only where that is sure."""
        passed = self._deeds.passed
        done = passed.did_something or (self._claims.last == "told" and passed.ran_something)
        return reply if done or passed.misses_some(self._session) else put_right(reply)

    def heeded(self, reply: Any, chat_ctx: llm.ChatContext, *, to_words: bool) -> Any:
        """The reply to the person's words, or to results, whose own words are heeded."""
        ran = False if to_words else ran_for(chat_ctx.items, self._deeds.passed)
        return reply if ran is None else self._claims.heeded(reply, nothing_ran=not ran)

    def saying(self, speech: SpeechHandle | None) -> Saying | None:
        """The question that is said by this speech."""
        return self._deeds.questions.sound_of(speech)

    def describe(self, waiting: str) -> str:
        """What the model has to know of a request that waits while it answers something else."""
        question = next((view.question for view in self._deeds.gate.waiting() if view.id == waiting), "")
        return (
            f'The person has been asked: "{question}" They have not answered, and nothing of it has happened. Answer '
            "only what they have just said, in a sentence or two. Don't ask for the approval yourself: the question "
            "is put to them again after your words."
        )

    def asks(self, tool: str) -> bool:
        """Whether a tool, by the model's name for it, asks first."""
        toolsets: list[Any] = [*self._session.tools, *self._session.current_agent.tools]
        # Tools of one's own may be within a toolset of LiveKit's.
        toolsets += llm.ToolContext(toolsets).flatten()
        return any(getattr(toolset, "asks", lambda _: False)(tool) for toolset in toolsets)
