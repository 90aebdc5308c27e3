"""How the preview stands, as the browser is told at `/_digest/status`."""

import hashlib
import json
from collections.abc import Callable, Iterable

from digest.model.diagnostic import Diagnostic
from digest.model.noun import Noun, plain
from digest.text.message import excerpt, visible


class Message(Noun, frozen=True):
    """An error as it is shown: `place` is `path:line:column`, `excerpt` the line of the file and a mark under the place.

    With a `key` there is a suggestion that can be accepted: the quotation would become `instead`.
    """

    place: str
    code: str
    message: str
    hint: str
    excerpt: str
    key: str = ""
    instead: str = ""

    @property
    def text(self) -> str:
        head = f"{self.place}: error[{self.code}] {self.message}"
        return "\n".join(part for part in (head, self.excerpt, self.hint and f"  hint: {self.hint}") if part)


class Status(Noun, frozen=True):
    """The site that is served, and what is wrong with the files as they are now.

    `site` changes with the bytes of the site and is empty while there is none; with messages, the site is older than the files.
    """

    site: str = ""
    messages: tuple[Message, ...] = ()

    def as_json(self) -> str:
        return json.dumps(plain(self), ensure_ascii=False)


def messages(diagnostics: Iterable[Diagnostic], read: Callable[[str], str]) -> tuple[Message, ...]:
    """The errors among the diagnostics. `read` gives the text of a file by its path from the root, or nothing."""
    return tuple(
        Message(
            place=visible(str(each.span)),
            code=each.code,
            message=visible(each.message),
            hint=visible(each.hint),
            excerpt="\n".join(excerpt(read(each.span.path), each.span)),
            key=key(each),
            instead=visible(each.fix.changes[0][2]) if each.fix else "",
        )
        for each in diagnostics
        if each.severity == "error"
    )


def key(finding: Diagnostic) -> str:
    """The name of a finding that can be mended; another once its file or its suggestion has changed."""
    return hashlib.sha256(repr((finding.span, finding.fix.changes)).encode()).hexdigest()[:16] if finding.fix else ""
