"""What is wrong with a piece of YAML, in plain words.

The libraries' messages speak of tokens and blocks, and differ between the C and the Python parser. Here the characters at
the place of the error decide what the person did; the library's words only tell the kinds apart.
"""

import re

from digest.model.noun import Noun


class Trouble(Noun, frozen=True):
    """What to say, and where: `line` and `column` 1-based within the YAML."""

    message: str
    hint: str
    line: int
    column: int


class _Place(Noun, frozen=True):
    line: int
    column: int
    source: str

    @property
    def before(self) -> str:
        return self.source[: self.column - 1]

    @property
    def rest(self) -> str:
        return self.source[self.column - 1 :]


def explain(problem: Exception, text: str) -> Trouble:
    """The words and the place for what a YAML parser found in `text`; `problem` is its exception, with marks where it has any."""
    lines = text.split("\n")
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    at = _place(lines, mark)
    opened = _place(lines, getattr(problem, "context_mark", None) or mark)
    said = f"{getattr(problem, 'context', None) or ''}: {getattr(problem, 'problem', None) or problem}"
    message, hint, place = _words(said, at, opened, lines)
    return Trouble(message, hint, place.line, place.column)


def _place(lines: list[str], mark: object) -> _Place:
    number = min(getattr(mark, "line", 0), len(lines) - 1)
    # The end of the text is no place to look at: the last line that has anything on it is.
    while number > 0 and not lines[number].strip() and number >= len(lines) - 1:
        number -= 1
    column = getattr(mark, "column", 0) if number == getattr(mark, "line", 0) else len(lines[number])
    return _Place(number + 1, column + 1, lines[number])


def _words(said: str, at: _Place, opened: _Place, lines: list[str]) -> tuple[str, str, _Place]:
    """Message, hint and place; the first case that fits."""
    if "document start" in said:
        number = next((n for n, line in enumerate(lines) if line.startswith("%")), at.line - 1)
        return _bad_start(_Place(number + 1, 1, lines[number]))
    if "cannot start any token" in said:
        return _bad_start(at)
    if re.search(r"mapping values are not allowed", said):
        return _stray_colon(at, lines)
    if "quoted scalar" in said and "end of stream" in said:
        return _never_closed(opened)
    if "unknown escape" in said or "escape" in said:
        hint = "within \"…\" a backslash is written twice; within '…' it is an ordinary character"
        return "“\\” begins an escape that YAML does not know", hint, at
    if "flow" in said:
        closing = {"[": "]", "{": "}"}.get(opened.rest[:1], "]")
        hint = f"close the list with “{closing}”, or put the value in quotation marks if it is no list"
        return f"“{opened.rest[:1]}” opens a list that is not closed, or a comma is missing in it", hint, opened
    if "simple key" in said or "expected ':'" in said:
        hint = "put “key: ” before it, or indent it if it continues the value above"
        return "this line is not of the form “key: value”", hint, opened
    if re.search(r"alias|anchor|tag|directive|block scalar", said):
        return _bad_start(opened)
    if re.search(r"sequence entries are not allowed|mapping keys are not allowed|node content", said):
        return _bad_start(at)
    return _misfit(said, at, lines)


def _never_closed(opened: _Place) -> tuple[str, str, _Place]:
    return f"the quotation mark {opened.rest[:1]} is never closed", f"write {opened.rest[:1]} at the end of the value", opened


def _last_opened(at: _Place, lines: list[str]) -> _Place:
    """The nearest value above `at` that begins with the mark before `at` and does not end with it."""
    mark = at.before[-1]
    for number in range(at.line - 1, 0, -1):
        line = lines[number - 1].rstrip()
        found = re.search(rf"[:\-][ \t]+{mark}", line)
        if found and (len(line) == found.end() or not line.endswith(mark)):
            return _Place(number, found.end(), lines[number - 1])
    return at


def _bad_start(at: _Place) -> tuple[str, str, _Place]:
    char = at.rest[:1]
    if char == "\t":
        return "a tab stands where YAML wants spaces", "indent with spaces", at
    if not char:
        return "a value is missing here", "write the value, or delete the key", at
    if char == "-":
        hint = "the items of a list go on lines of their own; a value that begins with “- ” must be in quotation marks"
        return "a list cannot begin on the line of its key", hint, at
    return f"a value cannot begin with “{char}”", f"a value that begins with “{char}” must be in quotation marks", at


def _stray_colon(at: _Place, lines: list[str]) -> tuple[str, str, _Place]:
    key = re.match(r"\s*(?:- +)?([^\s:#][^:]*):[ \t]+(?=\S)", at.before)
    if key:
        value = at.source[key.end() :].strip()
        shown = f": {key[1]}: '{value}'" if len(value) < 100 and "'" not in value else ""
        return "the value contains “: ”", f"a value that contains “: ” must be in quotation marks{shown}", at
    previous = at.line - 1
    while previous > 0 and not lines[previous - 1].strip():
        previous -= 1
    above = lines[previous - 1] if previous else ""
    glued = re.match(r"\s*(?:- +)?[^\s:#\"']+:(?=\S)", above)
    if glued:
        place = _Place(previous, glued.end() + 1, above)
        return "a space is missing after “:”", "write “key: value”", place
    hint = "keys of the same level begin in the same column; a value of several lines that contains “: ” needs quotation marks"
    return "this line is indented as if it belonged to the value above", hint, at


def _misfit(said: str, at: _Place, lines: list[str]) -> tuple[str, str, _Place]:
    if re.search(r"[:\s][\"']\Z", at.before):
        # What closed here looks like an opening mark: the value above ran on until it.
        return _never_closed(_last_opened(at, lines))
    if re.search(r"\S", at.before) and re.search(r"[\"']\s*\Z", at.before):
        hint = 'put the whole value in quotation marks; within \'…\' a single \' is written twice, within "…" a " is written \\"'
        return "text follows the closing quotation mark", hint, at
    if at.before.startswith("\t") or at.rest.startswith("\t"):
        return "a tab stands where YAML wants spaces", "indent with spaces", at
    if re.search(r"expected key|block end|block mapping|expected '-'|block collection", said):
        hint = "keys of the same level begin in the same column, and so do the “-” of a list"
        return "this line does not fit the lines above", hint, at
    return "this is not valid YAML", "a value with punctuation of its own is safe in quotation marks", at
