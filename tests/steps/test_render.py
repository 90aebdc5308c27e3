"""Templates are plain glass: they show values, and can neither compute, nor call, nor fetch."""

from typing import Any

import pytest

from digest.model.theme import BASE, Template, Theme
from digest.steps.render import Renderer
from digest.store import language


def _renderer(**templates: str) -> Renderer:
    named = {f"{name}.html": Template(text, f"templates/{name}.html") for name, text in templates.items()}
    built_in = {f"{BASE}{name}": Template("built in: {% block main %}{% endblock %}", name) for name in ("page.html",)}
    return Renderer(Theme({**built_in, **named}, {}), language.load("en"))


def _rendered(text: str, **view: Any) -> str:
    renderer = _renderer(page=text)
    assert renderer.check() == ()
    outcome = renderer.render("page.html", view)
    assert outcome.diagnostics == ()
    return outcome.value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ x }}", "&lt;b&gt;&#34;&amp;"),
        ("{{ x | upper }}", "&lt;B&gt;&#34;&amp;"),
        ("{{ x_html | safe }}", "<i>i</i>"),
        ("{{ table.items }}", "a field"),
        ("{{ table['items'] }}{{ list[0] }}{{ list[-1] }}{{ list[1:] | join }}", "a fieldabb"),
        ("{{ list[7] | default('none') }}", "none"),
        ("{{ table.missing | default('none') }}", "none"),
        ("{{ 'Sources' | t }}", "Sources"),
        ("{{ 3 | tn('%(n)s word', '%(n)s words') }}", "3 words"),
        ("{{ 1234567 | number }}", "1,234,567"),
        ("{% for each in list %}{{ loop.index }}{{ each }}{% endfor %}", "1a2b"),
        ("{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m(x) }}", "[&lt;b&gt;&#34;&amp;]"),
        ("{% if list and not none %}yes{% endif %}", "yes"),
        ('{% extends "!base/page.html" %}{% block main %}own {{ super() }}{% endblock %}', "built in: own "),
    ],
)
def test_what_a_template_can_do(text: str, shown: str) -> None:
    view = {"x": '<b>"&', "x_html": "<i>i</i>", "table": {"items": "a field"}, "list": ["a", "b"], "none": None}

    assert _rendered(text, **view) == shown


@pytest.mark.parametrize(
    "text",
    [
        "{{ x.upper() }}",
        "{{ ''.join(list) }}",
        "{{ x.__class__ }}",
        "{{ x | attr('__class__') }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ x['__class__'] }}",
        "{{ table['items']['__class__'] }}",
        "{{ range(3) }}",
        "{{ lipsum() }}",
        "{{ cycler('a') }}",
        "{{ self.__init__ }}",
        "{% include name %}",
        "{% extends name %}",
        "{% import name as m %}",
        "{{ x | safe }}",
        "{{ (x ~ 'y_html') | safe }}",
        "{{ x | pprint }}",
        "{{ x | random }}",
        "{% set loop = x %}{{ loop.upper() }}",
        "{% do x %}",
        "{{ list | map('safe') | join }}",
        "{% autoescape false %}{{ x }}{% endautoescape %}",
        "{{ 'a' * 10**10 }}",
        "{{ x * 9999999999 }}",
        "{{ list * 99 }}",
        "{{ '%*d' % (10000000000, 1) }}",
        "{{ '%9999999999d' | format(1) }}",
        "{{ '%*d' | format(9999999999, 1) }}",
        "{{ x | indent(9999999999) }}",
        "{{ x | indent(width=9999999999) }}",
        "{{ list | batch(9999999999, 'x') | list }}",
        "{{ list | slice(9999999999) | list }}",
        "{{ 1 | round(9999999999, 'ceil') }}",
        "{{ ('x' | replace('', 'y' | indent(9999, true))) | replace(' ', 'z' | indent(9999, true)) }}",
        "{% for each in list %}{{ [loop] | map(attribute='__class__') | first }}{% endfor %}",
        "{% for each in list %}{{ ([loop] | map(attribute='_iterable') | first).x }}{% endfor %}",
        "{{ ([list | map('upper')] | map(attribute='gi_frame.f_builtins') | first).open }}",
        "{{ [self] | map(attribute='_TemplateReference__context') | first }}",
    ],
)
def test_what_a_template_cannot_do_is_refused_with_its_line(text: str) -> None:
    renderer = _renderer(page=f"line one\n{text}")
    found = renderer.check() or renderer.render("page.html", {"x": "x", "name": "page.html", "list": ["a"]}).diagnostics

    assert found
    assert {each.code for each in found} <= {"D501", "D503", "D504"}
    assert str(found[0].span) == "templates/page.html:2:1"


