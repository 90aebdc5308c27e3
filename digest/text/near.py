"""What somebody may have meant who wrote a word that is not known."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`, or "" where none is like it."""
    import difflib  # most digests have no such mistake

    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or lists them all where none is near."""
    known = sorted(known)
    near = nearest(word, known)
    if near:
        return f"did you mean “{near}”?"
    return f"known here: {', '.join(known)}" if known else ""
