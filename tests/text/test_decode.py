import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.diagnostic import Outcome, Span, error
from digest.text.decode import decode, likely

GERMAN = "Für die Größe der Übung"
RUSSIAN = "Президент России заявил"


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"", "", ""),
        (b"plain", "", "plain"),
        (GERMAN.encode(), "", GERMAN),
        (GERMAN.encode(), "utf8", GERMAN),
        (b"\xef\xbb\xbfmark", "", "mark"),
        (b"\xef\xbb\xbf\xef\xbb\xbfmark", "", "\ufeffmark"),
        ("\ufeffmark ü".encode(), "windows-1252", "mark ü"),
        (b"a\r\nb\rc\nd\r\r\ne", "", "a\nb\nc\nd\n\ne"),
        (b"form\x0cfeed\x0b\xc2\x85\xe2\x80\xa8", "", "form\x0cfeed\x0b\x85\u2028"),
        (GERMAN.encode("cp1252"), "windows-1252", GERMAN),
        (b"\x93quoted\x94 \x80", "latin-1", "“quoted” €"),
        (b"\x93quoted\x94 \x80", " ISO-8859-1 ", "“quoted” €"),
        (RUSSIAN.encode("cp1251"), "cp1251", RUSSIAN),
        (RUSSIAN.encode("koi8-r"), "KOI8-R", RUSSIAN),
        ("Žluťoučký".encode("iso8859-2"), "iso-8859-2", "Žluťoučký"),
        ("日本語①".encode("cp932"), "shift_jis", "日本語①"),
        ("日本語".encode("euc-jp"), "euc-jp", "日本語"),
        ("中文€".encode("gb18030"), "gb2312", "中文€"),
        ("한국어".encode("cp949"), "euc-kr", "한국어"),
        ("a\r\nü".encode("utf-16"), "utf-16", "a\nü"),
        ("ü".encode("utf-16-le"), "utf-16", "ü"),
        (b"\xfe\xff" + "ü".encode("utf-16-be"), "utf-16", "ü"),
        ("ü".encode("utf-16-be"), "utf-16be", "ü"),
    ],
)
def test_bytes_become_text(data: bytes, charset: str, text: str) -> None:
    assert decode("seeds/a.txt", data, charset) == Outcome(text)


def _looks_like(charset: str) -> str:
    return f"it looks like {charset}: save the file as UTF-8, or, if it is a seed, write “charset: {charset}” on its card"


@pytest.mark.parametrize(
    ("data", "place", "message", "hint"),
    [
        (GERMAN.encode("cp1252"), (1, 2), "byte 1 (0xFC) is not UTF-8", _looks_like("windows-1252")),
        (b"a\r\nb\rc \xe4", (3, 3), "byte 7 (0xE4) is not UTF-8", _looks_like("windows-1252")),
        ("ü\nüb".encode() + b"\xff x", (2, 3), "byte 6 (0xFF) is not UTF-8", "the text before it is UTF-8: type it anew"),
        (RUSSIAN.encode("cp1251"), (1, 1), "byte 0 (0xCF) is not UTF-8", _looks_like("windows-1251")),
        (RUSSIAN.encode("koi8-r"), (1, 1), "byte 0 (0xF0) is not UTF-8", _looks_like("koi8-r")),
        (GERMAN.encode("utf-16"), (1, 1), "byte 0 (0xFF) is not UTF-8", _looks_like("utf-16")),
        (b"plain".decode().encode("utf-16-le"), (1, 2), "a NUL character stands here, which no text has", _looks_like("utf-16")),
        (
            b"plain".decode().encode("utf-16-be"),
            (1, 1),
            "a NUL character stands here, which no text has",
            _looks_like("utf-16-be"),
        ),
        (b"a\nbcdef\0g", (2, 6), "a NUL character stands here, which no text has", "the file is not text, or it is damaged"),
        ("ü…".encode()[:-1], (1, 2), "byte 2 (0xE2) is not UTF-8", "the file ends within a character: it may have been cut off"),
    ],
)
def test_undeclared_bytes_that_are_not_utf_8(data: bytes, place: tuple[int, int], message: str, hint: str) -> None:
    assert decode("seeds/a.txt", data) == Outcome(None, (error("D101", message, Span("seeds/a.txt", *place), hint),))


def test_bytes_that_are_not_in_the_declared_charset() -> None:
    found = error("D101", "byte 1 (0x81) is not cp1252", Span("seeds/a.txt", 1, 2), "give the charset that the file really has")
    assert decode("seeds/a.txt", b"a\x81", "windows-1252") == Outcome(None, (found,))


@pytest.mark.parametrize(
    "charset",
    ["klingon", "rot13", "zlib", "utf-7", "unicode_escape", "raw_unicode_escape", "idna", "undefined", "a\0b", "é", "?"],
)
def test_an_unknown_charset(charset: str) -> None:
    hint = "write a name such as utf-8, windows-1252, windows-1251, iso-8859-2 or utf-16"
    found = error("D102", f"unknown charset “{charset}”", Span("seeds/a.txt"), hint)
    assert decode("seeds/a.txt", b"a", charset) == Outcome(None, (found,))


@given(st.binary(), st.sampled_from(["", "utf-8", "windows-1252", "utf-16", "shift_jis", "iso-2022-jp", "nonsense"]))
def test_any_bytes_are_text_or_one_error(data: bytes, charset: str) -> None:
    outcome = decode("a", data, charset)
    assert (outcome.value is None) == (len(outcome.diagnostics) == 1)
    assert outcome.value is None or ("\r" not in outcome.value and "\0" not in outcome.value)
    assert likely(data)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0\ufeff")))
def test_utf_8_is_kept_as_it_is(text: str) -> None:
    assert decode("a", text.encode()) == Outcome(text)
