"""View data and a theme → text. The only home of jinja2.

Templates are plain glass: they see the values of a view and nothing else. When a theme is prepared its syntax trees are
walked, and what could compute, call or fetch is refused with its place.
"""

import json
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import wraps
from typing import Any, cast

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.filters import do_format
from jinja2.meta import find_referenced_templates
from jinja2.runtime import Macro
from jinja2.sandbox import is_internal_attribute
from jinja2.utils import missing
from markupsafe import Markup, escape

from digest.model.diagnostic import Diagnostic, Outcome, Span, error
from digest.model.theme import BASE, Template, Theme
from digest.text.language import Language
from digest.text.redaction import MARK, MARKED
from digest.text.unshown import shown

# Pure filters of Jinja's own; `t`, `tn`, `number` and `covered` are ours.
FILTERS = (
    "abs batch capitalize count d default dictsort e escape first float forceescape format groupby indent int join last length "
    "list lower map max min reject rejectattr replace reverse round safe select selectattr slice sort string striptags sum "
    "title tojson trim truncate unique upper urlencode wordcount xmlattr"
).split()

# Filters that make as much as a number asks for, or a text: within bounds, no page needs more.
MULTIPLYING = frozenset("batch format indent replace round slice truncate".split())
MAX_NUMBER, MAX_TEXT = 10_000, 10_000_000

# `escape` without the `Markup` around what it gives, and not for other values than texts: a sixth of its time.
_escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", lambda text: str(escape(text)))

# What may be called: Jinja's own words for a template's structure. Macros are added template by template.
CALLABLE = {"super", "caller"}


