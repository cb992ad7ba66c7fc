"""MCP servers: what is declared, the live connection, and the tools as a LiveKit toolset.

Nothing is imported here, so that reading a declaration does not cost the import of mcp or LiveKit.
"""
