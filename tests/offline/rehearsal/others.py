"""Tools of servers that others wrote, with their schemas shortened."""

from __future__ import annotations

from agent.offline.rehearsal import ToolFacts
from tests.offline.rehearsal.unseen import Schema, text, tool

NUMBER: Schema = {"type": "number"}
TEXTS: Schema = {"type": "array", "items": {"type": "string"}}
ZONE = text("IANA timezone name (e.g., 'America/New_York', 'Europe/London')")

FILESYSTEM = [
    tool(
        "files__read_text_file",
        "Read the complete contents of a file from the file system as text.",
        "path",
        path=text(),
        tail={"type": "number", "description": "If provided, returns only the last N lines of the file"},
        head={"type": "number", "description": "If provided, returns only the first N lines of the file"},
    ),
    tool("files__read_multiple_files", "Read the contents of multiple files simultaneously.", "paths", paths=TEXTS),
    tool(
        "files__write_file",
        "Create a new file or completely overwrite an existing file with new content.",
        "path content",
        path=text(),
        content=text(),
    ),
    tool("files__create_directory", "Create a new directory or ensure a directory exists.", "path", path=text()),
    tool(
        "files__list_directory",
        "Get a detailed listing of all files and directories in a specified path.",
        "path",
        path=text(),
    ),
    tool(
        "files__list_directory_with_sizes",
        "Get a detailed listing of all files and directories in a specified path, including sizes.",
        "path",
        path=text(),
        sortBy={"type": "string", "enum": ["name", "size"], "default": "name"},
    ),
    tool("files__move_file", "Move or rename files.", "source destination", source=text(), destination=text()),
    tool(
        "files__search_files",
        "Recursively search for files and directories matching a pattern.",
        "path pattern",
        path=text(),
        pattern=text(),
        excludePatterns={"type": "array", "items": {"type": "string"}, "default": []},
    ),
    tool("files__get_file_info", "Retrieve detailed metadata about a file or directory.", "path", path=text()),
    tool("files__list_allowed_directories", "Returns the list of directories that this server is allowed to access."),
]

_ENTITY: Schema = {
    "type": "object",
    "properties": {
        "name": text("The name of the entity"),
        "entityType": text("The type of the entity"),
        "observations": {**TEXTS, "description": "Observation contents associated with the entity"},
    },
    "required": ["name", "entityType", "observations"],
}
MEMORY = [
    tool(
        "memory__create_entities",
        "Create multiple new entities in the knowledge graph",
        "entities",
        entities={"type": "array", "items": _ENTITY},
    ),
    tool(
        "memory__delete_entities",
        "Delete multiple entities and their associated relations from the knowledge graph",
        "entityNames",
        entityNames={**TEXTS, "description": "An array of entity names to delete"},
    ),
    tool("memory__read_graph", "Read the entire knowledge graph"),
    tool(
        "memory__search_nodes",
        "Search for nodes in the knowledge graph based on a query",
        "query",
        query=text("The search query to match against entity names, types, and observation content"),
    ),
    tool(
        "memory__open_nodes",
        "Open specific nodes in the knowledge graph by their names",
        "names",
        names={**TEXTS, "description": "An array of entity names to retrieve"},
    ),
]

TIME = [
    tool(
        "time__get_current_time",
        "Get current time in a specific timezones",
        "timezone",
        timezone=ZONE,
    ),
    tool(
        "time__convert_time",
        "Convert time between timezones",
        "source_timezone time target_timezone",
        source_timezone=ZONE,
        time=text("Time to convert in 24-hour format (HH:MM)"),
        target_timezone=ZONE,
    ),
]

EVERYTHING = [
    tool("everything__echo", "Echoes back the input string", "message", message=text("Message to echo")),
    tool(
        "everything__get-sum",
        "Returns the sum of two numbers",
        "a b",
        a={**NUMBER, "description": "First number"},
        b={**NUMBER, "description": "Second number"},
    ),
    tool("everything__get-tiny-image", "Returns a tiny MCP logo image."),
    tool(
        "everything__trigger-long-running-operation",
        "Demonstrates a long running operation with progress updates.",
        "",
        duration={**NUMBER, "default": 10, "description": "Duration of the operation in seconds"},
        steps={**NUMBER, "default": 5, "description": "Number of steps in the operation"},
    ),
    tool(
        "everything__get-annotated-message",
        "Demonstrates how annotations can be used to provide metadata about content.",
        "messageType",
        messageType={"type": "string", "enum": ["error", "success", "debug"], "description": "Type of message"},
        includeImage={"type": "boolean", "default": False, "description": "Whether to include an example image"},
    ),
]

GIT = [
    tool("git__git_status", "Shows the working tree status", "repo_path", repo_path=text()),
    tool(
        "git__git_log",
        "Shows the commit logs",
        "repo_path",
        repo_path=text(),
        max_count={"type": "integer", "default": 10, "description": "The number of commits to show"},
    ),
    tool("git__git_commit", "Records changes to the repository", "repo_path message", repo_path=text(), message=text()),
]

OTHERS: list[ToolFacts] = [*FILESYSTEM, *MEMORY, *TIME, *EVERYTHING, *GIT]
