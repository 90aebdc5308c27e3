"""Annotations are articles without pages of their own, sources are pages: tags, months, years and feed are Pelican's own."""

from collections import defaultdict

from pelican import signals

AUTHOR = "x"
SITENAME = "Digest"
SITEURL = "https://digest.example"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "de"
THEME = "theme"
OUTPUT_PATH = "public"
THEME_STATIC_DIR = ""
THEME_STATIC_PATHS = []
STATIC_PATHS = []

PAGE_PATHS = ["articles"]
PAGE_URL = "articles/{slug}/"
PAGE_SAVE_AS = "articles/{slug}/index.html"
ARTICLE_PATHS = ["annotations"]
ARTICLE_SAVE_AS = ""
ARTICLE_LANG_SAVE_AS = ""
DRAFT_SAVE_AS = ""
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = "tags/{slug}/index.html"
TAGS_SAVE_AS = "tags/index.html"
CATEGORY_SAVE_AS = ""
CATEGORIES_SAVE_AS = ""
AUTHOR_SAVE_AS = ""
AUTHORS_SAVE_AS = ""
ARCHIVES_SAVE_AS = ""
YEAR_ARCHIVE_SAVE_AS = "timeline/{date:%Y}/index.html"
MONTH_ARCHIVE_SAVE_AS = "timeline/{date:%Y}/{date:%m}/index.html"
DIRECT_TEMPLATES = ["index", "tags", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
DEFAULT_PAGINATION = False
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None

CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
CHECK_MODIFIED_METHOD = "mtime"
DELETE_OUTPUT_DIRECTORY = False
MARKDOWN = {"extension_configs": {}, "extensions": [], "output_format": "html5"}
WITH_FUTURE_DATES = True
TYPOGRIFY = False
SLUGIFY_SOURCE = "basename"
FILENAME_METADATA = "(?P<slug>.*)"

IX = {"by": defaultdict(list), "src": {}}
JINJA_GLOBALS = {"IX": IX}


def _index(generators):
    for generator in generators:
        for article in getattr(generator, "articles", ()):
            IX["by"][article.source].append(article)
        for page in getattr(generator, "pages", ()):
            IX["src"][page.slug] = page


class Index:
    """The two tables that templates look things up in: a source's annotations, an annotation's source."""

    @staticmethod
    def register():
        signals.all_generators_finalized.connect(_index)


PLUGINS = [Index]