class _Generator(CodeGenerator):
    """Writes a template as Python, with short cuts that only a closed language of templates allows.

    A view is made of tables, lists and texts, so a field is a subscript. Only macros are called (`_refused`), and never with a
    wish for the context, so a macro is a plain function of its parameters that returns a text. What is printed is joined to a
    text right away, so it needs no `Markup` around it.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self._objects = {"loop", "self", *(each.target for each in node.find_all(nodes.Import))}
        self._lenient: set[int] = set()
        self._printed: nodes.Node | None = None
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("written, optional, covered = environment.written, environment.optional, environment.covered")

    def _is_object(self, node: nodes.Node) -> bool:
        return isinstance(node, nodes.Name) and node.name in self._objects

    # What may be missing is asked for with `default` or `is defined`; anywhere else a missing field is a mistake.

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if id(node) in self._lenient or self._is_object(node.node) or isinstance(node.node, nodes.Literal):
            super().visit_Getattr(node, frame)
        else:
            self.visit(node.node, frame)
            self.write(f"[{node.attr!r}]")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        match node:
            case nodes.Getitem(node=thing, arg=nodes.Const(value=int() as n)) if not (
                id(node) in self._lenient or isinstance(thing, nodes.Literal)
            ):
                self.visit(thing, frame)
                self.write(f"[{n}]")
            case _:
                super().visit_Getitem(node, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        is_printed, self._printed = self._printed is node, None
        match node:
            case nodes.Filter(node=nodes.Expr() as html) if is_printed:
                self.visit(html, frame)
            case nodes.Filter(
                name="default" | "d", node=nodes.Getattr(node=table, attr=field), args=[nodes.Const(value=value)], kwargs=[]
            ) if not isinstance(table, nodes.Literal) and not self._is_object(table):
                self.write("optional(")
                self.visit(table, frame)
                self.write(f", {field!r}, {value!r})")
            case nodes.Filter(name="default" | "d"):
                self._lenient.add(id(node.node))
                super().visit_Filter(node, frame)
            case _:
                super().visit_Filter(node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        if node.name in ("defined", "undefined"):
            self._lenient.add(id(node.node))
        super().visit_Test(node, frame)

    # Macros are functions, which `_Environment.macro` makes.

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        self.write("environment.macro(")
        super().macro_def(macro_ref, frame)
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        is_macro = _is_macro(node) and not forward_caller
        is_printed, self._printed = self._printed is node, None
        if is_macro and not is_printed:
            self.write("Markup(")
        self.visit(node.node, frame)
        if is_macro and not (node.kwargs or node.dyn_args or node.dyn_kwargs):
            self.write("(")
            for argument in node.args:
                self.visit(argument, frame)
                self.write(", ")
        else:
            # Jinja has a comma before each argument.
            self.write(".macro(*()" if is_macro else "(*()")
            self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")
        if is_macro and not is_printed:
            self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        """What is HTML already is joined as it is."""
        match node:
            case nodes.Call() if _is_macro(node):
                self._printed = node
                self.write("(")
            case nodes.Filter(name="safe" | "covered" as name, node=nodes.Expr()):
                self._printed = node
                self.write("str(" if name == "safe" else "covered(")
            case _:
                self.write("written[(value := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        match node:
            case nodes.Call() if _is_macro(node):
                self.write(")")
            case nodes.Filter(name="safe" | "covered", node=nodes.Expr()):
                self.write(")")
            case _:
                self.write(").__class__](value)")


def _is_macro(node: nodes.Node) -> bool:
    """True for the call of a macro, whose text is HTML already."""
    match node:
        case nodes.Call(node=nodes.Name(name=name)):
            return name not in CALLABLE
        case nodes.Call(node=nodes.Getattr(node=nodes.Name(name=name))):
            return name not in ("loop", "self")
        case _:
            return isinstance(node, nodes.Call)


def _as_it_is(html: str) -> str:
    return html


class _Written(dict[type, Callable[[Any], str]]):
    """How a value of each type stands in HTML."""

    def __missing__(self, type: type) -> Callable[[Any], str]:
        return escape


class _Environment(jinja2.Environment):
    code_generator_class = _Generator
    # Jinja's own way to take some operators over, in what it compiles and in what it computes beforehand.
    sandboxed = True
    intercepted_binops = frozenset(["*", "%"])
    intercepted_unops = frozenset[str]()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._trees: dict[tuple[str, str], nodes.Template] = {}
        self._loaded: dict[str, jinja2.Template] = {}
        self.written = _Written({str: _escaped, Markup: _as_it_is, int: str})
        self.covered: Callable[[str], str] = _escaped

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
                raise _too_deep(name, path) from None
        return self._trees[name, text]

    def compile(self, source: Any, name: Any = None, filename: Any = None, raw: Any = False, defer_init: bool = False) -> Any:
        tree = self._trees.pop((name, source), source)
        try:
            return super().compile(tree, name, filename, raw, defer_init)
        except (RecursionError, SyntaxError):  # Python's own bounds: twenty loops within each other, for one
            raise _too_deep(name, filename) from None

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
        """`*` and `%` are for numbers: with texts and lists they fill the memory."""
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise TypeError(f"“{operator}” is for numbers")
        return left * right if operator == "*" else left % right

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


class _Compiled(jinja2.BytecodeCache):
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


class Renderer:
    """A theme ready to render, in one language. `compiled` is what became of the built-in templates when they were last looked
    at, and takes what becomes of them now: their code, and of those that are as they must be, which others they name.
    """

    def __init__(self, theme: Theme, language: Language, compiled: MutableMapping[str, bytes] | None = None) -> None:
        self._theme = theme
        self.compiled = compiled if compiled is not None else {}
        self._environment = _Environment(
            loader=jinja2.FunctionLoader(self._load),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=_Compiled(self.compiled, self._is_built_in),
        )
        self._environment.policies["json.dumps_function"] = _json
        self._environment.policies["json.dumps_kwargs"] = {}
        self._environment.globals.clear()
        self._environment.tests.pop("callable")
        standard = {name: _bounded(self._environment.filters[name], name in MULTIPLYING) for name in FILTERS}
        self._environment.filters.clear()
        self._environment.filters |= standard | _words(language)
        self._environment.covered = _covered(language)

    def _is_built_in(self, name: str) -> bool:
        return name in self._theme.templates and self._theme.templates[name] == self._theme.templates.get(_base(name))

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        template = self._theme.templates.get(name)
        return template and (template.text, template.path, lambda: True)

    def render(self, name: str, view: Mapping[str, Any]) -> Outcome[str]:
        """The page. A mistake in a template is a diagnostic with the template's own line."""
        try:
            return Outcome(shown(self._environment.get_template(name).render(view)))
        except jinja2.TemplateSyntaxError as problem:
            return Outcome("", (_syntax(problem, name),))
        except jinja2.TemplateNotFound as problem:
            message = f"there is no template “{problem.name}”"
            return Outcome(
                "", (error("D502", message, self._place(problem, name), "check the name; overrides lie in templates/"),)
            )
        except MemoryError:
            return Outcome("", (self._at_runtime(ValueError("what it makes does not fit into memory"), name),))
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as problem:
            return Outcome("", (self._at_runtime(problem, name),))

    def check(self) -> tuple[Diagnostic, ...]:
        """Everything in the theme's templates that is not allowed there."""
        found: list[Diagnostic] = []
        for template, name in self._names().items():
            if self._known(name) is not None:
                continue
            try:
                tree = self._environment.tree(template.text, name, template.path)
                wrong = [error("D503", message, Span(template.path, line, 1), HINT) for line, message in _refused(tree)]
                found += wrong
                self._environment.get_template(name)
                if self._is_built_in(name) and not wrong:
                    self.compiled[f"names {name}"] = "\n".join(_referenced(tree)).encode()
            except jinja2.TemplateSyntaxError as problem:
                found.append(_syntax(problem, name))
            except RecursionError:
                found.append(_syntax(_too_deep(name, template.path), name))
        return tuple(found)

    def _names(self) -> dict[Template, str]:
        """Each template with its name; one that nobody overrides stands under two."""
        return {template: name for name, template in sorted(self._theme.templates.items())}

    def closures(self) -> dict[str, tuple[str, ...]]:
        """For each template all that have a say in what it gives: itself and what it extends, includes or imports, and so on."""
        named: dict[Template, set[str]] = {}
        for template, name in self._names().items():
            try:
                found = self._known(name)
                if found is None:
                    found = _referenced(self._environment.tree(template.text, name, template.path))
                named[template] = {each for each in found if each in self._theme.templates}
            except (jinja2.TemplateSyntaxError, RecursionError):
                named[template] = set()
        direct = {name: named[template] for name, template in self._theme.templates.items()}
        return {name: tuple(sorted(_reached(name, direct))) for name in sorted(direct)}

    def _known(self, name: str) -> list[str] | None:
        """Which templates a built-in one names, if it was looked at before and is as it must be."""
        known = self.compiled.get(f"names {name}") if self._is_built_in(name) else None
        return None if known is None else known.decode().split("\n")

    def messages(self) -> tuple[tuple[str, ...], ...]:
        """Every text that the theme asks a translation for: one form, or singular and plural."""
        said = set()
        for template in self._theme.templates.values():
            for use in self._environment.parse(template.text).find_all(nodes.Filter):
                texts = [use.node, *use.args] if use.name == "t" else use.args if use.name == "tn" else ()
                constant = tuple(text.value for text in texts if isinstance(text, nodes.Const))
                if constant:
                    said.add(constant)
        return tuple(sorted(said))

    def _path(self, name: str) -> str:
        template = self._theme.templates.get(name)
        return template.path if template else name

    def _at_runtime(self, problem: Exception, name: str) -> Diagnostic:
        what = f"there is no field “{problem.args[0]}”" if isinstance(problem, KeyError) else problem
        message = f"this template cannot be rendered: {what}"
        return error("D504", message, self._place(problem, name), "docs/themes.md lists what each page sees")

    def _place(self, problem: Exception, name: str) -> Span:
        """The line of a template at which the problem arose."""
        paths = {template.path for template in self._theme.templates.values()}
        frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.filename in paths]
        return Span(frames[-1].filename, frames[-1].lineno or 1, 1) if frames else Span(self._path(name))


