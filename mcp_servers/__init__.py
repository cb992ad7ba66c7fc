"""MCP servers of our own: the desk (stdio) and the handbook (streamable HTTP).

They know nothing of Sayso and can be used by any MCP client.
"""
