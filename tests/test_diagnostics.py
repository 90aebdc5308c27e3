"""One minimal mistake for every diagnostic there is, and what a person is told about it.

The message with its place and the hint are whole, so that this file reads as a list of everything that can be wrong.
"""

import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.making import CARD, NOTE, SETTINGS, SOUND, SPEECH, UNPRIVILEGED, Files, build, make, note, said, site

PACKAGE = Path(__file__).parents[1] / "digest"

FLOOD = "content/annotations/flood.md"
SPEECH_CARD = "content/sources/speech.md"
SETTINGS_FILE = "digest.toml"
HOME = "templates/home.html"

Change = dict[str, str | bytes | None]

# An original of two blocks
OLD: Change = {"seeds/old.txt": "Rede\n\nDer Fluss stieg.\n"}


def _note(old: str, new: str) -> Change:
    assert old in NOTE
    return {FLOOD: NOTE.replace(old, new)}


def _card(old: str, new: str) -> Change:
    assert old in CARD
    return {SPEECH_CARD: CARD.replace(old, new)}


def _changed(change: Change) -> Files:
    """The sound digest with the change; a file that is None is taken away."""
    return {name: data for name, data in {**SOUND, **change}.items() if data is not None}


# what is different from a sound digest, the message, its hint
MISTAKES: list[tuple[Change, str, str]] = [
    (
        {"seeds/speech.txt": "Speech\n\nÜber Größe".encode("cp1252")},
        "seeds/speech.txt:3:1: error[D101] byte 8 (0xDC) is not UTF-8",
        "it looks like windows-1252: save the file as UTF-8, or, if it is a seed, write “charset: windows-1252” on its card",
    ),
    (
        {"seeds/speech.txt": b"Speech\n\nNUL\0 here"},
        "seeds/speech.txt:3:4: error[D101] a NUL character stands here, which no text has",
        "the file is not text, or it is damaged",
    ),
    (
        {FLOOD: NOTE.replace("A note.", "Größe").encode("latin-1")},
        "content/annotations/flood.md:8:3: error[D101] byte 99 (0xF6) is not UTF-8",
        "it looks like windows-1252: save the file as UTF-8, or, if it is a seed, write “charset: windows-1252” on its card",
    ),
    (
        {SETTINGS_FILE: (SETTINGS + "# Größe\n").encode("latin-1")},
        "digest.toml:4:5: error[D101] byte 71 (0xF6) is not UTF-8",
        "it looks like windows-1252: save the file as UTF-8, or, if it is a seed, write “charset: windows-1252” on its card",
    ),
    (
        _card("seed", "charset: utf-9\nseed"),
        "seeds/speech.txt: error[D102] unknown charset “utf-9”",
        "write a name such as utf-8, windows-1252, windows-1251, iso-8859-2 or utf-16",
    ),
    (
        {FLOOD: b""},
        "content/annotations/flood.md: error[D103] this file is empty",
        "write into it, or remove it",
    ),
    (
        {"seeds/speech.txt": " \n\n"},
        "seeds/speech.txt: error[D103] this source has no text",
        "put the document’s text into it, or remove the file",
    ),
    (
        _note("title: Flood", "title: Flood: the river"),
        "content/annotations/flood.md:2:13: error[D110] the value contains “: ”",
        "a value that contains “: ” must be in quotation marks: title: 'Flood: the river'",
    ),
    (
        _note("title: Flood", 'title: "Flood'),
        'content/annotations/flood.md:2:8: error[D110] the quotation mark " is never closed',
        'write " at the end of the value',
    ),
    (
        _note("title: Flood", "title: @home"),
        "content/annotations/flood.md:2:8: error[D110] a value cannot begin with “@”",
        "a value that begins with “@” must be in quotation marks",
    ),
    (
        {FLOOD: NOTE.replace("20\n---\n", "20\n")},
        "content/annotations/flood.md:1:1: error[D111] the front matter is opened with “---” but never closed",
        "write “---” on a line of its own after the last field",
    ),
    (
        {FLOOD: "---\n- a list\n---\n"},
        "content/annotations/flood.md:2:1: error[D112] the front matter is not made of “key: value” pairs",
        "write each field on a line of its own, as in “title: The title”",
    ),
    (
        _note("title: Flood", "title: Flood\ntitle: Again"),
        "content/annotations/flood.md:3:1: error[D113] “title” is given twice",
        "keep one of the two",
    ),
    (
        _note("title: Flood", "title: Flood #1"),
        "content/annotations/flood.md:2:8: error[D114] the value is cut off at “#”, where YAML begins a comment",
        'a value that contains “ #” must be in quotation marks: "Flood #1"; a comment goes on a line of its own',
    ),
    (
        _note("title: Flood", "title: *flood"),
        "content/annotations/flood.md:2:8: error[D115] “*flood” is a YAML alias, which is not used here",
        "a value that begins with “*” must be in quotation marks",
    ),
    (
        _note("title: Flood", "title: " + "[" * 101 + "]" * 101),
        "content/annotations/flood.md:2:107: error[D116] the front matter is nested more than 100 levels deep",
        "move long text into the body",
    ),
    (
        _note("title: Flood", "title: Fl\x01ood"),
        "content/annotations/flood.md:2:10: error[D117] the character U+0001 cannot stand in front matter",
        "delete it, or put a space in its place",
    ),
    (
        _note("title: Flood", "title: Flood\npeeple: [Ann]"),
        "content/annotations/flood.md:3:1: warning[D120] an annotation has no field “peeple”",
        "did you mean “people”?",
    ),
    (
        _note("title: Flood", "title: Flood\nsummary: One\ndescription: Two"),
        "content/annotations/flood.md:4:1: error[D121] “description” says again what “summary” says",
        "keep one of the two",
    ),
    (
        _note("title: Flood", "title: Flood\ndescription: Two"),
        "content/annotations/flood.md:3:1: warning[D122] “description” is read as “summary”",
        "write “summary:”",
    ),
    (
        _note("title: Flood", "title: [Flood]"),
        "content/annotations/flood.md:2:8: error[D123] “title” must be one text, not a list",
        "write “title: …” on one line, in quotation marks if it has “: ” or “ #”",
    ),
    (
        _note("title: Flood", "title: Flood\norder: first"),
        "content/annotations/flood.md:3:8: error[D123] “order” must be a whole number, not “first”",
        "write “order: 1”, with nine digits at most",
    ),
    (
        _card("language: en", "language: en\nurl: javascript:alert(1)"),
        (
            "content/sources/speech.md:4:6: error[D123] “url” must be a web address that begins with https:// or http://, "
            "not “javascript:alert(1)”"
        ),
        "write it whole, as in “url: https://example.org/page”",
    ),
    (
        _note("title: Flood", "title: Flood\ndraft: no"),
        "content/annotations/flood.md:3:8: error[D123] “draft” must be true or false, not “no”",
        "write “draft: true”, or leave it out",
    ),
    (
        {"content/annotations/Flood & Rain.md": NOTE, FLOOD: None},
        "content/annotations/Flood & Rain.md:2:1: error[D124] the file’s name “Flood & Rain” cannot be an address",
        "write “id: flood-rain”",
    ),
    (
        _note("title: Flood", "title: Flood\nslug: a/b"),
        "content/annotations/flood.md:3:7: error[D124] “slug” “a/b” cannot be an address",
        "write “slug: a-b”",
    ),
    (
        {SPEECH_CARD: "---\nlanguage: en\n---\n", FLOOD: None},
        "content/sources/speech.md:2:1: error[D125] a source card needs “seed”",
        "name the file below seeds/, such as “seed: speech.txt”",
    ),
    (
        _note("title: Flood\n", ""),
        "content/annotations/flood.md:2:1: error[D125] an annotation needs “title”",
        "write a short headline",
    ),
    (
        {"content/annotations/later/flood.md": NOTE},
        "content/annotations/later/flood.md:1:1: error[D126] annotation “flood” exists already",
        "give one of the two another “id”",
    ),
    (
        {"content/annotations/other.md": NOTE.replace("title", "id: FLOOD\ntitle")},
        "content/annotations/other.md:2:5: error[D126] annotation “FLOOD” exists already",
        "give one of the two another “id”",
    ),
    (
        {"content/annotations/other.md": NOTE.replace("title", "slug: Flood\ntitle")},
        "content/annotations/other.md:2:7: error[D126] the address /annotations/ “Flood” exists already",
        "give one of the two another “id”",
    ),
    (
        {"content/sources/other.md": CARD.replace("seed", "id: speech\nseed")},
        "content/sources/speech.md:1:1: error[D126] source “speech” exists already",
        "give one of the two another “id”",
    ),
    (
        {FLOOD: "---\ntitle: Flood\npublished: 2026-11-20\n---\nA note.\n"},
        "content/annotations/flood.md:1:1: warning[D127] this annotation has neither a date nor a source",
        "give it a “date” to put it on the timeline, or a “source” to put it in a margin",
    ),
    (
        _note("title: Flood", "title: Flood\nkind: evnet"),
        "content/annotations/flood.md:3:7: error[D128] “evnet” is no kind of annotation",
        "did you mean “event”?",
    ),
    (
        _card("language: en", "language: German"),
        "content/sources/speech.md:3:11: error[D129] “German” is not a language tag",
        "write a tag such as “de”, “en-GB” or “zh-Hant”",
    ),
    (
        _card("language: en", "language: de_AT"),
        "content/sources/speech.md:3:11: error[D129] “de_AT” is not a language tag",
        "write a tag such as “de”, “en-GB” or “zh-Hant”",
    ),
    (
        _note("A note.", "A [link](javascript:alert(1))."),
        "content/annotations/flood.md:8:1: warning[D130] this link is left out: “javascript:” addresses are not allowed",
        "it says “javascript:alert(1)”",
    ),
    (
        _card("language: en", "rights: full"),
        "content/sources/speech.md:3:9: error[D131] publishing the full text needs a “basis”",
        "say why the whole text may be published, such as “basis: public domain”, or write “mode: excerpt”",
    ),
    (
        _card("language: en", "sha256: 0000"),
        (
            "content/sources/speech.md:3:9: error[D133] seeds/speech.txt is not the file that this card was written for: "
            f"its SHA-256 is {sha256(SPEECH.encode()).hexdigest()}"
        ),
        "all quotations still hold: if the change is meant, write the new sum into “sha256”",
    ),
    (
        _card("language: en", "redact: [Jane Doe]"),
        "content/sources/speech.md:3:10: error[D134] “Jane Doe” does not stand in source “speech”",
        "write it as the source does; each spelling counts by itself",
    ),
    (
        _card("language: en", "redact: [the Mayor]") | _note("A note.", "Why did the mayor say so?"),
        "content/annotations/flood.md:1:1: warning[D135] “the Mayor” stands in the words of this annotation",
        "the card of “speech” hides the name in the source; what you write yourself is published as it is",
    ),
    (
        _card("language: en", "redact: [the Mayor]\nurl: https://gazette.example/2021/The-mayor-speaks.html"),
        "content/sources/speech.md:4:6: warning[D135] “the Mayor”, which this card hides, stands in its “url”",
        "readers see this field; give it other words, or the document another name",
    ),
    (
        {SPEECH_CARD: CARD.replace("language: en", "redact: [the mayor]").replace("An introduction", "Of THE MAYOR")},
        "content/sources/speech.md:1:1: warning[D135] “the mayor”, which this card hides, stands in its introduction",
        "readers see this field; give it other words, or the document another name",
    ),
    (
        _card("language: en", "redact: [the mayor]\nsupersedes: [old]")
        | {"seeds/old.txt": "Old\n\nThe river rose, The Mayor said.\n"},
        "seeds/old.txt:1:1: warning[D139] “the mayor” stands in this source, and the card of “speech” hides it",
        (
            "the two are captures of one document, or a translation and its original: if readers may not know the name, "
            "write it into “redact” here too"
        ),
    ),
    (
        _card("language: en", "takedown: {date: 2026-11-30}"),
        "content/sources/speech.md:3:11: error[D136] this source was taken down, but its rights are “excerpt”",
        "write “rights: link”, or remove “takedown” if the text may be shown again",
    ),
    (
        _card("language: en", "capture: {file: speech.html, sha256: 00}") | {"seeds/speech.html": "<p>"},
        (
            "content/sources/speech.md:3:10: warning[D137] seeds/speech.html is not the page that this source was taken from: "
            f"its SHA-256 is {sha256(b'<p>').hexdigest()}"
        ),
        "restore the saved page; another capture is a source of its own (“supersedes” links the two)",
    ),
    (
        {**_card("language", "translation: {source: old, alignment: a.align}\nlanguage"), **OLD, "seeds/a.align": "1 1\n2 2 2\n"},
        "seeds/a.align:2:1: error[D138] “2 2 2” is no line of an alignment",
        "write the blocks of the original and those of the translation, such as “1 1” or “2 2-3”",
    ),
    (
        {**_card("language", "translation: {source: old, alignment: a.align}\nlanguage"), **OLD, "seeds/a.align": "1 1\n2 1\n"},
        "seeds/a.align:2:1: error[D138] block 1 of the translation comes after block 1",
        "blocks are counted from 1, and each is named once and in order",
    ),
    (
        {**_card("language", "translation: {source: old, alignment: a.align}\nlanguage"), **OLD, "seeds/a.align": "1 1\n3 3\n"},
        "seeds/a.align:2:1: error[D138] the original has 2 blocks, and this names block 3",
        "headings, paragraphs, list items, quotations and code count, each as one",
    ),
    (
        _card("language", "translation: {source: spech}\nlanguage") | OLD,
        "content/sources/speech.md:3:23: error[D307] there is no other source “spech” that this could be a translation of",
        "known here: old",
    ),
    (
        _card("language", "translation: {source: old, alignment: b.align}\nlanguage") | OLD | {"seeds/a.align": ""},
        "content/sources/speech.md:3:39: error[D308] there is no file seeds/b.align",
        "did you mean “a.align”?",
    ),
    (
        _card("language", "translation: {source: old}\nlanguage") | OLD,
        "content/sources/speech.md:3:23: warning[D309] the original has 2 blocks and the translation 3, without an alignment",
        "write a line for each pair, such as “2 2-3”, into a file below seeds/ that ends in .align, and name it in “alignment”",
    ),
    (
        {SETTINGS_FILE: "schema = 1\ntitle = A digest\n"},
        "digest.toml:2:9: error[D140] this is not TOML: invalid value",
        'texts stand in quotation marks, as in: title = "My digest"',
    ),
    (
        {SETTINGS_FILE: SETTINGS + 'titel = "x"\n'},
        "digest.toml:4:1: warning[D141] digest.toml has no setting “titel”",
        "did you mean “title”?",
    ),
    (
        {SETTINGS_FILE: SETTINGS + 'order = "random"\n'},
        "digest.toml:4:1: error[D142] “order” must be one of newest-first, oldest-first, not “random”",
        "",
    ),
    (
        {SETTINGS_FILE: SETTINGS.replace('title = "A digest"\n', "")},
        "digest.toml:1:1: error[D142] the digest has no title",
        'write “title = "…"” into digest.toml',
    ),
    (
        {SETTINGS_FILE: 'schema = 1\ntitle = "A digest"\n'},
        "digest.toml:1:1: warning[D143] without a base_url there are no feeds and no sitemap",
        'write “base_url = "https://…/"” into digest.toml before you publish',
    ),
    (
        {SETTINGS_FILE: SETTINGS + 'language = "tlh"\n'},
        "digest.toml:1:1: error[D144] “tlh” is no language with known dates",
        "write a BCP 47 tag such as “en”, “de” or “pt-BR”",
    ),
    (
        {"content/peeple/ann.md": "---\ntitle: Ann\n---\n"},
        "content/peeple/ann.md: warning[D154] this file is in no folder that means anything",
        "did you mean “people”?",
    ),
    (
        {"content/annotations/picture.jpg": "x"},
        "content/annotations/picture.jpg: warning[D155] this file is left out: it does not end in .md",
        "hand-written files end in .md; files to be copied as they are belong into content/static/",
    ),
    (
        {"seeds/paper.pdf": "x"},
        "seeds/paper.pdf: warning[D155] this file is left out: sources end in .txt or .md",
        "save its text as .txt or .md; the original may lie beside it under the same name",
    ),
    (
        _note("The river rose", "The river sank"),
        "content/annotations/flood.md:5:8: error[D201] this quotation is not in source “speech”",
        "several places are like it: quote one of them letter for letter",
    ),
    (
        _note("The river rose", "Something entirely different was said yesterday"),
        "content/annotations/flood.md:5:8: error[D201] this quotation is not in source “speech”",
        "nothing there is like it: is this the right source?",
    ),
    (
        _note("The river rose", "The river"),
        "content/annotations/flood.md:5:8: error[D202] this quotation stands 2 times in source “speech”",
        "add the “prefix” or “suffix” of the place that is meant",
    ),
    (
        {
            "seeds/speech.txt": "Speech\n\nThe river rose " + "again and " * 60 + "then it fell.\n",
            **_note("The river rose", "The river rose […] then it fell"),
        },
        "content/annotations/flood.md:5:8: warning[D203] “[…]” leaves out 120 words",
        "quote the two parts as two passages, or less of them",
    ),
    (
        _card("language: en", "rights: {mode: excerpt, max_words: 3}"),
        "content/sources/speech.md:3:9: error[D221] 11 of 17 words of “speech” would be shown; its “max_words” is 3",
        "quote less of it, lower “context”, or raise the limit if the rights allow it",
    ),
    (
        _card("language: en", "rights: {mode: excerpt, max_share: 0.1}"),
        "content/sources/speech.md:3:9: error[D222] 11 of 17 words of “speech” would be shown, 65%; its “max_share” is 10%",
        "quote less of it, lower “context”, or raise the limit if the rights allow it",
    ),
    (
        _card("language: en", "rights: {mode: excerpt, max_share: 0.645}"),
        "content/sources/speech.md:3:9: error[D222] 11 of 17 words of “speech” would be shown, 65%; its “max_share” is 64.5%",
        "quote less of it, lower “context”, or raise the limit if the rights allow it",
    ),
    (
        _card("language: en", "publisher: Gazette")
        | {SETTINGS_FILE: SETTINGS + "[publishers.Gazette]\nmax_words = 3\n[rights]\ncontext = 12\n"},
        "digest.toml: error[D223] 11 of 17 words of sources of “Gazette” would be shown; its “max_words” is 3",
        "quote less of them, lower “context”, or raise the limit if the rights allow it",
    ),
    (
        _card("language: en", "publisher: Gazette") | {SETTINGS_FILE: SETTINGS + "[publishers.Gazette]\nmax_share = 0.1\n"},
        "digest.toml: error[D224] 11 of 17 words of sources of “Gazette” would be shown, 65%; its “max_share” is 10%",
        "quote less of them, lower “context”, or raise the limit if the rights allow it",
    ),
    (
        _card("speech.txt", "speach.txt"),
        "content/sources/speech.md:2:7: error[D301] there is no file seeds/speach.txt",
        "did you mean “speech.txt”?",
    ),
    (
        _note("source: speech", "source: speach"),
        "content/annotations/flood.md:4:9: error[D302] there is no source “speach”",
        "did you mean “speech”?",
    ),
    (
        _card("language: en", "supersedes: [older]"),
        "content/sources/speech.md:3:14: error[D302] there is no source “older”",
        "known here: speech",
    ),
    (
        {
            "content/people/ann.md": "---\ntitle: Ann\nnames: [Annie]\n---\n",
            "content/people/anna.md": "---\ntitle: Anna\nnames: [annie]\n---\n",
        },
        "content/people/anna.md:1:1: error[D303] “annie” names two terms of people",
        "let one of them have it",
    ),
    (
        _note("title: Flood", "title: Flood\nrelated: [folod]"),
        "content/annotations/flood.md:3:11: error[D304] there is no annotation “folod”",
        "did you mean “flood”?",
    ),
    (
        {"content/pages/sources.md": "---\ntitle: Sources\n---\n"},
        "content/pages/sources.md:1:1: error[D305] two things want the address /sources/",
        "give one of them another “slug”, or another name",
    ),
    (
        _note("title: Flood", "title: Flood\npeople: [Jörg, Jorg]"),
        "content/annotations/flood.md:3:16: error[D305] “Jorg” and “Jörg” would have the same address /people/jorg/",
        "if they are one, write “names: [Jorg]” on the page of “Jörg”; else give one another “slug”",
    ),
    (
        _note("A note.", "See [the rest](/annotations/rest/)."),
        "content/annotations/flood.md:8:1: warning[D306] “/annotations/rest/” is no page of this site",
        "did you mean “/annotations/flood/”?",
    ),
    (
        _note("published: 2026-11-20\n", ""),
        "content/annotations/flood.md:1:1: warning[D311] without “published” this is in no feed",
        "write “published: 2026-01-31”; `digest new annotation` does it for you",
    ),
    (
        _note("2021-12-07", "2021-13-07"),
        "content/annotations/flood.md:3:7: error[D401] “2021-13-07” is not a date: there is no month 13",
        "write “2021-07-13”",
    ),
    (
        _note("2021-12-07", "7 December 2021"),
        (
            "content/annotations/flood.md:3:7: error[D401] “7 December 2021” is not a date: "
            "a date is written year-month-day, with four digits for the year"
        ),
        "write “2021-12-07”",
    ),
    (
        {HOME: "{% if %}\n"},
        "templates/home.html:1:1: error[D501] template syntax: Expected an expression, got 'end of statement block'",
        "docs/themes.md says what a template can do",
    ),
    (
        {HOME: '\n{% include "missing.html" %}\n'},
        "templates/home.html:2:1: error[D502] there is no template “missing.html”",
        "check the name; overrides lie in templates/",
    ),
    (
        {HOME: '{{ "x".upper() }}\n'},
        "templates/home.html:1:1: error[D503] only macros can be called",
        "docs/themes.md says what a template can do",
    ),
    (
        {HOME: "{{ page.title | safe }}\n"},
        "templates/home.html:1:1: error[D503] “safe” is for fields whose name ends in “_html”",
        "docs/themes.md says what a template can do",
    ),
    (
        {HOME: "<p>\n{{ page.titel }}\n"},
        "templates/home.html:2:1: error[D504] this template cannot be rendered: there is no field “titel”",
        "docs/themes.md lists what each page sees",
    ),
]


