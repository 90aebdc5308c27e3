"""Every kind of page, one file each.

`plan(library, config)` yields the pages of a kind with everything each is made of; `view(parcel, here)` says what its template
sees. No kind knows another, and there is no registry: a new kind is a file, a template and a line in `KINDS`.
"""

from types import ModuleType

from digest.pages import (
    annotation,
    calendar,
    card,
    corrections,
    data,
    facet,
    feed,
    free,
    headers,
    home,
    notes,
    notfound,
    parallel,
    period,
    redirect,
    search,
    sitemap,
    source,
    sources,
    tables,
    term,
    timelinejs,
    webannotation,
)

KINDS: dict[str, ModuleType] = {
    "home": home,
    "period": period,
    "annotation": annotation,
    "sources": sources,
    "source": source,
    "parallel": parallel,
    "notes": notes,
    "facet": facet,
    "term": term,
    "free": free,
    "corrections": corrections,
    "search": search,
    "redirect": redirect,
    "headers": headers,
    "notfound": notfound,
    "feed": feed,
    "data": data,
    "webannotation": webannotation,
    "calendar": calendar,
    "timelinejs": timelinejs,
    "tables": tables,
    "card": card,
    "sitemap": sitemap,
}
