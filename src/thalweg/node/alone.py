"""A site asked in the command's own process, where no node runs."""

from __future__ import annotations

from typing import Any

from thalweg.hotline.site import Site
from thalweg.node import desk
from thalweg.times import now_us


class Alone:
    """A site in the command's own process: no node runs."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def ask(self, verb: str, **asked: object) -> dict[str, Any]:
        """Return what a verb answers."""
        return desk.answer(self._site, verb, asked, now_us())