@pytest.mark.parametrize(("change", "message", "hint"), MISTAKES, ids=[message for _, message, _ in MISTAKES])
def test_a_mistake_is_told_with_its_place_and_a_hint(tmp_path: Path, change: Change, message: str, hint: str) -> None:
    report = build(make(tmp_path, _changed(change)))

    assert [(str(each), each.hint) for each in report.diagnostics] == [(message, hint)]
    assert (tmp_path / "site").exists() == (report.errors == 0)


def test_every_diagnostic_stands_in_a_test() -> None:
    """Here, or with the code that finds what no file's content can be."""
    codes, tested = (
        {code for path in folder.rglob("*.py") for code in re.findall(r"\bD\d{3}\b", path.read_text("utf-8"))}
        for folder in (PACKAGE, Path(__file__).parent)
    )

    assert codes - tested == set()


def test_one_run_reports_everything(tmp_path: Path) -> None:
    files = {
        **SOUND,
        "content/annotations/a.md": note(date="2021-13-01", kind="evnet", peeple="[Ann]"),
        "content/annotations/b.md": "---\ntitle: B: b\n---\n",
        "content/annotations/c.md": note(source="speach", quote="x"),
        "content/annotations/d.md": note(source="speech", quote="The river"),
        "content/pages/e.md": b"",
        "content/sources/f.md": CARD.replace("speech", "missing"),
        "seeds/g.txt": "ü".encode("latin-1"),
        "templates/home.html": "{% if %}",
    }

    report = build(make(tmp_path, files))

    assert [(each.code, each.span.path.rpartition("/")[2]) for each in report.diagnostics] == [
        ("D401", "a.md"),
        ("D128", "a.md"),
        ("D120", "a.md"),
        ("D110", "b.md"),
        ("D302", "c.md"),
        ("D202", "d.md"),
        ("D103", "e.md"),
        ("D301", "f.md"),
        ("D101", "g.txt"),
        ("D501", "home.html"),
    ]


