"""Where Chromium, or a browser of its family, is on this machine.

Run as a script, it succeeds where there is one; `make browser` asks so before it installs one.
"""

import os
import shutil
import sys

CANDIDATES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

# What Chromium would say to its maker's servers on its own account; last the rules of the resolver, the wall's second course, for
# what a route does not see (web sockets, prefetches).
SWITCHES = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

MISSING = (
    "The browser tests need Chromium and found none. Install it (Debian: apt-get install chromium; elsewhere Google Chrome "
    "will do) or set DIGEST_CHROMIUM to the path of its executable."
)


def find() -> str | None:
    """The executable's path: the one that DIGEST_CHROMIUM names, or else the first of the candidates that exists."""
    named = os.environ.get("DIGEST_CHROMIUM")
    candidates = (named,) if named else CANDIDATES
    return next((path for path in map(shutil.which, candidates) if path), None)


def as_root() -> tuple[str, ...]:
    """The switch without which root cannot start it."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


if __name__ == "__main__":
    sys.exit(find() is None)
