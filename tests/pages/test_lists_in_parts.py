"""What names every quotation or every page is one file of a small digest, and an index with its parts of a large one."""

import json
import re
from pathlib import Path

import pytest

from digest.pages import data, sitemap
from digest.store import receipts
from digest.text.parts import parts
from digest.verify import verify
from tests.making import SOUND, build, make, note

NOTES = {f"content/annotations/n{n}.md": note(date=str(2019 + n), source="speech", quote="The river rose") for n in range(3)}
LOC = re.compile("<loc>(.*)</loc>")


def test_many_receipts_are_in_parts_that_quotes_json_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, {**SOUND, **NOTES})
    assert build(tmp_path).errors == 0
    whole = json.loads((tmp_path / "site/quotes.json").read_bytes())
    before = receipts.load(tmp_path / "site")
    monkeypatch.setattr(data, "parts", lambda entries, when: parts(entries, when, 1))
    build(tmp_path)

    index = json.loads((tmp_path / "site/quotes.json").read_bytes())
    files = [json.loads((tmp_path / "site" / part["path"]).read_bytes()) for part in index["parts"]]

    assert [part["path"] for part in index["parts"]] == [f"quotes/{name}.json" for name in ("201X", "2020", "2021-01", "2021-12")]
    assert [part["quotations"] for part in index["parts"]] == [len(file["quotations"]) for file in files] == [1] * 4
    told = sorted((each for file in files for each in file["quotations"]), key=lambda each: str(each["annotation"]))
    assert told == whole["quotations"]
    assert receipts.load(tmp_path / "site") == before != {}


def test_a_site_is_verified_by_its_receipts_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "parts", lambda entries, when: parts(entries, when, 1))
    make(tmp_path, {**SOUND, **NOTES})
    build(tmp_path)

    verified = verify(tmp_path / "site", tmp_path / "seeds")
    assert (verified.is_sound, verified.quotations) == (True, 4)

    part = tmp_path / "site/quotes/2020.json"
    part.write_text(part.read_text("utf-8").replace("river rose", "river fell"), "utf-8")
    found = verify(tmp_path / "site", tmp_path / "seeds").diagnostics
    assert ("D812", "quotes/2020.json") in {(each.code, each.span.path) for each in found}

    part.unlink()
    assert "D810" in {each.code for each in verify(tmp_path / "site", tmp_path / "seeds").diagnostics}


@pytest.mark.parametrize("path", ["../secret.json", "quotes/../../secret.json", "quotes", 7, None])
def test_a_part_that_lies_elsewhere_is_not_read(tmp_path: Path, path: object) -> None:
    make(tmp_path, {"secret.json": '{"quotations": []}', "site/quotes.json": json.dumps({"parts": [{"path": path}]})})

    assert receipts.load(tmp_path / "site") == {}


def test_a_large_sitemap_is_an_index_of_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, {**SOUND, **{f"content/annotations/n{n}.md": note(date="2021") for n in range(9)}})
    build(tmp_path)
    whole = LOC.findall((tmp_path / "site/sitemap.xml").read_text("utf-8"))
    monkeypatch.setattr(sitemap, "MOST", 6)
    build(tmp_path)

    index = (tmp_path / "site/sitemap.xml").read_text("utf-8")
    files = [tmp_path / "site" / address.removeprefix("https://digest.example/") for address in LOC.findall(index)]

    assert "<sitemapindex" in index
    assert len(files) > 1
    assert sorted(url for file in files for url in LOC.findall(file.read_text("utf-8"))) == sorted(whole)
