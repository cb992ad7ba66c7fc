"""What people say, by what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

WORDS: Mapping[str, Sequence[str]] = {
    "yes": ("Yes.", "Yes, please.", "Yeah, go ahead.", "Yes, do it.", "Permission granted.", "Okay.", "Sure."),
    "no": ("No.", "No, thanks.", "Don't do it.", "Never confirm that.", "Not okay.", "No, because I need it."),
    "stop": ("Stop.", "Stop it.", "Stop, stop."),
    "unclear": ("Hmm.", "Well, the thing is.", "Okay is not consent.", "Maybe.", "Yes?", "Blue."),
    "edit": ("Yes, but another one.", "No, the other one.", "Yes, but make it five.", "The globe instead."),
    "side question": ("How old is it?", "What will it do?", "Yes, and what time do they open?", "Are you still there?"),
    "again": ("Say that again.", "Details.", "What was that?"),
    "later": ("Not now, maybe later.", "Later."),
    "wait": ("Wait a moment.", "Hang on."),
    "topic": ("We were at the lake yesterday.", "It rains a lot these days, you know."),
    "echo": ("{question}", "Sorry, I need a yes or a no."),
    "thanks": ("Great, thanks.", "Thank you."),
}

WEIGHTS: Mapping[str, int] = {
    "yes": 40,
    "no": 10,
    "stop": 4,
    "unclear": 8,
    "edit": 8,
    "side question": 8,
    "again": 5,
    "later": 3,
    "wait": 3,
    "topic": 5,
    "echo": 4,
    "thanks": 3,
}
"""How often, next to each other."""

SECOND: Sequence[str] = ("Yes.", "No, wait.", "No.", "and thanks", "What time do they open?", "but the other one")
"""What may follow in the same breath."""

REQUESTS: Sequence[str] = ("Please do the first thing.", "Now the second thing.", "And the third thing.")
"""By these words of the person the model makes its calls."""
