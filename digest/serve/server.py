"""`digest serve`: binds the address, starts the watch, runs until Ctrl-C.

livereload is the server and the way to the browser; its own routes, its injection and its polling are replaced (see
`handlers`, `pages` and `watch`).
"""

import errno
import logging
import re
import signal
import webbrowser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from socket import socket, socketpair
from threading import Thread
from typing import Any

from livereload import Server
from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from digest.model.config import Config
from digest.model.options import Options
from digest.model.report import Report
from digest.serve.desk import Desk
from digest.serve.editing import ADDRESS, MAX_BODY, EditHandler
from digest.serve.handlers import OwnFileHandler, Refused, SiteHandler, Socket, StatusHandler
from digest.serve.preview import STATUS, Preview
from digest.serve.watch import TreeWatcher
from digest.store.lock import own_folder
from digest.store.project import Project

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
NEXT_PORTS = 100

# Connections that wait to be taken; a page asks for many things at once, and so may many readers.
BACKLOG = 1024

# Seconds until a connection that says nothing is closed
TIMEOUT = 60


class PortTaken(Exception):
    """Something else listens on the port; `free` is the next port that is not taken."""

    def __init__(self, free: int) -> None:
        super().__init__(free)
        self.free = free


class CannotListen(Exception):
    """The host is none of this machine's, or the port is not for everyone; the text says why."""


def serve(
    root: Path,
    options_of: Callable[[Project], Options],
    host: str,
    port: int,
    open_browser: bool,
    say: Callable[[Report, float], None],
    started: Callable[[str, bool], None],
) -> None:
    """Previews the digest at `root` until Ctrl-C.

    `started` is told the address, and whether other machines can reach it; `say`, every build's report and its seconds.
    """
    sockets = _listen(host, port)
    url = address(host, port)
    memory = Project(root, Config()).memory
    with ctrl_c_stops_the_loop(), own_folder(memory / "preview") as site:
        preview = Preview(root, site, url, options_of, say)
        desk = Desk(root, options_of, lambda: preview.fixes)
        watcher = TreeWatcher(root, preview.rebuild, preview.look)
        started(url, not is_loopback(host))
        if open_browser:
            Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        try:
            PreviewServer(preview, desk, watcher, sockets, hosts(host)).serve(port=port, host=host)
        finally:
            preview.is_stopping = True
            watcher.stop()


class PreviewServer(Server):  # type: ignore[misc]  # livereload carries no types
    """livereload's server with our routes, which answer to our own hosts only."""

    def __init__(self, preview: Preview, desk: Desk, watcher: TreeWatcher, sockets: list[socket], hosts: re.Pattern[str]) -> None:
        super().__init__(watcher=watcher)
        self._preview, self._desk, self._sockets, self._hosts = preview, desk, sockets, hosts
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="desk")

    def application(self, port: int, host: str, liveport: None = None, debug: None = None, live_css: bool = True) -> None:
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = live_css
        application = Application(default_handler_class=Refused, log_function=_no_log)
        application.add_handlers(self._hosts, self.get_web_handlers(b""))  # type: ignore[arg-type]  # a pattern will do
        HTTPServer(application, max_body_size=MAX_BODY, body_timeout=TIMEOUT, idle_connection_timeout=TIMEOUT).add_sockets(
            self._sockets
        )

    def get_web_handlers(self, script: bytes) -> list[Any]:
        """Our routes; livereload's own script, its injection and its /forcereload, which asks nobody, are left out."""
        preview = {"preview": self._preview}
        return [
            (r"/livereload", Socket),
            (STATUS, StatusHandler, preview),
            (r"/_digest/((?:preview|editor|panel|passages|fields|asking)\.(?:js|css))", OwnFileHandler),
            (ADDRESS + "([a-z]+)", EditHandler, {"desk": self._desk, "token": self._preview.token, "executor": self._executor}),
            (r"/(.*)", SiteHandler, preview),
        ]

    def _setup_logging(self) -> None:
        """Faults only: what is served, and to whom, is no news."""
        faults = logging.StreamHandler()
        faults.setLevel(logging.ERROR)
        logging.getLogger("tornado").addHandler(faults)


def address(host: str, port: int) -> str:
    """The preview's address for a browser on this machine."""
    named = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{_bracketed(named)}:{port}/"


def is_loopback(host: str) -> bool:
    """True for a host that only this machine can reach."""
    return host.lower() == "localhost" or (_is_ip(host) and ip_address(host).is_loopback)


def hosts(host: str) -> re.Pattern[str]:
    """The host names that are answered to: this machine's own and the one that was given.

    Where every interface is served, its addresses are not known by name; then any IP address will do, since DNS rebinding needs
    a name.
    """
    names = "|".join(re.escape(name) for name in dict.fromkeys((*LOOPBACK, _bracketed(host.lower()))))
    if _is_ip(host) and ip_address(host).is_unspecified:
        names += r"|[0-9.]+|\[[0-9a-f:.]+\]"
    return re.compile(f"(?:{names})$")


def _listen(host: str, port: int) -> list[socket]:
    try:
        return bind_sockets(port, host, backlog=BACKLOG)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise PortTaken(_free(host, port)) from None
        raise CannotListen(problem.strerror or str(problem)) from None


def _free(host: str, taken: int) -> int:
    """The next port that nobody listens on; at the end of them all, any."""
    for port in (*range(taken + 1, min(taken + NEXT_PORTS, 65536)), 0):
        try:
            bound = bind_sockets(port, host)
        except OSError:
            continue
        free = bound[0].getsockname()[1]
        for each in bound:
            each.close()
        return int(free)
    raise CannotListen("no port is free")


@contextmanager
def ctrl_c_stops_the_loop() -> Iterator[None]:
    """Ctrl-C lets the loop end as it would by itself, so that nothing is broken off midway and nothing is printed.

    A signal that comes just before the loop waits for its sockets interrupts nothing; so it writes to one of them.
    """
    loop = IOLoop.current()
    woken, waking = socketpair()
    waking.setblocking(False)
    before = signal.set_wakeup_fd(waking.fileno()), signal.signal(signal.SIGINT, lambda *_: None)

    def stop(*_: object) -> None:
        signal.set_wakeup_fd(before[0])  # the loop closes its sockets when it ends
        loop.stop()

    loop.add_handler(woken, stop, IOLoop.READ)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before[0])
        signal.signal(signal.SIGINT, before[1])
        loop.remove_handler(woken)
        woken.close()
        waking.close()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _no_log(handler: RequestHandler) -> None:
    """Requests are not logged."""