def test_nothing_is_written_while_an_error_stands(tmp_path: Path) -> None:
    build(make(tmp_path, SOUND))
    before = site(tmp_path / "site")

    report = build(make(tmp_path, {FLOOD: NOTE.replace("rose", "sank"), "content/annotations/new.md": note(date="2021")}))

    assert report.errors == 1
    assert (report.changed, report.removed) == ((), ())
    assert site(tmp_path / "site") == before


def test_the_mistakes_of_a_draft_are_warnings(tmp_path: Path) -> None:
    files = {**SOUND, FLOOD: NOTE.replace("rose", "sank").replace("title", "draft: true\ntitle")}

    report = build(make(tmp_path, files))

    assert [(each.severity, each.code) for each in report.diagnostics] == [("warning", "D201")]
    assert report.drafts == 1


def test_a_seed_that_cannot_be_read_raises_no_alarm_about_its_quotations(tmp_path: Path) -> None:
    """Neither with a card nor without one."""
    broken = _changed({"seeds/speech.txt": b"\xff\xfe\xfd"})
    bare = {name: data for name, data in broken.items() if name != SPEECH_CARD}

    assert [each.code for each in build(make(tmp_path / "a", broken)).diagnostics] == ["D101"]
    assert [each.code for each in build(make(tmp_path / "b", bare)).diagnostics] == ["D101"]


