"""The verbs of tool names, and how each is said."""

from __future__ import annotations

from sayso.consent.spoken.names import word_set

READS = word_set(
    "get read list search find fetch query look lookup show view describe check count retrieve browse explore inspect "
    "see monitor analyze analyse compare summarize summarise translate calculate compute convert detect extract "
    "preview scan track verify validate watch identify recall ls cat stat head tail resolve diff"
)
"""These look something up and leave it as it is."""
MAKES = word_set(
    "create add make send post book schedule submit insert generate draft compose publish register reserve order buy "
    "purchase issue place request append attach compile build write put propose record log rent hire"
)
"""What these name is new: "an appointment", where others mean "the appointment"."""
CHANGES = word_set(
    "edit update move rename copy delete remove cancel pay transfer run execute start stop open close set change "
    "modify patch replace assign unassign accept decline reject approve confirm deny merge push pull commit checkout "
    "fork clone branch tag label lock unlock enable disable activate deactivate archive unarchive restore reset "
    "restart reboot launch stage deploy rollback revert undo redo apply install uninstall upgrade upload download "
    "import export share unshare invite kick ban unban mute unmute block unblock follow unfollow like unlike star "
    "unstar pin unpin subscribe unsubscribe reply forward respond answer call dial text message email mail notify "
    "remind ping page charge refund withdraw invest trade sell bid donate top switch toggle turn press click type "
    "tap scroll drag drop hover navigate visit go play pause resume next rewind record dim heat cool drain fill empty "
    "clear clean purge wipe erase truncate destroy kill terminate abort shut suspend quit exit leave join enter sign "
    "log register login logout authenticate authorize authorise grant revoke rotate encrypt decrypt hash compress "
    "extract zip unzip mount unmount connect disconnect attach detach link unlink bind unbind map split sort filter "
    "format convert transform migrate sync synchronize synchronise refresh reload flush save store backup load dump "
    "increase decrease raise lower adjust tune scale resize rotate crop trim render print mark unmark flag unflag "
    "report escalate complete finish reopen resolve extend shorten postpone reschedule delay shift swap exchange "
    "return ship deliver dispatch track pick drop release claim redeem spend order reorder feed water arm disarm "
    "translate speak say tell ask give take use bring hand hold put place insert prepend append concatenate begin "
    "trigger fire emit broadcast invoke evaluate test simulate train predict classify embed index crawl scrape solve "
    "think plan perform process handle manage control configure initialize initialise init provision allocate "
    "reorganize reorganise organize organise group ungroup collapse expand fold unfold hide reveal wake sleep rate "
    "review vote upvote downvote comment withdraw overwrite shutdown receive transition reassign snooze dismiss "
    "acknowledge promote demote prioritize prioritise freeze unfreeze"
)
SAID_AS = {
    "del": "delete", "rm": "remove", "mv": "move", "cp": "copy", "ls": "list", "cat": "read", "exec": "run",
    "execute": "run", "invoke": "run", "eval": "evaluate", "upsert": "save", "patch": "change", "modify": "change",
    "put": "put", "lookup": "look up", "login": "log in", "logout": "log out", "checkout": "check out",
    "backup": "back up", "rollback": "roll back", "init": "set up", "initialize": "set up", "initialise": "set up",
    "configure": "set up", "kill": "end", "terminate": "end", "destroy": "destroy", "drop": "drop",
    "deactivate": "switch off", "activate": "switch on", "enable": "switch on", "disable": "switch off",
    "reboot": "restart", "retrieve": "get", "query": "query", "insert": "add", "append": "add", "stat": "check",
    "go": "go", "mkdir": "create", "rmdir": "remove", "touch": "create", "unlink": "unlink", "erase": "erase",
    "summarise": "summarize", "new": "create", "look": "look up", "search": "search", "shut": "shut down",
    "truncate": "empty", "perform": "do", "sync": "bring up to date",
    "shutdown": "shut down",
}  # fmt: skip
VERBS = READS | MAKES | CHANGES | SAID_AS.keys()
"""First words of a tool's name that say what it does."""

PARTICLES = {
    "look": {"up"}, "turn": {"on", "off", "up", "down"}, "switch": {"on", "off"}, "log": {"in", "out"},
    "sign": {"up", "in", "out"}, "check": {"in", "out"}, "shut": {"down", "off"}, "set": {"up"},
    "roll": {"back"}, "call": {"back"}, "hang": {"up"}, "opt": {"in", "out"}, "clean": {"up"}, "back": {"up"},
    "pick": {"up"}, "top": {"up"}, "drop": {"off"}, "take": {"over", "off", "down"}, "bring": {"up", "down"},
    "follow": {"up"}, "give": {"back"}, "hand": {"over"}, "scale": {"up", "down"}, "spin": {"up"}, "tear": {"down"},
    "zoom": {"in", "out"}, "go": {"back"}, "fill": {"in", "out"}, "move": {"up", "down"}, "wake": {"up"},
    "get": {"rid"},
}  # fmt: skip
"""Verbs of two words: "turn on"."""

ALSO_NOUNS = word_set(
    "list search file book order post message email mail text transfer comment set run stop check log record report "
    "request schedule change watch star fork merge push pull commit branch page label tag call charge refund trade "
    "return review vote rate plan index map link group issue place record draft test format filter query copy hash "
    "backup checkout login logout lock like play next track claim reply answer pin water scan count address block "
    "invite note drop top process control project contact display sleep hand share store"
)
"""Words that are a verb where they begin a name, and a thing where a clearer verb ends it: "order_cancel"."""

THINGS_TOO = ALSO_NOUNS | word_set(
    "build release load dump export import download upload view scan diff track shift exchange switch heat clone email "
    "sign code access embed sort render trigger delay swap tail head broadcast design purchase mount dial"
)
"""Verbs that are a thing behind another verb: "get the release"."""

NOUNS = {
    "directory": "folder", "dir": "folder", "directories": "folders", "dirs": "folders", "repo": "repository",
    "repos": "repositories", "msg": "message", "msgs": "messages", "db": "database", "pr": "pull request",
    "prs": "pull requests", "doc": "document", "docs": "documents", "img": "image", "imgs": "images",
    "addr": "address", "config": "configuration", "env": "environment", "vm": "virtual machine", "acl": "access list",
    "info": "information", "infos": "information", "ticket": "ticket", "cmd": "command", "org": "organisation",
    "url": "address", "urls": "addresses", "uri": "address", "ids": "ids", "txn": "transaction", "appt": "appointment",
    "appts": "appointments", "acct": "account", "cal": "calendar", "sql": "query", "sms": "text message",
    "dm": "direct message", "id": "id",
}  # fmt: skip
"""Things whose short name is not a word."""
