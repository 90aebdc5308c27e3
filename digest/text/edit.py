"""A change and the text of a hand-written file → the new text: the lines that the change is about, and no other byte.

Comments, the order of the fields, quotation marks, blocks, flow lists, line ends and a byte order mark stay as they are. Each
change is one splice into the text, which is read again: unless it made exactly the change that was asked for, `Uneditable` is
raised.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from digest.model.diagnostic import Span
from digest.model.noun import Noun
from digest.text import front_matter
from digest.text.nodes import Fields, Items, Node, Scalar
from digest.text.note_file import Value
from digest.text.yaml_style import quoted, scalar

# The fields of an annotation in the order in which people write them; a new one comes after the nearest that is there.
ORDER = (
    "id", "title", "date", "order", "kind", "source", "quote", "exact", "prefix", "suffix", "note", "quotes", "people", "places",
    "topics", "references", "published", "modified", "draft",
)  # fmt: skip

_BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_COMMA = re.compile(r"(?:#[^\r\n]*|[^#,])*,")
_DASH = re.compile(r"-\s*(?:#.*)?\Z")

Path = tuple[str | int, ...]  # names of fields and, within lists, places counted from 0


class Uneditable(Exception):
    """The file cannot be changed so without touching more; the text says why, to a person."""


class Put(Noun, frozen=True):
    """The value of a field, which need not be there yet, or of an item that is."""

    path: Path
    value: Value


class Insert(Noun, frozen=True):
    """A new item at a place in a list that is there."""

    path: Path
    value: Value


class Remove(Noun, frozen=True):
    """A field or an item, with its line's comment."""

    path: Path


class Body(Noun, frozen=True):
    """The text below the front matter, with `\\n` line ends; blank lines around it stay as they are."""

    text: str


Change = Put | Insert | Remove | Body


def edited(text: str, changes: Iterable[Change]) -> str:
    """The text after the changes, one after the other."""
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    for change in changes:
        text = _with_body(text, change.text) if isinstance(change, Body) else _changed(text, change)
    return bom + text