# ---------------------------------------------------------------------------------------------- what is no ordinary file


def test_what_is_no_ordinary_file_is_reported_and_not_followed(tmp_path: Path) -> None:
    root = make(tmp_path / "root", SOUND)
    make(tmp_path, {"outside.md": note(title="Outside", date="2021"), "folder/inside.md": note(title="Inside", date="2021")})
    os.mkfifo(root / "content/annotations/pipe.md")
    (root / "content/annotations/link.md").symlink_to(tmp_path / "outside.md")
    (root / "content/annotations/linked").symlink_to(tmp_path / "folder")
    (root / "content/annotations/dangling.md").symlink_to(tmp_path / "nowhere.md")

    report = build(root)

    what = "warning[D151] this is no ordinary file and is left out"
    assert said(report.diagnostics) == [
        f"content/annotations/{name}: {what}" for name in ("dangling.md", "link.md", "linked", "pipe.md")
    ]
    assert "annotations/link/index.html" not in site(root / "site")


def test_a_folder_that_looks_like_a_note_is_a_folder(tmp_path: Path) -> None:
    report = build(make(tmp_path, {**SOUND, "content/annotations/2021.md/inner.md": note(date="2021")}))

    assert said(report.diagnostics) == []
    assert "annotations/inner/index.html" in site(tmp_path / "site")


