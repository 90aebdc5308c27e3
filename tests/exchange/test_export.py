"""What a build publishes for other annotation tools, and what `digest export` writes."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from digest.cli import cli
from digest.exchange import outgoing
from digest.model.options import Options
from digest.pages import webannotation
from digest.store import project
from tests import making
from tests.exchange import schemas

ROOT = Path(__file__).parents[2]


def export(root: Path, format: outgoing.Format) -> str:
    outcome = outgoing.export(project.load(root).value, format, Options(making.TODAY), lambda what, done, total: None)
    assert [each for each in outcome.diagnostics if each.severity == "error"] == []
    return outcome.value


def built(tmp_path: Path, files: making.Files) -> dict[str, Any]:
    """The JSON-LD files of a digest's site, by path."""
    root = making.make(tmp_path, files)
    assert making.build(root).errors == 0
    return {path: json.loads(data) for path, data in making.site(root / "site").items() if path.endswith(".jsonld")}


def test_everything_that_the_bundled_digest_publishes_is_valid(tmp_path: Path) -> None:
    making.build(ROOT, tmp_path)
    files = {path: json.loads(data) for path, data in making.site(tmp_path).items() if path.endswith(".jsonld")}
    collection, page = files.pop("annotations.jsonld"), files.pop("annotations/all.jsonld")

    assert list(schemas.wrong(collection, schemas.COLLECTION)) == []
    assert list(schemas.wrong(page, schemas.PAGE)) == []
    assert len(files) == collection["total"] == len(page["items"]) == 39
    assert {path: schemas.wrong_annotation(each) for path, each in files.items() if schemas.wrong_annotation(each)} == {}
    assert {each["@context"] for each in (collection, page, *files.values())} == {"http://www.w3.org/ns/anno.jsonld"}
    # The items of the page are the annotations themselves, word for word.
    assert {each["id"]: each for each in files.values()} == {each["id"]: each for each in page["items"]}


def test_the_schemas_find_what_is_wrong() -> None:
    sound = {"id": "https://a.example/1", "type": "Annotation", "motivation": "commenting", "target": ["https://b.example/"]}
    assert schemas.wrong_annotation(sound) == []
    assert len(schemas.wrong_annotation({**sound, "id": "no IRI"})) == 1
    assert len(schemas.wrong_annotation({**sound, "created": "2026-01-31T12:00:00+01:00"})) == 1
    assert len(schemas.wrong_annotation({**sound, "target": [9]})) >= 1


FULL_CARD = """---
seed: speech.txt
url: https://gazette.example/flood
title: The flood
publisher: The Gazette
authors: [Ana Reyes]
language: en
published: 2021-12-06
accessed: 2021-12-07T10:00+01:00
archive: [{url: https://archive.example/flood, date: 2021-12-08}]
rights: {mode: excerpt, holder: The Gazette, licence: https://creativecommons.org/licenses/by/4.0/, notice: All of it}
---
"""
FULL_NOTE = """---
id: flood
title: Flood
date: 2021-12-06/2021-12-07
order: 2
kind: claim
quotes:
  - {source: speech, exact: The river rose, note: "*Monday*"}
  - {source: speech, exact: "Nobody […] the mayor said", translation: {text: Niemand, language: de, by: human}}
people: [Ana Reyes]
references: [{url: "https://b.example/", title: B, publisher: P}]
summary: It rose.
verdict: {label: True, rating: 5, best: 5, worst: 1}
corrections: [{date: 2026-11-21, type: update, text: More.}]
published: 2026-11-20
modified: 2026-11-21
authors: [kr]
language: en-GB
---
See [the source](/sources/speech/).
"""


