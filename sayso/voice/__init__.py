"""The gate inside a running AgentSession: asking the person, hearing the answer, and carrying out what follows.

`sayso.consent` decides; nothing here does. Nothing is imported here, so that a part costs only its own imports.
"""
