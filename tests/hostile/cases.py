# ruff: noqa: E501  # texts as they are, however long
"""Hostile digests by class. Each is a small sound digest with something in it that nobody means well by."""

import json
from collections.abc import Iterator, Mapping

from tests.hostile import commands
from tests.hostile.case import POLYGLOT, Case, Data, card, fields, note
from tests.making import SETTINGS, SPEECH


def everything() -> Iterator[Case]:
    for cases in (
        injection,
        templates,
        addresses,
        traversal,
        links,
        yaml,
        encodings,
        names,
        slow,
        large,
        dates,
        quotations,
        settings,
        imports,
        commands.made,
        commands.asked,
        commands.alignments,
        commands.sites,
        commands.brought,
    ):
        yield from cases()


def quick(stride: int = 80) -> Iterator[Case]:
    """One light case of each so many, and of each class at least one."""
    seen: dict[str, int] = {}
    for case in everything():
        if not case.is_heavy:
            seen[case.kind] = seen.get(case.kind, -1) + 1
            if seen[case.kind] % stride == 0:
                yield case


OTHER = "Other | Part\n\nA bridge was closed. It opened again.\n"


# --------------------------------------------------------------------------------------------------------- injection

SCRIPTS = (
    "<script>hostile()</script>",
    '"><script src=//evil.example/x.js></script>',
    "'><img src=x onerror=hostile()>",
    '" onmouseover="hostile()" x="',
    "' autofocus onfocus='hostile()",
    "` onclick=hostile() `",
    "</title><script>hostile()</script>",
    "</textarea></script></style><svg onload=hostile()>",
    "--><script>hostile()</script><!--",
    "]]><script>hostile()</script><![CDATA[",
    "<iframe srcdoc='<script>hostile()</script>'></iframe>",
    "<base href=//evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css><style>@import '//evil.example/x.css'</style>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=hostile()&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=hostile()>'>",
    "<noscript><p title='</noscript><img src=x onerror=hostile()>'>",
    "&lt;script&gt;hostile()&lt;/script&gt; &#60;img src=x onerror=hostile()&#62;",
    "\\u003cscript\\u003ehostile()\\u003c/script\\u003e",
    "<form action=//evil.example><input formaction=javascript:hostile()><button>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    "<?php system('id') ?><%= 7 %>",
    "<a href=\"javascript:hostile()\" style='position:fixed' class='page' id='main'>x</a>",
    'END:VCALENDAR\\nATTACH:file:///etc/passwd ;,"',
    '=HYPERLINK("http://evil.example","x")',
    "\u2028\u2029<script>hostile()</script>",
    "\u202ehostile\u202c \u2066x\u2067y\u2069",
    "%0d%0aSet-Cookie: hostile=1",
    "${7*7} #{7*7} $(id) `id` ; rm -rf / |",
    "a\tb\u00a0c\u200bd\ufeffe\u00ad",
)

NOTE_FIELDS: Mapping[str, object] = {
    "title": "@",
    "summary": "@",
    "authors": ["@"],
    "people": ["@"],
    "places": ["@"],
    "topics": ["@"],
    "kind": "@",
    "language": "@",
    "id": "@",
    "slug": "@",
    "aliases": ["/@/"],
    "source": "@",
    "quote": "@",
    "order": "@",
    "draft": "@",
    "date": "@",
    "published": "@",
    "modified": "@",
    "related": ["@"],
    "corrects": ["@"],
    "supersedes": ["@"],
    "@": "value",
    "references": [{"url": "https://example.org/@", "title": "@", "publisher": "@"}],
    "corrections": [{"date": "2026-11-22", "type": "correction", "text": "@"}],
    "verdict": {"label": "@", "rating": 3, "best": 5, "worst": 1},
    "quotes": [
        {
            "source": "speech",
            "exact": "The river rose",
            "prefix": "@",
            "note": "@",
            "translation": {"text": "@", "language": "en", "by": "human"},
        }
    ],
}
CARD_FIELDS: Mapping[str, object] = {
    "title": "@",
    "id": "@",
    "seed": "@",
    "url": "https://example.org/@",
    "publisher": "@",
    "authors": ["@"],
    "published": "@",
    "accessed": "@",
    "language": "@",
    "charset": "@",
    "archive": [{"url": "https://example.org/@", "date": "2021"}],
    "rights": {"mode": "full", "holder": "@", "licence": "@", "basis": "@", "notice": "@"},
    "translation": {"of": "en", "by": "machine", "tool": "@", "reviewed": False},
    "supersedes": ["@"],
    "redact": ["@"],
    "sha256": "@",
    "takedown": {"date": "2026-01-01", "reason": "@"},
    "capture": {"file": "@", "sha256": "@", "extractor": "@"},
    "@": "value",
}
TERM_FIELDS: Mapping[str, object] = {"title": "@", "names": ["@"], "wikidata": "@", "slug": "@", "aliases": ["/@/"], "@": "x"}
PAGE_FIELDS: Mapping[str, object] = {"title": "@", "summary": "@", "slug": "@", "aliases": ["/@/"], "@": "x"}

# What may hold any words, so that a build with them goes through to the pages
SPEAKING = (
    "title",
    "summary",
    "authors",
    "people",
    "places",
    "topics",
    "references",
    "corrections",
    "verdict",
    "publisher",
    "names",
    "rights",
    "translation",
    "archive",
    "url",
)


def put(value: object, payload: str) -> object:
    """The value with the payload in place of each `@`."""
    if isinstance(value, str):
        return value.replace("@", payload)
    if isinstance(value, list):
        return [put(each, payload) for each in value]
    if isinstance(value, dict):
        return {name.replace("@", payload): put(each, payload) for name, each in value.items()}
    return value


