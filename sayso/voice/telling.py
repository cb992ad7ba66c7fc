"""Which reply tells which results. LiveKit makes a reply for the results of each server, and those that are ready
together belong into one."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakSet

from livekit.agents import llm
from livekit.agents.voice import SpeechHandle

from sayso.voice.passed import FINAL, last_results
from sayso.voice.replies import reply_heard
from sayso.voice.rules import is_instruction, noted

TOGETHER = "Tell the results of {names} in this one reply."


class Telling:
    """One session's."""

    def __init__(self) -> None:
        self._by: dict[str, SpeechHandle] = {}
        """The reply that tells each result, by the result's id."""
        self._made_for: dict[str, Sequence[str]] = {}
        """The results for which a reply is made, by the speech's id."""
        self._over: set[str] = set()
        """The results whose own reply is over, while another one still tells them."""
        self._arranged: WeakSet[SpeechHandle] = WeakSet()

    def scheduled(self, speech_id: str, ids: Sequence[str]) -> None:
        """A reply is about to be made for these results."""
        self._made_for[speech_id] = ids

    def ended(self, speech_id: str) -> None:
        """That reply is over. What is told is forgotten: a model may use the id of a call again."""
        self._over.update(self._made_for.pop(speech_id, ()))
        self._by = {id_: by for id_, by in self._by.items() if id_ not in self._over or self._is_at_it(by)}
        self._over &= self._by.keys()

    def takes(self, chat_ctx: llm.ChatContext, reply: SpeechHandle | None) -> bool:
        """Whether a reply has something to tell. What it finds is told by it alone, unless it is interrupted."""
        if reply is None:
            return True
        wanted = self._made_for.get(reply.id, ())
        if not wanted and reply.num_steps == 1 and any(map(is_instruction, chat_ctx.items[-1:])):
            return True  # somebody has it say something else, and what has come is told after it
        found = [*wanted, *(result.call_id for result in to_tell(chat_ctx.items))]
        left = [id_ for id_ in found if self._is_left(id_, reply)]
        self._by.update(dict.fromkeys(left, reply))
        return bool(left) or not wanted

    def arranged(self, chat_ctx: llm.ChatContext, reply: SpeechHandle | None) -> llm.ChatContext:
        """The conversation with the results that this reply is for as its latest. They may have come while another
        reply was made, and stand before it as if that had told them."""
        if reply is None or reply in self._arranged:
            return chat_ctx  # it has gone on from there, to calls of its own
        self._arranged.add(reply)
        wanted = self._made_for.get(reply.id, ())
        return with_latest(chat_ctx, [id_ for id_ in wanted if self._by.get(id_) is reply])

    def tells(self, reply: SpeechHandle | None) -> bool:
        """Whether it is to tell any result."""
        return reply is None or reply in self._by.values()

    def of(self, speech_id: str) -> list[str]:
        """The results that a reply told, or was to tell; its own not where another one tells them."""
        own = [id_ for id_ in self._made_for.get(speech_id, ()) if id_ not in self._by]
        return [*own, *(id_ for id_, reply in self._by.items() if reply.id == speech_id)]

    def has_failed(self, speech_id: str) -> bool:
        """Whether a reply that is over came to nothing because of an error."""
        return any(by.id == speech_id and has_failed(by) for by in self._by.values())

    def _is_at_it(self, reply: SpeechHandle) -> bool:
        return reply.id in self._made_for or not reply.done()

    def _is_left(self, id_: str, reply: SpeechHandle) -> bool:
        other = self._by.get(id_)
        return other is None or other is reply or other.interrupted or (other.done() and not has_told(other))


def has_told(reply: SpeechHandle) -> bool:
    """Whether a reply that is over has said something after all that it looked up."""
    heard = reply_heard(0.0, reply)
    return heard is not None and heard.whole and not heard.proposed


def has_failed(reply: SpeechHandle) -> bool:
    return reply.done() and reply.exception() is not None and not has_told(reply)


def to_tell(items: list[llm.ChatItem]) -> list[llm.FunctionCallOutput]:
    """The results that came when their turn was over, and of which nothing has been said yet."""
    return [result for result in last_results(items) if result.call_id.endswith(FINAL)]


def with_latest(chat_ctx: llm.ChatContext, ids: Sequence[str]) -> llm.ChatContext:
    """The conversation with these calls and their results last, but for our own words at its end."""
    if not ids:
        return chat_ctx
    moved = [item for item in chat_ctx.items if getattr(item, "call_id", None) in ids]
    items = [item for item in chat_ctx.items if item not in moved]
    end = len(items)
    while end and is_instruction(items[end - 1]):
        end -= 1
    if not moved or chat_ctx.items[end : end + len(moved)] == moved:
        return chat_ctx
    return llm.ChatContext([*items[:end], *moved, *items[end:]])


def together(chat_ctx: llm.ChatContext) -> llm.ChatContext:
    """The conversation with a word at its end where several results are to be told; once, however many nodes it goes
    through."""
    names = [result.name for result in to_tell(chat_ctx.items)]
    return noted(chat_ctx, TOGETHER.format(names=listed(names))) if len(names) > 1 else chat_ctx


def listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names))
