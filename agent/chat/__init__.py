"""A conversation by keyboard: an AgentSession like every other, with lines in the place of sound."""