def everywhere(payload: str) -> dict[str, Data]:
    """The payload in every text that readers see, of every kind of file."""

    def some(table: Mapping[str, object]) -> dict[str, object]:
        return {name: put(value, payload) for name, value in table.items() if name in SPEAKING}

    quote = {"source": "other", "exact": "A bridge", "note": payload, "translation": {"text": payload, "language": "de"}}
    return {
        "digest.toml": SETTINGS.replace('"A digest"', json.dumps(payload)) + f"description = {json.dumps(payload)}\n",
        "seeds/other.txt": f"{payload} | {payload}\n\nA bridge was closed. {payload} It opened again.\n\n{payload}\n",
        "seeds/third.md": f"# {payload}\n\nA bridge. {payload}\n\n- {payload}\n\n> {payload}\n",
        "content/sources/other.md": card(payload, **some(CARD_FIELDS)),
        "content/sources/third.md": card(payload, seed="third.md"),
        "content/annotations/one.md": note(payload, **some(NOTE_FIELDS), quotes=[quote]),
        "content/annotations/two.md": note(
            f"# {payload}\n\n[{payload}](https://example.org/ '{payload}')\n\n```{payload}\n{payload}\n```"
        ),
        "content/people/ann.md": fields(some(TERM_FIELDS), payload),
        "content/pages/method.md": fields(some(PAGE_FIELDS), payload),
    }


def injection() -> Iterator[Case]:
    for n, payload in enumerate(SCRIPTS):
        yield Case("injection", f"everywhere-{n}", everywhere(payload))
    for n, payload in enumerate(SCRIPTS[:16]):
        files = everywhere(payload)
        files["digest.toml"] = f"{SETTINGS}[notes]\nraw_html = true\n"
        yield Case("injection", f"raw-{n}", files)
    tables = (
        ("note", NOTE_FIELDS, "content/annotations/one.md", note),
        ("card", CARD_FIELDS, "content/sources/other.md", card),
        ("term", TERM_FIELDS, "content/people/ann.md", fields),
        ("page", PAGE_FIELDS, "content/pages/method.md", fields),
    )
    for kind, table, path, _ in tables:
        for name, value in table.items():
            pairs = {name.replace("@", POLYGLOT): put(value, POLYGLOT)}
            text = note(**pairs) if kind == "note" else card(**pairs) if kind == "card" else fields({"title": "x", **pairs})
            yield Case("injection", f"{kind}-{name}", {"seeds/other.txt": OTHER, path: text})
    for n, name in enumerate(
        ('<img src=x onerror="hostile()">', "' onclick='x", "{{7*7}}", "a&b;c", "javascript:x", "-rf", "a%2e%2e%2fb", "a\\b")
    ):
        safe = name.replace("/", "\u2215")
        for folder, text in (
            ("annotations", note()),
            ("sources", card()),
            ("people", fields({"title": "x"})),
            ("pages", fields({"title": "x"})),
        ):
            yield Case("injection", f"file-{folder}-{n}", {f"content/{folder}/{safe}.md": text, "seeds/other.txt": OTHER})
        yield Case("injection", f"file-seeds-{n}", {f"seeds/{safe}.txt": OTHER})
        yield Case("injection", f"file-static-{n}", {f"content/static/{safe}.txt": "x"})


# --------------------------------------------------------------------------------------------------------- templates


def templates() -> Iterator[Case]:
    for n, payload in enumerate(
        (
            "{{7*7}}",
            "{% include '/etc/passwd' %}",
            "{{ ''.__class__.__mro__[1].__subclasses__() }}",
            "{% raw %}",
            "{# x",
            "{{ config }}",
            "{%",
            "{{",
            "}}",
            "{% extends 'base.html' %}",
            "{{ self._TemplateReference__context }}",
            "{% set x = 1 %}{{ x",
        )
    ):
        yield Case("templates", f"content-{n}", everywhere(payload))
    for n, text in enumerate(
        (
            "{{ ''.__class__ }}",
            "{% include '../../outside/canary.txt' %}",
            "{% include '/etc/passwd' %}",
            "{% import 'os' as os %}",
            "{{ range(10**9) }}",
            "{% for a in page.title %}",
            "{{ page.title.__class__ }}",
            "{% include page.title %}",
            "{{ cycler }}",
            "{{ lipsum() }}",
            "{{ page|attr('__class__') }}",
            "\x00",
            "{% extends 'term.html' %}",
            "{{ 'a' * 10**10 }}",
            "{{ 9**9**9 }}",
            "{{ page.title ~ '<script>' | safe }}",
            "{{ x.y.z }}",
            "{% include 'term.html' %}",
            "\xff\xfe".encode("latin-1"),
            "{{ page['__class__'] }}",
            "{{ '%*d' % (10**10, 1) }}",
            "{" * 100_000,
        )
    ):
        people = {"content/annotations/one.md": note(people=["Ann"])}
        yield Case("templates", f"theme-{n}", {"templates/term.html": text, **people}, blames_others=True)


# --------------------------------------------------------------------------------------------------------- addresses

ADDRESSES = (
    "javascript:hostile()",
    "JaVaScRiPt:hostile()",
    "java\tscript:hostile()",
    "java\nscript:hostile()",
    " javascript:hostile()",
    "\x01javascript:hostile()",
    "data:text/html,<script>hostile()</script>",
    "data:image/svg+xml,<svg onload=hostile()>",
    "file:///etc/passwd",
    "vbscript:hostile()",
    "//evil.example/",
    "\\\\evil.example\\",
    "/\\evil.example",
    "http:\\\\evil.example",
    "javascript&colon;hostile()",
    "&#106;avascript:hostile()",
    "https://a@evil.example:99999/",
    "https://[::1",
    "http://",
    "blob:x",
    "digest-root:/x",
    'https://evil.example/"onclick=hostile()',
    "https://\u202eevil",
    "jar:x!",
    "view-source:x",
    "https://xn--\udfff".encode("utf-8", "replace").decode(),
    "?x",
    "..",
    "../../../../etc/passwd",
    "/../../x",
    "/.//evil.example",
    "/x/..//evil.example",
    "/%2e%2e/%2e%2e/x",
    "feed:javascript:x",
    "h\u0442tps://x.example/",
)


