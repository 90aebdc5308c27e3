"""Text fragments: addresses that lead to words in a page of somebody else's (https://wicg.github.io/scroll-to-text-fragment/)."""

from collections.abc import Sequence
from functools import lru_cache

# A quotation of up to this many words is named whole; of a longer one, its first and last words.
WHOLE, ENDS = 12, 5

# So few words may stand in a page more than once: what stands around them decides.
SHORT, AROUND = 4, 3

# Each byte as it stands in an address (RFC 3986, 2.3); `-`, `,` and `&` are the grammar's own.
_PLAIN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~"
_PERCENT_ENCODED = [chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in range(256)]


@lru_cache(maxsize=2_000)
def text_fragment(url: str, parts: tuple[str, ...], before: str = "", after: str = "") -> str:
    """The address of the quoted words in the page at `url`: `#:~:text=[prefix-,]start[,end][,-suffix]`.

    A passage that runs over a paragraph's end is named by its ends, as one that is long or has an elision is.

    >>> text_fragment("https://example.org/a", ("a well-known fact, often quoted",))
    'https://example.org/a#:~:text=a%20well%2Dknown%20fact%2C%20often%20quoted'
    """
    # Each term must be found as it stands, so none runs over an elision or a paragraph's end.
    stretches = [found for part in parts for paragraph in part.split("\n\n") if (found := paragraph.split())]
    if not stretches:
        return url
    words = [word for stretch in stretches for word in stretch]
    is_one = len(stretches) == 1 and len(words) <= WHOLE
    terms = [_encoded(words)] if is_one else [_encoded(stretches[0][:ENDS]), _encoded(stretches[-1][-ENDS:])]
    if len(words) < SHORT:
        if before.split():
            terms.insert(0, _encoded(before.split()[-AROUND:]) + "-")
        if after.split():
            terms.append("-" + _encoded(after.split()[:AROUND]))
    directive = ":~:text=" + ",".join(terms)
    return f"{url}{directive}" if "#" in url else f"{url}#{directive}"


def _encoded(words: Sequence[str]) -> str:
    """Percent-encoded."""
    return "".join([_PERCENT_ENCODED[byte] for byte in " ".join(words).encode()])
