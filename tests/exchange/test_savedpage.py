"""What browsers save: charsets, SingleFile's comment, MHTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.exchange.savedpage import SavedPage, decoded, read
from tests.exchange import pages
from tests.making import said

FRENCH = "À l'été, la forêt où naît l'œuvre était brûlée, dit-il : « ça va ». "
CZECH = "<html lang=cs>" + "Žluťoučký kůň úpěl ďábelské ódy. "
RUSSIAN = "Мост через реку закрыт до мая, сообщили в среду. "


def _guessed(charset: str) -> list[str]:
    return [f"x.html: warning[D722] this page is read as {charset}: it does not say what its charset is"]


@pytest.mark.parametrize(
    ("data", "declared", "text", "messages"),
    [
        ("é".encode(), "", "é", []),
        (b"\xef\xbb\xbf<meta charset=koi8-r>\xc3\xa9", "koi8-r", "<meta charset=koi8-r>é", []),  # a mark comes before all
        ("é".encode("utf-16"), "", "é", []),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "", "é", []),
        (b'<meta charset="windows-1251">\xcc', "", '<meta charset="windows-1251">М', []),
        (b"<meta http-equiv=x content='text/html; charset=koi8-r'>\xed", "", None, []),
        (b'<meta charset="latin1">\x93', "", '<meta charset="latin1">“', []),  # which means windows-1252
        (b'<meta charset="utf-16">\xc3\xa9', "", '<meta charset="utf-16">é', []),  # HTML 13.2.3.2
        (b"<meta charset=utf-8>\xcc", "windows-1251", "<meta charset=utf-8>М", []),  # a header comes before the page
        (b'<?xml version="1.0" encoding="windows-1251"?>\xcc', "", '<?xml version="1.0" encoding="windows-1251"?>М', []),
        (b" " * 1024 + b"<meta charset=windows-1251>\xc3\xa9", "", " " * 1024 + "<meta charset=windows-1251>é", []),  # too late
        (b"<meta charset=nonsense>\xc3\xa9", "", "<meta charset=nonsense>é", []),
        (
            b"<meta charset=shift_jis>\xc3\xa9\xe2\x82\xac \xf0\x9f\x98\x80",
            "",
            "<meta charset=shift_jis>é€ 😀",
            ["x.html: warning[D722] this page is read as utf-8: it says that it is shift_jis, which it is not"],
        ),
        (
            b"<meta charset=utf-8>a\xffb",
            "",
            "<meta charset=utf-8>a\ufffdb",
            ["x.html: warning[D722] not all of this page is utf-8, as it says that it is"],
        ),
        (FRENCH.encode("cp1252") * 20, "", FRENCH * 20, _guessed("windows-1252")),
        (CZECH.encode("cp1250") * 20, "", CZECH * 20, _guessed("cp1250")),
        (RUSSIAN.encode("cp1251") * 20, "", RUSSIAN * 20, _guessed("cp1251")),
        (b"\xe9", "", "é", _guessed("windows-1252")),
        (b"a\r\nb\rc", "", "a\nb\nc", []),
    ],
)  # fmt: skip
def test_bytes_are_read_as_browsers_read_them(data: bytes, declared: str, text: str | None, messages: list[str]) -> None:
    outcome = decoded("x.html", data, declared)

    assert (outcome.value if text is not None else None, said(outcome.diagnostics)) == (text, messages)


def test_bytes_that_are_no_text_are_an_error() -> None:
    assert [each.code for each in decoded("x.html", b"\x89PNG\r\n\x00\x00\xff").diagnostics] == ["D101"]


def test_singlefile_says_where_and_when() -> None:
    outcome = read("crane.html", pages.SINGLEFILE.encode())

    assert outcome.diagnostics == ()
    assert outcome.value is not None
    assert (outcome.value.url, outcome.value.accessed) == (
        "https://harbour.example/news/crane?ref=home",
        "2021-12-30T09:10:11+01:00",
    )
    assert len(outcome.value.html) < 1000  # pictures are no text


def test_the_mark_of_the_web_says_where() -> None:
    page = b"<!DOCTYPE html>\r\n<!-- saved from url=(0026)https://harbour.example/crane -->\r\n<html></html>"

    assert read("x.html", page).value == SavedPage(page.decode().replace("\r\n", "\n"), "https://harbour.example/crane")


@pytest.mark.parametrize("date", ["Thu Foo 30 2021 09:10:11 GMT+0100", "Thu Feb 31 2021 09:10:11 GMT+0100", "30.12.2021"])
def test_a_date_of_saving_that_is_none_is_left_out(date: str) -> None:
    page = pages.SINGLEFILE.replace("Thu Dec 30 2021 09:10:11 GMT+0100", date)

    read_page = read("x.html", page.encode()).value

    assert read_page is not None
    assert (read_page.url, read_page.accessed) == ("https://harbour.example/news/crane?ref=home", "")


def test_an_address_that_is_not_of_the_web_is_left_out() -> None:
    page = pages.SINGLEFILE.replace("https://harbour.example/news/crane?ref=home", "file:///home/me/crane.html")

    read_page = read("x.html", page.encode()).value

    assert read_page is not None
    assert (read_page.url, read_page.accessed) == ("", "2021-12-30T09:10:11+01:00")


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_mhtml_has_a_page_with_its_address_and_date(charset: str) -> None:
    outcome = read("mill.mhtml", pages.mhtml(pages.BLOG, charset))

    assert outcome.diagnostics == ()
    assert outcome.value == SavedPage(pages.BLOG, "https://valley.example/2023/11/mill/", "2021-12-30T09:10:11+01:00")


def test_mhtml_without_a_sound_date_has_none() -> None:
    assert read("mill.mht", pages.mhtml(pages.BLOG, date="soon")).value == SavedPage(
        pages.BLOG, "https://valley.example/2023/11/mill/"
    )


@pytest.mark.parametrize(
    "data", [b"", b"Subject: hello\n\nJust a mail.\n", b"\xff\xfe\x00", b"Content-Type: multipart/related\n\nx"]
)
def test_mhtml_without_a_page_is_an_error(data: bytes) -> None:
    outcome = read("x.mhtml", data)

    assert (outcome.value, said(outcome.diagnostics)) == (None, ["x.mhtml: error[D721] there is no web page in this file"])


def test_mhtml_of_parts_without_end_is_an_error() -> None:
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5000))

    assert [each.code for each in read("x.mhtml", nested).diagnostics] == ["D721"]


HEADERS = st.sampled_from(["Date", "Content-Type", "Snapshot-Content-Location", "Content-Transfer-Encoding", "Content-Location"])
VALUES = st.sampled_from(["text/html", "text/html; charset=", "text/html; charset*=x'y'%ff", "base64", "quoted-printable", "x"])


@given(
    st.lists(st.tuples(HEADERS, VALUES | st.text(max_size=30)), max_size=5),
    st.binary(max_size=60),
    st.sampled_from(["html", "mht"]),
)
def test_any_file_is_a_page_or_an_error(headers: list[tuple[str, str]], body: bytes, suffix: str) -> None:
    head = "".join(f"{name}: {value}\n" for name, value in headers).encode("utf-8", "replace")

    outcome = read(f"x.{suffix}", head + b"\n" + body)

    assert (outcome.value is None) == any(each.severity == "error" for each in outcome.diagnostics)
