"""The templates of the report room, and how they are filled in."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from thalweg.report.words import plain

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
    made.filters["plain"] = plain
    return made


@cache
def text_of(name: str) -> str:
    """Return the text of a file among the templates, such as ``page.css``."""
    return _PACKAGE.get_source(environment(), name)[0]