def test_an_annotation_with_everything(tmp_path: Path) -> None:
    files = built(tmp_path, {**making.SOUND, "content/sources/speech.md": FULL_CARD, "content/annotations/flood.md": FULL_NOTE})

    made = files["annotations/flood/annotation.jsonld"]
    assert schemas.wrong_annotation(made) == []
    page = "https://digest.example/annotations/flood/"
    source = {
        "id": "https://gazette.example/flood",
        "type": "Text",
        "canonical": "https://digest.example/#source:speech",
        "schema:url": "https://digest.example/sources/speech/",
        "language": "en",
        "creator": [{"type": "Person", "name": "Ana Reyes"}],
        "rights": "https://creativecommons.org/licenses/by/4.0/",
        "dcterms:title": "The flood",
        "dcterms:publisher": "The Gazette",
        "dcterms:issued": "2021-12-06",
        "dcterms:rights": "The Gazette. All of it",
        "dcterms:accessRights": "excerpt",
    }
    state = {"type": "TimeState", "sourceDate": "2021-12-07T09:00:00Z", "cached": "https://archive.example/flood"}

    def part(selector: list[dict[str, Any]]) -> dict[str, Any]:
        sum = "31ccf0f5d7dd2b5e4ac6e5a3a8fbc0a4"  # not the real one: compared below
        return {"type": "SpecificResource", "source": source, "selector": selector, "schema:sha256": sum, "state": state}

    for target in made["target"]:
        for each in target.get("items", [target]):
            assert len(each["schema:sha256"]) == 64
            each["schema:sha256"] = "31ccf0f5d7dd2b5e4ac6e5a3a8fbc0a4"
    assert made == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": page + "annotation.jsonld",
        "type": "Annotation",
        "canonical": "https://digest.example/#annotation:flood",
        "schema:url": page,
        "motivation": "assessing",
        "created": "2026-11-20T00:00:00Z",
        "modified": "2026-11-21T00:00:00Z",
        "creator": [{"type": "Person", "name": "kr"}],
        "dcterms:title": "Flood",
        "dcterms:type": "claim",
        "dcterms:temporal": "2021-12-06/2021-12-07",
        "schema:position": 2,
        "dcterms:abstract": "It rose.",
        "schema:reviewRating": {
            "type": "schema:Rating",
            "schema:alternateName": "True",
            "schema:ratingValue": 5,
            "schema:bestRating": 5,
            "schema:worstRating": 1,
        },
        "schema:correction": [
            {
                "type": "schema:CorrectionComment",
                "dcterms:type": "update",
                "schema:datePublished": "2026-11-21",
                "schema:text": "<p>More.</p>",
            }
        ],
        "body": [
            {
                "type": "TextualBody",
                "value": '<p>See <a href="https://digest.example/sources/speech/">the source</a>.</p>',
                "format": "text/html",
                "language": "en-GB",
                "purpose": "commenting",
            },
            {"type": "TextualBody", "value": "Ana Reyes", "purpose": "tagging", "dcterms:type": "people"},
            {
                "type": "SpecificResource",
                "source": {"id": "https://b.example/", "dcterms:title": "B", "dcterms:publisher": "P"},
                "purpose": "linking",
            },
        ],
        "target": [
            part(
                [
                    {"type": "TextQuoteSelector", "exact": "The river rose", "suffix": " on Monday. Nobody was hurt, the"},
                    {"type": "TextPositionSelector", "start": 15, "end": 29},
                ]
            )
            | {"skos:note": {"type": "TextualBody", "value": "<p><em>Monday</em></p>", "format": "text/html"}},
            {
                "id": "https://digest.example/sources/speech/#q-flood-2",
                "type": "List",
                "items": [
                    part(
                        [
                            {"type": "TextQuoteSelector", "exact": "Nobody", "prefix": "The river rose on Monday. "},
                            {"type": "TextPositionSelector", "start": 41, "end": 47},
                        ]
                    ),
                    part(
                        [
                            {"type": "TextQuoteSelector", "exact": "the mayor said", "suffix": "."},
                            {"type": "TextPositionSelector", "start": 58, "end": 72},
                        ]
                    ),
                ],
                "schema:workTranslation": {
                    "type": "TextualBody",
                    "value": "Niemand",
                    "language": "de",
                    "dcterms:provenance": "human",
                },
            },
        ],
    }


