"""A handbook to search and read, as an MCP server over streamable HTTP: `python -m mcp_servers.handbook`."""
