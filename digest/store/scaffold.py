"""New files for a person to go on with: a whole small digest, an annotation, a source card, a page. Never writes over a file."""

import hashlib
from pathlib import Path

from digest.model.edtf import Day, EdtfError, parse
from digest.store import atomic, edits
from digest.store.project import SETTINGS, Project
from digest.store.tree import MAX_BYTES, given
from digest.text.decode import decode
from digest.text.slug import slug
from digest.text.yaml_style import scalar

EXAMPLE_SEED = """\
Council votes to keep the night bus | Local news

The town council voted on Tuesday evening to keep the night bus running for another year. Nine members were for it.

“Nobody should have to walk home from the late shift,” said council member Ana Reyes. The line costs the town 48,000 a year.

A decision on the ticket price was put off until spring.
"""

EXAMPLE = {
    SETTINGS: """\
schema = 1
title = "My digest"
description = "What happened, when, and who said so: every quotation checked against its source."
base_url = "https://example.org/"
language = "en"
timezone = "UTC"
id_authority = "example.org,{year}"

[rights]
mode = "excerpt"
""",
    "seeds/night-bus.txt": EXAMPLE_SEED,
    "content/sources/night-bus.md": """\
---
seed: night-bus.txt
publisher: The Example Gazette
published: 2026-01-13
language: en
rights: {{mode: full, basis: an example written for this purpose}}
sha256: {sha256}
---
An invented article to try things out with. Put your own documents into `seeds/` and describe each on a card like this one.
""",
    "content/annotations/night-bus-stays.md": """\
---
title: The night bus stays
date: 2026-01-13
kind: event
source: night-bus
quote: voted on Tuesday evening to keep the night bus running for another year
people: [Ana Reyes]
topics: [transport]
published: {today}
---
Nine members voted for it. Change a word of the quotation above, save, and see what happens.
""",
    "content/annotations/ticket-price.md": """\
---
title: The ticket price is left for later
date: 2026-03/2026-05
kind: question
quotes:
  - source: night-bus
    exact: A decision on the ticket price was put off until spring
  - source: night-bus
    exact: The line costs the town 48,000 a year
    note: The only figure in the article.
topics: [transport]
published: {today}
---
When will the council decide? The article says “spring”; the date of this note is that season, as an interval.
""",
    "content/pages/about.md": """\
---
title: About
summary: What this digest is and who makes it.
---
Say here who you are, what this digest covers, and how readers can reach you.
""",
    ".gitignore": "/site/\n/.digest/\n",
}


def init(folder: Path, today: Day) -> tuple[Path, ...]:
    """A new digest with a small example. The folder may exist, but none of the example's files."""
    values = {"year": today.year, "today": _day(today), "sha256": hashlib.sha256(EXAMPLE_SEED.encode()).hexdigest()}
    files = {folder / name: text if name.startswith(("seeds/", ".")) else text.format(**values) for name, text in EXAMPLE.items()}
    for path in files:
        if path.exists() or path.is_symlink():
            raise FileExistsError(path)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.create(path, text.encode())
    return tuple(files)


def annotation(project: Project, title: str, today: Day, source: str, date: str) -> Path:
    """A draft that says what to fill in. `ValueError` for a date that is none."""
    if date:
        read = parse(date, project.config.hemisphere)
        if isinstance(read, EdtfError):
            raise ValueError(f"“{date}” is not a date: {read.message}" + (f" (write “{read.hint}”)" if read.hint else ""))
    text = f"""\
---
title: {scalar(title)}
date: {scalar(date or _day(today))}
kind: event
source:{f" {scalar(source)}" if source else ""}
quote:
published: {_day(today)}
draft: true
---

"""
    return _new(project, f"content/annotations/{slug(title)}.md", text)


def source(project: Project, title: str, today: Day, seed: str) -> Path:
    """A card; with a seed, its sum and the title that the document gives itself. `ValueError` where there is no such seed."""
    name = slug(title)
    sha256 = ""
    if seed:
        seed = seed.removeprefix("seeds/")
        place = (project.root / "seeds" / seed).resolve()
        if not place.is_relative_to(project.root.resolve() / "seeds") or not place.is_file():
            raise ValueError(f"there is no file seeds/{seed}")
        data = given(place, MAX_BYTES)
        if len(data) > MAX_BYTES:
            raise ValueError(f"seeds/{seed} is too large: at most {MAX_BYTES:,} bytes")
        sha256 = f"\nsha256: {hashlib.sha256(data).hexdigest()}"
        problems = [each for each in decode(f"seeds/{seed}", data).diagnostics if each.severity == "error"]
        if problems:
            raise ValueError(f"{problems[0].message}: {problems[0].hint}")
    text = f"""\
---
seed: {scalar(seed or f"{name}.txt")}
title: {scalar(title)}
url:
publisher:
authors: []
published:
accessed: {_day(today)}
language: {scalar(project.config.language)}
rights: {project.config.rights.mode if project.config.rights.mode != "full" else "excerpt"}{sha256}
---

"""
    return _new(project, f"content/sources/{name}.md", text)


def page(project: Project, title: str) -> Path:
    return _new(project, f"content/pages/{slug(title)}.md", f"---\ntitle: {scalar(title)}\n---\n\n")


def _new(project: Project, path: str, text: str) -> Path:
    """Behind no link, and over no file, also not one that a person wrote meanwhile."""
    place = project.root / path
    if place.exists() or place.is_symlink():
        raise FileExistsError(place)
    edits.create(project.root, path, text.encode())
    return place


def _day(day: Day) -> str:
    return f"{day.year:04}-{day.month:02}-{day.day:02}"
