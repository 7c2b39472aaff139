"""The templates of the report room, and how they are filled in."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from thalweg.report.compiled_templates import KeptTemplates, kept_folder
from thalweg.report.words import plain

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?Z)?")
_PACKAGE = PackageLoader("thalweg.report", "templates")


@cache
def environment() -> Environment:
    """Return what fills in a template: escapes all, and refuses what nobody gave."""
    made = Environment(
        loader=_PACKAGE,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # What is kept of a template holds for these alone.
    how = repr((made.autoescape, made.trim_blocks, made.lstrip_blocks))
    made.bytecode_cache = KeptTemplates(kept_folder(), how)
    made.filters["plain"] = plain
    made.filters["times"] = times
    return made


def times(text: str) -> Markup:
    """Return a sentence whose days and instants are marked as such, each in one line.

    All but that is escaped, unless it is `Markup` already.
    """
    return Markup(_INSTANT.sub(_time, str(escape(text))))


def _time(found: re.Match[str]) -> str:
    told = found.group()
    return f'<time datetime="{told.replace(" ", "T")}">{told}</time>'


@cache
def text_of(name: str) -> str:
    """Return the text of a file among the templates, such as ``page.css``."""
    return _PACKAGE.get_source(environment(), name)[0]
