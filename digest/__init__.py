"""digest: annotated news digests as static sites, every quotation proved against its source.

The house, from the ground up (docs/architecture.md has the picture):

    model/   nouns: frozen values without behaviour
    text/    the craft of text: front matter, Markdown, dates in words, quotations, marks
    steps/   verbs of the line: parse, anchor, resolve, render
    pages/   one file per kind of page: which records it is made of, what its template sees
    store/   the world: the project on disk, the theme, the output folder
    build    the line from end to end
    serve/   the preview
    cli      words in, words out
"""

__version__ = "0.1.0"
