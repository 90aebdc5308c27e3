"""Checks in a real Chromium that can reach nothing but this machine: accessibility, requests, layout, keyboard, paper."""

import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.browser import chromium
from tools.audit.markup import LARGEST_KIB
from tools.audit.row import Row, none_of

WIDTHS = (360, 768, 1440)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
RUN_AXE = """tags => axe.run(document, {
  runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], rules: { "target-size": { enabled: true } },
}).then(found => found.violations.map(each => ({
  id: each.id, count: each.nodes.length,
  where: each.nodes[0].target.join(" ") + ": " + (each.nodes[0].failureSummary || "").split("\\n")[1],
})))"""


@dataclass
class Found:
    """The faults by the check that found them, and what each page weighed in transit."""

    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    kib: dict[str, float] = field(default_factory=dict)
    runs: int = 0
    paper: int = 0


def rows(base: str, paths: Sequence[str], axe: Path, pictures: Path, *, widths: Sequence[int] = WIDTHS) -> Iterator[Row]:
    """Visits every path under the address, with and without scripts, light and dark, and says what was found."""
    found = Found()
    scripts = (axe.read_text("utf-8"), (Path(__file__).parent / "page.js").read_text("utf-8"))
    with launched() as browser:
        for path in paths:
            for with_script in (True, False):
                for scheme in ("light", "dark"):
                    _visit(browser, base, path, scripts, widths, found, pictures, with_script=with_script, scheme=scheme)
    faults = found.faults
    yield none_of(f"axe: WCAG 2.2 AA and best practice, {found.runs} runs", faults["axe"])
    yield none_of("requests to other hosts", faults["foreign"])
    yield none_of("errors in the console, requests that fail", faults["console"])
    yield none_of("violations of the content security policy", faults["policy"])
    yield none_of("pages that run over the edge at 320 px", faults["overflow"])
    yield none_of("targets under 24 px that are crowded (2.5.8)", faults["crowded"])
    yield none_of("texts cut off by the reader's own spacing (1.4.12)", faults["clipped"])
    yield none_of("tab stops that do not show it, or out of sight", faults["focus"])
    yield none_of("pages that say less without scripts", faults["scripts"])
    yield none_of("animations where less motion is asked for", faults["moving"])
    yield none_of(f"faults on paper ({found.paper} sheets)", faults["paper"])
    kib = {path: weight for path, weight in found.kib.items() if not path.startswith("search/")}
    heavy = tuple(f"{path}: {weight:.1f}" for path, weight in kib.items() if weight > LARGEST_KIB)
    yield Row("KiB in transit as the browser counts, the most", f"{max(kib.values()):.1f}", f"<= {LARGEST_KIB}", not heavy, heavy)


@contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium for as long as it is needed."""
    executable = chromium.find()
    assert executable, chromium.MISSING
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*chromium.SWITCHES, *chromium.as_root()])
        yield browser
        browser.close()


def _visit(
    browser: Browser,
    base: str,
    path: str,
    scripts: tuple[str, str],
    widths: Sequence[int],
    found: Found,
    pictures: Path,
    *,
    with_script: bool,
    scheme: Any,
) -> None:
    """One page in one of its four guises: everything about it in the first, what may differ in all of them."""
    place = f"{path or '/'} [{scheme}{'' if with_script else ', no script'}]"
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    session = context.new_cdp_session(page)
    _listen(context, page, path, place, found)
    weight = _weigh(session)
    session.send("Emulation.setScriptExecutionDisabled", {"value": not with_script})
    page.goto(base + path, wait_until="load")
    page.wait_for_load_state("networkidle")
    session.send("Emulation.setScriptExecutionDisabled", {"value": False})
    for script in scripts:
        page.evaluate(script)
    is_first = with_script and scheme == "light"
    text = page.evaluate("audit.text()")
    if is_first:
        found.kib[path] = sum(weight) / 1024
        found.faults[f"text of {path}"] = [text]
    elif not with_script and len(text) < 0.9 * len(found.faults[f"text of {path}"][0]):
        found.faults["scripts"].append(f"{place}: {len(text)} characters of {len(found.faults[f'text of {path}'][0])}")
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found.runs += 1
        seen = page.evaluate(RUN_AXE, list(RULES))
        found.faults["axe"] += (f"{each['id']} × {each['count']}, {place} at {width} px: {each['where']}" for each in seen)
        if with_script or scheme == "light":
            name = re.sub(r"\W+", "-", path).strip("-") or "home"
            picture = pictures / f"{name}-{width}-{scheme}{'' if with_script else '-no-script'}.png"
            page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": width, "height": 3000}, full_page=True)
    if is_first:
        _layout(page, place, found)
        _keyboard(page, place, found)
        _paper(page, place, pictures, found)
    context.close()


def _listen(context: BrowserContext, page: Page, path: str, place: str, found: Found) -> None:
    """Notes what a page asks for and complains of; what is not on this machine is refused."""

    def ask(address: str) -> bool:
        is_here = urlsplit(address).hostname == "127.0.0.1"
        if not is_here:
            found.faults["foreign"].append(f"{place}: {address[:120]}")
        return is_here

    def complain(text: str) -> None:
        if text and path != "404.html":
            found.faults["policy" if "Content Security Policy" in text else "console"].append(f"{place}: {text[:160]}")

    context.route("**/*", lambda route: route.continue_() if ask(route.request.url) else route.abort())
    page.on("websocket", lambda socket: complain("" if ask(socket.url) else socket.url))
    page.on("console", lambda message: complain(message.text if message.type == "error" else ""))
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("requestfailed", lambda request: complain(f"{request.url} {request.failure}"))
    page.on("response", lambda response: complain("" if response.ok else f"{response.url} {response.status}"))


def _weigh(session: CDPSession) -> list[float]:
    """A list to which the bytes of every answer are added as they come, headers included."""
    weight: list[float] = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: weight.append(event["encodedDataLength"]))
    return weight


def _layout(page: Page, place: str, found: Found) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    _ask(page, "overflow", place, found)
    page.set_viewport_size({"width": 360, "height": 800})
    for name in ("crowded", "clipped", "moving"):
        _ask(page, name, place, found)


def _ask(page: Page, name: str, place: str, found: Found) -> None:
    found.faults[name] += (f"{place}: {fault}" for fault in page.evaluate(f"audit.{name}()"))


def _keyboard(page: Page, place: str, found: Found) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("scrollTo(0, 0)")
    for _ in range(25):
        page.keyboard.press("Tab")
        faults = page.evaluate("audit.focus()")
        if faults is None:
            break
        found.faults["focus"] += (f"{place}: {fault}" for fault in faults)


def _paper(page: Page, place: str, pictures: Path, found: Found) -> None:
    """On paper stands all that is on the screen, folded or not: every word of the main part, counted."""
    on_screen = Counter(re.findall(r"\w+", page.evaluate("document.querySelector('h1').innerText")))
    file = pictures / "paper.pdf"
    page.emulate_media(media="print")
    page.pdf(path=file, format="A4")
    printed = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
    found.paper += printed.count("\f")
    missing = on_screen - Counter(re.findall(r"\w+", printed))
    if missing:
        found.faults["paper"].append(f"{place}: {' '.join(missing)} not printed")
