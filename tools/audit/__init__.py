"""Measures built digests as a reader, a search engine, a feed reader and an assistive tool meet them: `python -m tools.audit`."""
