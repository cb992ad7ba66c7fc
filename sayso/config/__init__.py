"""mcp.json and the environment files, checked, into plain typed values."""

from sayso.config.environment import ConfigError, read_environment
from sayso.config.load import Config, load

__all__ = ["Config", "ConfigError", "load", "read_environment"]