def addresses() -> Iterator[Case]:
    for n, url in enumerate(ADDRESSES):
        body = f"[a]({url}) <{url}> ![b]({url}) [c]: {url}\n\n[c]\n\n[d](<{url}>)\n\n[e][f]\n\n[f]: <{url}> 'title'\n"
        yield Case(
            "addresses",
            f"note-{n}",
            {"content/annotations/one.md": note(body), "content/pages/p.md": fields({"title": "x"}, body)},
        )
        html = f'<a href="{url}">a</a><img src="{url}"><a href={url}>b</a>'
        raw = {"digest.toml": f"{SETTINGS}[notes]\nraw_html = true\n", "content/annotations/one.md": note(html)}
        yield Case("addresses", f"raw-{n}", raw)
        meta = {
            "seeds/other.txt": OTHER,
            "content/sources/other.md": card(url=url, archive=[{"url": url, "date": "2021"}]),
            "content/annotations/one.md": note(references=[{"url": url, "title": "x"}]),
        }
        yield Case("addresses", f"field-{n}", meta)
        menu = f'{SETTINGS}[[menu]]\nlabel = "x"\nurl = {json.dumps(url)}\n'
        yield Case("addresses", f"menu-{n}", {"digest.toml": menu}, blames_others=True)


# --------------------------------------------------------------------------------------------------------- traversal

PATHS = (
    "../../outside/canary",
    "..",
    ".",
    "/etc/passwd",
    "..\\..\\outside",
    "a/../../../outside/canary",
    "%2e%2e%2foutside",
    "....//outside",
    "C:\\x",
    "con",
    "a\u0000b",
    "site/../../outside",
    "\u2025/\u2025",
    "\uff0e\uff0e\uff0foutside",
    "x" * 5000,
    "~root",
    "-rf",
    "a:b",
    "a/b",
    "index.html",
    "assets/digest.css",
    "integrity.json",
    ".digest-part-x",
    "",
    " ",
)


def traversal() -> Iterator[Case]:
    for n, path in enumerate(PATHS):
        yield Case("traversal", f"id-{n}", {"content/annotations/one.md": note(id=path)})
        yield Case("traversal", f"slug-{n}", {"content/annotations/one.md": note(slug=path)})
        yield Case("traversal", f"alias-{n}", {"content/annotations/one.md": note(aliases=[path, f"/{path}", f"/{path}/"])})
        yield Case("traversal", f"term-{n}", {"content/annotations/one.md": note(people=[path], places=[path], topics=[path])})
        source = {"seeds/other.txt": OTHER, "content/sources/other.md": card(id=path)}
        yield Case("traversal", f"source-{n}", source)
        yield Case("traversal", f"seed-{n}", {"content/sources/other.md": card(seed=path)})
        capture = {"file": path, "sha256": "0" * 64, "extractor": "x"}
        yield Case("traversal", f"capture-{n}", {"seeds/other.txt": OTHER, "content/sources/other.md": card(capture=capture)})
        pages = {
            "content/pages/p.md": fields({"title": "x", "slug": path}),
            "content/people/q.md": fields({"title": "x", "slug": path}),
        }
        yield Case("traversal", f"page-{n}", pages)


# ------------------------------------------------------------------------------------------------------------- links


def links() -> Iterator[Case]:
    targets = {
        "file": "OUTSIDE/canary.md",
        "text": "OUTSIDE/canary.txt",
        "folder": "OUTSIDE",
        "passwd": "/etc/passwd",
        "zero": "/dev/zero",
        "root": "/",
        "self": ".",
        "up": "..",
        "nowhere": "nowhere",
        "loop": "loop.md",
        "proc": "/proc/self/environ",
        "mem": "/proc/self/mem",
    }
    for name, target in targets.items():
        for folder in ("seeds", "content/annotations", "content/sources", "content/static", "content/people", "templates"):
            suffix = ".txt" if folder == "seeds" else ".html" if folder == "templates" else ".md"
            place = f"{folder}/{name}" if name in ("folder", "root", "self", "up") else f"{folder}/{name}{suffix}"
            yield Case("links", f"{folder}-{name}", links={place: target})
    for folder in ("seeds", "content", "templates", "content/static", "content/people"):
        files = {"content/annotations/one.md": note(people=["Ann"])}
        if folder != "seeds":
            yield Case("links", f"whole-{folder}", files if folder != "content" else {}, links={f"{folder}-x": "OUTSIDE"})
    yield Case("links", "whole-templates-out", links={"templates": "OUTSIDE"})
    yield Case("links", "whole-static-out", links={"content/static": "OUTSIDE"})
    yield Case("links", "whole-people-out", links={"content/people": "OUTSIDE"})
    yield Case("links", "site-out", links={"site": "OUTSIDE"})
    yield Case("links", "memory-out", links={".digest": "OUTSIDE"})
    yield Case("links", "memory-file-out", links={".digest/memory.sqlite": "OUTSIDE/canary.txt"})
    yield Case("links", "memory-new-out", links={".digest/memory.sqlite": "OUTSIDE/new.sqlite"})
    yield Case("links", "site-page-out", links={"site/index.html": "OUTSIDE/canary.txt"})
    yield Case("links", "site-folder-out", links={"site/annotations": "OUTSIDE"})
    yield Case("links", "site-integrity-out", links={"site/integrity.json": "OUTSIDE/canary.txt"})
    yield Case("links", "site-parts-out", links={"site/integrity": "OUTSIDE"})
    yield Case("links", "site-receipts-out", {"seeds/speech.txt": SPEECH}, links={"site/quotes.json": "OUTSIDE/canary.txt"})
    for folder in ("seeds", "content/annotations", "content/sources", "content/static", "templates", "content/pages"):
        yield Case("links", f"pipe-{folder}", pipes=(f"{folder}/pipe.md",))
        yield Case("links", f"socket-{folder}", {f"{folder}/x.md": ""}, sockets=(f"{folder}/socket.md",), blames_others=True)
    yield Case("links", "pipe-settings-theme", pipes=("templates/base.html",))
    yield Case("links", "pipe-memory", pipes=(".digest/memory.sqlite",))
    yield Case("links", "pipe-site", pipes=("site/index.html",))
    yield Case("links", "pipe-integrity", pipes=("site/integrity.json",))


# -------------------------------------------------------------------------------------------------------------- YAML


