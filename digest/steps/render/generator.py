"""A template's syntax tree → Python."""

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef

# What may be called: Jinja's own words for a template's structure. Macros are added template by template.
CALLABLE = {"super", "caller"}


class Generator(CodeGenerator):
    """Writes a template as Python, with short cuts that only a closed language of templates allows.

    A view is made of tables, lists and texts, so a field is a subscript. Only macros are called (`Renderer.check`), and never
    with a wish for the context, so a macro is a plain function of its parameters that returns a text. What is printed is joined
    to a text right away, so it needs no `Markup` around it.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self._objects = {"loop", "self", *(each.target for each in node.find_all(nodes.Import))}
        self._lenient: set[int] = set()
        self._printed: nodes.Node | None = None
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("written, optional, covered = environment.written, environment.optional, environment.covered")
        self.writeline("markup_join = environment.joined")

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

    # Macros are functions, which `Environment.macro` makes.

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
