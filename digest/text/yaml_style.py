"""How a value is written in YAML (1.2.2, chapters 7 and 8), in the style that its place had before; nothing is read here."""

import re

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
# What may not stand as itself between quotation marks: controls, line ends of YAML 1.1, marks that nobody sees, surrogates.
_ESCAPED = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]')
# Every indicator character is kept from the start of a plain scalar, though some may stand there (7.3.3).
_NOT_PLAIN = re.compile(r"\A[\s\-?:,\[\]{}#&*!|>'\"%@`=]|\A\.\.\.|:[ \t]|[ \t]#|[: \t]\Z")
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}]|:[,\[\]{}\"']")


def quoted(value: str) -> str:
    """`value` in double quotation marks, on one line.

    >>> print(quoted('a "b" #c'))
    "a \\"b\\" #c"
    """
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def scalar(value: str) -> str:
    """`value` as a plain scalar where it can be one, else in double quotation marks."""
    return value if _is_plain(value, False) else quoted(value)


def restyled(text: str, start: int, end: int, *, value: str, old: str, in_flow: bool) -> str:
    """The source for `value` in the place of `text[start:end]`, which stands for the value `old`."""
    source = text[start:end]
    escapes = bool(_ESCAPED.search(value.replace("\\", "").replace('"', "")))
    match source[:1]:
        case "'" if not escapes:
            return "'" + value.replace("'", "''") + "'"
        case "|" | ">":
            return _block(source, value, old) or quoted(value)
        case "":
            # An empty value: the place is just behind a “:” or “-”, which must be followed by a space.
            gap = "" if text[start - 1 : start].isspace() else " "
            return gap + (value if _is_plain(value, in_flow) else quoted(value))
        case '"' | "'":
            return quoted(value)
        case _:
            return value if _is_plain(value, in_flow) else quoted(value)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return _ESCAPES.get(char) or (f"\\x{ord(char):02x}" if char < "\x80" else f"\\u{ord(char):04x}")


def _is_plain(value: str, in_flow: bool) -> bool:
    if not value or _ESCAPED.search(value.replace("\\", "").replace('"', "")) or _NOT_PLAIN.search(value):
        return False
    return not (in_flow and _NOT_PLAIN_IN_FLOW.search(value))


def _block(source: str, value: str, old: str) -> str:
    """`value` as a block scalar with the indentation of `source`, or "" where a block cannot hold it.

    A folded block stays folded while the value is one line; a value of several lines becomes literal, whose lines are its own.
    """
    end = next(iter(re.findall(r"\r\n|\r|\n", source)), "\n")
    head, *rest = re.split(r"\r\n|\r|\n", source)
    lines = value.rstrip("\n").split("\n")
    trailing = len(value) - len(value.rstrip("\n"))
    first = next((line for line in rest if line.strip(" ")), "")
    first_old = next((line for line in old.split("\n") if line.strip(" ")), "")
    indent = _indent(first) - _indent(first_old)
    is_bare = not lines[0] or lines[0][0] in " \t" or not lines[-1].strip(" \t")
    if not first or indent < 1 or is_bare or trailing > 1 or any(_ESCAPED.search(re.sub(r'[\\"\t]', "", line)) for line in lines):
        return ""
    style = "|" if len(lines) > 1 else head[0]
    comment = head[len(head.split(" ")[0].split("\t")[0]) :]
    chomping = "" if trailing else "-"
    return end.join([f"{style}{chomping}{comment}", *(" " * indent + line if line else "" for line in lines)])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