def yaml() -> Iterator[Case]:
    bomb = "a0: &a0 x\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    texts = {
        "bomb": bomb,
        "tag": "title: !!python/object/apply:os.system ['id']",
        "tag2": "title: !<tag:yaml.org,2002:python/name:os.system> x",
        "binary": "title: !!binary aGk=",
        "anchor": "title: &a x\nsummary: *a",
        "merge": "x: &x {title: y}\n<<: *x",
        "self": "title: &a [*a]",
        "twice": "title: x\ntitle: y",
        "twice-deep": "title: x\nreferences: [{url: https://a.example, url: b}]",
        "set": "title: !!set {a}",
        "deep-flow": "title: " + "[" * 5000 + "]" * 5000,
        "deep-map": "title: " + "{a: " * 5000 + "}" * 5000,
        "deep-block": "\n".join("  " * n + "a:" for n in range(500)),
        "deep-seq": "- " * 5000 + "x",
        "open": "title: " + "[" * 5000,
        "document": "title: x\n--- \ntitle: y",
        "directive": "%YAML 9.9\n---\ntitle: x",
        "tab": "title:\tx\n\tsummary: y",
        "null": "~: ~",
        "list": "- a\n- b",
        "scalar": "just words",
        "number": "1: 2",
        "complex": "? [a, b]\n: c",
        "complex-map": "? {a: b}\n: c",
        "time": "title: x\ndate: 2024-13-45T99:99:99Z",
        "sexagesimal": "title: 12:30:45\ndate: 12:30",
        "octal": "title: 0755\norder: 0o7",
        "infinite": "title: .inf\norder: .nan",
        "huge-number": "title: x\norder: " + "9" * 5000,
        "float": "title: x\norder: 1e999",
        "boolean": "title: no\ndraft: maybe",
        "comment": "title: x #y\nsummary: #z",
        "multiline": "title: |\n  a\n  b\nsummary: >-\n  c\n\n\n  d",
        "escape": 'title: "\\x00\\x1b[31m\\uD800\\U00110000"',
        "escape2": 'title: "\\0"',
        "escape3": 'title: "\\e]0;x\\a"',
        "surrogate": 'title: "\\ud83d"',
        "long-key": "k" * 5000 + ": x",
        "many": "\n".join(f"k{n}: x" for n in range(5000)),
        "long": "title: " + "x" * 100_000,
        "items": "title: x\npeople: [" + ", ".join(f"p{n}" for n in range(20_000)) + "]",
        "key-types": "[a]: b\n{c: d}: e",
        "map-for-text": "title: {a: b}\nsummary: [c]\npeople: {d: e}\nreferences: x\ncorrections: {a: b}\nverdict: [1]\nquotes: 5",
        "list-of-maps": "title: x\npeople: [{a: b}, [c], ~, '']\naliases: [{a: b}]\nquotes: [x, [y]]\nreferences: [x]",
        "bom": "\ufefftitle: x",
        "nel": "title: a\u0085b\u2028c",
        "quote": "title: 'x",
        "quote2": 'title: "x',
        "block": "title: |9\n  x",
        "colon": "title: a: b: c",
        "percent": "title: %x",
        "at": "title: @x",
        "tick": "title: `x`",
        "star": "title: *x",
        "bang": "title: !",
        "amp": "title: &",
        "verdict": "title: x\ndate: 2021\nverdict: {label: x, rating: 99999999999999999999999, best: -5, worst: 0}",
        "rating": "title: x\ndate: 2021\nverdict: {label: x, rating: 0, best: 0, worst: 0}",
        "order": "title: x\ndate: 2021\norder: 99999999999999999999999999",
    }
    for name, text in texts.items():
        yield Case("yaml", f"note-{name}", {"content/annotations/one.md": f"---\n{text}\n---\nx\n"})
        yield Case(
            "yaml",
            f"card-{name}",
            {"seeds/other.txt": OTHER, "content/sources/other.md": f"---\nseed: other.txt\n{text}\n---\nx\n"},
        )
    yield Case("yaml", "never-closed", {"content/annotations/one.md": "---\ntitle: x\n" + "a: b\n" * 10_000})


# --------------------------------------------------------------------------------------------------------- encodings


def encodings() -> Iterator[Case]:
    text = "Ünïcödé – “q” žluťoučký кот"
    broken = {
        "latin1": "Größe".encode("latin-1"),
        "utf16": text.encode("utf-16"),
        "utf16le": text.encode("utf-16-le"),
        "utf32": text.encode("utf-32"),
        "utf7": b"+ADw-script+AD4-",
        "nul": b"a\0b\n\nc",
        "nuls": b"\0" * 1000,
        "overlong": b"\xc0\xaf..\xc0\xaf",
        "surrogates": b"\xed\xa0\x80\xed\xb0\x80",
        "beyond": b"\xf4\x90\x80\x80",
        "truncated": text.encode()[:-1],
        "lone": b"\x80\xbf\xfe\xff",
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "two-boms": b"\xef\xbb\xbf\xef\xbb\xbf" + text.encode(),
        "random": bytes((n * 167 + 13) % 256 for n in range(4096)),
        "cr": b"a\r\rb\r\rc",
        "controls": bytes(range(1, 32)) + b"\n\nx",
        "c1": "".join(map(chr, range(0x7F, 0xA0))).encode(),
        "bidi": "a\u202eb\u202dc\u2066d\u2067e\u2068f\u2069g\u200eh\u200fi\u061c".encode(),
        "nonchars": "a\ufffe\uffff\U0001fffe\ufdd0b".encode(),
        "combining": ("a" + "\u0301" * 10_000).encode(),
        "zalgo": ("z\u0334\u0335" * 5000).encode(),
        "tags": "a\U000e0041\U000e0042\U000e007f".encode(),
        "private": "\ue000\U000f0000".encode(),
        "variation": ("a\ufe0f\U000e0100" * 100).encode(),
        "joiners": ("👩\u200d" * 5000).encode(),
        "flags": ("🇩" * 9999).encode(),
        "jamo": ("ᄀ" * 9999).encode(),
        "empty": b"",
        "spaces": b" \n\t\n ",
        "lines": "a\u2028b\u2029c\x0bd\x0ce\x85f".encode(),
        "dollar-escapes": b"\x1b]0;title\x07\x1b[31mred\x1b[2J",
    }
    for name, data in broken.items():
        yield Case("encodings", f"seed-{name}", {"seeds/other.txt": data, "seeds/third.md": data})
        body = b"---\ntitle: x\ndate: 2021\npublished: 2026-11-20\n---\n" + data
        head = (
            b"---\ndate: 2021\npublished: 2026-11-20\ntitle: '"
            + data.replace(b"'", b"")
            + b"'\npeople: ['"
            + data.replace(b"'", b"")
            + b"']\n---\nx\n"
        )
        yield Case("encodings", f"body-{name}", {"content/annotations/one.md": body})
        yield Case("encodings", f"head-{name}", {"content/annotations/one.md": head})
        yield Case(
            "encodings",
            f"settings-{name}",
            {"digest.toml": SETTINGS.replace("A d", "D").encode() + b"description = '" + data + b"'\n"},
            blames_others=True,
        )
    for charset in (
        "utf-16",
        "utf-7",
        "idna",
        "punycode",
        "rot13",
        "zip",
        "base64",
        "hex",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "mbcs",
        "shift_jis",
        "gb18030",
        "utf-8-sig",
        "cp037",
        "../x",
        "x" * 5000,
        "\0",
        "iso-2022-jp",
        "hz",
        "bz2_codec",
        "big5",
    ):
        files = {"seeds/other.txt": b"Other\n\nA b\xfcridge.\n", "content/sources/other.md": card(charset=charset)}
        yield Case("encodings", f"charset-{charset[:12]}", files)


