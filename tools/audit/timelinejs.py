"""The real TimelineJS 3 reads the site's timeline, every event of it."""

import json
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error, Route

from tools.audit.browser import launched
from tools.audit.row import Row, none_of
from tools.audit.site import Site

HERE = "audit-timelinejs/"
PAGE = f"""<!doctype html><link rel="stylesheet" href="/{HERE}css/timeline.css"><div id="timeline" style="height: 600px"></div>
<script src="/{HERE}js/timeline.js"></script>"""
READ = """address => new Promise((done, fail) => {
  const timeline = new TL.Timeline("timeline", address, { font: null });
  const shown = () => document.querySelectorAll(".tl-timemarker").length;
  timeline.on("loaded", () => done({ errors: timeline.config.getErrors(), shown: shown() }));
  setTimeout(() => fail("nothing was loaded within 60 seconds"), 60000);
})"""


def rows(site: Site, dist: Path) -> Iterator[Row]:
    """`dist` is the program as its npm package has it; it is put beside the site for as long as the browser asks."""
    names = [name for name in site.files if name == "timeline.json" or (name.startswith("timeline/") and name.endswith(".json"))]
    yield none_of(f"timelines that TimelineJS 3 does not show whole, of {len(names)}", _faults(site, names, dist))


def _faults(site: Site, names: list[str], dist: Path) -> Iterator[str]:
    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(site.base)
        if path == HERE:
            route.fulfill(body=PAGE, content_type="text/html")
        elif path.startswith(HERE) and (dist / path.removeprefix(HERE)).is_file():
            route.fulfill(path=dist / path.removeprefix(HERE))
        elif route.request.url.startswith(site.base):
            route.continue_()
        else:
            route.abort()

    with launched() as browser:
        for name in names:
            page = browser.new_page(viewport={"width": 1200, "height": 800})
            page.route("**/*", answer)
            page.goto(site.base + HERE)
            try:
                read = page.evaluate(READ, site.url(name))
            except Error as error:
                yield f"{name}: {str(error)[:200]}"
            else:
                yield from (f"{name}: {error}" for error in read["errors"])
                wanted = len(json.loads(site.read(name))["events"])
                if not read["shown"] >= wanted:
                    yield f"{name}: {read['shown']} of {wanted} events"
            page.close()
