"""What the preview adds to a page on the wire, and the page that stands in for a site that is not built yet.

The files of the site never hold any of it. Script and style are files of their own, so that they run under the pages'
Content Security Policy.
"""

import re
from html import escape

from digest.serve.status import Status

SCRIPT = "/_digest/preview.js"

_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)


def with_script(html: bytes, site: str) -> bytes:
    """The page with our script before the end of its head, or at its end where it has none.

    >>> with_script(b"<head></head><p>Hello", "7f")
    b'<head><script src="/_digest/preview.js" data-site="7f" defer></script></head><p>Hello'
    """
    script = f'<script src="{SCRIPT}" data-site="{site}" defer></script>'.encode()
    end = _HEAD_END.search(html)
    place = end.start() if end else len(html)
    return html[:place] + script + html[place:]


def unbuilt(status: Status) -> bytes:
    """The page at every address while nothing could be built: the messages, and the script that waits for better ones."""
    messages = "\n\n".join(message.text for message in status.messages)
    html = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Not built yet</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "</head>\n<body>\n<h1>This digest is not built yet</h1>\n"
        "<p>The page appears by itself when its mistakes are mended.</p>\n"
        f"<noscript><pre>{escape(messages)}</pre></noscript>\n</body>\n</html>\n"
    )
    return with_script(html.encode(), status.site)
