"""Words as they are compared, and what is said where they differ."""

from digest.model.diagnostic import Diagnostic, Severity, Span
from digest.text.worddiff import word_diff

ELISION = " […] "

# Words around a difference that a message shows, and the most that it shows at all.
AROUND, LONGEST = 6, 40


def collapsed(text: str) -> str:
    """The text with each run of white space as one space and none at its ends: HTML says no more than that."""
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """The text without white space, in which positions can be compared however a page is indented."""
    return "".join(text.split())


def said(
    code: str, message: str, path: str, place: tuple[int, int] = (0, 0), hint: str = "", severity: Severity = "error"
) -> Diagnostic:
    """A finding. What a file holds may be no text at all: lone surrogates are spelt out."""
    line = _printable(message).replace("\n", " ")
    return Diagnostic(code, severity, line, Span(_printable(path).replace("\n", "\\n"), *place), _printable(hint))


def difference(shown: str, source: str, whose: str = "page") -> str:
    """What the page says and what the seed says, word by word, about their first difference."""
    page, seed = shown.split(), source.split()
    common = 0
    while common < min(len(page), len(seed)) and page[common] == seed[common]:
        common += 1
    begin = max(0, common - AROUND)
    page, seed = page[begin:], seed[begin:]
    while len(page) > LONGEST and len(seed) > LONGEST and page[-1] == seed[-1]:
        page.pop()
        seed.pop()
    marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    runs = word_diff(" ".join(page[:LONGEST])[:2000], " ".join(seed[:LONGEST])[:2000])
    differing = " ".join(marks[op].format(words) for op, words in runs)
    return f"[-the {whose}-], {{+the seed+}}: {'… ' if begin else ''}{differing}"


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