def test_hidden_files_and_those_of_editors_do_not_count(tmp_path: Path) -> None:
    names = (".hidden.md", "flood.md~", "x.md.swp", ".git/config", "y.tmp", "z.bak")

    report = build(make(tmp_path, {**SOUND, **{f"content/annotations/{name}": "nonsense: [" for name in names}}))

    assert said(report.diagnostics) == []


BUILD = """
import sys
from pathlib import Path
from tests.making import build, said
print(*said(build(Path(sys.argv[1])).diagnostics), sep="\\n")
"""


def _unprivileged(root: Path) -> list[str]:
    """What a build says that may read only what its user may."""
    command = [sys.executable, "-c", UNPRIVILEGED + BUILD, str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PACKAGE.parent)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    root = make(tmp_path / "root", SOUND)
    (root / "seeds/speech.txt").chmod(0)

    assert _unprivileged(root) == ["seeds/speech.txt: error[D152] this file cannot be read: Permission denied"]


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """Else the notes in it would quietly be taken off the site."""
    root = make(tmp_path / "root", {**SOUND, "content/annotations/2021/more.md": note(date="2021")})
    (root / "content/annotations/2021").chmod(0)

    try:
        assert _unprivileged(root) == ["content/annotations/2021: error[D152] this folder cannot be read: Permission denied"]
    finally:
        (root / "content/annotations/2021").chmod(0o755)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    root = make(tmp_path, SOUND)
    with (root / "seeds/huge.txt").open("wb") as file:
        file.truncate(32 * 1024 * 1024 + 1)

    assert said(build(root).diagnostics) == ["seeds/huge.txt: error[D153] this file is too large: 33,554,433 bytes"]


