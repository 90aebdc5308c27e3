"""Lines of an iCalendar file (RFC 5545): values, parameters, folding."""

from collections.abc import Iterable, Iterator

Line = tuple[str, str]  # a property's name, with its parameters, and its value ready for the file


def text(value: str) -> str:
    r"""A value of type TEXT (3.3.11). Control characters, which it cannot hold, are left out.

    >>> text("Kyiv; Moscow, 30 %\nand \\")
    'Kyiv\\; Moscow\\, 30 %\\nand \\\\'
    """
    flat = value.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(each for each in flat if each in "\n\t" or (each >= " " and each != "\x7f"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def texts(values: Iterable[str]) -> str:
    """A list of TEXT."""
    return ",".join(map(text, values))


def component(name: str, properties: Iterable[Line], within: Iterable[str] = ()) -> Iterator[str]:
    """The lines of a component (3.6), folded, with those of the components in it. A property without a value is left out."""
    yield f"BEGIN:{name}"
    for key, value in properties:
        if value:
            yield from folded(f"{key}:{value}")
    yield from within
    yield f"END:{name}"


def folded(line: str) -> Iterator[str]:
    """The line as lines of 75 octets at most, never cut within a character (3.1)."""
    start, octets = 0, 0
    for n, each in enumerate(line):
        size = len(each.encode())
        if octets + size > 75:
            yield (" " if start else "") + line[start:n]
            start, octets = n, 1  # the space that a further line begins with
        octets += size
    yield (" " if start else "") + line[start:]


def whole(lines: Iterable[str]) -> str:
    """The file: every line ends with CR LF."""
    return "".join(f"{line}\r\n" for line in lines)
