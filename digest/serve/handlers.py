"""What the preview answers: its pages, its own script and status, and the socket that tells a page to load again.

Which hosts may ask is decided before, for all of them at once, in `server`.
"""

import json
import mimetypes
import os
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from livereload.handlers import LiveReloadHandler, StaticFileHandler
from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from digest.serve import pages
from digest.serve.preview import STATUS, Preview
from digest.store.atomic import PART
from digest.store.tree import SYSTEM

HTML = "text/html; charset=utf-8"

# What systems disagree about or do not know; every text says its charset.
TYPES = {
    ".html": HTML,
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonld": "application/ld+json; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".webp": "image/webp",
    ".avif": "image/avif",
}


def content_type(path: str) -> str:
    """The media type of a file by its name."""
    known = TYPES.get(os.path.splitext(path)[1].lower())
    return known or mimetypes.guess_type(path)[0] or "application/octet-stream"


def locate(site: Path, path: str) -> Path | None:
    """The file or folder of the site at an address's path (decoded, without the slash at its front), or none.

    Of hidden files those are the site's that web servers look for, such as `.well-known`. Nothing is followed out of it.
    """
    parts = [part for part in path.split("/") if part]
    if any(part in (".", "..", *SYSTEM) or part.startswith(PART) or "\0" in part or "\\" in part for part in parts):
        return None
    place = site.joinpath(*parts)
    if not os.path.exists(place) or not place.resolve().is_relative_to(site.resolve()):
        return None
    return None if path.endswith("/") and not place.is_dir() else place


class Plain:
    """Headers of every answer: nothing is kept, guessed, framed or lent to other sites."""

    def set_default_headers(self: Any) -> None:
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Content-Security-Policy", "frame-ancestors 'none'")
        self.set_header("Referrer-Policy", "same-origin")


class Refused(Plain, RequestHandler):
    """For every host that is not ours: the page of a stranger whose name leads here (DNS rebinding) learns nothing."""

    def prepare(self) -> None:
        self.set_status(403)
        self.set_header("Content-Type", TYPES[".txt"])
        self.finish("The preview does not answer to this host name. It can be named with --host.\n")


class StatusHandler(Plain, RequestHandler):
    """How the preview stands, as JSON."""

    def initialize(self, preview: Preview) -> None:
        self.preview = preview

    async def get(self) -> None:
        await self.preview.has_begun.wait()
        self.set_header("Content-Type", TYPES[".json"])
        self.finish(self.preview.status.as_json())


class OwnFileHandler(Plain, RequestHandler):
    """The preview's script and style."""

    def get(self, name: str) -> None:
        self.set_header("Content-Type", content_type(name))
        self.finish((resources.files("digest.serve") / name).read_bytes())


class Socket(LiveReloadHandler):  # type: ignore[misc]  # livereload carries no types
    """livereload's socket, for our own pages only. Whoever begins to listen is asked to look at the status first."""

    def prepare(self) -> None:
        """Refuses an origin that is none, which Tornado would stumble over."""
        for name in ("Origin", "Sec-Websocket-Origin"):
            try:
                urlsplit(self.request.headers.get(name, ""))
            except ValueError:
                raise HTTPError(403) from None

    def check_origin(self, origin: str) -> bool:
        """True for the origin that the request itself is for; livereload's own check lets everyone in."""
        return WebSocketHandler.check_origin(self, origin)

    def write_message(self, message: dict[str, Any] | str, binary: bool = False) -> None:
        """Sends it to the page, or to nobody where the page is left meanwhile."""
        with suppress(WebSocketClosedError):
            super().write_message(message, binary).add_done_callback(lambda sent: sent.cancelled() or sent.exception())

    def on_message(self, message: str | bytes) -> None:
        if not _is_command(message):
            self.close(1008)  # a policy violation (RFC 6455, 7.4.1)
            return
        super().on_message(message)
        if self in LiveReloadHandler.waiters:
            self.send_message({"command": "reload", "path": STATUS})


def _is_command(message: str | bytes) -> bool:
    """Whether livereload can read it."""
    try:
        table = json.loads(message)
    except (ValueError, RecursionError):
        return False
    return isinstance(table, dict) and "command" in table


class SiteHandler(Plain, StaticFileHandler):  # type: ignore[misc]  # livereload carries no types
    """The site as it was built last, with our script in its pages."""

    def initialize(self, preview: Preview) -> None:
        super().initialize(path=str(preview.site), default_filename="index.html")
        self.preview = preview

    async def get(self, path: str, include_body: bool = True) -> None:
        await self.preview.has_begun.wait()
        if not self.preview.status.site:
            self.set_status(503)
            self._finish_html(pages.unbuilt(self.preview.status, self.preview.token))
            return
        place = locate(self.preview.site, path)
        if place is None:
            raise HTTPError(404)
        if place.is_dir() and (path.endswith("/") or not path):
            place /= "index.html"
        if place.suffix != ".html":
            await super().get(path, include_body)
            return
        try:
            html = place.read_bytes()
        except OSError:
            raise HTTPError(404) from None
        self._finish_html(pages.with_script(html, self.preview.status.site, self.preview.token))

    def get_content_type(self) -> str:
        return content_type(self.absolute_path)

    def get_modified_time(self) -> None:
        """None: nothing is kept, so nothing need be compared. The same goes for the tag."""

    def compute_etag(self) -> None:
        """None."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """The site's own page for what is not there; of other errors, the number."""
        try:
            page = (self.preview.site / "404.html").read_bytes() if status_code == 404 else b""
        except OSError:
            page = b""
        if page:
            self._finish_html(pages.with_script(page, self.preview.status.site, self.preview.token))
        else:
            self.set_header("Content-Type", TYPES[".txt"])
            self.finish(f"{status_code} {self._reason}\n")

    def _finish_html(self, html: bytes) -> None:
        self.set_header("Content-Type", HTML)
        self.finish(html)
