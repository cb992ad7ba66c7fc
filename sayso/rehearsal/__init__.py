"""Dialogues as data: what the person and the model do, played in a real AgentSession, and what must be so at the end.

Nothing is imported here, so that reading a file does not wait for LiveKit.
"""