def list_changes(path: Path, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """What makes the list of texts at `path` from `old` into `new`, last things first; an empty list goes as a whole."""
    if not new:
        if old:
            yield Remove(path)
        return
    if not old:
        yield Put(path, tuple(new))
        return
    for kind, first, last, begin, end in reversed(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if kind == "equal":
            continue
        both = min(last - first, end - begin)
        for n in reversed(range(first + both, last)):
            yield Remove((*path, n))
        for word in reversed(new[begin + both : end]):
            yield Insert((*path, first + both), word)
        for n in range(both):
            yield Put((*path, first + n), new[begin + n])


def field(text: str, name: str) -> Any:
    """The value of a field as plain texts, lists and tables; none where it is not there."""
    node = front_matter.read("", text.removeprefix(_BOM)).value.fields.get(name)
    return None if node is None else _plain(node)


# ---------------------------------------------------------------------------------------------------------------------


class _File:
    """A text that was read: its tree, and the way from places to offsets."""

    def __init__(self, text: str) -> None:
        read = front_matter.read("", text)
        errors = [each for each in read.diagnostics if each.severity == "error"]
        if errors:
            raise Uneditable(f"the front matter cannot be read: line {errors[0].span.line}: {errors[0].message}")
        self.text = text
        self.root = read.value.fields
        self.body, self.body_line = read.value.body, read.value.body_line
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self.has_front_matter = self.body_line > 1
        first = _LINE_END.search(text)
        self.line_end = first[0] if first else "\n"

    def start(self, place: Span) -> int:
        return self.starts[place.line - 1] + place.column - 1

    def end(self, place: Span) -> int:
        return self.starts[place.end_line - 1] + place.end_column - 1

    def line(self, number: int) -> tuple[int, int]:
        """Where a line (1-based) begins, and where the next one does."""
        return self.starts[number - 1], self.starts[number] if number < len(self.starts) else len(self.text)

    def node(self, path: Path) -> Node:
        node: Node = self.root
        for step in path:
            below = node.get(step) if isinstance(node, Fields) and isinstance(step, str) else None
            if isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.items):
                below = node.items[step]
            if below is None:
                raise Uneditable(f"the file has no {'/'.join(map(str, path))}")
            node = below
        return node

    def is_flow(self, node: Node) -> bool:
        """True for a list or table in brackets, whose parts are between commas."""
        return not isinstance(node, Scalar) and self.text[self.start(node.span) : self.start(node.span) + 1] in ("[", "{")

    def in_flow(self, path: Path) -> bool:
        return any(self.is_flow(self.node(path[:n])) for n in range(1, len(path)))

    def spliced(self, start: int, end: int, source: str) -> str:
        return self.text[:start] + source + self.text[end:]


def _changed(text: str, change: Put | Insert | Remove) -> str:
    """The first way of making the change that makes it and nothing else."""
    if not change.path:
        raise Uneditable("the front matter as a whole stays")
    file = _File(text)
    wanted = _wanted(_plain(file.root), change)
    problem: Exception = Uneditable("the change would alter more than what it names")
    for way in _ways(file, change):
        try:
            made = way()
            after = _File(made)
        except (Uneditable, ValueError) as refused:
            problem = refused
            continue
        if _plain(after.root) == wanted and after.body == file.body:
            return made
    raise Uneditable(str(problem))


def _ways(file: _File, change: Put | Insert | Remove) -> Iterator[Callable[[], str]]:
    """From the least touched to the whole field written anew."""
    if not file.has_front_matter:
        yield lambda: _opened(file, change)
        return
    *above, last = change.path
    match change:
        case Remove():
            yield lambda: _removed(file, change.path)
        case Insert():
            yield lambda: _inserted(file, tuple(above), int(last), change.value)
        case Put() if isinstance(last, str) and _missing(file, change.path):
            yield from (lambda place=place: _added(file, tuple(above), last, change.value, place) for place in (True, False))
            return
        case Put():
            yield lambda: _put(file, change.path, change.value)
            if isinstance(change.value, str):
                # A comment behind the value allows no plain one.
                yield lambda: _put_quoted(file, change.path, str(change.value))
    if len(change.path) > 1:
        name = change.path[0]
        yield lambda: _put(file, (name,), _wanted(_plain(file.root), change)[name])


def _missing(file: _File, path: Path) -> bool:
    above = file.node(path[:-1])
    return isinstance(above, Fields) and above.get(str(path[-1])) is None


def _opened(file: _File, change: Put | Insert | Remove) -> str:
    if not isinstance(change, Put):
        raise Uneditable("the file has no front matter")
    end = file.line_end
    lines = ["---", *_entry(str(change.path[0]), change.value), "---"]
    return "".join(line + end for line in lines) + file.text


def _put(file: _File, path: Path, value: Value) -> str:
    node = file.node(path)
    if isinstance(node, Scalar) and isinstance(value, str):
        return front_matter.replace_scalars(file.text, [(node.span, value)])
    start, end = file.start(node.span), file.end(node.span)
    gap = "" if file.text[start - 1 : start].isspace() else " "
    if isinstance(value, str) or file.in_flow(path) or _is_short(value):
        return file.spliced(start, end, gap + _flow(value))
    if len(path) > 1:
        raise Uneditable("a list within a list is written anew as a whole")
    key = file.root.key(str(path[0]))
    assert key is not None
    first, _ = file.line(key.span.line)
    _, after = file.line(node.span.end_line)
    return file.spliced(first, after, _lines(file, _entry(key.text, value), ""))


def _put_quoted(file: _File, path: Path, value: str) -> str:
    place = file.node(path).span
    start = file.start(place)
    gap = "" if file.text[start - 1 : start].isspace() else " "
    return file.spliced(start, file.end(place), gap + quoted(value))


def _added(file: _File, above: Path, name: str, value: Value, after_others: bool) -> str:
    """A new field in its usual order, or, where that is no place for one, before all others."""
    node = file.node(above)
    assert isinstance(node, Fields)
    if file.is_flow(node):
        source = f"{scalar(name)}: {_flow(value)}"
        if not node.pairs:
            return file.spliced(file.start(node.span) + 1, file.start(node.span) + 1, source)
        end = file.end(node.pairs[-1][1].span)
        return file.spliced(end, end, f", {source}")
    if not node.pairs:
        at = file.starts[1] if len(file.starts) > 1 else len(file.text)
        return file.spliced(at, at, _lines(file, _entry(name, value), ""))
    indent = " " * (node.pairs[0][0].span.column - 1)
    before = [pair for pair in node.pairs if _rank(pair[0].text) <= _rank(name)]
    lines = _lines(file, _entry(name, value), indent)
    if before and after_others:
        _, at = file.line(max(before, key=lambda pair: _rank(pair[0].text))[1].span.end_line)
        return file.spliced(at, at, lines)
    key = node.pairs[0][0]
    start, _ = file.line(key.span.line)
    if file.text[start : file.start(key.span)].strip():
        # The first field of an item stands behind its dash.
        return file.spliced(file.start(key.span), file.start(key.span), lines.lstrip(" ") + indent)
    return file.spliced(start, start, lines)


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else ORDER.index("topics")


def _removed(file: _File, path: Path) -> str:
    *above, last = path
    node, parent = file.node(path), file.node(tuple(above))
    if isinstance(parent, Fields):
        key = parent.key(str(last))
        assert key is not None
        if file.is_flow(parent):
            parts = [(file.start(name.span), file.end(value.span)) for name, value in parent.pairs]
            return _without_part(file, parts, parent.pairs.index((key, node)))
        start, _ = file.line(key.span.line)
        _, end = file.line(node.span.end_line)
        if file.text[start : file.start(key.span)].strip():
            return file.spliced(file.start(key.span), file.end(node.span), "")
        return file.spliced(start, end, "")
    assert isinstance(parent, Items)
    if file.is_flow(parent):
        return _without_part(file, [(file.start(item.span), file.end(item.span)) for item in parent.items], int(last))
    start, _ = _dash(file, node)
    _, end = file.line(node.span.end_line)
    return file.spliced(start, end, "")


def _without_part(file: _File, parts: Sequence[tuple[int, int]], n: int) -> str:
    """The text without a part between commas, and without one of these; a remark beside it stays."""
    start, end = parts[n]
    if len(parts) == 1:
        return file.spliced(start, end, "")
    is_last = n + 1 == len(parts)
    first, last = (parts[n - 1][1], start) if is_last else (end, parts[n + 1][0])
    gap = file.text[first:last]
    if "#" not in gap:
        return file.spliced(first, end, "") if is_last else file.spliced(start, last, "")
    comma = _COMMA.match(gap)
    if not comma:
        raise Uneditable("no comma divides the items")
    kept = gap[: comma.end() - 1] + gap[comma.end() :]
    return file.spliced(first, end, kept) if is_last else file.spliced(start, last, kept)


def _inserted(file: _File, above: Path, n: int, value: Value) -> str:
    parent = file.node(above)
    if not isinstance(parent, Items) or not parent.items or n > len(parent.items):
        raise Uneditable("there is no list to put it into")
    if file.is_flow(parent):
        if n == len(parent.items):
            end = file.end(parent.items[-1].span)
            return file.spliced(end, end, f", {_flow(value)}")
        start = file.start(parent.items[n].span)
        return file.spliced(start, start, f"{_flow(value)}, ")
    start, indent = _dash(file, parent.items[min(n, len(parent.items) - 1)])
    if n == len(parent.items):
        _, start = file.line(parent.items[-1].span.end_line)
    return file.spliced(start, start, _lines(file, _item(value), indent))


def _dash(file: _File, item: Node) -> tuple[int, str]:
    """Where the line of an item's dash begins, and the white space before the dash. The item may stand on a later line."""
    number, upto = item.span.line, file.start(item.span)
    while number > 0:
        start, _ = file.line(number)
        before = file.text[start:upto].strip(" \t\r\n")
        if before == "-" or (number < item.span.line and before.startswith("-") and _DASH.match(before)):
            line = file.text[start:upto]
            return start, line[: len(line) - len(line.lstrip(" "))]
        if before and not before.startswith("#"):
            break
        number, upto = number - 1, start
    raise Uneditable("the items of the list do not stand on lines of their own")


# ---------------------------------------------------------------------------------------------------------------------


def _lines(file: _File, lines: Iterable[str], indent: str) -> str:
    return "".join(indent + line + file.line_end for line in lines)


def _entry(name: str, value: Value) -> Iterator[str]:
    """A field on lines of its own: a list of texts between brackets, a list of tables with a dash each."""
    name = scalar(name)
    if isinstance(value, str):
        yield f"{name}: {scalar(value)}"
    elif _is_short(value):
        yield f"{name}: {_flow(value)}"
    elif isinstance(value, Mapping):
        yield f"{name}:"
        yield from (f"  {line}" for key, each in value.items() for line in _entry(key, each))
    else:
        yield f"{name}:"
        yield from (f"  {line}" for item in value for line in _item(item))


def _item(value: Value) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        for n, line in enumerate(line for key, each in value.items() for line in _entry(key, each)):
            yield f"{'  ' if n else '- '}{line}"
    else:
        yield f"- {scalar(value) if isinstance(value, str) else _flow(value)}"


def _is_short(value: Value) -> bool:
    """True for what is written between brackets: a list of texts, and what is empty."""
    return not isinstance(value, str) and (
        not value or (not isinstance(value, Mapping) and all(isinstance(x, str) for x in value))
    )


def _flow(value: Value) -> str:
    """The value on one line, between brackets where it is no text."""
    if isinstance(value, str):
        return value if scalar(value) == value and not re.search(r"[,\[\]{}]|:[\"']", value) else quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(name)}: {_flow(each)}" for name, each in value.items()) + "}"
    return "[" + ", ".join(map(_flow, value)) + "]"


