"""Characters that no file of a site may hold, wherever they came from: a sign stands in the place of each."""

import re

# What XML cannot hold (XML 1.0, 2.2) and HTML should not, and what makes letters run backwards (UAX 9, 2.3).
_UNSHOWN = re.compile("[\u202d\u202e\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Nearly every text has none of them, which is known in a tenth of the time by looking for one after the other, for controls
# among its bytes. (A surrogate cannot be encoded at all.)
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_OTHERS = "\u202d\u202e\ufffe\uffff"


def shown(text: str) -> str:
    r"""The text with REPLACEMENT CHARACTER for each of them.

    >>> shown("a\x00b")
    'a\ufffdb'
    """
    return text if _clean(text) is not None else _UNSHOWN.sub("\ufffd", text)


def encoded(text: str) -> bytes:
    """The same in UTF-8."""
    data = _clean(text)
    return data if data is not None else _UNSHOWN.sub("\ufffd", text).encode()


def _clean(text: str) -> bytes | None:
    """A text without any of them in UTF-8; None of another."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return None
    is_unclean = any(each in data for each in _CONTROLS) or any(each in text for each in _OTHERS)
    return None if is_unclean else data
