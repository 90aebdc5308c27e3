"""What the preview adds to a page on the wire, and the page that stands in for a site that is not built yet.

The files of the site never hold any of it. Script and style are files of their own, so that they run under the pages'
Content Security Policy.
"""

import re
from html import escape

from digest.serve.status import Status

SCRIPT = "/_digest/preview.js"
EDITOR = "/_digest/editor.js"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"

_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)


def with_script(html: bytes, site: str, token: str) -> bytes:
    """The page with our scripts before the end of its head, or at its end where it has none. `token` lets them write.

    >>> with_script(b"<head></head><p>Hello", "7f", "s3").decode().partition(" defer")[0]
    '<head><script src="/_digest/preview.js" data-site="7f" data-token="s3"'
    """
    script = f'<script src="{SCRIPT}" data-site="{site}" data-token="{token}" defer></script>'
    script += f'<script src="{EDITOR}" type="module"></script>' if site else ""
    end = _HEAD_END.search(html)
    place = end.start() if end else len(html)
    return html[:place] + script.encode() + html[place:]


def unbuilt(status: Status, token: str) -> bytes:
    """The page at every address while nothing could be built: the messages, and the script that waits for better ones."""
    messages = "\n\n".join(message.text for message in status.messages)
    html = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Not built yet</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "</head>\n<body>\n<h1>This digest is not built yet</h1>\n"
        "<p>The page appears by itself when its mistakes are mended.</p>\n"
        f"<noscript><pre>{escape(messages)}</pre></noscript>\n</body>\n</html>\n"
    )
    return with_script(html.encode(), status.site, token)
