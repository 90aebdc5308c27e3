"""The plainest front matter, which nearly all has: read by one regular expression, with the same tree that YAML's parser gives.

An entry is a line `key: value`. The value is a text on that line, plain or in quotation marks (`\\"` and `\\\\` being the only
escapes), a list `[a, b]` or a table `{a: b}` of such texts; or it follows as lines `- value`, all equally far from the margin.
For these YAML has one reading. All else has no answer here, and `front_matter` asks the parser, which remains the truth;
`tests/text/test_plain_yaml.py` holds the two against each other.
"""

import re

from digest.model.diagnostic import Span
from digest.text.nodes import Fields, Items, Key, Node, Scalar

# Characters that are read of the front matter of a file
MAX_LENGTH = 64 * 1024

# Beside the characters that can be printed, none of which YAML refuses, those that writers use: several spaces, and what joins
# or parts letters.
_UNPRINTABLE = frozenset("\n\t\u00a0\u00ad\u2007\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u202f\u2060\u3000")

# No run of characters is tried twice (`*+`): what does not match at once does not at all.
_KEY = r"[A-Za-z][A-Za-z0-9_-]{0,99}"
_QUOTED = r""""[^"\\\n]*+(?:\\["\\][^"\\\n]*+)*+"|'[^'\n]*+'"""
# Beginning with none of YAML's indicators, and without “: ” and “ #”; between brackets without any mark that ends a text there.
_WORDS = r"[\w/(.+$“„«»‘’‚‹›…–—¿¡][^\n\t:#]*+(?:(?::(?=[^\s])|(?<=[^\s])#)[^\n\t:#]*+)*+(?<!\s)"
_WORDS_INSIDE = r"[\w/(.+$“„«»‘’‚‹›…–—¿¡][^\n\t:#,?\[\]{}]*+(?<!\s)"
_INSIDE = rf"(?:{_QUOTED}|{_WORDS_INSIDE})"
_PAIR = rf"{_KEY}: {_INSIDE}"
_LIST = rf"\[(?:{_INSIDE}(?:, ?{_INSIDE})*+)?\]"
_TABLE = rf"\{{{_PAIR}(?:, ?{_PAIR})*+\}}"
_LINE = rf"(?:{_QUOTED}|{_WORDS}|{_TABLE})"
_ENTRY = re.compile(
    rf"\n*+({_KEY}):(?: ({_QUOTED}|{_WORDS})| ({_LIST})| ({_TABLE})|((?:\n( *+)- [^\n]++)(?:\n\6- [^\n]++)*+))?(?=\n)"
)
_ESCAPED = re.compile(r"\\(.)")
_EACH_INSIDE = re.compile(_INSIDE)
_EACH_PAIR = re.compile(rf"({_KEY}): ({_INSIDE})")
_EACH_LINE = re.compile(rf"- ({_LINE})")


def read(path: str, text: str) -> Fields | None:
    """The fields of front matter whose first line is line 2 of the file, or None if it is not of the plainest kind.

    `text` ends with a line end.
    """
    if len(text) > MAX_LENGTH or not all(map(str.isprintable, set(text) - _UNPRINTABLE)):
        return None
    pairs: dict[str, tuple[Key, Node]] = {}
    line, end = 2, 0
    while match := _ENTRY.match(text, end):
        name, scalar = match.group(1, 2)
        # Nothing but line ends stands between two entries.
        line += match.start(1) - end
        end = match.end()
        column = len(name) + 3
        node = _scalar(path, scalar, line, column) if scalar else _node(path, match, line, column)
        if node is None or name in pairs:
            return None
        pairs[name] = Key(name, Span(path, line, 1, line, column - 2)), node
        if not scalar:
            line = node.span.end_line
    if not pairs or text[end:].strip("\n"):
        return None
    entries = tuple(pairs.values())
    last = entries[-1][1].span
    return Fields(entries, Span(path, entries[0][0].span.line, 1, last.end_line, last.end_column))


def _node(path: str, match: re.Match[str], line: int, column: int) -> Node | None:
    """The value of an entry that is no text, if it stands on the line, from the column on; None if a table has a key twice."""
    match match.lastindex:
        case 3:
            source = match[3]
            items = tuple(_scalar(path, each[0], line, column + each.start()) for each in _EACH_INSIDE.finditer(source))
            return Items(items, Span(path, line, column, line, column + len(source)))
        case 4:
            return _table(path, match[4], line, column)
        case 5:
            return _lines(path, match[5], line + 1, len(match[6]) + 1)
        case _:
            return Scalar("", Span(path, line, column - 1, line, column - 1), plain=True)


def _scalar(path: str, source: str, line: int, column: int) -> Scalar:
    span = Span(path, line, column, line, column + len(source))
    if source[0] not in "\"'":
        return Scalar(source, span, True)
    inner = source[1:-1]
    return Scalar(_ESCAPED.sub(_unescaped, inner) if source[0] == '"' and "\\" in inner else inner, span, False)


def _unescaped(match: re.Match[str]) -> str:
    return match[1]


def _table(path: str, source: str, line: int, column: int) -> Fields | None:
    pairs: dict[str, tuple[Key, Node]] = {}
    for each in _EACH_PAIR.finditer(source):
        name, value = each[1], each[2]
        if name in pairs:
            return None
        begin = column + each.start()
        key = Key(name, Span(path, line, begin, line, begin + len(name)))
        pairs[name] = key, _scalar(path, value, line, column + each.start(2))
    return Fields(tuple(pairs.values()), Span(path, line, column, line, column + len(source)))


def _lines(path: str, source: str, line: int, column: int) -> Items | None:
    """The list whose first `-` stands at the place."""
    items: list[Node] = []
    for at, text in enumerate(source.split("\n")[1:], line):
        each = _EACH_LINE.fullmatch(text, column - 1)
        if each is None:
            return None
        read = _table if each[1][0] == "{" else _scalar
        node = read(path, each[1], at, column + 2)
        if node is None:
            return None
        items.append(node)
    last = items[-1].span
    return Items(tuple(items), Span(path, line, column, last.end_line, last.end_column))