@pytest.mark.parametrize(
    "text",
    [
        "{{ " + "(" * 5000,
        "{{ " + "[" * 500 + "]" * 500 + " }}",
        "{" * 50_000,
        "{% for a in list %}" * 25 + "{% endfor %}" * 25,
        "{% if x %}" * 150 + "{% endif %}" * 150,
        "{{ x" + ".a" * 5000 + " }}",
        "{{ " + "-" * 5000 + "1 }}",
        "{{ x" + " | upper" * 5000 + " }}",
        "{{ x" + " ~ x" * 5000 + " }}",
    ],
)
def test_what_is_nested_too_deeply_is_said(text: str) -> None:
    """Python's own bounds ended the build with a traceback."""
    renderer = _renderer(page=text)
    found = renderer.check() or renderer.render("page.html", {"x": "x", "list": ["a"]}).diagnostics
    renderer.closures()

    assert {each.code for each in found} <= {"D501", "D504"}
    assert all(each.span.path == "templates/page.html" for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "{{ 5 | dictsort }}",
        "{{ " + "9" * 5000 + " }}",
        "{{ 1 | round(-99999999) }}",
        "{% set a = 9999999999999999 %}" + "{% set a = a * a %}" * 25,
        "{% set a = x %}" + "{% set a = a ~ a %}" * 40,
        "{% macro m0() %}"
        + "x" * 100_000
        + "{% endmacro %}"
        + "".join(f"{{% macro m{n}() %}}{{{{ m{n - 1}() }}}}{{{{ m{n - 1}() }}}}{{% endmacro %}}" for n in range(1, 40))
        + "{{ m39() }}",
    ],
)
def test_what_would_fill_the_memory_is_said(text: str) -> None:
    renderer = _renderer(page=text)
    found = renderer.check() or renderer.render("page.html", {"x": "xxxxxxxx"}).diagnostics

    assert {each.code for each in found} <= {"D501", "D504"}
    assert [each.span.path for each in found] == ["templates/page.html"]


@pytest.mark.parametrize("name", ["format", "xmlattr", "tojson", "groupby", "sort", "min", "dictsort", "selectattr", "map"])
def test_no_filter_leads_to_what_is_not_in_the_view(name: str) -> None:
    """Filters that take the name of an attribute take fields of tables only."""
    text = {
        "format": "{{ '%s' | format(x) }}",
        "xmlattr": "{{ table | xmlattr }}",
        "tojson": "{{ table | tojson }}",
        "groupby": "{{ list | groupby('__class__') | list }}",
        "sort": "{{ list | sort(attribute='__class__') }}",
        "min": "{{ list | min(attribute='__doc__') }}",
        "dictsort": "{{ table | dictsort }}",
        "selectattr": "{{ list | selectattr('__class__') | list }}",
        "map": "{{ list | map(attribute='__class__.__mro__') | list }}",
    }[name]
    outcome = _renderer(page=text).render("page.html", {"x": "x", "table": {"a": "b"}, "list": ["a", "b"]})

    assert "class" not in outcome.value
    assert "str(object" not in outcome.value


def test_a_missing_template_is_told_at_the_line_that_wants_it() -> None:
    outcome = _renderer(page="one\n\n{% include 'none.html' %}").render("page.html", {})

    assert [str(each) for each in outcome.diagnostics] == [
        "templates/page.html:3:1: error[D502] there is no template “none.html”"
    ]


@pytest.mark.parametrize(
    "text", ["{% include 'page.html' %}", "{% extends 'page.html' %}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"]
)
def test_a_template_without_an_end_is_an_error(text: str) -> None:
    (found,) = _renderer(page=text).render("page.html", {}).diagnostics

    assert (found.code, found.span.path) == ("D504", "templates/page.html")


def test_a_mistake_in_a_template_that_nobody_overrides_is_told_once() -> None:
    template = Template("{{ x.y() }}", "page.html")

    found = Renderer(Theme({"page.html": template, f"{BASE}page.html": template}, {}), language.load("en")).check()

    assert [str(each) for each in found] == ["page.html:1:1: error[D503] only macros can be called"]
