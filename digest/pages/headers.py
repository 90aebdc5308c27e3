"""`_headers`: what a host that reads it (Cloudflare Pages, Netlify) sends along with the files of a site."""

from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel
from digest.pieces import Here

FILE = "_headers"

# What the pages declare in a `<meta>`, and in whose frames they may stand, which only a header can say.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "script-src 'self'{more}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Pagefind is compiled. Its page alone declares it, but a second header for that page would only narrow the first.
COMPILED = " 'wasm-unsafe-eval'; worker-src 'self'"

HEADERS = """\
/*
  Content-Security-Policy: {policy}
  Cache-Control: public, no-cache
  Referrer-Policy: no-referrer-when-downgrade
  X-Content-Type-Options: nosniff

/*.json
  Access-Control-Allow-Origin: *

/*.jsonld
  Content-Type: application/ld+json
  Access-Control-Allow-Origin: *
"""


def plan(library: Library, config: Config) -> Iterable[Page]:
    if config.exports.headers:
        yield Page(FILE, "headers", "", ())


def view(parcel: Parcel, here: Here) -> str:
    more = COMPILED if here.config.search == "pagefind" else ""
    return HEADERS.format(policy=POLICY.format(more=more))
