"""A real Chromium, a server for a built site, and a wall around both: nothing but 127.0.0.1 can be reached."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.browser import chromium

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the browser tests together, so that of several workers one starts a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True)
class Served:
    """A folder under an address that ends in `/`, and the paths that were asked for, in order."""

    url: str
    requests: list[str]


class _Recorder(SimpleHTTPRequestHandler):
    """Answers from a folder and notes every request; silent on the terminal."""

    def __init__(self, *args: Any, requests: list[str], **kwargs: Any) -> None:
        self.requests = requests
        super().__init__(*args, **kwargs)

    def send_head(self) -> Any:
        self.requests.append(self.path)
        return super().send_head()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the record is what counts."""


@contextmanager
def _serving(folder: Path) -> Iterator[Served]:
    requests: list[str] = []
    handler = partial(_Recorder, directory=str(folder), requests=requests)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield Served(f"http://127.0.0.1:{server.server_port}/", requests)
        server.shutdown()
        thread.join()


@pytest.fixture
def serve_folder() -> Iterator[Callable[[Path], Served]]:
    """Serves a folder until the test is over."""
    with ExitStack() as stack:
        yield lambda folder: stack.enter_context(_serving(folder))


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled digest, built by the command line into a folder of its own."""
    site = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "-m", "digest", "build", "--root", str(ROOT), "-o", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return site


@pytest.fixture
def site(built_site: Path, serve_folder: Callable[[Path], Served]) -> Served:
    """The bundled digest, served."""
    return serve_folder(built_site)


# Playwright's loop runs in this thread for as long as the browser lives, so no other test may use asyncio meanwhile:
# hence the package, not the session.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = chromium.find()
    assert executable, chromium.MISSING
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=[*chromium.SWITCHES, *chromium.as_root()])
        yield launched
        launched.close()


@pytest.fixture
def foreign_requests() -> list[str]:
    """The addresses on other hosts that a page of this test asked for; each was refused."""
    return []


@pytest.fixture
def new_context(browser: Browser, foreign_requests: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Makes walled browser contexts; takes the options of Playwright's `new_context`, such as `java_script_enabled`."""

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            foreign_requests.append(route.request.url)
            route.abort()

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(service_workers="block", locale="en-GB", timezone_id="UTC", **options)
        contexts.append(context)
        context.route("**/*", guard)
        return context

    contexts: list[BrowserContext] = []
    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """An empty page in a walled context."""
    return new_context().new_page()
