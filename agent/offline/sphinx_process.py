"""The program that a recogniser runs in: pocketsphinx, told over its standard input what to hear.

pocketsphinx holds Python's lock while it decodes (140 ms at the end of a sentence, 350 ms while it loads), which
would silence the agent for as long. So each recogniser is a process of its own. It is started by its path and
imports nothing of ours; `agent/offline/recogniser.py` is the other end.

A message is one letter, four bytes of length and the payload; each gets one answer of the same form, in JSON.
  B  begin an utterance; the payload is "new" when another person may be speaking from here on
  H  hear these samples (16 kHz, 16-bit, mono); the answer is what the utterance sounds like so far
  F  hear these samples as well and decode the utterance as a whole; the answer is its words; more may be heard after
The end of input ends the process.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import sys
from typing import Any

HEAD = struct.Struct("<cI")

# The step of the recogniser's clock: `frate` of the model, a hundred a second.
_FRAME = 0.01

# Only an utterance of up to ten seconds is decoded twice: a longer one teaches the first pass all that it needs.
_TWICE = 10 * 16000 * 2


Words = list[tuple[str, float, float, float]]
"""Each with its start and end in seconds and how sure the decoder is of it, 0 to 1; noises are among them."""


class Hearing:
    """One utterance at a time, decoded twice: while it is spoken, and as a whole when it ends.

    The first pass takes the loudness and colour of the voice from earlier utterances, and is lost on the first that
    a person says; the second takes them from the utterance itself, and is lost on a single short word. The one that
    is surer of its words is right more often than either: of 100 words of a first sentence the first pass had 26
    wrong, the second 9; of 100 in a conversation 10 and 9, and both together 5.
    """

    def __init__(self, decoder: Any) -> None:
        self._decoder = decoder
        self._unknown_voice = decoder.get_cmn()
        self._samples = bytearray()
        self._open = False

    def begin(self, *, new_person: bool) -> None:
        if self._open:
            self._decoder.end_utt()
            self._open = False
        self._samples.clear()
        if new_person:
            self._decoder.set_cmn(self._unknown_voice)

    def hear(self, samples: bytes) -> str:
        self._samples += samples
        if not self._open:
            self._decoder.start_utt()
            self._open = True
            samples = bytes(self._samples)
        if samples:
            self._decoder.process_raw(samples)
        guess = self._decoder.hyp()
        return guess.hypstr if guess else ""

    def finish(self, samples: bytes) -> Words:
        self.hear(samples)
        self._decoder.end_utt()
        self._open = False
        first = self._words()
        if not 0 < len(self._samples) <= _TWICE:
            return first
        learned = self._decoder.get_cmn()
        # Without this the decoder goes on taking the voice from what it learned: the first pass has turned it from
        # measuring whole utterances to measuring as it goes, and only this turns it back.
        self._decoder.reinit_feat()
        self._decoder.start_utt()
        self._decoder.process_raw(bytes(self._samples), full_utt=True)
        self._decoder.end_utt()
        self._decoder.set_cmn(learned)
        return max(self._words(), first, key=_sureness)

    def _words(self) -> Words:
        if not self._decoder.hyp():
            return []
        return [
            (part.word, part.start_frame * _FRAME, (part.end_frame + 1) * _FRAME, part.prob)
            for part in self._decoder.seg()
        ]


def _sureness(words: Words) -> float:
    """The mean of the words alone: of silence the decoder is always sure."""
    sure = [probability for text, _, _, probability in words if text[0] not in "<["]
    return sum(sure) / len(sure) if sure else 0.0


def serve(connection: socket.socket) -> None:
    """Loads the model, says so, and answers until the other end is gone."""
    try:
        import pocketsphinx

        hearing = Hearing(pocketsphinx.Decoder(samprate=16000, loglevel="FATAL"))
    except Exception as error:
        _answer(connection, {"error": f"{type(error).__name__}: {error}"})
        return
    _answer(connection, {"ready": True})
    while (message := _next(connection)) is not None:
        kind, payload = message
        if kind == b"B":
            hearing.begin(new_person=payload == b"new")
            _answer(connection, {})
        elif kind == b"H":
            _answer(connection, {"guess": hearing.hear(payload)})
        else:
            _answer(connection, {"words": hearing.finish(payload)})


def _answer(connection: socket.socket, value: dict[str, Any]) -> None:
    payload = json.dumps(value).encode()
    connection.sendall(HEAD.pack(b"A", len(payload)) + payload)


def _next(connection: socket.socket) -> tuple[bytes, bytes] | None:
    head = _exactly(connection, HEAD.size)
    if head is None:
        return None
    kind, length = HEAD.unpack(head)
    payload = _exactly(connection, length)
    return None if payload is None else (kind, payload)


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    received = bytearray()
    while len(received) < length:
        part = connection.recv(length - len(received))
        if not part:
            return None
        received += part
    return bytes(received)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the other end is gone: so are we
        serve(socket.socket(fileno=sys.stdin.fileno()))
