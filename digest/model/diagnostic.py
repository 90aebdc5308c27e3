"""What a person is told about their files: values, never exceptions.

A step that meets bad input returns an `Outcome` whose diagnostics say where, what and what to do, and still carries
whatever could be understood, so that one run reports everything.
"""

from collections.abc import Iterable
from typing import Generic, Literal, TypeVar

from digest.model.noun import Noun

T = TypeVar("T")

Severity = Literal["error", "warning", "note"]


class Span(Noun, frozen=True, order=True):
    """A place in a file of the project: `path` from the root with `/`; line and column 1-based, in code points.

    Line 0 means the file as a whole. The end is exclusive; a span without an end is a point.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column or 1}"


class Places(Noun, frozen=True):
    """Where the fields of a file stand: the span of a field by its name, of an item in a list by `name/text`."""

    spans: tuple[tuple[str, Span], ...] = ()

    def find(self, name: str, otherwise: Span) -> Span:
        return next((span for key, span in self.spans if key == name), otherwise)


class Related(Noun, frozen=True):
    """Another place that a diagnostic speaks of, with a few words on why."""

    span: Span
    message: str


class Fix(Noun, frozen=True):
    """A change that would mend a finding, for a person to accept: new values for scalars of front matter.

    `changes` are (place, the value there, the new value); `confidence` is 0 to 1.
    """

    changes: tuple[tuple[Span, str, str], ...]
    confidence: float


class Diagnostic(Noun, frozen=True):
    """One finding: a stable `code` (its section in docs/diagnostics.md), where, what was found, what to do."""

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    def __str__(self) -> str:
        return f"{self.span}: {self.severity}[{self.code}] {self.message}"


class Outcome(Noun, Generic[T], frozen=True):
    """What a fallible step returns: the value, as far as there is one, and everything there is to say about it."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics by place, errors before warnings at the same place, without repetitions."""
    severities = ("error", "warning", "note")
    return sorted(
        dict.fromkeys(diagnostics),
        key=lambda d: (d.span, severities.index(d.severity), d.code, d.message),
    )


def error(code: str, message: str, span: Span, hint: str = "", related: tuple[Related, ...] = ()) -> Diagnostic:
    return Diagnostic(code, "error", message, span, hint, related)


def note(code: str, message: str, span: Span, hint: str = "") -> Diagnostic:
    return Diagnostic(code, "note", message, span, hint)


def warning(code: str, message: str, span: Span, hint: str = "", related: tuple[Related, ...] = ()) -> Diagnostic:
    return Diagnostic(code, "warning", message, span, hint, related)
