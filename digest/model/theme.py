"""A theme: templates by name with the text and place of each, and assets by path."""

from collections.abc import Mapping
from typing import NamedTuple

from digest.model.noun import Noun

BASE = "!base/"


class Template(NamedTuple):
    """A template's text and the file it came from, as messages name it."""

    text: str
    path: str


class Theme(Noun, frozen=True):
    """Two layers by file name, the site's own over the built-in one; `!base/NAME` always names the built-in one."""

    templates: Mapping[str, Template]
    assets: Mapping[str, bytes]
