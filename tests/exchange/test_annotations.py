"""Annotations come in: every file of the W3C's samples, what Hypothesis gives, and what our own export gave out."""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from digest.cli import cli
from digest.exchange import outgoing
from digest.exchange.annotations import Brought, Format, import_annotations
from digest.gather import Content, gather
from digest.model.diagnostic import Outcome
from digest.model.options import Options
from digest.store import project
from digest.text import hypothesis_api, json_value, webannotation
from tests import making
from tests.making import SOUND, make

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "data" / "w3c" / "samples"
ANNO = "http://www.w3.org/ns/anno.jsonld"
SOURCE = "https://gazette.example/flood"
CARD = f"---\nseed: speech.txt\nurl: {SOURCE}\nlanguage: en\n---\n"
EMPTY = {name: text for name, text in SOUND.items() if "annotations" not in name} | {"content/sources/speech.md": CARD}


def names(folder: str) -> list[str]:
    return sorted((path.name for path in (SAMPLES / folder).iterdir()), key=lambda name: (len(name), name))


def bring(root: Path, value: Any, *, format: Format = "auto", dry_run: bool = False) -> Outcome[Brought]:
    """Imports a value as a file into the digest at `root`."""
    file = root / "incoming.json"
    file.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return import_annotations(project.load(root).value, [file], format=format, dry_run=dry_run)


def content(root: Path, *, drafts: bool = False) -> Content:
    """The digest at `root`, in which nothing may be wrong."""
    found = gather(project.load(root).value, Options(making.TODAY, drafts=drafts), lambda what, done, total: None)
    assert [str(each) for each in found.diagnostics if each.severity == "error"] == []
    return found


def said(outcome: Outcome[Brought]) -> list[str]:
    return [f"{each.severity}[{each.code}] {each.message}" for each in outcome.diagnostics]


def annotation(**fields: Any) -> dict[str, Any]:
    return {"@context": ANNO, "id": "https://a.example/1", "type": "Annotation", "target": SOURCE, **fields}


