"""Real MCP servers of our own: desk (stdio) and handbook (streamable HTTP)."""
