"""Front matter: the YAML between two lines of `---` at the top of a file, read with places and written back in place.

YAML's own types never apply: every scalar reaches the reader as the text that was written, with its line and column, and
types are made elsewhere. Most front matter is of the plainest kind and needs no more than `text.plain_yaml`; all other goes to
`text.any_yaml`, which alone imports YAML's parser.
"""

import re
from collections.abc import Iterable, Iterator

from digest.model.diagnostic import Outcome, Span
from digest.model.noun import Noun
from digest.text import plain_yaml
from digest.text.nodes import Fields, Items, Node, Scalar
from digest.text.yaml_style import restyled

_LINE_END = re.compile(r"\r\n|\r|\n")
_OPEN = re.compile(r"\A---[ \t]*(?:\n|\Z)")
_CLOSE = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)")


class FrontMatter(Noun, frozen=True):
    """The fields of a file and its body: verbatim but for line ends, which are `\\n`; `body_line` is 1-based."""

    fields: Fields
    body: str
    body_line: int


def read(path: str, text: str) -> Outcome[FrontMatter]:
    """The front matter and the body of the file at `path`.

    A file whose first line is not `---` is all body. After a YAML error the other entries are still read.
    """
    source = _with_newlines(text)
    if not _OPEN.match(source):
        return Outcome(FrontMatter(Fields((), Span(path, 1, 1, 1, 1)), source, 1))
    parts = split(source)
    fields = plain_yaml.read(path, parts[0]) if parts else None
    if parts and fields:
        return Outcome(FrontMatter(fields, *parts[1:]))

    from digest.text import any_yaml  # few files need its parser

    found = any_yaml.read(path, source, parts)
    return Outcome(FrontMatter(found.value, *(parts[1:] if parts else (source, 1))), found.diagnostics)


def split(text: str) -> tuple[str, str, int] | None:
    """The YAML, the body and the body's first line (1-based) where `text` opens and closes front matter; line ends are `\\n`."""
    opened = _OPEN.match(text)
    closed = opened and _CLOSE.search(text, opened.end() - 1)
    if not opened or not closed:
        return None
    return text[opened.end() : closed.start() + 1], text[closed.end() :], 1 + text.count("\n", 0, closed.end())


def scalars(text: str) -> tuple[Scalar, ...]:
    """Every value in the front matter of `text`, with its place."""
    fields = read("", text).value.fields
    return tuple(scalar for scalar, _ in _scalars(fields, _with_newlines(text).split("\n")))


def replace_scalars(text: str, changes: Iterable[tuple[Span, str]]) -> str:
    """`text` with the scalar at each span given a new value and every other byte kept.

    The scalar keeps its style where the value allows it, else it is put in double quotation marks. The result is read
    again: unless exactly these values changed, ValueError is raised.
    """
    wanted = {_extent(span): value for span, value in changes}
    before = read("", text)
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    edits = []
    for scalar, in_flow in _scalars(before.value.fields, _with_newlines(text).split("\n")):
        extent = _extent(scalar.span)
        if extent in wanted:
            line, column, end_line, end_column = extent
            start, end = starts[line - 1] + column - 1, starts[end_line - 1] + end_column - 1
            edits.append((start, end, restyled(text, start, end, value=wanted[extent], old=scalar.text, in_flow=in_flow)))
    if len(edits) != len(wanted):
        raise ValueError("a span is not the place of a value")
    result = text
    for start, end, source in sorted(edits, reverse=True):
        result = result[:start] + source + result[end:]
    _assert_only(before, read("", result), wanted)
    return result


def _with_newlines(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return _LINE_END.sub("\n", text) if "\r" in text else text


def _extent(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column


def _scalars(node: Node, lines: list[str], in_flow: bool = False) -> Iterator[tuple[Scalar, bool]]:
    """The values of a tree in the order of the file, each with whether it stands between brackets."""
    if isinstance(node, Scalar):
        yield node, in_flow
        return
    children = node.items if isinstance(node, Items) else tuple(value for _, value in node.pairs)
    if children:
        in_flow = in_flow or lines[node.span.line - 1][node.span.column - 1] in "[{"
    for child in children:
        yield from _scalars(child, lines, in_flow)


def _assert_only(before: Outcome[FrontMatter], after: Outcome[FrontMatter], wanted: dict[tuple[int, int, int, int], str]) -> None:
    """Raises ValueError unless `after` is `before` with the wanted values, and as sound as it was."""
    same_findings = [found.code for found in before.diagnostics] == [found.code for found in after.diagnostics]
    same_body = before.value.body == after.value.body
    if not (same_findings and same_body and _outline(before.value.fields, wanted) == _outline(after.value.fields, {})):
        raise ValueError("the change would alter more than the values it names")


def _outline(node: Node, wanted: dict[tuple[int, int, int, int], str]) -> object:
    """The keys and texts of a tree without their places, the wanted values put in."""
    match node:
        case Scalar():
            return wanted.get(_extent(node.span), node.text)
        case Items():
            return [_outline(item, wanted) for item in node.items]
        case Fields():
            return {key.text: _outline(value, wanted) for key, value in node.pairs}
