"""How to build, beyond what `digest.toml` says."""

from dataclasses import dataclass

from digest.model.edtf_bounds import Day


@dataclass(frozen=True, slots=True)
class Options:
    """`today` is the only clock there is: it decides what is scheduled, and nothing else.

    With `look_again` proved quotations that deserve a second look are noted: a check's business, not a build's.
    """

    today: Day
    drafts: bool = False
    future: bool = False
    strict: bool = False
    look_again: bool = False
