"""How to build, beyond what `digest.toml` says."""

from digest.model.edtf_bounds import Day
from digest.model.noun import Noun


class Options(Noun, frozen=True):
    """`today` is the only clock there is: it decides what is scheduled, and nothing else.

    With `look_again` proved quotations that deserve a second look are noted: a check's business, not a build's.
    """

    today: Day
    drafts: bool = False
    future: bool = False
    strict: bool = False
    look_again: bool = False