@pytest.mark.parametrize("name", [b"\xff.md", b"a\nb.md", b"\x1b[31m.md"])
def test_a_name_that_is_no_text_is_an_error(tmp_path: Path, name: bytes) -> None:
    make(tmp_path, SOUND)
    for folder in ("content/annotations", "content/static", "seeds"):
        (tmp_path / folder).mkdir(exist_ok=True)
        Path(os.fsdecode(bytes(tmp_path / folder) + b"/" + name)).write_bytes(b"")

    report = build(tmp_path)

    assert [(each.code, each.message) for each in report.diagnostics] == [("D124", "the file’s name cannot be an address")] * 3
    assert all(each.span.path.encode() for each in report.diagnostics)


# ------------------------------------------------------------------------------------------------------- never a traceback

PLACES = (
    SETTINGS_FILE,
    FLOOD,
    SPEECH_CARD,
    "seeds/speech.txt",
    "seeds/other.md",
    "content/people/ann.md",
    "content/pages/about.md",
    "content/static/file",
    HOME,
)


@settings(max_examples=40)
@given(st.sampled_from(PLACES), st.binary(max_size=200))
def test_no_bytes_whatever_make_a_build_stumble(place: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        build(make(Path(folder), {**SOUND, place: data}))


ANNOTATION_FIELDS = (
    "id title date order kind source quote prefix suffix quotes people places topics references published modified draft slug"
    " aliases language authors summary corrects related supersedes corrections verdict"
).split()
CARD_FIELDS = (
    "seed id title url publisher authors published accessed language charset archive rights translation supersedes redact"
    " takedown capture sha256"
).split()
TERM_FIELDS = "title names wikidata aliases slug".split()

VALUES = st.one_of(
    st.sampled_from(
        [
            "2021-12-07",
            "Y170000002",
            "-9999",
            "../2020",
            "2020/..",
            "9999-12-31T23:59:59+14:00",
            "0000-01-01T00:00",
            "{2020,2021}",
            "[1,2]",
            "true",
            "speech",
            "flood",
            "999999999",
            "-1",
            "[]",
            "{}",
            "[{}]",
            "[[a]]",
            "{mode: full}",
            "{label: x}",
            "{text: x}",
            "[{source: speech, exact: The river rose}]",
            "[{source: speech, exact: The river, prefix: Monday}]",
            "[{date: 2021, text: x, type: retraction}]",
            "[{url: 'https://a.example/'}]",
            "'<b>&\"'",
            "../../etc",
            "![]",
            '"\\0"',
            '"\\ud800"',
            "|\n  two\n  lines",
            "!!!",
            "'   '",
        ]
    ),
    st.text(max_size=12),
    st.text("[]{}:,'\"|>&*!#-? \n", max_size=12),
)


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(ANNOTATION_FIELDS), VALUES, max_size=4),
    st.dictionaries(st.sampled_from(CARD_FIELDS), VALUES, max_size=2),
    st.dictionaries(st.sampled_from(TERM_FIELDS), VALUES, max_size=2),
)
def test_no_value_of_any_field_makes_a_build_stumble(
    annotation: dict[str, str], card: dict[str, str], term: dict[str, str]
) -> None:
    files = {
        **SOUND,
        "content/annotations/odd.md": _matter({"title": "Odd", **annotation}),
        SPEECH_CARD: _matter({"seed": "speech.txt", **card}),
        "content/people/ann.md": _matter(term),
    }
    with TemporaryDirectory() as folder:
        report = build(
            make(Path(folder), {name: data.encode("utf-8", "replace") for name, data in files.items() if isinstance(data, str)})
        )
        assert (Path(folder) / "site").exists() == (report.errors == 0)
        assert {path.name for path in Path(folder).iterdir()} <= {"digest.toml", "seeds", "content", "site"}


