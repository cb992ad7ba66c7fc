"""What people say to a question, in many ways, by what they mean by it."""

from __future__ import annotations

from collections.abc import Mapping

SAID: Mapping[str, tuple[str, ...]] = {
    "yes": (
        "yes",
        "Yes.",
        "yes please",
        "yeah",
        "yep.",
        "Yes, do that.",
        "go ahead",
        "yes yes",
        "sure, go ahead",
        "okay",
        "mm-hmm",
        "that's right, thank you",
        "please do",
        "of course",
    ),
    "no": (
        "no",
        "No.",
        "nope",
        "no thanks",
        "don't",
        "No, don't do that.",
        "rather not",
        "no, because it is much too late for that",
        "absolutely not",
    ),
    "stop": ("stop", "Stop!", "stop it", "stop everything", "cancel", "abort"),
    "edit": ("no, the other one", "yes, but make it five", "make that eleven o'clock instead", "Ben, not Ana"),
    "condition": ("yes, if it is free", "only if it costs nothing", "yes as long as nobody minds"),
    "yes and more": (
        "yes, and what time do they open?",
        "yes and book a table for two",
        "sure, and tell me the weather",
    ),
    "side question": ("what is in it?", "How much does it cost?", "who wrote it", "what will it delete?"),
    "repeat": ("pardon?", "what did you say?", "can you repeat that", "Sorry, say that again?"),
    "details": ("details", "give me the details", "tell me more about it"),
    "wait": ("one moment", "hold on a second", "wait", "let me think"),
    "later": ("not now", "later", "ask me again tomorrow", "maybe next week"),
    "someone else": ("honey, come here", "be quiet, Rex, I'm on the phone"),
    "echo": ("please say yes or no", "shall I"),
    "hedge": ("I guess", "whatever", "you decide", "maybe", "yes I can hear you"),
    "chatter": (
        "hm",
        "uh",
        "the weather is lovely over here today",
        "What appointments are there tomorrow?",
        "book Ana with doctor Weber tomorrow at eleven",
        "thanks for that",
        "it's",
    ),
    "television": ('and then he said "yes"', "the minister said no to the plan"),
}

PEOPLE: Mapping[str, Mapping[str, float]] = {
    "willing": {"yes": 70, "no": 6, "stop": 2, "side question": 5, "repeat": 3, "chatter": 4, "edit": 4, "echo": 2},
    "unwilling": {"no": 50, "stop": 12, "later": 12, "yes": 10, "chatter": 6, "edit": 6, "television": 2},
    "talkative": {
        "yes": 14,
        "no": 6,
        "side question": 18,
        "yes and more": 14,
        "condition": 8,
        "details": 8,
        "repeat": 6,
        "chatter": 14,
        "wait": 6,
        "someone else": 6,
    },
    "wavering": {
        "yes": 30,
        "no": 22,
        "edit": 12,
        "hedge": 8,
        "wait": 10,
        "later": 6,
        "stop": 6,
        "condition": 6,
    },
    "distracted": {
        "someone else": 16,
        "chatter": 30,
        "hedge": 12,
        "echo": 8,
        "television": 10,
        "yes": 14,
        "no": 6,
        "wait": 4,
    },
}
"""How often each kind of person says what."""
