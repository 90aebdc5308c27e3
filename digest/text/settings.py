"""`digest.toml` as text → `Config`, with the place of everything that is wrong in it."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

from digest.model.config import (
    ENGINES,
    KINDS,
    LEAST_LIMIT,
    MODES,
    ORDERS,
    Cards,
    Config,
    Exports,
    Facet,
    Kind,
    MenuItem,
    Publisher,
    Rights,
)
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.text.form import is_web
from digest.text.near import did_you_mean
from digest.text.slug import is_safe

T = TypeVar("T")

SCHEMA = 1
SIMPLER = "docs/configuration.md lists what a setting may hold"

# What a menu may lead to besides other sites. Browsers take a backslash for a slash, and two of either for another host.
_MENU = re.compile(r"/(?![/\\])|mailto:")

# Folders of content/ that mean something already, addresses of the site's own, and what a file is called by what it is
RESERVED = {"sources", "annotations", "pages", "static", "corrections", "search", "assets"}
RESERVED |= {"source", "annotation", "page", "seed"}


def read(path: str, text: str) -> Outcome[Config]:
    """The settings. What is missing or wrong has its default, so that the rest of a site can still be checked."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        return Outcome(Config(), (_not_toml(path, text, str(problem)),))
    except RecursionError:
        return Outcome(Config(), (error("D140", "these settings are nested too deeply", Span(path, 1, 1), SIMPLER),))
    except ValueError:  # of more digits than Python reads (sys.set_int_max_str_digits)
        return Outcome(Config(), (error("D140", "a number in these settings is too long", Span(path, 1, 1), SIMPLER),))
    reason = _unwieldy(table)
    if reason:
        return Outcome(Config(), (error("D140", reason, Span(path, 1, 1), SIMPLER),))
    settings = _Settings(path, text, table)
    return Outcome(settings.config(), tuple(settings.found))


# Nobody nests settings deeper than this, or counts further.
DEEPEST, LARGEST = 20, 2**53


def _unwieldy(table: Mapping[str, Any]) -> str:
    """What no program that reads these values could hold; "" where there is nothing of the kind."""
    level: list[Any] = [table]
    for _ in range(DEEPEST):
        level = [each for value in level for each in (value.values() if isinstance(value, dict) else value)]
        if any(isinstance(each, int) and abs(each) > LARGEST for each in level):
            return "a number in these settings is too large"
        level = [each for each in level if isinstance(each, dict | list)]
    return "these settings are nested too deeply" if level else ""


def is_site(url: str) -> bool:
    """Whether a site can stand at this address: https or http, a host, and perhaps a folder."""
    return re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^\s?#]*)?", url) is not None


