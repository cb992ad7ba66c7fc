"""Dialogues put together at random, against real servers: what no scenario thought of. Nothing is imported here."""