def _plain(node: Node) -> Any:
    match node:
        case Scalar():
            return node.text
        case Items():
            return [_plain(item) for item in node.items]
        case Fields():
            return {key.text: _plain(value) for key, value in node.pairs}


def _wanted(tree: Any, change: Put | Insert | Remove) -> Any:
    """The plain tree after the change."""
    step, *rest = change.path
    if isinstance(tree, dict) if isinstance(step, str) else isinstance(tree, list):
        copy = tree.copy()
    else:
        raise Uneditable(f"the file has no {step} there")
    if rest:
        if (step not in copy) if isinstance(copy, dict) else not 0 <= int(step) < len(copy):
            raise Uneditable(f"the file has no {step} there")
        below = type(change)(tuple(rest), change.value) if not isinstance(change, Remove) else Remove(tuple(rest))
        copy[step] = _wanted(copy[step], below)
        return copy
    try:
        match change:
            case Remove():
                del copy[step]
            case Insert() if 0 <= int(step) <= len(copy):
                copy.insert(step, _listed(change.value))
            case Insert():
                raise Uneditable("the list is shorter than that")
            case Put():
                copy[step] = _listed(change.value)
    except LookupError:
        raise Uneditable(f"the file has no {step} there") from None
    return copy


def _listed(value: Value) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {name: _listed(each) for name, each in value.items()}
    return [_listed(each) for each in value]