class _Settings:
    """Reads one table after another; what is wrong is collected in `found`."""

    def __init__(self, path: str, text: str, table: Mapping[str, Any]) -> None:
        self.path, self.text, self.table = path, text, table
        self.found: list[Diagnostic] = []

    def config(self) -> Config:
        default, table = Config(), self.table
        schema = self.value(table, "schema", int, SCHEMA)
        if schema != SCHEMA:
            self.wrong("schema", f"schema {schema} is not known to this version", f"write “schema = {SCHEMA}”")
        config = Config(
            title=self.value(table, "title", str, default.title),
            description=self.value(table, "description", str, ""),
            base_url=self.base_url(),
            language=self.value(table, "language", str, default.language),
            timezone=self.value(table, "timezone", str, default.timezone),
            id_authority=self.value(table, "id_authority", str, ""),
            hemisphere=self.one_of(table, "hemisphere", ("north", "south"), default.hemisphere),
            order=self.one_of(table, "order", ORDERS, default.order),
            authors=self.texts(table, "authors"),
            rights=self.rights(self.table_of("rights")),
            publishers=self.publishers(),
            facets=self.facets(),
            kinds=self.kinds(),
            feed_limit=self.count(self.table_of("feeds"), "limit", default.feed_limit),
            timeline_limit=self.count(self.table_of("timeline"), "limit", default.timeline_limit, LEAST_LIMIT),
            exports=self.exports(self.table_of("exports")),
            annotation_pages=self.value(self.table_of("annotations"), "pages", bool, default.annotation_pages),
            cards=self.cards(self.table_of("cards")),
            raw_html=self.value(self.table_of("notes"), "raw_html", bool, default.raw_html),
            search=self.one_of(self.table_of("search"), "engine", ENGINES, default.search),
            menu=self.menu(),
            params=self.table_of("params"),
        )
        self.unknown(self.table_of("feeds"), {"limit"}, "feeds")
        self.unknown(self.table_of("timeline"), {"limit"}, "timeline")
        self.unknown(self.table_of("notes"), {"raw_html"}, "notes")
        self.unknown(self.table_of("annotations"), {"pages"}, "annotations")
        self.unknown(self.table_of("search"), {"engine"}, "search")
        self.unknown(table, KEYS, "digest.toml")
        if not table.get("title"):
            self.wrong("title", "the digest has no title", 'write “title = "…"” into digest.toml')
        return config

    def base_url(self) -> str:
        url = self.value(self.table, "base_url", str, "")
        if url and not is_site(url):
            self.wrong(
                "base_url",
                f"“{url}” is not the address of a site",
                "write “https://example.org/” or “https://example.org/folder/”",
            )
            return ""
        return url and url.rstrip("/") + "/"

    def rights(self, table: Mapping[str, Any]) -> Rights:
        self.unknown(table, set(Rights.__struct_fields__), "rights")
        return Rights(
            mode=self.one_of(table, "mode", MODES, "excerpt"),
            holder=self.value(table, "holder", str, ""),
            licence=self.value(table, "licence", str, ""),
            basis=self.value(table, "basis", str, ""),
            notice=self.value(table, "notice", str, ""),
            max_share=self.share(table),
            max_words=self.max_words(table),
            context=self.count(table, "context", Rights().context),
        )

    def share(self, table: Mapping[str, Any]) -> float | None:
        share = table.get("max_share")
        if share is not None and not (isinstance(share, int | float) and 0 <= share <= 1):
            self.wrong("max_share", "“max_share” must be a number from 0 to 1")
            return None
        return share

    def max_words(self, table: Mapping[str, Any]) -> int | None:
        return self.count(table, "max_words", 0) if "max_words" in table else None

    def publishers(self) -> tuple[Publisher, ...]:
        publishers = []
        for name, table in self.table_of("publishers").items():
            if not isinstance(table, dict):
                self.wrong(name, f"the publisher “{name}” must be a table", f'write “[publishers."{name}"]” and below it a bound')
                continue
            self.unknown(table, {"max_share", "max_words"}, f"publishers.{name}")
            publishers.append(Publisher(name, self.share(table), self.max_words(table)))
        return tuple(publishers)

    def exports(self, table: Mapping[str, Any]) -> Exports:
        names = Exports.__struct_fields__
        self.unknown(table, set(names), "exports")
        return Exports(**{name: self.value(table, name, bool, getattr(Exports(), name)) for name in names})

    def cards(self, table: Mapping[str, Any]) -> Cards:
        self.unknown(table, set(Cards.__struct_fields__), "cards")
        return Cards(
            self.value(table, "enabled", bool, Cards().enabled),
            *(self.colour(table, name, getattr(Cards(), name)) for name in ("paper", "ink", "accent")),
        )

    def colour(self, table: Mapping[str, Any], name: str, default: str) -> str:
        value = self.value(table, name, str, default)
        if not re.fullmatch("#[0-9A-Fa-f]{6}", value):
            self.wrong(name, f"“{value}” is no colour", "write six digits from 0 to f, as in “#2f66d8”")
            return default
        return value

    def facets(self) -> tuple[Facet, ...]:
        tables = self.table_of("facets")
        facets = []
        for id, table in tables.items():
            if id in RESERVED or not is_safe(id):
                self.wrong(id, f"“{id}” cannot be the name of a facet", "choose a word that means nothing here yet")
            elif not isinstance(table, dict):
                self.wrong(id, f"the facet “{id}” must be a table", f'write “[facets.{id}]” and below it “label = "…"”')
            else:
                self.unknown(table, {"label"}, f"facets.{id}")
                facets.append(Facet(id, self.value(table, "label", str, id.capitalize())))
        return tuple(facets) or Config().facets

    def kinds(self) -> tuple[Kind, ...]:
        """The standard kinds, with what `[kinds.ID]` adds to them or says differently."""
        kinds = {kind.id: kind for kind in KINDS}
        for id, table in self.table_of("kinds").items():
            if not is_safe(id) or not isinstance(table, dict):
                self.wrong(id, f"“{id}” cannot be a kind", f'write “[kinds.{id}]” and below it “label = "…"”')
                continue
            self.unknown(table, {"label", "motivation"}, f"kinds.{id}")
            known = kinds.get(id, Kind(id, id.capitalize(), "commenting"))
            label = self.value(table, "label", str, known.label)
            kinds[id] = Kind(id, label, self.value(table, "motivation", str, known.motivation))
        return tuple(kinds.values())

    def menu(self) -> tuple[MenuItem, ...]:
        items = self.table.get("menu", [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self.wrong("menu", "“menu” must be a list of tables", "write “[[menu]]”, and below it “label” and “url”")
            return ()
        for item in items:
            self.unknown(item, {"label", "url"}, "menu")
        links = tuple(MenuItem(self.value(item, "label", str, ""), self.value(item, "url", str, "/")) for item in items)
        for link in links:
            if not (is_web(link.url) or _MENU.match(link.url)):
                self.wrong(
                    "menu", f"“{link.url}” cannot be an entry of the menu", "write a path such as “/about/” or a whole address"
                )
        return links

    def table_of(self, name: str) -> Mapping[str, Any]:
        return self.value(self.table, name, dict, {})

    def value(self, table: Mapping[str, Any], name: str, type: type[T], default: T) -> T:
        value = table.get(name, default)
        if isinstance(value, type) and (type is bool or not isinstance(value, bool)):
            return value
        self.wrong(name, f"“{name}” must be {NAMES[type]}")
        return default

    def count(self, table: Mapping[str, Any], name: str, default: int, least: int = 0) -> int:
        value = self.value(table, name, int, default)
        if value < least:
            self.wrong(name, f"“{name}” must be a whole number from {least} up")
            return default
        return value

    def texts(self, table: Mapping[str, Any], name: str) -> tuple[str, ...]:
        values = self.value(table, name, list, [])
        if not all(isinstance(value, str) for value in values):
            self.wrong(name, f"“{name}” must be a list of texts")
            return ()
        return tuple(values)

    def one_of(self, table: Mapping[str, Any], name: str, allowed: tuple[T, ...], default: T) -> T:
        value = table.get(name, default)
        if value not in allowed:
            self.wrong(name, f"“{name}” must be one of {', '.join(map(str, allowed))}, not “{value}”")
            return default
        return next(each for each in allowed if each == value)

    def unknown(self, table: Mapping[str, Any], known: set[str], where: str) -> None:
        for name in table:
            if name not in known:
                self.found.append(
                    warning("D141", f"{where} has no setting “{name}”", self.place(name), did_you_mean(name, known))
                )

    def wrong(self, name: str, message: str, hint: str = "") -> None:
        self.found.append(error("D142", message, self.place(name), hint))

    def place(self, name: str) -> Span:
        """Where the key is first written. TOML's reader keeps no places, so the text is searched."""
        found = re.search(rf"^[ \t]*(?:\[+[\w.\"'-]*)?[\"']?{re.escape(name)}[\"']?[ \t]*[=\]]", self.text, re.MULTILINE)
        if not found:
            return Span(self.path, 1, 1)
        return Span(self.path, self.text.count("\n", 0, found.start()) + 1, 1)


NAMES: Mapping[type, str] = {str: "a text", int: "a whole number", bool: "true or false", dict: "a table", list: "a list"}

KEYS = {"schema", "title", "description", "base_url", "language", "timezone", "id_authority", "hemisphere", "order"}
KEYS |= {
    "annotations",
    "authors",
    "rights",
    "publishers",
    "facets",
    "kinds",
    "feeds",
    "timeline",
    "exports",
    "cards",
    "notes",
    "search",
    "menu",
}
KEYS |= {"params"}


def _not_toml(path: str, text: str, problem: str) -> Diagnostic:
    message, _, place = problem.partition(" (at ")
    lines = text.split("\n")
    line, column = (int(n) for n in re.findall(r"\d+", place)) if "line" in place else (len(lines), len(lines[-1]) + 1)
    hint = 'texts stand in quotation marks, as in: title = "My digest"'
    return error("D140", f"this is not TOML: {message[:1].lower()}{message[1:]}", Span(path, line, column), hint)