# ------------------------------------------------------------------------------------------------------------- names


def names() -> Iterator[Case]:
    pairs = {
        "case": ("Note", "note"),
        "nfc": ("caf\u00e9", "cafe\u0301"),
        "confusable": ("paypal", "p\u0430ypal"),
        "sharp": ("straße", "STRASSE"),
        "turkish": ("I", "ı"),
        "width": ("ａ", "a"),
        "invisible": ("a\u200bb", "ab"),
        "dots": ("a.", "a"),
        "space": ("a ", "a"),
        "kelvin": ("K", "k"),
        "ligature": ("ﬁ", "fi"),
        "soft": ("a\u00adb", "ab"),
        "rlo": ("a\u202eb", "ab"),
        "digits": ("1", "١"),
    }
    for name, (one, two) in pairs.items():
        files: dict[str, Data] = {f"content/annotations/a/{one}.md": note(), f"content/annotations/b/{two}.md": note()}
        yield Case("names", f"notes-{name}", files, blames_others=True)
        yield Case("names", f"terms-{name}", {"content/annotations/one.md": note(people=[one, two], places=[one], topics=[two])})
        yield Case("names", f"ids-{name}", {"content/annotations/x.md": note(id=one), "content/annotations/y.md": note(id=two)})
        yield Case("names", f"static-{name}", {f"content/static/{one}.txt": "x", f"content/static/{two}.txt": "y"})
        yield Case("names", f"seeds-{name}", {f"seeds/{one}.txt": OTHER, f"seeds/{two}.txt": OTHER})
        aliases = {"content/annotations/x.md": note(aliases=[f"/{one}/"]), "content/annotations/y.md": note(aliases=[f"/{two}/"])}
        yield Case("names", f"aliases-{name}", aliases)
    for name in (
        "con",
        "nul",
        "aux.x",
        "com1",
        "lpt9",
        "index",
        "feed",
        "404",
        "assets",
        "annotations",
        "2021",
        "search",
        "integrity",
        "sources",
    ):
        yield Case(
            "names",
            f"device-{name}",
            {f"content/annotations/{name}.md": note(), f"content/pages/{name}.md": fields({"title": "x"})},
        )
        taken = {f"content/static/{name}": "x", f"content/static/{name}.json": "{}", f"content/static/{name}.html": "x"}
        yield Case("names", f"taken-{name}", taken, blames_others=True)
    for length in (100, 240):
        yield Case(
            "names", f"long-file-{length}", {f"content/annotations/{'x' * length}.md": note(), f"seeds/{'y' * length}.txt": OTHER}
        )
    for title in (
        "x" * 300,
        "wort " * 60,
        "ж" * 300,
        "漢" * 300,
        "👩\u200d👩\u200d👧" * 60,
        "\u0301" * 300,
        "." * 300,
        "-" * 300,
        "…",
    ):
        kept = {"content/annotations/one.md": note(title=title, people=[title]), "content/pages/p.md": fields({"title": title})}
        yield Case("names", f"title-{title[:3]!r}", {"seeds/other.txt": f"{title}\n\nText.\n", **kept})
    deep = "/".join(["d"] * 200)
    yield Case(
        "names",
        "deep-folder",
        {f"content/annotations/{deep}/x.md": note(), f"seeds/{deep}/y.txt": OTHER, f"content/static/{deep}/z": ""},
    )


# -------------------------------------------------------------------------------------------------- slow and too large