def test_no_words_of_a_source_leave_it_against_its_rights(tmp_path: Path) -> None:
    link = making.CARD.replace("language: en", "rights: link")
    files = built(tmp_path / "link", {**making.SOUND, "content/sources/speech.md": link})
    target = files["annotations/flood/annotation.jsonld"]["target"][0]
    assert target["selector"] == [{"type": "TextPositionSelector", "start": 15, "end": 29}]
    assert "river" not in json.dumps(files)

    private = making.CARD.replace("language: en", "rights: private")
    files = built(tmp_path / "private", {**making.SOUND, "content/sources/speech.md": private})
    assert files["annotations/flood/annotation.jsonld"]["target"] == ["https://digest.example/annotations/flood/"]
    assert "speech" not in json.dumps(files)
    assert "Speech" not in json.dumps(files)


def test_without_an_address_nothing_has_a_name(tmp_path: Path) -> None:
    settings = making.SETTINGS.replace('base_url = "https://digest.example/"\n', "")
    assert built(tmp_path, {**making.SOUND, "digest.toml": settings}) == {}
    result = CliRunner().invoke(cli, ["export", "w3c", "--root", str(tmp_path)])
    assert (result.exit_code, result.output) == (
        2,
        "Error: a Web Annotation needs a name: write base_url or id_authority into digest.toml\n",
    )


def test_a_digest_without_annotations(tmp_path: Path) -> None:
    files = built(tmp_path, {name: text for name, text in making.SOUND.items() if "annotations" not in name})
    assert list(files) == ["annotations.jsonld"]
    assert files["annotations.jsonld"]["total"] == 0
    assert list(schemas.wrong(files["annotations.jsonld"], schemas.COLLECTION)) == []


def test_a_long_collection_has_pages_that_point_to_one_another(tmp_path: Path) -> None:
    published = [*["2026-11-20"] * webannotation.PER_PAGE, *["2026-11-21"] * webannotation.PER_PAGE, "2026-10-01"]
    notes = {f"content/annotations/n{n:03}.md": making.note(date="2021-12-07", published=day) for n, day in enumerate(published)}
    files = built(tmp_path, {"digest.toml": making.SETTINGS, **notes})

    names = ("2026-10", "2026-11-20", "2026-11-21")
    pages = [files[f"annotations/{name}.jsonld"] for name in names]
    assert [len(page["items"]) for page in pages] == [1, 200, 200]
    first, second, third = (f"https://digest.example/annotations/{name}.jsonld" for name in names)
    assert [(page.get("prev"), page.get("next")) for page in pages] == [(None, second), (first, third), (second, None)]
    assert (files["annotations.jsonld"]["first"], files["annotations.jsonld"]["last"]) == (first, third)
    # A page should say where it starts (5.2); were it so, a new annotation would change every page after its own.
    found = {wrong for page in pages for wrong in schemas.wrong(page, schemas.PAGE)}
    assert {wrong.partition(": ")[0] for wrong in found} == {"collections.json#/definitions/startIndexFound"}


@pytest.mark.parametrize("published", ["2026-11-21", "2026-10-01", ""])
def test_a_new_annotation_leaves_all_pages_but_its_own_as_they_are(tmp_path: Path, published: str) -> None:
    days = ("2026-10-01", "2026-11-20", "2026-11-21", "")
    notes = {
        f"content/annotations/n{n:03}.md": making.note(date="2021-12-07", published=days[n % 4])
        for n in range(webannotation.PER_PAGE + 1)
    }
    before = built(tmp_path / "before", {"digest.toml": making.SETTINGS, **notes})
    new = {"content/annotations/a.md": making.note(date="1900", published=published)}
    after = built(tmp_path / "after", {"digest.toml": making.SETTINGS, **notes, **new})

    changed = {path for path in after if after[path] != before.get(path)}
    page = {"": "undated", "2026-10-01": "20XX", "2026-11-21": "20XX"}[published]
    assert changed == {"annotations.jsonld", "annotations/a/annotation.jsonld", f"annotations/{page}.jsonld"}


