"""Jinja's environment, closed: what a template reaches, and how what it became is kept."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, cast

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro, markup_join
from jinja2.sandbox import is_internal_attribute
from jinja2.utils import missing
from markupsafe import Markup, escape

from digest.steps.render.filters import escaped
from digest.steps.render.generator import Generator

# The largest number that is multiplied, and the longest text, in code points: more than a page has whose source is as large as
# one may be. What doubles itself would otherwise fill the memory.
MAX_FACTOR, MAX_MADE = 10**12, 250_000_000


def _bounded(text: str) -> str:
    if len(text) > MAX_MADE:
        raise ValueError("it makes too long a text")
    return text


def _as_it_is(html: str) -> str:
    return html


class _Written(dict[type, Callable[[Any], str]]):
    """How a value of each type stands in HTML."""

    def __missing__(self, type: type) -> Callable[[Any], str]:
        return escape


class _Template(jinja2.Template):
    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """Its macros: the same for every template that imports them, for there are no globals that could differ."""
        return super()._get_default_module()


class Environment(jinja2.Environment):
    template_class = _Template
    code_generator_class = Generator
    # Jinja's own way to take some operators over, in what it compiles and in what it computes beforehand.
    sandboxed = True
    intercepted_binops = frozenset(["*", "%"])
    intercepted_unops = frozenset[str]()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._trees: dict[tuple[str, str], nodes.Template] = {}
        self._loaded: dict[str, jinja2.Template] = {}
        self.written = _Written({str: escaped, Markup: _as_it_is, int: str, float: str})
        self.covered: Callable[[str], str] = escaped

    def optional(self, table: Any, field: str, otherwise: Any) -> Any:
        """A field that may be missing."""
        if type(table) is dict:
            return table.get(field, otherwise)
        value = self.getattr(table, field)
        return otherwise if isinstance(value, jinja2.Undefined) else value

    def tree(self, text: str, name: str, path: str) -> nodes.Template:
        """The template's syntax tree, which is kept until it is compiled."""
        if (name, text) not in self._trees:
            try:
                self._trees[name, text] = self.parse(text, name, path)
            except RecursionError:
                raise too_deep(name, path) from None
            except ValueError:  # Python's own bound on digits
                raise jinja2.TemplateSyntaxError("a number in it is too long", 1, name, path) from None
        return self._trees[name, text]

    def compile(self, source: Any, name: Any = None, filename: Any = None, raw: Any = False, defer_init: bool = False) -> Any:
        tree = self._trees.pop((name, source), source)
        try:
            return super().compile(tree, name, filename, raw, defer_init)
        except (RecursionError, SyntaxError):  # Python's own bounds: twenty loops within each other, for one
            raise too_deep(name, filename) from None

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> jinja2.Template:
        """Every page asks for the same few templates again, each by the same name whoever asks."""
        known = self._loaded.get(name)
        if known is None:
            known = self._loaded[name] = super().get_template(name, parent, globals)
        return known

    @staticmethod
    def macro(macro: Macro) -> Callable[..., str]:
        """The macro as a function of its parameters in their order; `macro` of it can be called with their names."""
        written: Any = macro._func
        if macro.caller or macro.catch_kwargs or macro.catch_varargs:
            written = macro
        else:
            written.__defaults__ = (missing,) * len(macro.arguments)
        written.macro = macro
        return cast(Callable[..., str], written)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """`*` and `%` are for numbers: with texts and lists they fill the memory, and so do numbers without an end."""
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise TypeError(f"“{operator}” is for numbers")
        if max(abs(left), abs(right)) > MAX_FACTOR:
            raise ValueError(f"“{operator}” is for numbers up to {MAX_FACTOR:,}")
        return left * right if operator == "*" else left % right

    def joined(self, parts: Iterable[Any]) -> str:
        """What `~` gives."""
        return _bounded(markup_join(parts))

    @staticmethod
    def concat(parts: Iterable[str]) -> str:
        """The text of a page, a block or a macro."""
        # Every macro ends here: nothing is called without need.
        text = "".join(parts)
        return text if len(text) <= MAX_MADE else _bounded(text)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a table, never a method: `x.items` is the field of that name, or undefined."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if obj is None or isinstance(obj, str | int | float | list | tuple):
            return self.undefined(obj=obj, name=attribute)
        # `loop`, a macro or a generator: what lies inside leads to everything that Python knows.
        if attribute.startswith("_") or is_internal_attribute(obj, attribute):
            return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same for `x["items"]` and for filters that are told a field's name; an item of a list by its number."""
        match obj, argument:
            case (Mapping(), _) | (_, str()):
                return self.getattr(obj, argument)
            case (str() | list() | tuple(), int() | slice()):
                return super().getitem(obj, argument)
            case _:
                return self.undefined(obj=obj, name=argument)


class Compiled(jinja2.BytecodeCache):
    """What Jinja made of the built-in templates before, in a table; what a digest's own become is kept nowhere."""

    def __init__(self, table: MutableMapping[str, bytes], is_built_in: Callable[[str], bool]) -> None:
        self._table, self._is_built_in = table, is_built_in

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"code {name}" if self._is_built_in(name) else ""

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._table:
            bucket.bytecode_from_string(self._table[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.key:
            self._table[bucket.key] = bucket.bytecode_to_string()


def too_deep(name: str, path: str) -> jinja2.TemplateSyntaxError:
    return jinja2.TemplateSyntaxError("it is nested too deeply", 1, name, path)