def quoting(exact: str, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    sides = {name: words for name, words in (("prefix", prefix), ("suffix", suffix)) if words}
    return {"source": SOURCE, "selector": {"type": "TextQuoteSelector", "exact": exact, **sides}}


# ---------------------------------------------------------------------------------------------------- the W3C's samples


@pytest.mark.parametrize("name", names("correct"))
def test_a_correct_sample_is_read(name: str) -> None:
    value = json_value.read(name, (SAMPLES / "correct" / name).read_bytes())
    outcome = webannotation.read(name, value.value)
    assert value.diagnostics == ()
    assert [each for each in outcome.diagnostics if each.severity == "error"] == []


def test_all_correct_samples_become_files_that_stop_no_build(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    files = [SAMPLES / "correct" / name for name in names("correct")]
    outcome = import_annotations(project.load(root).value, files)

    assert len(files) == 45
    assert not any(each.severity == "error" for each in outcome.diagnostics)
    # 41 of them by name: the collection and its pages say again what the single files say.
    assert (len(outcome.value.written), outcome.value.drafts) == (41, 41)
    assert content(root).drafts == 41


REFUSED = {
    "anno1.json": "error[D701] this is not JSON from here on",
    "anno2.json": "error[D702] this JSON is neither Web Annotations (“@context”) nor an export of Hypothesis"
    " (“annotations” or “rows”)",
    "anno4.json": f"error[D703] this is no Web Annotation: “@context” must be or contain “{ANNO}”",
    "anno6.json": "error[D703] “not a uri” is no Web Annotation: “id” must be an IRI"
    " such as “https://example.org/1”, not “not a uri”",
    "anno7.json": "error[D703] this is no Web Annotation: “id” must have one value, not 2",
    "anno8.json": "error[D703] this is no Web Annotation: “type” must be “Annotation”, “AnnotationPage” or"
    " “AnnotationCollection”, not nothing",
}


@pytest.mark.parametrize("name", names("incorrect"))
def test_an_incorrect_sample_is_refused(name: str, tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    outcome = bring(root, (SAMPLES / "incorrect" / name).read_bytes())
    assert outcome.value == Brought()
    assert len(said(outcome)) == 1
    assert said(outcome)[0].startswith(("error[D701]", "error[D702]", "error[D703]"))
    assert said(outcome) == [REFUSED.get(name, said(outcome)[0])]


# Most of the incorrect samples are no JSON, or have two ids: mended, each is still refused for what it is there to show.
MENDED = {
    "anno3.json": f"“@context” must be or contain “{ANNO}”",
    "anno5.json": f"“@context” must be or contain “{ANNO}”",
    "anno9.json": "“type” must be “Annotation”, “AnnotationPage” or “AnnotationCollection”, not “Squirrel”",
    "anno10.json": "it must have a “target”",
    "anno11.json": "“target” must be an IRI or an object, not 9",
    "anno12.json": "“body” must be an IRI such as “https://example.org/1”, not “this is not a uri”",
    "anno13.json": "“body.id” must be an IRI such as “https://example.org/1”, not “this is not a uri either”",
    "anno14.json": "“body.format” must be one text, not 6",
    "anno16.json": "“body.textDirection” must be “ltr”, “rtl” or “auto”, not “squirrel”",
    "anno17.json": "“body.value” must be one text, not nothing",
    "anno18.json": "“value” must have one value, not 3",
    "anno19.json": "it has both “body” and “bodyValue”",
    "anno20.json": "“bodyValue” must have one value, not 2",
    "anno21.json": "“bodyValue” must be one text, not 23",
    "anno22.json": "“body” cannot be Choice and List at once",
    "anno23.json": "“processingLanguage” must have one value, not 2",
    "anno24.json": "“textDirection” must have one value, not 2",
    "anno25.json": "“body” is neither a text nor a resource nor one of Choice, Composite, List, Independents",
    "anno26.json": "“creator” must be an IRI such as “https://example.org/1”, not 6",
    "anno27.json": "“generator” must be an IRI such as “https://example.org/1”, not 42",
    "anno28.json": "“created” must be a date and time such as “2026-01-31T12:00:00Z”, not “yesterday”",
    "anno29.json": "“modified” must be a date and time such as “2026-01-31T12:00:00Z”, not “an hour ago”",
    "anno30.json": "“generated” must be a date and time such as “2026-01-31T12:00:00Z”, not “now”",
    "anno31.json": "“modified” must have one value, not 2",
    "anno32.json": "“created” must have one value, not 2",
    "anno33.json": "“generated” must have one value, not 2",
    "anno34.json": "“rights” must be an IRI such as “https://example.org/1”, not “not a uri”",
    "anno35.json": "“via” must be an IRI such as “https://example.org/1”, not “not a uri”",
    "anno36.json": "“canonical” must be an IRI such as “https://example.org/1”, not “not a uri”",
    "anno37.json": "“target” is a SpecificResource without “source”",
    "anno38.json": "“target” is a SpecificResource without “source”",
    "anno39.json": "“target” is a SpecificResource without “source”",
}


@pytest.mark.parametrize("name", MENDED)
def test_a_mended_sample_is_refused_for_what_it_shows(name: str) -> None:
    text = (SAMPLES / "incorrect" / name).read_text("utf-8")
    mended = re.sub(r",(\s*[}\]])", r"\1", text).replace(
        '["http://example.org/1", "http://example.org/2"]', '"http://example.org/1"'
    )
    outcome = webannotation.read(name, json.loads(mended))
    assert [each.message.partition(" is no Web Annotation: ")[2] or each.message for each in outcome.diagnostics] == [
        MENDED[name]
    ]
    assert outcome.value == ()


@pytest.mark.parametrize(
    ("selector", "why"),
    [
        ({"type": "FragmentSelector"}, "“target.selector” is a FragmentSelector without “value”"),
        ({"type": "FragmentSelector", "value": ["x", "y"]}, "“value” must have one value, not 2"),
        ({"type": "TextQuoteSelector"}, "“target.selector” is a TextQuoteSelector without “exact”"),
        ({"type": "TextQuoteSelector", "exact": 1}, "“target.selector.exact” must be one text, not 1"),
        ({"type": "TextPositionSelector", "start": -1, "end": 2}, "“target.selector.start” must be a number from 0 up, not -1"),
        (
            {"type": "TextPositionSelector", "start": True, "end": 2},
            "“target.selector.start” must be a number from 0 up, not true",
        ),
        ({"type": "RangeSelector", "startSelector": {}}, "“target.selector” is a RangeSelector without “endSelector”"),
        (
            {"type": "XPathSelector", "value": "/p", "refinedBy": {"type": "CssSelector"}},
            "“target.selector.refinedBy” is a CssSelector without “value”",
        ),
        ([{"type": "CssSelector", "value": "p"}, 5], "“target.selector[1]” must be an IRI or an object, not 5"),
    ],
)
def test_a_selector_that_breaks_the_model(selector: Any, why: str) -> None:
    outcome = webannotation.read("a.json", annotation(target={"source": SOURCE, "selector": selector}))
    assert [each.message for each in outcome.diagnostics] == [f"“https://a.example/1” is no Web Annotation: {why}"]


def test_one_bad_annotation_does_not_spoil_the_others(tmp_path: Path) -> None:
    items = [annotation(id="https://a.example/1"), annotation(id=7), annotation(id="https://a.example/3"), "https://a.example/4"]
    outcome = bring(
        make(tmp_path, EMPTY), {"@context": ANNO, "id": "https://a.example/p", "type": "AnnotationPage", "items": items}
    )
    assert len(outcome.value.written) == 2
    assert said(outcome) == [
        "warning[D704] “https://a.example/4” is elsewhere: import that file too",
        "error[D703] items[1] is no Web Annotation: “id” must be an IRI such as “https://example.org/1”, not 7",
    ]


# ------------------------------------------------------------------------------------------------------ proof on the way


def written(root: Path, outcome: Outcome[Brought]) -> str:
    """The one file that was written."""
    (path,) = outcome.value.written
    return (root / path).read_text("utf-8")


def test_a_proved_quotation_with_all_that_there_is_to_say(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    outcome = bring(
        root,
        annotation(
            motivation="questioning",
            created="2026-11-20T23:30:00+00:00",
            modified="2026-11-21T00:00:00Z",
            creator={"type": "Person", "name": "Kim"},
            body=[
                {"type": "TextualBody", "value": "<p>Was <em>nobody</em> hurt?</p>", "format": "text/html", "language": "en-GB"},
                {"type": "TextualBody", "value": "floods", "purpose": "tagging"},
                "https://b.example/more",
            ],
            target=quoting("The river rose", prefix="Menu | News "),
        ),
    )
    assert said(outcome) == []
    assert written(root, outcome) == (
        "---\n# imported from https://a.example/1\nid: was-nobody-hurt\ntitle: Was nobody hurt?\nkind: question\n"
        "source: speech\nquote: The river rose\ntopics:\n  - floods\nreferences:\n  - url: https://b.example/more\n"
        "published: 2026-11-20T23:30:00+00:00\nmodified: 2026-11-21\nlanguage: en-GB\nauthors:\n  - Kim\n---\n\n"
        "Was *nobody* hurt?\n"
    )
    assert content(root).proved == 1


def test_only_as_much_context_is_kept_as_decides(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    outcome = bring(root, annotation(target=quoting("The river", suffix=" fell on Friday.")))
    assert said(outcome) == []
    assert "quote: The river\nsuffix: fell\n" in written(root, outcome)
    assert content(root).proved == 1


@pytest.mark.parametrize(
    ("target", "code", "remark"),
    [
        (quoting("The river sank"), "D705", "the quotation is not in “speech”"),
        (quoting("The river"), "D705", "the quotation stands at several places in “speech”"),
        (
            {**quoting("The river rose"), "source": "https://c.example/"},
            "D706",
            "no source of this digest goes by https://c.example/",
        ),
        (
            {"source": SOURCE, "selector": {"type": "TextPositionSelector", "start": 15, "end": 29}},
            "D705",
            "it names a position in another text and no words",
        ),
    ],
)
def test_what_is_not_proved_is_a_draft_that_says_why(tmp_path: Path, target: Any, code: str, remark: str) -> None:
    root = make(tmp_path, EMPTY)
    outcome = bring(root, annotation(target=target))
    assert said(outcome) == [f"warning[{code}] this is a draft: {remark}"]
    text = written(root, outcome)
    assert remark in text
    assert "\ndraft: true\n" in text
    # It stands there for a person to mend, and nothing of it is published.
    assert (content(root).drafts, content(root).library.entries) == (1, ())
    assert content(root, drafts=True).proved == 0


def test_a_position_counts_where_the_sum_says_that_the_text_is_the_same(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    sum = content(root).records.source["speech"].sha256
    start = making.SPEECH.rindex("The river")
    position = {"type": "TextPositionSelector", "start": start, "end": start + len("The river")}
    outcome = bring(root, annotation(target={"source": "https://c.example/", "schema:sha256": sum, "selector": position}))
    assert said(outcome) == []
    assert "source: speech\n" in written(root, outcome)
    assert content(root).proved == 1


@pytest.mark.parametrize("url", ["http://gazette.example/flood", SOURCE + "/", SOURCE + "#p3", "https://GAZETTE.example/flood"])
def test_a_source_is_known_by_more_than_one_spelling_of_its_address(tmp_path: Path, url: str) -> None:
    root = make(tmp_path, EMPTY)
    assert said(bring(root, annotation(target={**quoting("The river rose"), "source": url}))) == []


def test_several_passages_and_a_note_on_the_whole(tmp_path: Path) -> None:
    other = {
        "seeds/other.txt": "Other\n\nSomething else.\n",
        "content/sources/other.md": "---\nseed: other.txt\nurl: https://o.example/\n---\n",
    }
    root = make(tmp_path, {**EMPTY, **other})
    outcome = bring(root, annotation(target=[quoting("The river rose"), quoting("The river fell"), "https://o.example/"]))
    assert said(outcome) == []
    assert (
        "source: other\nquotes:\n  - source: speech\n    exact: The river rose\n  - source: speech\n    exact: The river fell\n"
        in written(root, outcome)
    )
    assert content(root).library.entries[0].sources == ("speech", "other")


# ------------------------------------------------------------------------------------------------- files and their names


def test_nothing_is_imported_twice(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    first = bring(root, annotation(body={"type": "TextualBody", "value": "Once."}))
    (path,) = first.value.written
    (root / path).rename(root / "content/annotations/moved.md")
    again = bring(root, annotation(body={"type": "TextualBody", "value": "Otherwise."}))
    assert again.value == Brought(known=1)
    assert said(again) == ["warning[D707] “https://a.example/1” is here already, as “moved”"]


def test_no_file_is_written_over(tmp_path: Path) -> None:
    root = make(tmp_path, {**EMPTY, "content/annotations/x/flood.md": making.note(date="2021")})
    values = [annotation(id=f"https://a.example/{n}", label="Flood") for n in range(3)]
    assert bring(root, values).value.written == tuple(f"content/annotations/imported/flood-{n}.md" for n in (2, 3, 4))


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    before = making.site(root)
    outcome = bring(root, annotation(), dry_run=True)
    (root / "incoming.json").unlink()
    assert outcome.value.written == ("content/annotations/imported/a-note-on-https-gazette-example-flood.md",)
    assert making.site(root) == before


def test_relations_within_a_file_are_kept_and_others_said(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    one = annotation(
        id="https://a.example/1", label="One", **{"dcterms:relation": ["https://a.example/2", "https://a.example/9"]}
    )
    outcome = bring(root, [one, annotation(id="https://a.example/2", label="Two")])
    assert said(outcome) == ["warning[D704] left out: the relation to https://a.example/9, which is not in this digest"]
    assert content(root).library.relations == {"one": (("related", "two"),), "two": (("related", "one"),)}


def test_tags_that_would_take_one_address_do_not_stop_the_build(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    tags = [{"type": "TextualBody", "value": word, "purpose": "tagging"} for word in ("C", "C++", "c")]
    outcome = bring(root, annotation(body=tags))
    assert said(outcome) == ["warning[D704] left out: the tag “C++”, whose address “C” has"]
    assert [term.label for term in content(root).library.terms] == ["C"]


def test_what_cannot_be_a_file_is_refused(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    many = [{"type": "TextualBody", "value": f"{n} " + "x" * 990, "purpose": "tagging"} for n in range(80)]
    outcome = bring(root, annotation(body=many))
    assert [each.startswith("error[D708] “https://a.example/1” cannot be a file of this digest") for each in said(outcome)] == [
        True
    ]
    assert outcome.value == Brought()
    assert not (root / "content/annotations").exists()


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    root = make(tmp_path, {**EMPTY, "content/annotations/imported": "a file"})
    outcome = bring(root, annotation())
    assert [each.code for each in outcome.diagnostics] == ["D709"]
    assert outcome.value.written == ()


# ---------------------------------------------------------------------------------------------------------- Hypothesis


def row(**fields: Any) -> dict[str, Any]:
    """An annotation as the API answers it; the export file has the same."""
    return {
        "id": "Ab-1_c",
        "created": "2026-11-20T10:00:00.123456+00:00",
        "updated": "2026-11-20T10:00:00.123456+00:00",
        "user": "acct:kim@hypothes.is",
        "user_info": {"display_name": "Kim Lee"},
        "uri": SOURCE,
        "text": "Was *nobody* hurt?",
        "tags": ["floods"],
        "group": "__world__",
        "permissions": {"read": ["group:__world__"]},
        "document": {"title": ["The flood"]},
        "links": {"html": "https://hypothes.is/a/Ab-1_c"},
        "target": [
            {
                "source": SOURCE,
                "selector": [
                    {
                        "type": "RangeSelector",
                        "startContainer": "/p[1]",
                        "endContainer": "/p[1]",
                        "startOffset": 0,
                        "endOffset": 9,
                    },
                    {"type": "TextPositionSelector", "start": 15, "end": 29},
                    {"type": "TextQuoteSelector", "exact": "The river rose", "prefix": "s\n\n", "suffix": " on"},
                ],
            }
        ],
        **fields,
    }


HYPOTHESIS = (
    "---\n# imported from https://hypothes.is/a/Ab-1_c\nid: was-nobody-hurt\ntitle: Was nobody hurt?\nkind: context\n"
    "source: speech\nquote: The river rose\ntopics:\n  - floods\npublished: 2026-11-20T10:00:00+00:00\n"
    "authors:\n  - Kim Lee\n---\n\nWas *nobody* hurt?\n"
)


@pytest.mark.parametrize(
    "envelope",
    [
        {"total": 1, "rows": [row()]},
        {"export_date": "2026-11-21T00:00:00Z", "client_version": "1.1", "annotations": [row()]},
        {"annotations": [row(document={"title": "The flood"}, permissions=None)]},
        row(),
    ],
)
def test_an_answer_of_hypothesis_and_its_export_file(tmp_path: Path, envelope: Any) -> None:
    root = make(tmp_path, EMPTY)
    outcome = bring(root, envelope)
    assert said(outcome) == []
    assert written(root, outcome) == HYPOTHESIS


def test_private_and_hidden_annotations_are_passed_over(tmp_path: Path) -> None:
    rows = [
        row(permissions={"read": ["acct:kim@hypothes.is"]}),
        row(permissions={"read": ["group:x1"]}),
        row(hidden=True),
        {"id": "x"},
    ]
    outcome = bring(make(tmp_path, EMPTY), {"rows": rows})
    assert said(outcome) == [
        *(f"warning[D710] annotation {n} is private or hidden and is passed over" for n in (1, 2, 3)),
        "error[D703] annotation 4 is none of Hypothesis: it has no “uri”",
    ]


def test_positions_of_hypothesis_count_code_units_of_utf_16(tmp_path: Path) -> None:
    seed = "Sounds\n\n🌊🌊 The river rose. 🌊 The river rose.\n"
    root = make(tmp_path, {**EMPTY, "seeds/speech.txt": seed})
    start = len(seed[: seed.rindex("The river")].encode("utf-16-le")) // 2
    position = {"type": "TextPositionSelector", "start": start, "end": start + len("The river rose")}
    quote = {"type": "TextQuoteSelector", "exact": "The river rose"}
    outcome = bring(root, {"rows": [row(target=[{"source": SOURCE, "selector": [position, quote]}])]})
    assert said(outcome) == []
    (quotation,) = content(root).records.quotations["was-nobody-hurt"]
    assert quotation.passage.start == seed.rindex("The river")


def test_a_page_note_a_bare_highlight_and_a_reply(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    page_note = row(id="a", links={}, text="On the whole page", target=[{"source": SOURCE}])
    reply = row(id="b", links={}, text="I think so", references=["x", "a"], target=[{"source": SOURCE}])
    highlight = row(id="c", links={}, text="", tags=[])
    outcome = bring(root, {"rows": [page_note, reply, highlight]})
    assert said(outcome) == []
    entries = {entry.id: entry for entry in content(root).library.entries}
    assert {id: (each.kind, each.quotations, each.sources) for id, each in entries.items()} == {
        "on-the-whole-page": ("context", 0, ("speech",)),
        "i-think-so": ("context", 0, ("speech",)),
        "the-river-rose": ("statement", 1, ("speech",)),
    }
    assert content(root).library.relations["i-think-so"] == (("related", "on-the-whole-page"),)


# ----------------------------------------------------------------------------------------------------------- round trip


def round_trip(root: Path, there: Path) -> tuple[Content, Content]:
    """The digest at `root`, and a copy without annotations into which its export was imported."""
    loaded = project.load(root).value
    exported = outgoing.export(loaded, "w3c", Options(making.TODAY), lambda what, done, total: None)
    for name in ("content", "seeds"):
        shutil.copytree(root / name, there / name)
    shutil.copy(root / "digest.toml", there)
    shutil.rmtree(there / "content/annotations")
    outcome = bring(there, exported.value.encode())
    assert said(outcome) == []
    assert outcome.value.drafts == 0
    return content(root), content(there)


# What stands in a file is not what it says; related annotations are compared by the library, which knows both directions.
PLACES = {"span", "places", "links", "targets", "terms", "related", "mentions", "body_line"}


def facts(found: Content) -> Mapping[str, Mapping[str, Any]]:
    """Every field of every annotation; of HTML, whose lines may be broken elsewhere, the words and tags."""
    return {
        id: {
            name: " ".join(value.split()) if name.endswith("html") else value
            for name in each.__struct_fields__
            if name not in PLACES
            for value in (getattr(each, name),)
        }
        for id, each in found.records.annotation.items()
    }


def assert_same(one: Content, other: Content) -> None:
    assert facts(one) == facts(other)
    assert one.library.entries == other.library.entries
    assert one.records.quotations == other.records.quotations
    assert one.library.terms == other.library.terms
    assert {id: set(each) for id, each in one.library.relations.items()} == {
        id: set(each) for id, each in other.library.relations.items()
    }


def test_the_bundled_digest_comes_back_whole(tmp_path: Path) -> None:
    one, other = round_trip(ROOT, tmp_path)
    assert len(one.library.entries) == 39
    assert_same(one, other)


RICH = """---
id: rich
slug: another-address
title: "Rich: a note"
date: 2021-12?
order: 3
kind: claim
quotes:
  - {source: speech, exact: "The river", suffix: fell, note: "*Which* river?"}
  - {source: speech, exact: "Nobody […] the mayor said", translation: {text: Niemand, language: de, by: machine}}
people: [Ana Reyes]
topics: [floods, "C#"]
references: [{url: "https://b.example/", title: B, publisher: P}]
published: 2026-11-20
modified: 2026-11-21
language: de
authors: [kr, lm]
summary: So.
corrects: [flood]
supersedes: [flood]
corrections: [{date: 2026-11-21, type: clarification, text: "We were *wrong*."}]
verdict: {label: False, rating: 1, best: 5, worst: 1}
---
# A heading

A list of [links](/sources/speech/) & <signs>:

1. one
2. two `code`

> quoted *words*

    block of code
"""


@pytest.mark.parametrize("rights", ["excerpt", "link", "{mode: full, basis: ours}"])
def test_everything_that_an_annotation_can_say_comes_back(tmp_path: Path, rights: str) -> None:
    card = CARD.replace("language: en", f"rights: {rights}")
    note = making.note(source="speech", date="2021-12-07", authors="kr")
    files = {
        **EMPTY,
        "content/sources/speech.md": card,
        "content/annotations/rich.md": RICH,
        "content/annotations/flood.md": note,
    }
    root = make(tmp_path / "here", {**files, "content/annotations/bare.md": making.note(date="2020", authors="kr")})
    one, other = round_trip(root, tmp_path / "there")
    assert len(one.library.entries) == 3
    assert_same(one, other)


# ------------------------------------------------------------------------------------------------------- hostile input


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
WORDS = st.sampled_from(
    "@context id type target body bodyValue selector source exact prefix start end refinedBy items first value purpose created"
    " creator canonical rows annotations uri text tags references document links permissions user dcterms:title".split()
)
VALUES = st.sampled_from(
    [
        ANNO,
        *"Annotation AnnotationPage AnnotationCollection TextualBody Choice List SpecificResource".split(),
        "TextQuoteSelector",
        "TextPositionSelector",
        "RangeSelector",
        SOURCE,
        "https://a.example/1",
        "2026-01-31T12:00:00Z",
        "\ud800",
    ]
)
LIKELY = st.recursive(
    JSON | VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=7),
    max_leaves=25,
)
WHOLE = st.fixed_dictionaries(
    {"@context": st.just(ANNO), "id": st.just(SOURCE), "type": st.just("Annotation")}, optional={"target": LIKELY, "body": LIKELY}
)


@given(JSON | LIKELY | WHOLE | st.fixed_dictionaries({"rows": st.lists(LIKELY, max_size=3)}))
def test_no_json_whatever_is_too_much_for_the_readers(value: Any) -> None:
    data = json.dumps(value).encode()
    read = json_value.read("x.json", data)
    if not read.diagnostics:
        webannotation.read("x.json", read.value)
        if hypothesis_api.is_hypothesis(read.value):
            hypothesis_api.read("x.json", read.value)


@given(value=WHOLE.filter(lambda each: "target" in each), text=st.text(), tag=st.text(), title=st.text())
def test_whatever_is_imported_stops_no_build(
    tmp_path_factory: pytest.TempPathFactory, value: Any, text: str, tag: str, title: str
) -> None:
    root = make(tmp_path_factory.mktemp("digest"), EMPTY)
    body = [{"type": "TextualBody", "value": text}, {"type": "TextualBody", "value": tag, "purpose": "tagging"}]
    outcome = bring(root, [value, annotation(body=body, label=title, target=quoting(text))])
    assert all(each.code in {"D703", "D704", "D705", "D706", "D707", "D708"} for each in outcome.diagnostics)
    content(root, drafts=True)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[" * 100_000, "this file is nested more than 64 levels deep"),
        (b"[" * 65 + b"]" * 65, "this file is nested more than 64 levels deep"),
        (b'{"a": NaN}', "a number in this file is none that JSON has or a machine can hold"),
        (b"9" * 5000, "a number in this file is none that JSON has or a machine can hold"),
        (b" " * (json_value.MAX_BYTES + 1), "this file is 10,485,761 bytes long; at most 10,485,760 are read"),
        (b'{"a": 1,}', "this is not JSON from here on"),
        (b"", "this is not JSON from here on"),
    ],
)
def test_json_that_is_none_or_too_much(data: bytes, message: str) -> None:
    outcome = json_value.read("x.json", data)
    assert [(each.code, each.message) for each in outcome.diagnostics] == [("D701", message)]


# -------------------------------------------------------------------------------------------------- the command line


def test_the_command_says_what_it_wrote(tmp_path: Path) -> None:
    root = make(tmp_path, EMPTY)
    file = root / "in.json"
    file.write_text(
        json.dumps(
            [
                annotation(label="One", target=quoting("The river rose")),
                annotation(id="https://a.example/2", label="Two", target="https://c.example/"),
            ]
        )
    )
    result = CliRunner().invoke(cli, ["import", str(file), "--root", str(root)])
    assert result.exit_code == 0
    assert result.stdout == (
        "wrote content/annotations/imported/one.md\nwrote content/annotations/imported/two.md\n2 files, 1 draft among them\n"
    )
    again = CliRunner().invoke(cli, ["import", str(file), "--root", str(root), "--format", "w3c"])
    assert (again.exit_code, again.stdout) == (0, "0 files, 0 drafts among them, 2 here already\n")


def test_the_command_fails_for_what_it_cannot_read(tmp_path: Path) -> None:
    root = make(tmp_path, {**EMPTY, "in.json": "{"})
    result = CliRunner().invoke(cli, ["import", str(root / "in.json"), "--root", str(root), "-q"])
    assert result.exit_code == 1
    assert "error[D701] this is not JSON from here on" in result.output
    wrong = CliRunner().invoke(
        cli, ["import", str(SAMPLES / "correct" / "anno1.json"), "--root", str(root), "--format", "hypothesis"]
    )
    assert "error[D702] this JSON is no export of Hypothesis" in wrong.output