# --------------------------------------------------------------------------------------------------------- digest export


def test_the_export_is_one_valid_document() -> None:
    collection = json.loads(export(ROOT, "w3c"))
    page = collection["first"]
    assert list(schemas.wrong(collection, schemas.COLLECTION)) == []
    assert list(schemas.wrong(page, schemas.PAGE)) == []
    assert len(page["items"]) == collection["total"] == 39
    assert [found for each in page["items"] for found in schemas.wrong_annotation(each)] == []


def test_a_row_per_quotation(tmp_path: Path) -> None:
    root = making.make(
        tmp_path, {**making.SOUND, "content/annotations/flood.md": making.NOTE.replace("title: Flood", 'title: "=1+1, so"')}
    )

    rows = list(csv.DictReader(io.StringIO(export(root, "csv"), newline="")))
    sum = rows[0].pop("sha256")

    assert len(sum) == 64
    assert rows == [
        {
            "annotation": "flood",
            "n": "1",
            "title": "'=1+1, so",
            "kind": "event",
            "date": "2021-12-07",
            "published": "2026-11-20",
            "source": "speech",
            "source_title": "Speech",
            "language": "en",
            "notice": "",
            "exact": "The river rose",
            "start": "15",
            "end": "29",
            "url": "https://digest.example/annotations/flood/",
        }
    ]


def test_json_has_annotations_and_their_quotations(tmp_path: Path) -> None:
    made = json.loads(export(making.make(tmp_path, making.SOUND), "json"))
    assert made["annotations"] == [
        {
            "id": "flood",
            "url": "https://digest.example/annotations/flood/",
            "title": "Flood",
            "kind": "event",
            "date": "2021-12-07",
            "order": 0,
            "summary": "",
            "note_html": "<p>A note.</p>",
            "language": "en",
            "authors": [],
            "published": "2026-11-20",
            "modified": "",
            "sources": ["speech"],
            "terms": [],
            "references": [],
            "corrections": [],
        }
    ]
    assert [(each["annotation"], each["url"], each["exact"]) for each in made["quotations"]] == [
        ("flood", "https://digest.example/annotations/flood/", "The river rose")
    ]


def test_json_says_what_was_corrected_and_retracted(tmp_path: Path) -> None:
    retraction = "{date: 2026-11-22, type: retraction, text: 'Not [so](/about/).'}"
    flood = making.note(date="2021-12-07", corrections=f"[{{date: 2026-11-21, text: x, minor: true}}, {retraction}]")
    root = making.make(tmp_path, {**making.SOUND, "content/annotations/flood.md": flood})

    (made,) = json.loads(export(root, "json"))["annotations"]
    text = '<p>Not <a href="https://digest.example/about/">so</a>.</p>'
    assert made["corrections"] == [{"date": "2026-11-22", "type": "retraction", "text_html": text}]


@pytest.mark.parametrize("format", ["w3c", "csv", "json"])
def test_nothing_goes_out_while_anything_is_wrong(tmp_path: Path, format: str) -> None:
    root = making.make(
        tmp_path, {**making.SOUND, "content/annotations/flood.md": making.NOTE.replace("river rose", "river fell over")}
    )
    result = CliRunner().invoke(cli, ["export", format, "--root", str(root), "-o", str(root / "out")])
    assert result.exit_code == 1
    assert "error[D201]" in result.output
    assert not (root / "out").exists()


def test_export_writes_a_file_or_standard_output(tmp_path: Path) -> None:
    root = making.make(tmp_path, making.SOUND)
    result = CliRunner().invoke(cli, ["export", "csv", "--root", str(root)])
    assert result.exit_code == 0
    assert CliRunner().invoke(cli, ["export", "csv", "--root", str(root), "-o", str(root / "out.csv")]).output == ""
    assert (root / "out.csv").read_bytes() == result.stdout_bytes
