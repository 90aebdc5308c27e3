"""digest: annotated news digests as static sites, every quotation proved against its source.

The house, from the ground up (docs/architecture.md has the picture):

    model/     nouns: frozen values without behaviour
    text/      the craft of text: front matter, Markdown, dates in words, quotations, marks
    pieces     what templates are given: dates, sources, quotations, entries as plain data
    verify/    the check of a published site, which trusts nothing but files
    steps/     verbs of the line: parse, anchor, reveal, resolve, render
    pages/     one file per kind of page: which records it is made of, what its template sees
    store/     the world: the project on disk, the theme, the output folder
    prove      every quotation looked up in its source
    gather     the first half of the line: all that people wrote, proved and in order
    build      the line from end to end
    mend       suggestions that a person accepts, applied to their files
    exchange/  saved pages, feeds and annotations of other tools in; exports out
    serve/     the preview
    cli        words in, words out
"""

__version__ = "0.1.0"
