"""The incident page on paper: one A4 sheet, whatever its names and statements are."""

import io
import shutil
from dataclasses import replace

import pypdf
import pytest
from playwright.sync_api import sync_playwright

from tests.unit.report.test_incident import KINDS, SAID_US
from thalweg.report.folder import read
from thalweg.report.incident import render_incident
from thalweg.report.language import LANGUAGES
from thalweg.report.statements import Statement

CHROMIUM = shutil.which("chromium")
A4_PT = (595, 842)
LONG = (
    "The crew saw nothing of the kind and kept to the agreed side at all times. " * 60
)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


def statements():
    """Return more and longer statements than a sheet has room for."""
    return [
        Statement(
            who="The duty officer of the northern operations desk, second watch",
            words=LONG, at_us=SAID_US + at, party=party, mark=mark, verdict=verdict,
        )
        for at, (party, mark, verdict) in enumerate(
            [("west", "", "supported"), ("west", "", ""), ("east", "", "undecidable"),
             ("east", "", "contradicted"), (None, "disputed", ""), (None, "false", "")]
        )
    ]  # fmt: skip


def long_winded(agreement):
    """Return the agreement with names and words longer than a sheet has room for."""
    return replace(
        agreement,
        title={"en": LONG},
        parties=tuple(replace(p, name={"en": LONG}) for p in agreement.parties),
        clauses=tuple(
            replace(c, text={"en": LONG, "ru": LONG}) for c in agreement.clauses
        ),
    )


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to print with")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("said", [(), statements()], ids=["empty", "full"])
def test_page_prints_on_one_sheet(browser, whole, kind, tag, said):
    record = read(whole)
    row = next(row for row in record.findings if row["kind"] == kind)
    agreement = long_winded(record.agreement) if said else record.agreement
    html = render_incident(
        whole, row["finding"], lang=tag, agreement=agreement, statements=said
    )
    page = browser.new_page()
    page.set_content(html)
    printed = pypdf.PdfReader(
        io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))
    )
    page.close()
    assert len(printed.pages) == 1
    size = printed.pages[0].mediabox
    assert (round(size.width), round(size.height)) == A4_PT
