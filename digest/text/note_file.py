"""A new hand-editable file: values as front matter, in the style that people write, and a body."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from digest.text.yaml_style import scalar

Value = str | Sequence["Value"] | Mapping[str, "Value"]

REMARK = "#"  # the key of a remark: lines of comment at its place among the fields


def write(fields: Mapping[str, Value], body: str) -> str:
    """The file. Empty fields are left out; a field or key that begins with `#` is a remark, its value the lines.

    >>> print(write({"title": "A: b", "#": "why", "people": ["X"], "quotes": [{"source": "s", "exact": "e"}]}, "Text."))
    ---
    title: "A: b"
    # why
    people:
      - X
    quotes:
      - source: s
        exact: e
    ---
    <BLANKLINE>
    Text.
    <BLANKLINE>
    """
    text = body.strip("\n")
    return "\n".join(["---", *_table(fields), "---", "", *([text, ""] if text else [])])


def _table(fields: Mapping[str, Value]) -> Iterator[str]:
    for name, value in fields.items():
        if name.startswith(REMARK) and isinstance(value, str):
            yield from _remark(value)
        elif isinstance(value, str):
            if value:
                yield f"{name}: {scalar(value)}"
        elif value:
            yield f"{name}:"
            yield from _indented(_table(value) if isinstance(value, Mapping) else _list(value))


def _list(items: Iterable[Value]) -> Iterator[str]:
    for item in items:
        lines = [scalar(item)] if isinstance(item, str) else list(_table(item) if isinstance(item, Mapping) else _list(item))
        for n, line in enumerate(lines):
            yield f"- {line}" if n == 0 else f"  {line}"


def _remark(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield f"# {line}".rstrip()


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