def slow() -> Iterator[Case]:
    """Markdown that is known to be slow or deep, in notes and in seeds."""
    bodies = {
        "quotes": ">" * 10_000 + " x",
        "quotes-lines": "\n".join(">" * n for n in range(1, 400)),
        "brackets": "[" * 50_000,
        "closed": "[" * 5000 + "](x)" * 5000,
        "images": "![" * 20_000,
        "stars": "*a " * 20_000,
        "underscores": "_" * 50_000,
        "mixed": "*_" * 20_000 + "a" + "_*" * 20_000,
        "ticks": "`" * 50_000,
        "tick-runs": "".join("`" * n + "x" for n in range(1, 600)),
        "lists": "\n".join("  " * n + "- x" for n in range(300)),
        "deep-list": "- " * 5000 + "x",
        "numbers": "1. " * 5000 + "x",
        "angle": "<" * 50_000,
        "tags": "<a" * 20_000,
        "comments": "<!--" * 20_000,
        "entities": "&" * 50_000,
        "amps": "&#x" * 20_000,
        "references": "\n".join(f"[{n}]: https://example.org/{n}" for n in range(5000)),
        "reference-title": "[a]: x '" + "y" * 50_000,
        "links": "[a](" * 10_000,
        "link-parens": "[a](" + "(" * 20_000,
        "tables": "|" * 20_000 + "\n" + "|-" * 20_000 + "|\n",
        "rows": "|a|b|\n|-|-|\n" + "|x|y|\n" * 10_000,
        "table-wide": "|".join("a" * 2000) + "\n" + "|".join("-" * 2000) + "\n" + ("|".join("b" * 2000) + "\n") * 30,
        "backslashes": "\\" * 50_000,
        "footnotes": "".join(f"x[^{n}]\n\n[^{n}]: y\n\n" for n in range(1000)),
        "footnote-deep": "[^a]: " * 5000,
        "footnote-refs": "[^a] " * 10_000 + "\n\n[^a]: x",
        "fences": "```\n" * 20_000,
        "fence-open": "~~~" + "x" * 50_000,
        "headings": "# x\n" * 10_000,
        "hashes": "#" * 50_000,
        "rules": "---\n" * 20_000,
        "setext": "a\n=\n" * 10_000,
        "spaces": " " * 100_000 + "x",
        "trailing": "x" + " " * 100_000,
        "blank": "\n" * 100_000 + "x",
        "tabs": "\t" * 50_000 + "x",
        "hard-breaks": "x  \n" * 20_000,
        "definitions": "a\n:   b\n\n" * 3000,
        "definition-deep": ": " * 5000,
        "abbr": "*[a]: b\n" * 2000 + "a " * 5000,
        "abbr-many": "".join(f"*[a{n}]: b\n" for n in range(2000)) + "a1 " * 2000,
        "html": "<div>" * 10_000,
        "html-close": "</div>" * 10_000,
        "attributes": "<a " + "x=y " * 20_000 + ">",
        "autolinks": "<https://a.example> " * 5000,
        "urls": "https://a.example/" * 5000,
        "quoted": "“" * 50_000,
        "quoted-pairs": "“a” " * 10_000,
        "quoted-open": "“a " * 10_000,
        "mail": "a@" * 30_000,
        "bold": "**" * 30_000 + "a",
        "triple": "***a** " * 8000,
        "em-nest": "*a **b " * 5000 + "** *" * 5000,
        "words": "x" * 250_000,
        "too-long": "x" * 300_000,
        "one-line": "word " * 50_000,
    }
    for name, body in bodies.items():
        yield Case("slow", f"note-{name}", {"content/annotations/one.md": note(body)}, is_heavy=True, seconds=60)
        yield Case("slow", f"seed-{name}", {"seeds/third.md": f"# Third\n\n{body}\n"}, is_heavy=True, seconds=60)
    yield Case("slow", "light", {"content/annotations/one.md": note(">" * 10_000), "seeds/third.md": "[" * 5000 + "\n\nx"})


def large() -> Iterator[Case]:
    full = {"content/sources/other.md": card()}
    paragraphs = "Other\n\n" + "".join(f"Paragraph {n} of many.\n\n" for n in range(100_000))
    seeds: dict[str, Data] = {
        "line-50-mb": b"Other\n\n" + b"x" * 50_000_000,
        "line-30-mb": b"Other\n\n" + b"word " * 6_000_000,
        "paragraphs": paragraphs,
        "no-spaces": "Other\n\n" + "漢" * 1_000_000,
        "one-word": "Other\n\n" + "x" * 5_000_000,
        "sentences": "Other\n\n" + "A b. " * 400_000,
    }
    for name, data in seeds.items():
        quoted = note(source="other", quote="of many") if name == "paragraphs" else note()
        files = {"seeds/other.txt": data, **full, "content/annotations/one.md": quoted}
        yield Case("large", f"seed-{name}", files, is_heavy=True, seconds=180)
        excerpt = {"seeds/other.txt": data, "content/sources/other.md": card(rights="excerpt")}
        yield Case("large", f"excerpt-{name}", excerpt, is_heavy=True, seconds=180)
    for name, data in {"md-paragraphs": paragraphs, "md-5-mb": "word " * 1_000_000}.items():
        yield Case("large", name, {"seeds/third.md": data}, is_heavy=True, seconds=180)
    many: dict[str, Data] = {
        f"content/annotations/{n // 100}/n{n}.md": note(source="speech", quote="The river rose") for n in range(10_000)
    }
    yield Case("large", "10000-notes", many, is_heavy=True, seconds=600)
    quotes = [{"source": "speech", "exact": "The river rose"}] * 3000
    yield Case("large", "3000-quotes", {"content/annotations/one.md": note(quotes=quotes)}, is_heavy=True, seconds=180)
    yield Case("large", "static-50-mb", {"content/static/big.bin": bytes(50_000_000)}, is_heavy=True)
    yield Case("large", "note-5-mb", {"content/annotations/one.md": note("x" * 5_000_000)}, is_heavy=True)
    yield Case("large", "light", {"seeds/other.txt": "Other\n\n" + "x y. " * 20_000, **full})


# ------------------------------------------------------------------------------------------------ dates and quotations


def dates() -> Iterator[Case]:
    for n, date in enumerate(
        (
            "0000",
            "-0001",
            "9999-12-31",
            "10000",
            "Y99999999999",
            "Y-170000002",
            "Y" + "9" * 5000,
            "Y17E8",
            "1950S2",
            "2024-13-45",
            "2024-02-30",
            "2023-02-29",
            "2021-99",
            "2021-21",
            "2021-41",
            "XXXX",
            "XXXX-XX-XX",
            "201X",
            "20XX-12",
            "-XXXX",
            "../..",
            "..",
            "/",
            "2021/",
            "/2021",
            "2021/2020",
            "../2021",
            "2021/..",
            "[..2021]",
            "{1667,1668..1670}",
            "[" * 5000,
            "{" + ",".join(["2021"] * 5000) + "}",
            "0000/9999",
            "-9999/9999",
            "2021-12-07T25:61:61Z",
            "2021-12-07T00:00+99:99",
            "?",
            "2021?",
            "2021~",
            "2021%",
            "~2021-?12",
            "2021-12-07?~%",
            "٢٠٢١",
            "二〇二一",
            "12:30",
            "yesterday",
            "1e3",
            "0x7E5",
            "2021-1-1",
            "21-12-07",
            "2021-12-07" * 500,
            "2021–2022",
            "2021-W01-1",
            "P1Y",
            "2021-366",
            "",
            " ",
            "NaN",
            "Infinity",
            "null",
            "true",
            "2021-12-07/2021-12-07/2021",
            "-",
            "+2021",
            "1582-10-10",
            "-9999-01-01",
            "{..}",
            "[..]",
            "[2021..]",
            "{0000..9999}",
            "{0000-01-01..9999-12-31}",
            "Y-9999999999999999",
            "9999-12-31/..",
            "../0000",
            "2021-12-07T23:59:60Z",
        )
    ):
        yield Case("dates", f"note-{n}", {"content/annotations/one.md": note(date=date)})
        everywhere = note(published=date, modified=date, corrections=[{"date": date, "text": "x"}])
        card_ = card(published=date, accessed=date, archive=[{"url": "https://a.example/", "date": date}])
        yield Case(
            "dates",
            f"fields-{n}",
            {"content/annotations/one.md": everywhere, "seeds/other.txt": OTHER, "content/sources/other.md": card_},
        )