def _matter(fields: dict[str, str]) -> str:
    """A hand-written file; what UTF-8 cannot hold becomes a question mark."""
    text = "---\n" + "".join(f"{name}: {value}\n" for name, value in fields.items()) + "---\nBody.\n"
    return text.encode("utf-8", "replace").decode()


TOML_VALUES = st.sampled_from(
    '1 -1 true "x" "" [] [1] {} 2020-01-01 1.5 nan ["a"] [{}] "https://[x" "../x" [[1]] [{label=1}] {x={label="X"}}'.split()
)
KEYS = (
    "schema title description base_url language id_authority hemisphere order authors rights facets kinds feeds notes menu params"
    " search rights.mode rights.context rights.max_share rights.max_words feeds.limit facets.x facets.x.label kinds.x kinds.event"
    " kinds.x.motivation notes.raw_html search.engine params.x"
).split()


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(KEYS), TOML_VALUES, max_size=3))
def test_no_value_of_any_setting_makes_a_build_stumble(table: dict[str, str]) -> None:
    text = "".join(
        f"{name} = {value}\n" for name, value in {"schema": "1", "title": '"T"', **table}.items() if name != "timezone"
    )
    with TemporaryDirectory() as folder:
        build(make(Path(folder), {**SOUND, SETTINGS_FILE: text}))
