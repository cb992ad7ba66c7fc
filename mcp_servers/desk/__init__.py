"""The front desk of a small practice, as an MCP server over stdio: `python -m mcp_servers.desk`."""