def quotations() -> Iterator[Case]:
    words = [f"word{n}" for n in range(400)]
    text = "Other\n\n" + " ".join(words) + "\n"
    sets = {
        "nested": [" ".join(words[n : 400 - n]) for n in range(199)],
        "overlapping": [" ".join(words[n : n + 50]) for n in range(350)],
        "identical": [" ".join(words[:30])] * 300,
        "suffixes": [" ".join(words[n:]) for n in range(300)],
        "prefixes": [" ".join(words[: n + 1]) for n in range(300)],
        "elided": [f"{words[n]} […] {words[399 - n]}" for n in range(190)],
        "elisions": [" […] ".join(words[n::4]) for n in range(4)],
    }
    for name, quotes in sets.items():
        for mode in ("full", "excerpt"):
            files: dict[str, Data] = {
                "seeds/other.txt": text,
                "content/sources/other.md": card(rights={"mode": mode, "basis": "ours"}),
            }
            files |= {f"content/annotations/n{n}.md": note(source="other", quote=quote) for n, quote in enumerate(quotes)}
            yield Case("quotations", f"{name}-{mode}", files, is_heavy=True, seconds=180)
    repeated = "Other\n\n" + "ha " * 20_000 + "\n"
    hard = {
        "several": ("ha", repeated),
        "several-long": ("ha " * 500, repeated),
        "elision-several": ("ha […] ha […] ha […] ho", repeated),
        "near": ("word1 word2 word4 wrod5", text),
        "empty": ("", text),
        "elision-only": ("[…]", text),
        "elisions-only": ("[…] " * 1000, text),
        "nothing": ("\u200b\u00ad", text),
        "long-miss": ("zz " * 20_000, text),
        "almost": ("ha " * 5000 + "ho", repeated),
        "no-words": ("-" * 5000, text),
        "a-miss": ("a" * 20_000 + "b", "Other\n\n" + "a" * 200_000 + "\n"),
        "controls": ("word1\x00word2\x1b", text),
        "bidi": ("word1 \u202eword2", text),
        "elision-chain": ("ha […] " * 300 + "ho", repeated),
        "marks": ("\u0301" * 5000, text),
        "quote-marks": ("“”«»" * 2000, text),
    }
    for name, (quote, seed) in hard.items():
        files = {
            "seeds/other.txt": seed,
            "content/sources/other.md": card(),
            "content/annotations/one.md": note(source="other", quote=quote),
        }
        yield Case("quotations", name, files, seconds=60, is_heavy=name in ("almost", "a-miss", "elision-chain", "several-long"))
        contexts = note(source="other", quote="word1", prefix=quote, suffix=quote)
        yield Case(
            "quotations",
            f"context-{name}",
            {**files, "seeds/other.txt": text, "content/annotations/one.md": contexts},
            seconds=60,
        )
        body = {**files, "content/annotations/one.md": note(f"It says “{quote}”.", source="other")}
        yield Case(
            "quotations", f"body-{name}", body, seconds=60, is_heavy=name in ("almost", "a-miss", "elision-chain", "several-long")
        )
    redacted = {
        "seeds/other.txt": OTHER,
        "content/sources/other.md": card(redact=["A", " ", "the " * 5000, "\u200b", "b", ".*", "A bridge"] + ["x"] * 2000),
    }
    yield Case("quotations", "redact", redacted)


# -------------------------------------------------------------------------------------------------- settings, imports


def settings() -> Iterator[Case]:
    for n, text in enumerate(
        (
            'base_url = "javascript:x"',
            'language = "../../x"',
            'language = "de\\u0000"',
            'timezone = "../../etc/passwd"',
            'timezone = "/etc/passwd"',
            'timezone = "Europe"',
            'timezone = "a\\u0000b"',
            "schema = 99",
            "title = []",
            "[facets]\nx = 1",
            '[facets."../x"]\nlabel = "x"',
            '[facets.static]\nlabel = "x"',
            '[facets.annotations]\nlabel = "x"',
            '[facets.assets]\nlabel = "x"',
            '[facets.source]\nlabel = "x"',
            '[facets.seed]\nlabel = "x"',
            '[kinds."<script>"]\nlabel = "x"',
            '[rights]\nmode = "full"',
            "[rights]\nmax_share = 1e999",
            "[rights]\ncontext = -5",
            "[rights]\nmax_words = 99999999999999999999",
            "[feeds]\nlimit = -1",
            "[feeds]\nlimit = 99999999999999999999",
            '[[menu]]\nlabel = "<script>"\nurl = "javascript:x"',
            "menu = 5",
            "[params]\nx = 1979-05-27T07:32:00Z",
            "[params]\nx = nan",
            "[params]\n__class__ = 1",
            "a.b.c.d = 1",
            "x = " + "[" * 5000,
            "x = " + "[" * 500 + "]" * 500,
            ".".join(["a"] * 5000) + " = 1",
            "= 1",
            "\x00",
            "title = 'x'",
            "authors = 5",
            'authors = [{id = "x", name = "<script>hostile()</script>", url = "javascript:x"}]',
            '[authors.kr]\nname = "<script>"\nurl = "javascript:x"',
            "[publishers.x]\nmax_words = -1",
            'hemisphere = "<b>"',
            'order = "x"',
            'id_authority = "<script>"',
            'id_authority = "a b\\n"',
            "[exports]\nx = 1",
            "[search]\nx = 1",
            "[notes]\nraw_html = 5",
            "x = " + "9" * 5000,
            'base_url = "https://[::1"',
            'base_url = "https://digest.example/\\"><script>"',
            'base_url = "//evil.example"',
        )
    ):
        key = text.partition(" =")[0]
        base = "".join(line + "\n" for line in SETTINGS.splitlines() if line.partition(" =")[0] != key)
        top = text + "\n" + base if not text.startswith("[") else base + text + "\n"
        commands = (("build", "-j", "1"), ("check", "--format", "json"))
        yield Case("settings", str(n), {"digest.toml": top}, blames_others=True, commands=commands)


