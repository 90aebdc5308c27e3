"""What a build or a check did and found."""

from digest.model.diagnostic import Diagnostic
from digest.model.noun import Noun


class Report(Noun, frozen=True):
    """`changed` and `removed` are paths below the output folder; whether the site was `written` at all depends on the errors."""

    diagnostics: tuple[Diagnostic, ...] = ()
    pages: int = 0
    quotations: int = 0
    drafts: int = 0
    scheduled: int = 0
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    written: bool = False
    rendered: int = 0

    @property
    def errors(self) -> int:
        return sum(each.severity == "error" for each in self.diagnostics)

    @property
    def warnings(self) -> int:
        return sum(each.severity == "warning" for each in self.diagnostics)
