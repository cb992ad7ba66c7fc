"""The consent core: standard library only, no LiveKit, no MCP, no clock, no I/O."""