def imports() -> Iterator[Case]:
    """What `digest import` is given, and a build after it."""

    def web(**members: object) -> str:
        selector = {"type": "TextQuoteSelector", "exact": "The river rose"}
        whole = {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "Annotation",
            "id": "https://a.example/1",
            "body": {"type": "TextualBody", "value": POLYGLOT, "format": "text/html"},
            "target": {"source": "https://digest.example/sources/speech/", "selector": selector},
        }
        return json.dumps({**whole, **members})

    deep: object = "x"
    for _ in range(300):
        deep = {"body": [deep]}
    given: dict[str, tuple[str, Data]] = {
        "plain": ("a.jsonld", web()),
        "id": ("a.jsonld", web(id="../../outside/canary")),
        "id-long": ("a.jsonld", web(id="x" * 5000)),
        "id-list": ("a.jsonld", web(id=[1])),
        "id-nul": ("a.jsonld", web(id="a\0b")),
        "body-list": ("a.jsonld", web(body=[deep] * 3)),
        "body-script": ("a.jsonld", web(body={"value": "<script>hostile()</script>", "format": "text/html"})),
        "body-link": ("a.jsonld", web(body="javascript:hostile()")),
        "creator": ("a.jsonld", web(creator={"name": POLYGLOT, "id": "javascript:x"})),
        "created": ("a.jsonld", web(created="99999-99-99")),
        "target-file": ("a.jsonld", web(target="file:///etc/passwd")),
        "target-list": ("a.jsonld", web(target=[["x"], 5, None])),
        "selector-number": ("a.jsonld", web(target={"source": "speech", "selector": 7})),
        "refined": (
            "a.jsonld",
            web(target={"source": "speech", "selector": {"type": "RangeSelector", "startSelector": {"refinedBy": {}}}}),
        ),
        "language": ("a.jsonld", web(body={"value": "x", "language": "../x"})),
        "position": (
            "a.jsonld",
            web(target={"source": "speech", "selector": {"type": "TextPositionSelector", "start": -5, "end": 10**30}}),
        ),
        "motivation": ("a.jsonld", web(motivation=["<b>", 5])),
        "deep": ("a.jsonld", "[" * 100_000),
        "deep2": ("a.jsonld", '{"a":' * 50_000),
        "number": ("a.jsonld", "9" * 10_000),
        "infinity": ("a.jsonld", web(x=float("inf"))),
        "empty": ("a.jsonld", ""),
        "null": ("a.jsonld", "null"),
        "not-json": ("a.jsonld", "{"),
        "utf16": ("a.jsonld", web().encode("utf-16")),
        "bytes": ("a.jsonld", bytes(range(256))),
        "surrogate": ("a.jsonld", '{"type": "Annotation", "body": "\\ud800"}'),
        "twice": ("a.jsonld", '{"type": "Annotation", "type": "x", "target": "a", "target": "b"}'),
        "many": ("a.jsonld", json.dumps([json.loads(web(id=f"u:{n}")) for n in range(300)])),
        "hypothesis": (
            "h.json",
            json.dumps(
                {
                    "rows": [
                        {
                            "id": "../x",
                            "uri": "file:///x",
                            "text": POLYGLOT,
                            "tags": [POLYGLOT, 5, None],
                            "target": [{"selector": [{"type": "TextQuoteSelector", "exact": "The river rose"}]}],
                        }
                    ]
                }
            ),
        ),
        "hypothesis-bad": (
            "h.json",
            json.dumps({"rows": [5, None, [], {"id": 5, "target": 7, "tags": "x", "text": []}], "total": "x"}),
        ),
        "html": (
            "p.html",
            f"<title>{POLYGLOT}</title><meta property=og:url content='javascript:x'><article><h1>x</h1><p>"
            + "A bridge was closed. " * 50
            + POLYGLOT
            + "</p></article>",
        ),
        "html-deep": ("p.html", "<div>" * 20_000 + "x" * 500),
        "html-empty": ("p.html", ""),
        "html-bytes": ("p.html", bytes(range(256)) * 20),
        "html-entity": ("p.html", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><p>&y;</p>"),
        "html-name": ("..%2f{{7*7}}.html", "<title>x</title><p>" + "A bridge was closed. " * 50),
        "mhtml": (
            "p.mhtml",
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=../x\n\n<p>hi",
        ),
        "feed": (
            "f.xml",
            f"<rss version='2.0'><channel><title>x</title><item><title><![CDATA[{POLYGLOT.replace(']]>', '')}]]></title><link>javascript:x</link><guid>../../x</guid><description>"
            + "A bridge was closed. " * 30
            + "</description></item></channel></rss>",
        ),
        "feed-bomb": (
            "f.xml",
            "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>"
            + "".join(f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(10))
            + "]><rss version='2.0'><channel><item><title>&k;</title></item></channel></rss>",
        ),
        "feed-external": (
            "f.xml",
            "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss version='2.0'><channel><item><title>&a;</title><description>&a;</description></item></channel></rss>",
        ),
        "feed-broken": ("f.atom", "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x"),
        "feed-empty": ("f.rss", ""),
        "no-suffix": ("x", "x"),
        "text": ("x.txt", "x"),
    }
    for name, (file, data) in given.items():
        yield Case(
            "imports",
            name,
            {f"in/{file}": data},
            commands=(("import", f"in/{file}"), ("build", "-j", "1")),
            writes=("content", "seeds"),
            blames_others=True,
        )
    yield Case("imports", "link", links={"in/x.html": "/etc/hosts"}, commands=(("check",),))
    yield Case(
        "imports",
        "out-of-the-way",
        {"in/a.jsonld": web()},
        links={"content/annotations/imported": "OUTSIDE"},
        commands=(("import", "in/a.jsonld"), ("build",)),
        writes=("content/sources",),
    )