# ---------------------------------------------------------------------------------------------------------------------


def _with_body(text: str, body: str) -> str:
    """Lines that stay keep their line ends; new ones get those of the file."""
    file = _File(text)
    body = _LINE_END.sub("\n", body).strip("\n")
    start = file.starts[file.body_line - 1] if file.body else len(text)
    old, head = text[start:], text[:start]
    if head and not head.endswith(("\n", "\r")):
        head += file.line_end
    core = old.strip("\r\n")
    first = old.index(core) if core else len(old)
    lines = [line for line in _LINE.findall(core) if line]
    wanted = body.split("\n") if body else []
    bare = [line.rstrip("\r\n") for line in lines]
    made: list[str] = []
    for kind, begin, stop, other, upto in SequenceMatcher(None, bare, wanted, autojunk=False).get_opcodes():
        made += lines[begin:stop] if kind == "equal" else [line + file.line_end for line in wanted[other:upto]]
    if made:
        # The last line's end, if it has one, is that of the file's own last line.
        made = [line if line.endswith(("\n", "\r")) else line + file.line_end for line in made]
        made[-1] = made[-1].rstrip("\r\n")
    tail = old[first + len(core) :] if core else ("" if not made else file.line_end)
    new = head + (old[:first] if core else old) + "".join(made) + tail
    after = _File(new)
    if _plain(after.root) != _plain(file.root) or after.body.strip("\n") != body:
        raise Uneditable("the text cannot stand below this front matter")
    return new
