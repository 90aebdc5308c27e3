"""Any front matter: YAML by its events, with the place of every scalar. What is of the plainest kind never comes here.

What YAML would do in silence is refused aloud: a key given twice, a value cut at ` #`, an alias. Reading is by events, not by
`yaml.compose`, because deep nesting makes libyaml's composer overrun the stack. The only home of `yaml` and `frontmatter`.
"""

import re
from collections.abc import Iterator
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from digest.model.diagnostic import Diagnostic, Outcome, Related, Span, error
from digest.text.nodes import Fields, Items, Key, Node, Scalar
from digest.text.plain_yaml import MAX_LENGTH
from digest.text.yaml_errors import explain
from digest.text.yaml_style import quoted

MAX_DEPTH = 100
# Each YAML error is reported and its entry passed over, so that one run shows them all; past this many it is no front matter.
MAX_ERRORS = 20

# Wheels without libyaml have no C loader; the pure one reads the same, some eight times slower.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Beside the characters that YAML refuses (YAML 1.2.2, 5.1), those that YAML 1.1 alone takes for line ends, surrogates, and a
# byte order mark, which the parsers do not count alike.
_REFUSED = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]",
)
_ENTRY = re.compile(r"^[^\s#\-\]}]", re.MULTILINE)
_COMMENT = re.compile(r"[ \t]+#")
_COMMENT_AS_VALUE = re.compile(r"[ \t]+#[^\s#]")


def read(path: str, source: str, parts: tuple[str, str, int] | None) -> Outcome[Fields]:
    """The fields of the file at `path`, which opens front matter; `parts` are what `front_matter.split` makes of it.

    After a YAML error the other entries are still read.
    """
    handler = _Handler(path, source, parts)
    frontmatter.parse(source, handler=handler)
    return Outcome(handler.fields, tuple(handler.diagnostics))


class _Handler(YAMLHandler):
    """python-frontmatter's view of one file; what it finds is left in its attributes, one instance for each file.

    `frontmatter.parse` trims the text that it hands over, which would move lines and lose the body's white space,
    so the handler splits the text that it was made with.
    """

    def __init__(self, path: str, source: str, parts: tuple[str, str, int] | None) -> None:
        super().__init__()
        self.path = path
        self.source = source
        self.parts = parts
        self.fields = Fields((), Span(path, 1, 1, 1, 1))
        self.diagnostics: list[Diagnostic] = []

    def detect(self, text: str) -> bool:
        return True

    def split(self, text: str) -> tuple[str, str]:
        if self.parts is None:
            first = Span(self.path, 1, 1, 1, 4)
            hint = "write “---” on a line of its own after the last field"
            self.diagnostics.append(error("D111", "the front matter is opened with “---” but never closed", first, hint))
            return "", self.source
        return self.parts[:2]

    def load(self, fm: str, **kwargs: object) -> dict[str, Node]:
        self.fields = _Reading(self.path, fm, self.diagnostics).fields()
        return {key.text: node for key, node in self.fields.pairs}


class _TooDeep(Exception):
    def __init__(self, line: int, column: int) -> None:
        super().__init__()
        self.line = line
        self.column = column


