"""What MkDocs has no word for: notes under an article, lists by month, year and tag, and an Atom feed.

An article carries its annotations in its front matter. Before a build the lists are written as Markdown below `docs/`, each only
where it changed, so that `mkdocs build --dirty` renders what an edit touches and nothing else.
"""

import html
import json
import re
from collections import defaultdict
from pathlib import Path

import yaml
from markdown import Markdown

SITE = "https://digest.example"
_HEAD = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_state = {}


def on_pre_build(config):
    docs = Path(config["docs_dir"])
    _state["articles"] = articles = read_articles(docs)
    _state["names"] = names = read_names(docs.parent)
    for path, text in lists(articles, names):
        _put(docs / path, text)


def on_page_read_source(page, config):
    article = _state["articles"].get(Path(page.file.src_uri).stem) if page.file.src_uri.startswith("articles/") else None
    return composed(article, _state["names"]) if article else None


def on_post_build(config):
    (Path(config["site_dir"]) / "feed.xml").write_text(feed(_state["articles"]), encoding="utf-8")


# ----------------------------------------------------------------------------------------------------------------------


def read_names(project):
    return json.loads((project / "tags.json").read_text("utf-8"))


def read_articles(docs):
    """The articles by slug: their front matter, with the text under it as `body`."""
    articles = {}
    for path in sorted((docs / "articles").iterdir()):
        text = path.read_text("utf-8")
        head = _HEAD.match(text)
        article = yaml.load(head[1], yaml.CSafeLoader)
        articles[path.stem] = {**article, "slug": path.stem, "body": text[head.end() :]}
    return articles


def composed(article, names):
    """An article's page in Markdown: its text with the marks, then the notes."""
    title = _escaped(article["title"])
    notes = (
        f'<h3 id="note-{each["id"]}"><time>{each["date"]}</time> {each["kind"]}</h3>\n'
        f'<blockquote><a href="#{each["id"]}">{_escaped(each["quote"])}</a></blockquote>\n\n'
        f"{each['note']}\n\n{_tags(each, names)}"
        for each in article["annotations"]
    )
    return (
        f"{_head(article['title'])}<h1>{title}</h1>\n<p>{article['publisher']}, <time>{article['date']}</time> "
        f'<a href="{article["url_"]}">Original</a></p>\n{article["body"]}\n' + "\n\n".join(notes) + "\n"
    )


def lists(articles, names):
    """Every list of the site, as a path below `docs/` and its Markdown."""
    ordered = _ordered(articles)
    months, years, tags = defaultdict(list), defaultdict(list), defaultdict(list)
    for each, article in ordered:
        months[each["date"][:7]].append((each, article))
        years[each["date"][:4]].append((each, article))
        for tag in each["tags"]:
            tags[tag].append((each, article))
    for month, pairs in months.items():
        yield f"timeline/{month[:4]}/{month[5:]}.md", _month(month, pairs, names)
    for year, pairs in years.items():
        yield f"timeline/{year}/index.md", _head(year) + _listed(_line(*pair) + "</li>" for pair in pairs)
    for tag, pairs in tags.items():
        lines = (f"{_line(each, article)} <q>{_escaped(each['quote'])}</q></li>" for each, article in pairs)
        yield f"tags/{tag}.md", _head(names[tag]) + _listed(lines)
    counts = (f'<li><a href="/tags/{tag}/">{names[tag]}</a> {len(tags[tag])}</li>' for tag in sorted(tags))
    yield "tags/index.md", _head("Tags") + _listed(counts)
    per_year = (
        f'<li><a href="/timeline/{year}/">{year}</a>: '
        + " ".join(
            f'<a href="/timeline/{month[:4]}/{month[5:]}/">{month}</a> ({len(months[month])})'
            for month in sorted(months)
            if month[:4] == year
        )
        + "</li>"
        for year in sorted(years, reverse=True)
    )
    latest = (_line(*pair) + "</li>" for pair in ordered[:-51:-1])
    yield "index.md", _head("Timeline") + _listed(per_year) + _listed(latest)


def feed(articles):
    markdown = Markdown()
    entries = []
    for each, article in _ordered(articles)[:-21:-1]:
        address = f"{SITE}/articles/{article['slug']}/#{each['id']}"
        note = html.escape(markdown.reset().convert(each["note"]))
        entries.append(
            f'<entry><title>{_escaped(article["title"])}</title><link href="{address}"/><id>{address}</id>'
            f'<updated>{each["date"]}T00:00:00Z</updated><content type="html">{note}</content></entry>\n'
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Digest</title>'
        f'<id>{SITE}/</id><link href="{SITE}/"/><updated>2025-01-01T00:00:00Z</updated>\n{"".join(entries)}</feed>\n'
    )


def _ordered(articles):
    pairs = [(each, article) for article in articles.values() for each in article["annotations"]]
    return sorted(pairs, key=lambda pair: (pair[0]["date"], pair[0]["id"]))


def _month(month, pairs, names):
    parts, day = [_head(month), f"<h1>{month}</h1>\n\n"], ""
    for each, article in pairs:
        if each["date"] != day:
            day = each["date"]
            parts.append(f"<h2>{day}</h2>\n\n")
        parts.append(
            f'<h3>{each["kind"]} <a href="/articles/{article["slug"]}/#{each["id"]}">{_escaped(article["title"])}</a></h3>\n'
            f"<blockquote>{_escaped(each['quote'])}</blockquote>\n\n{each['note']}\n\n{_tags(each, names)}\n\n"
        )
    return "".join(parts)


def _line(each, article):
    return (
        f"<li><time>{each['date']}</time> {each['kind']} "
        f'<a href="/articles/{article["slug"]}/#{each["id"]}">{_escaped(article["title"])}</a>'
    )


def _listed(lines):
    return "<ul>\n" + "\n".join(lines) + "\n</ul>\n"


def _tags(each, names):
    return "<p>" + " ".join(f'<a href="/tags/{tag}/">{names[tag]}</a>' for tag in each["tags"]) + "</p>"


def _head(title):
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n"


def _escaped(text):
    return html.escape(text, quote=False)


def _put(path, text):
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
