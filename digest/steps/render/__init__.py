"""View data and a theme → text. The only home of jinja2.

Templates are plain glass: they see the values of a view and nothing else. When a theme is prepared its syntax trees are
walked, and what could compute, call or fetch is refused with its place.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.meta import find_referenced_templates

from digest.model.diagnostic import Diagnostic, Outcome, Span, error
from digest.model.theme import BASE, Template, Theme
from digest.steps.render.environment import Compiled, Environment, too_deep
from digest.steps.render.filters import FILTERS, MULTIPLYING, as_json, bounded, covering, words
from digest.steps.render.generator import CALLABLE
from digest.text.language import Language

HINT = "docs/themes.md says what a template can do"

# What a template can make Jinja raise
AT_RUNTIME = (
    jinja2.TemplateError, AttributeError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError,
)  # fmt: skip


class Renderer:
    """A theme ready to render, in one language. `compiled` is what became of the built-in templates when they were last looked
    at, and takes what becomes of them now: their code, and of those that are as they must be, which others they name.
    """

    def __init__(self, theme: Theme, language: Language, compiled: MutableMapping[str, bytes] | None = None) -> None:
        self._theme = theme
        self.compiled = compiled if compiled is not None else {}
        self._environment = Environment(
            loader=jinja2.FunctionLoader(self._load),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=Compiled(self.compiled, self._is_built_in),
        )
        self._environment.policies["json.dumps_function"] = as_json
        self._environment.policies["json.dumps_kwargs"] = {}
        self._environment.globals.clear()
        self._environment.tests.pop("callable")
        standard = {name: bounded(self._environment.filters[name], name in MULTIPLYING) for name in FILTERS}
        self._environment.filters.clear()
        self._environment.filters |= standard | words(language)
        self._environment.covered = covering(language)

    def _is_built_in(self, name: str) -> bool:
        return name in self._theme.templates and self._theme.templates[name] == self._theme.templates.get(_base(name))

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        template = self._theme.templates.get(name)
        return template and (template.text, template.path, lambda: True)

    def render(self, name: str, view: Mapping[str, Any]) -> Outcome[str]:
        """The page. A mistake in a template is a diagnostic with the template's own line."""
        try:
            return Outcome(self._environment.get_template(name).render(view))
        except jinja2.TemplateSyntaxError as problem:
            return Outcome("", (_syntax(problem, name),))
        except jinja2.TemplateNotFound as problem:
            message = f"there is no template “{problem.name}”"
            return Outcome(
                "", (error("D502", message, self._place(problem, name), "check the name; overrides lie in templates/"),)
            )
        except MemoryError:
            return Outcome("", (self._at_runtime(ValueError("what it makes does not fit into memory"), name),))
        except (
            jinja2.TemplateError,
            AttributeError,
            TypeError,
            ValueError,
            ArithmeticError,
            LookupError,
            RecursionError,
        ) as problem:
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
                found.append(_syntax(too_deep(name, template.path), name))
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
