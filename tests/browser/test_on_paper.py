"""Pages on paper: A4, no row and no picture cut in two, no heading left alone."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from thalweg.cli.pdf import printed

A4_PT = (594.96, 841.92)
FOOT_PT = 16 / 25.4 * 72
"""The margin at the foot of a sheet, from the pages' own style."""

LEAST_PT = 34.0
"""Room for a heading and a line of what it is the heading of."""

MOST_SHEETS = {"daily": 2, "report": 40}
WHOLE = {"/TR", "/Figure", "/BlockQuote"}
"""What stands on one sheet, as a tagged PDF calls it."""


@pytest.fixture(scope="module")
def paper(browser, shown):
    """Return a page as a PDF, printed as its own style asks, with its structure."""
    page = browser.new_page()
    page.goto(shown.path.as_uri())
    data = page.pdf(prefer_css_page_size=True, tagged=True, outline=True)
    page.close()
    return PdfReader(BytesIO(data))


def test_every_sheet_is_a4_and_there_are_not_many(paper, shown):
    for sheet in paper.pages:
        size = tuple(float(side) for side in sheet.mediabox[2:])
        assert size == pytest.approx(A4_PT, abs=1.0)
    assert len(paper.pages) <= MOST_SHEETS.get(shown.kind, 1)


def test_no_row_and_no_picture_is_cut_in_two(paper):
    elements = list(structure(paper))
    kinds = [kind for kind, _ in elements]
    assert kinds.count("/TR") > 5
    assert "/Figure" in kinds
    assert [e for e in elements if e[0] in WHOLE and len(e[1]) > 1] == []


def test_no_heading_stands_alone_at_the_foot(paper, shown):
    tops = list(headings(paper, paper.outline))
    assert len(tops) >= {"report": 12, "daily": 6}.get(shown.kind, 4)
    low = FOOT_PT + LEAST_PT
    assert [(title, top) for title, top in tops if top < low] == []


def test_it_says_its_language_and_title_and_no_path_of_this_machine(paper, shown):
    root = paper.trailer["/Root"]
    assert root["/Lang"] == shown.lang
    assert paper.metadata.title
    links = [
        note.get_object().get("/A", {}).get("/URI", "")
        for sheet in paper.pages
        for note in sheet.get("/Annots", ())
    ]
    assert not [link for link in links if str(link).startswith("file:")]
    assert str(shown.path.parent) not in "".join(s.extract_text() for s in paper.pages)


def structure(reader):
    """Yield the kind of every element and the sheets that its content is on."""
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    yield from _below(root.get("/K"), None)[1]


def _below(kids, sheet):
    """Return the sheets below an element, and what is to be told of it."""
    sheets, told = set(), []
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        one = kid.get_object() if kid is not None else None
        if isinstance(one, DictionaryObject):
            page = one.raw_get("/Pg").idnum if "/Pg" in one else sheet
            if one.get("/Type") == "/MCR":
                sheets.add(page)
                continue
            inside, more = _below(one.get("/K"), page)
            sheets |= inside
            # The head of a table stands again on each sheet, under one element.
            is_head = one.get("/S") == "/TR" and "/TD" not in {e[0] for e in more}
            told += [("head" if is_head else str(one.get("/S")), inside), *more]
        elif isinstance(one, int):
            sheets.add(sheet)
    return sheets, told


def headings(reader, outline):
    """Yield title and height over the foot of the sheet of every heading."""
    for one in outline:
        if isinstance(one, list):
            yield from headings(reader, one)
        else:
            yield one.title, float(one.top)


def test_the_command_prints_the_same_page_without_the_browsers_words(
    chromium, pages, tmp_path
):
    shown = pages["daily", "ru"]
    path = tmp_path / "out.pdf"

    def silent(*_):
        """Show nothing."""

    text = shown.path.read_text(encoding="utf-8")
    with printed(chromium, {path: text}, silent):
        assert not path.exists()
    reader = PdfReader(path)
    assert len(reader.pages) <= MOST_SHEETS["daily"]
    assert reader.trailer["/Root"]["/Lang"] == "ru"
    told = "".join(sheet.extract_text() for sheet in reader.pages)
    assert "2017-12-13" in told
    assert not re.search(r"file:|page\.html|\d/\d{1,2}/\d{2},", told)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.pdf"]
