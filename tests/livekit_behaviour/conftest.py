"""A real LiveKit server, for the behaviour that only a room of its own shows."""

from tests.rooms.conftest import hotel

__all__ = ["hotel"]
