"""mcp.json and the environment files, checked, into plain typed values.

Nothing is imported here, so that a command that only reads the environment need not wait for the rest.
"""
