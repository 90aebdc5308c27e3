from pathlib import Path

import pytest

from digest.serve.handlers import content_type, locate
from tests.making import make


@pytest.mark.parametrize(
    ("name", "type"),
    [
        ("a/index.html", "text/html; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("a.jsonld", "application/ld+json; charset=utf-8"),
        ("a.ics", "text/calendar; charset=utf-8"),
        ("A.SVG", "image/svg+xml; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.png", "image/png"),
        ("a.woff2", "font/woff2"),
        ("CNAME", "application/octet-stream"),
    ],
)
def test_every_file_has_a_type(name: str, type: str) -> None:
    assert content_type(name) == type


def test_what_an_address_leads_to(tmp_path: Path) -> None:
    site = make(
        tmp_path / "site", {"index.html": "", "a/index.html": "", ".well-known/x.txt": "", ".git/config": "", "ä b.txt": ""}
    )
    make(tmp_path, {"secret.txt": "", "site-too/secret.txt": ""})
    (site / "out").symlink_to(tmp_path)
    (site / "out.txt").symlink_to(tmp_path / "secret.txt")
    (site / "in.txt").symlink_to(site / "ä b.txt")

    found = {
        path: place and place.relative_to(site).as_posix()
        for path in (
            *("", "a", "a/", "a/index.html", "//a", "ä b.txt", "in.txt", ".well-known/x.txt"),
            *(
                "none",
                "ä b.txt/",
                ".well-known/../a",
                ".digest-part-x",
                ".git/config",
                "a/../index.html",
                "../secret.txt",
                "../site-too/secret.txt",
                "..",
                ".",
            ),
            *("out/secret.txt", "out.txt", "a\\index.html", "\0", "a\0b", "x" * 5000),
        )
        for place in [locate(site, path)]
    }

    assert {path: place for path, place in found.items() if place is not None} == {
        "": ".",
        "a": "a",
        "a/": "a",
        "a/index.html": "a/index.html",
        "//a": "a",
        "ä b.txt": "ä b.txt",
        "in.txt": "in.txt",
        ".well-known/x.txt": ".well-known/x.txt",
    }