class _Reading:
    """One reading of the YAML of a file, whose first line is line 2 of the file."""

    def __init__(self, path: str, text: str, diagnostics: list[Diagnostic]) -> None:
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        self.diagnostics = diagnostics
        self.found: list[Diagnostic] = []
        self.events: Iterator[Any] = iter(())

    def fields(self) -> Fields:
        empty = Fields((), Span(self.path, 1, 1, 1, 1))
        if len(self.text) > MAX_LENGTH:
            message = f"the front matter is {len(self.text)} characters long; at most {MAX_LENGTH} are read"
            self._report("D116", message, Span(self.path, 1), "move long text into the body")
            return empty
        self._refuse_characters()
        root = self._tree()
        self.diagnostics += self.found
        if root is None or isinstance(root, Fields):
            return root or empty
        if not (isinstance(root, Scalar) and self.diagnostics):
            message = "the front matter is not made of “key: value” pairs"
            self._report("D112", message, root.span, "write each field on a line of its own, as in “title: The title”")
        return empty

    def _tree(self) -> Node | None:
        """The root node; entries that are not YAML are reported and blanked one by one, which keeps all positions."""
        readable = self.text
        for _ in range(MAX_ERRORS):
            self.found = []
            try:
                return self._document(readable)
            except _TooDeep as deep:
                message = f"the front matter is nested more than {MAX_DEPTH} levels deep"
                self._report("D116", message, Span(self.path, deep.line, deep.column), "move long text into the body")
                return None
            except yaml.YAMLError as problem:
                trouble = explain(problem, readable)
                span = Span(self.path, trouble.line + 1, trouble.column)
                self._report("D110", trouble.message, span, trouble.hint)
                shorter = _without_entry(readable, trouble.line)
                if shorter == readable:
                    return None
                readable = shorter
        return None

    def _document(self, text: str) -> Node | None:
        self.events = yaml.parse(text, Loader=_LOADER)
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                hint = "put a value that begins with “---” in quotation marks"
                message = "“---” begins a second document within the front matter"
                place = Span(self.path, self._span(event).line, 1)
                self.found.append(error("D110", message, place, hint))
                return root
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, 1)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _TooDeep(event.start_mark.line + 2, event.start_mark.column + 1)
        self._refuse_references(event)
        match event:
            case yaml.ScalarEvent():
                return self._scalar(event)
            case yaml.SequenceStartEvent():
                return self._items(event, depth)
            case yaml.MappingStartEvent():
                return self._fields(event, depth)
            case _:
                return Scalar("", self._span(event), plain=True)

    def _scalar(self, event: Any) -> Scalar:
        if event.style in ("|", ">"):
            return Scalar(event.value, self._block_span(event), plain=False)
        plain = not event.style
        span = self._span(event)
        if plain:
            self._refuse_cut(event, span)
        return Scalar(event.value, span, plain)

    def _items(self, start: Any, depth: int) -> Items:
        items: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return Items(tuple(items), self._span(start, items[-1].span if items else None, event))
            items.append(self._node(event, depth + 1))
        raise AssertionError("the parser ends every sequence")

    def _fields(self, start: Any, depth: int) -> Fields:
        pairs: dict[str, tuple[Key, Node]] = {}
        last = None
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return Fields(tuple(pairs.values()), self._span(start, last, event))
            name = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            last = value.span
            if isinstance(name, Scalar) and name.text.strip():
                self._add(pairs, Key(name.text, name.span), value, is_merge=name.plain and name.text == "<<")
            else:
                hint = "write a word before the “:”; a value that begins with “[” or “{” must be in quotation marks"
                self.found.append(error("D112", "a key must be a word", name.span, hint))
        raise AssertionError("the parser ends every mapping")

    def _add(self, pairs: dict[str, tuple[Key, Node]], key: Key, value: Node, *, is_merge: bool) -> None:
        if is_merge:
            self.found.append(error("D115", "“<<” merges are not used here", key.span, "write the fields out"))
        elif key.text in pairs:
            first = Related(pairs[key.text][0].span, "first given here")
            message = f"“{key.text}” is given twice"
            self.found.append(error("D113", message, key.span, "keep one of the two", (first,)))
        else:
            pairs[key.text] = (key, value)

    def _refuse_characters(self) -> None:
        """Reports the characters that YAML does not take, and reads on with spaces in their place."""
        seen = set()
        for number, line in enumerate(self.lines):
            for match in _REFUSED.finditer(line):
                if match[0] not in seen:
                    span = Span(self.path, number + 2, match.start() + 1, number + 2, match.end() + 1)
                    message = f"the character U+{ord(match[0]):04X} cannot stand in front matter"
                    self._report("D117", message, span, "delete it, or put a space in its place")
                seen.add(match[0])
        if seen:
            self.text = _REFUSED.sub(" ", self.text)
            self.lines = self.text.split("\n")

    def _refuse_references(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            kind = "alias"
        elif event.anchor is not None:
            kind = "anchor"
        elif getattr(event, "tag", None) is not None:
            kind = "tag"
        else:
            return
        line, column = event.start_mark.line + 2, event.start_mark.column + 1
        source = self.lines[line - 2][column - 1 :].split()[0]
        span = Span(self.path, line, column, line, column + len(source))
        hint = f"a value that begins with “{source[0]}” must be in quotation marks"
        self.found.append(error("D115", f"“{source}” is a YAML {kind}, which is not used here", span, hint))

    def _refuse_cut(self, event: Any, span: Span) -> None:
        rest = self.lines[span.end_line - 2][span.end_column - 1 :]
        if not (_COMMENT if event.value else _COMMENT_AS_VALUE).match(rest):
            return
        whole = f"{event.value}{rest.rstrip()}".strip()
        hint = f"a value that contains “ #” must be in quotation marks: {quoted(whole)}; a comment goes on a line of its own"
        self.found.append(error("D114", "the value is cut off at “#”, where YAML begins a comment", span, hint))

    def _span(self, event: Any, last: Span | None = None, end: Any = None) -> Span:
        """The place of an event, or of a collection from its first event to its last.

        The end mark of a block collection lies beyond comments and blank lines, so the end of its last node counts instead.
        """
        start = event.start_mark
        line, column = start.line + 2, start.column + 1
        if end is None or event.flow_style or last is None:
            mark = (end or event).end_mark
            return Span(self.path, line, column, mark.line + 2, mark.column + 1)
        return Span(self.path, line, column, last.end_line, last.end_column)

    def _block_span(self, event: Any) -> Span:
        """From the `|` or `>` to the end of the last line that belongs to the value, its line end excluded."""
        start, end = event.start_mark, event.end_mark
        last = end.line if end.column else end.line - 1
        keeps = "+" in self.lines[start.line][start.column : start.column + 3]
        while last > start.line and not keeps and not self.lines[last].strip(" "):
            last -= 1
        return Span(self.path, start.line + 2, start.column + 1, last + 2, len(self.lines[last]) + 1)

    def _report(self, code: str, message: str, span: Span, hint: str) -> None:
        self.diagnostics.append(error(code, message, span, hint))


def _without_entry(text: str, line: int) -> str:
    """`text` with the top-level entry around `line` (1-based) blanked; line ends stay."""
    lines = text.split("\n")
    first = min(line, len(lines)) - 1
    while first > 0 and not _ENTRY.match(lines[first]):
        first -= 1
    last = first + 1
    while last < len(lines) and not _ENTRY.match(lines[last]):
        last += 1
    return "\n".join([*lines[:first], *[""] * (last - first), *lines[last:]])
