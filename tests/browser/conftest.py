"""Every kind of page in every language, in the browser that is on this machine."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.unit.report.conftest import HOSTILE, Maker
from thalweg.cli.pdf import BROWSERS
from thalweg.report.daily import render_daily
from thalweg.report.incident import render_incident
from thalweg.report.language import LANGUAGES
from thalweg.report.page import render

DAY = "2017-12-13"
KINDS = ("line.keep-side", "air.separation", "site.stand-off")
PAGES = ("report", "daily", *KINDS)


@dataclass(frozen=True)
class Shown:
    """One page, as a file to open: a kind of PAGES, in a language."""

    kind: str
    lang: str
    path: Path


def small_record(folder: Path) -> Path:
    """Write a record with each kind of finding, one of them with a hostile callsign."""
    maker = Maker(folder)
    maker.excursion(0)
    maker.excursion(1, grade="probable", callsign=HOSTILE)
    maker.excursion(2, exempted_by="notified N-17 (file)")
    maker.encounter()
    maker.stay()
    return maker.write()


def program() -> str | None:
    """Return a browser of this machine, None where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser's path; skip where there is none, but never in CI."""
    path = program()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(f"no browser: none of {', '.join(BROWSERS)} is on PATH")
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is on PATH")
    return path


# Not for the session: while it is open this thread has an event loop, and tests of the
# node that come later want one of their own.
@pytest.fixture(scope="module")
def browser(chromium):
    """Return the browser, started; it is closed at the end."""
    safe = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=safe)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory) -> dict[tuple[str, str], Shown]:
    """Return every kind of page in every language."""
    folder = small_record(tmp_path_factory.mktemp("small"))
    out = tmp_path_factory.mktemp("pages")
    made = {}
    for lang in LANGUAGES:
        texts = {
            "report": render(folder, lang=lang, sisters=LANGUAGES),
            "daily": render_daily(folder, DAY, lang=lang),
        } | {
            kind: render_incident(folder, finding, lang=lang)
            for kind, finding in findings_by_kind(folder).items()
        }
        for kind, text in texts.items():
            path = out / f"{kind}.{lang}.html"
            path.write_text(text, encoding="utf-8")
            made[kind, lang] = Shown(kind, lang, path)
    return made


def findings_by_kind(folder: Path) -> dict[str, str]:
    """Return one finding of each kind of clause."""
    from thalweg.report.folder import read

    return {row["kind"]: row["finding"] for row in reversed(read(folder).findings)}


@pytest.fixture(
    scope="session",
    params=[f"{kind} {lang}" for kind in PAGES for lang in LANGUAGES],
)
def shown(request, pages) -> Shown:
    """Return each kind of page in each language."""
    return pages[tuple(request.param.split())]
