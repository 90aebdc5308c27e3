"""Whether a site shows more of its sources than their rights let out: every file is read, nothing is taken on trust.

Words are compared under the folding of `text.fold`, without regard to case, punctuation and markup. A run is eight words, or
24 characters of a script that puts no space between words: fewer are anybody's. A run of a source is sound where the source's
rights show it, where a source that may be shown has it too, or where the editors wrote it themselves.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from digest.model.diagnostic import Diagnostic
from digest.model.noun import Noun
from digest.text.fold import Folded, fold, read
from digest.text.offsets import UNSPACED
from digest.text.offsets import span as place_of
from digest.verify.folder import Folder
from digest.verify.holdings import held
from digest.verify.words import said

# The weight of a run: a word counts for three characters of a script without spaces.
RUN, WORD = 24, 3

_TOKEN = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_ALONE = re.compile(f"[{UNSPACED}]")

# A file that leaks everywhere needs no more than this to be known as such.
MOST = 20


class Guarded(NamedTuple):
    """A source of which only `shown` (code points of its canonical `text`) may be seen."""

    id: str
    mode: str
    seed: str
    text: str
    shown: tuple[tuple[int, int], ...] = ()


class Hidden(NamedTuple):
    """A name that may not be seen where a source is shown."""

    source: str
    name: str


class Secret(NamedTuple):
    """A text that may not be on the site at all, whatever stands around it; `what` says what it is."""

    source: str
    what: str
    text: str


class Bounds(Noun, frozen=True):
    """What a site may show: `open` are texts that may be shown, `own` those that the editors wrote."""

    guarded: tuple[Guarded, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    secrets: tuple[Secret, ...] = ()
    open: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


def leaks(folder: Folder, bounds: Bounds) -> tuple[Diagnostic, ...]:
    """Everything in the files of the site that is beyond the bounds."""
    search = Search(bounds)
    found: list[Diagnostic] = []
    for path in sorted(folder.files):
        data = folder.read(path)
        if data is None:
            found.append(said("D805", "this file cannot be read, or it is too large", path))
            continue
        found += islice(search.file(path, data), MOST)
    return (*found, *search.warnings())


class Search:
    """A search for what is beyond the bounds, made once for all files of a site."""

    def __init__(self, bounds: Bounds) -> None:
        self._runs, self._names, self._secrets = _Runs(bounds), _Names(bounds), bounds.secrets

    def file(self, path: str, data: bytes) -> Iterator[Diagnostic]:
        """What one file shows and may not; the same thing in two readings of one place is told once."""
        known: set[str] = set()
        for one in held(path, data):
            words = tokens(one.text)
            for code, message, hint in (
                *self._runs.within(words),
                *self._names.within(words, path),
                *_secrets(one.text, self._secrets),
            ):
                if message not in known:
                    known.add(message)
                    yield said(code, f"{message}: in {one.where}", path, (one.line, 1 if one.line else 0), hint)

    def warnings(self) -> Iterator[Diagnostic]:
        """What the files before have that the editors wrote themselves."""
        yield from self._names.warnings()


Wrong = tuple[str, str, str]  # code, message, hint


def _secrets(text: str, secrets: Iterable[Secret]) -> Iterator[Wrong]:
    for secret in secrets:
        if secret.text in text:
            yield "D834", f"{secret.what} of the private source “{secret.source}” stands here", ""


def tokens(text: str) -> list[str]:
    """The words of a text as they are compared.

    >>> tokens("“Don’t,” she\\u00ad said — 5\\xa0km")
    ['don', 't', 'she', 'said', '5', 'km']
    """
    return [word.casefold() for word in _TOKEN.findall(read(" ".join(text.split())))]


def _weight(token: str) -> int:
    return 1 if len(token) == 1 and _ALONE.match(token) else WORD


class _Runs:
    """The runs of words that may not be seen, by a hash of each."""

    def __init__(self, bounds: Bounds) -> None:
        self._guarded = bounds.guarded
        self._numbers: dict[str, int] = {}
        self._weights: list[int] = [0]
        self._forbidden: dict[int, tuple[int, int]] = {}  # → (which source, the place of its first word there)
        for n, source in enumerate(bounds.guarded):
            self._forbid(n, source)
        for text in (*bounds.open, *bounds.own) if self._forbidden else ():
            for _, _, key in self._windows(self._ids(tokens(text))):
                self._forbidden.pop(key, None)

    def _forbid(self, n: int, source: Guarded) -> None:
        folded = fold(source.text, [(0, len(source.text))])
        words = list(_TOKEN.finditer(folded.reading))
        ids = [self._number(word[0].casefold()) for word in words]
        visible = _visible(folded, source.shown, words)
        allowed = set()
        for start, end, key in self._windows(ids):
            if all(visible[start:end]):
                allowed.add(key)
            else:
                self._forbidden.setdefault(key, (n, words[start].start()))
        # The same words may stand in a source twice, once where they are shown.
        for key in allowed:
            self._forbidden.pop(key, None)

    def _number(self, token: str) -> int:
        number = self._numbers.setdefault(token, len(self._numbers) + 1)
        if number == len(self._weights):
            self._weights.append(_weight(token))
        return number

    def _ids(self, words: Iterable[str]) -> list[int]:
        """The words by their numbers; 0 for one that no guarded source has."""
        return [self._numbers.get(word, 0) for word in words]

    def _windows(self, ids: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """(start, end, hash) of the shortest run from each word on."""
        weights = self._weights
        start = end = weight = 0
        while start < len(ids):
            while weight < RUN and end < len(ids) and ids[end]:
                weight += weights[ids[end]]
                end += 1
            if weight < RUN:
                # The run is broken, or over: nothing from here to its end is long enough.
                start, weight = end + 1, 0
                end = start
                continue
            yield start, end, hash(tuple(ids[start:end]))
            weight -= weights[ids[start]]
            start += 1

    def within(self, words: Sequence[str]) -> Iterator[Wrong]:
        """Each stretch of words that may not be seen."""
        if not self._forbidden:
            return
        begun = ended = -1
        first: tuple[int, int] = (0, 0)
        for start, end, key in self._windows(self._ids(words)):
            place = self._forbidden.get(key)
            if place is None:
                continue
            if start > ended:
                if ended > 0:
                    yield self._said(words[begun:ended], first)
                begun, first = start, place
            ended = end
        if ended > 0:
            yield self._said(words[begun:ended], first)

    def _said(self, words: Sequence[str], first: tuple[int, int]) -> Wrong:
        source, at = self._guarded[first[0]], first[1]
        folded = fold(source.text, [(0, len(source.text))])
        start, end = folded.span(at, at + 1) or (0, 0)
        count = len(words)
        place = place_of(f"seeds/{source.seed}", source.text, start, end)
        return (
            "D831",
            f"{count} words in a row of the source “{source.id}” stand here",
            f"its rights are “{source.mode}”; they stand at {place}",
        )


def _visible(folded: Folded, shown: Iterable[tuple[int, int]], words: Sequence[re.Match[str]]) -> list[bool]:
    """For each word whether readers may see it: it touches a stretch that is shown."""
    visible = [False] * len(words)
    at = 0
    for start, end in sorted((folded.index(start), folded.index(end)) for start, end in shown):
        while at < len(words) and words[at].end() <= start:
            at += 1
        while at < len(words) and words[at].start() < end:
            visible[at] = True
            at += 1
    return visible


class _Names:
    """Names that may not be seen, unless the editors or another source say them in the same surroundings."""

    def __init__(self, bounds: Bounds) -> None:
        self._first: dict[str, list[tuple[list[str], Hidden]]] = {}
        for hidden in bounds.hidden:
            if words := tokens(hidden.name):
                self._first.setdefault(words[0], []).append((words, hidden))
        self._own: set[tuple[Hidden, str, str]] = set()
        self._others: set[tuple[Hidden, str, str]] = set()
        for texts, into in ((bounds.own, self._own), (bounds.open, self._others)):
            for text in texts if self._first else ():
                into.update(self._in(tokens(text)))
        self._written: dict[Hidden, set[str]] = {}

    def _in(self, words: Sequence[str]) -> Iterator[tuple[Hidden, str, str]]:
        """Each name with the words before and after it; "" at the ends of the text."""
        for at, word in enumerate(words):
            for name, hidden in self._first.get(word, ()):
                end = at + len(name)
                if list(words[at:end]) == name:
                    yield hidden, words[at - 1] if at else "", words[end] if end < len(words) else ""

    def within(self, words: Sequence[str], path: str) -> Iterator[Wrong]:
        for found in self._in(words) if self._first else ():
            hidden = found[0]
            if _stands(found, self._own):
                self._written.setdefault(hidden, set()).add(path)
            elif not _stands(found, self._others):
                hint = f"the card of “{hidden.source}” hides it"
                yield "D832", f"the name “{hidden.name}” stands here", hint

    def warnings(self) -> Iterator[Diagnostic]:
        for hidden, paths in sorted(self._written.items()):
            more = f" and in {len(paths) - 1} other files" if len(paths) > 1 else ""
            message = f"the name “{hidden.name}” stands here{more}, in the words of the editors"
            hint = f"the card of “{hidden.source}” hides it in the source; what you write yourself is published as it is"
            yield said("D833", message, min(paths), hint=hint, severity="warning")


def _stands(found: tuple[Hidden, str, str], known: set[tuple[Hidden, str, str]]) -> bool:
    """Whether the name is known in these surroundings; at the end of a text anything may follow."""
    hidden, before, after = found
    sides = ((before, after), ("", after), (before, ""), ("", ""))
    if any((hidden, *side) in known for side in sides):
        return True
    return not (before and after) and any(
        each[0] == hidden and (not before or each[1] == before) and (not after or each[2] == after) for each in known
    )
