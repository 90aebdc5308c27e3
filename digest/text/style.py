"""Style sheets as they are sent: without what only their authors read."""

import re

# Strings first, so that what looks like a comment within one stays.
_PIECES = re.compile(r'("(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')|/\*(?!!).*?\*/', re.DOTALL)
_EMPTY = re.compile(r"(?m)^[ \t]*\n|[ \t]+$")


def without_comments(css: str) -> str:
    """The same rules without comments and empty lines; a comment that begins with `/*!`, as licences do, stays."""
    return _EMPTY.sub("", _PIECES.sub(lambda match: match[1] or " ", css))