def _base(name: str) -> str:
    return name if name.startswith(BASE) else BASE + name


def _referenced(tree: nodes.Template) -> list[str]:
    return sorted({name for name in find_referenced_templates(tree) if name})


def _reached(name: str, direct: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each not in reached:
            reached.add(each)
            waiting += direct[each]
    return reached


def _json(value: Any) -> str:
    """JSON for a data block in a page. The filter escapes `<`, `>`, `&` and `'`; here, what JavaScript takes for line ends."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


HINT = "docs/themes.md says what a template can do"


def _bounded(filter: Callable[..., Any], is_multiplying: bool) -> Callable[..., Any]:
    """The filter, which refuses numbers that only fill the memory."""
    if not is_multiplying:
        return filter

    @wraps(filter)
    def bounded(*arguments: Any, **named: Any) -> Any:
        given = (*arguments, *named.values())
        texts = [each for each in given if isinstance(each, str)]
        too_much = any(isinstance(each, int | float) and each > MAX_NUMBER for each in given[1:])
        # The text to replace may be as short as a character, so each may become the longest of the others.
        too_much = too_much or (len(texts) > 1 and len(texts[0]) * max(map(len, texts[1:])) > MAX_TEXT)
        if too_much or any(_WIDTH.search(each) for each in texts if filter is do_format):
            raise ValueError(f"“{filter.__name__.removeprefix('do_')}” cannot be asked for so much")
        return filter(*arguments, **named)

    return bounded


# A width in `%…d` that nobody reads
_WIDTH = re.compile(r"%[^a-zA-Z%]*\d{5}")


def _words(language: Language) -> dict[str, Callable[..., Any]]:
    covered = _covered(language)
    return {
        "t": language.t,
        "tn": language.tn,
        "number": language.number,
        "covered": lambda text: Markup(covered(text)),
    }


def _covered(language: Language) -> Callable[[str], str]:
    """Words of a source as HTML; where a name is hidden in them, the mark says so to those who do not see it."""
    label = escape(language.t("name withheld"))

    def covered(text: str) -> str:
        if MARK not in text:
            return _escaped(text)
        return MARKED.sub(
            lambda match: f'<span class="covered" role="img" aria-label="{label}">{match[0]}</span>', _escaped(text)
        )

    return covered


def _too_deep(name: str, path: str) -> jinja2.TemplateSyntaxError:
    return jinja2.TemplateSyntaxError("it is nested too deeply", 1, name, path)


def _syntax(problem: jinja2.TemplateSyntaxError, name: str) -> Diagnostic:
    message = (problem.message or "wrong syntax").rstrip(".")
    return error("D501", f"template syntax: {message}", Span(problem.filename or problem.name or name, problem.lineno, 1), HINT)


def _refused(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """(line, what is wrong) for every construct that a theme may not use."""
    macros = CALLABLE | {macro.name for macro in tree.find_all(nodes.Macro)}
    modules = {each.target for each in tree.find_all(nodes.Import)}
    for each in tree.find_all(nodes.FromImport):
        macros |= {name if isinstance(name, str) else name[1] for name in each.names}
    for node in tree.find_all(nodes.Node):
        match node:
            case nodes.Call(node=nodes.Name(name=name)) if name in macros:
                pass
            case nodes.Call(node=nodes.Getattr(node=nodes.Name(name=name))) if name in modules | {"loop", "self"}:
                pass
            case nodes.Call():
                yield node.lineno, "only macros can be called"
            case nodes.Filter() if _makes_safe(node):
                yield node.lineno, "“safe” is for fields whose name ends in “_html”"
            case nodes.EvalContextModifier() | nodes.Pow():
                yield node.lineno, f"“{'**' if isinstance(node, nodes.Pow) else 'autoescape'}” is nothing that a template may do"
            case nodes.Getattr(attr=attribute) if attribute.startswith("_"):
                yield node.lineno, f"“{attribute}” is nothing that a template may see"
            case nodes.Include() | nodes.Extends() | nodes.Import() | nodes.FromImport():
                if not isinstance(node.template, nodes.Const):
                    yield node.lineno, "the name of a template must be written out"
            case _:
                pass


def _makes_safe(node: nodes.Filter) -> bool:
    """True where something is taken for HTML that is not: also where each of a list is."""
    by_name = node.name == "map" and bool(node.args) and node.args[0] == nodes.Const("safe")
    return by_name or (node.name == "safe" and not _is_html(node.node))


def _is_html(node: nodes.Expr | None) -> bool:
    name = node.name if isinstance(node, nodes.Name) else node.attr if isinstance(node, nodes.Getattr) else ""
    return name.endswith("_html")
