import json
import re
import shutil
import time
from html.parser import HTMLParser
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from thalweg.errors import AgreementError, ResultFolderError
from thalweg.report import page
from thalweg.report.page import render

VOID = {"meta", "link", "br", "hr", "img", "input", "base"}


class Outline(HTMLParser):
    """Reads a page strictly enough to see what it holds."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.faults = [], [], [], []
        self.links, self.headings = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        about = dict(attrs)
        self.tags.append((tag, about))
        if "id" in about:
            self.ids.append(about["id"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.links += [v for k, v in attrs if k in ("href", "src", "xlink:href")]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


@pytest.fixture(scope="session")
def text(pages):
    return pages["en"]


def test_page_needs_nothing_but_itself(text):
    outline = Outline(text)
    names = {tag for tag, _ in outline.tags}
    assert not names & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "use",
        "base",
    }
    assert all(link.startswith("#") for link in outline.links)
    assert not re.search(r"https?://|@import|url\((?!#)", text)
    assert not [a for _, about in outline.tags for a in about if a.startswith("on")]


def test_page_is_well_formed_and_its_ids_are_its_own(text):
    outline = Outline(text)
    assert outline.faults == []
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)
    gone = {link[1:] for link in outline.links} - set(outline.ids)
    assert not gone
    named = [
        a
        for _, about in outline.tags
        for a in (about.get("aria-labelledby") or "").split()
    ]
    assert not set(named) - set(outline.ids)


def test_headings_never_skip_a_level(text):
    levels = Outline(text).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_drawing_says_what_it_shows_and_has_a_table_twin(text):
    pictures = re.findall(
        r'<svg [^>]*role="(?:img|group)"[^>]*>(<title .*?)</desc>', text
    )
    assert len(pictures) == len(re.findall(r"<figure", text))
    assert all(
        "table below" in p
        or "table of" in p
        or "in the list" in p
        or "; the limit" in p
        for p in pictures
    )
    assert text.count("The drawings at a few instants") == text.count('class="finding')


def test_hostile_names_stay_text(text):
    assert "<script" not in text
    assert "\u202e" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "default<b>" not in text


def test_same_folder_same_bytes(whole, tmp_path, text):
    other = tmp_path / "copy"
    shutil.copytree(whole, other)
    assert render(other).encode() == text.encode()


def test_page_opens_with_what_was_found_and_how_much_was_seen(text):
    assert "9 breaches in 9 incidents were counted" in text
    assert "Hours seen: clause 3.1, 42.6 of 72.0 h" in text
    assert text.index("breaches in 9 incidents") < text.index("Not signed.")
    assert text.index("Not signed.") < text.index("Counts per day")


def test_certain_is_shown_as_beyond_the_stated_error(text):
    assert "exceeds the limit beyond the stated error" in text


def test_clauses_without_a_detector_say_so(text):
    for clause in ("1.1", "6.1", "7.1", "7.2", "8.1", "9.1", "10.1"):
        assert re.search(
            rf"Clause {re.escape(clause)}: [^<]* — not watched yet", text
        ), clause
    assert text.count("<strong>Not watched yet.</strong>") == 7


def test_exempted_and_possible_are_apart(text):
    counted = text[text.index('id="list"') : text.index('id="apart"')]
    apart = text[text.index('id="apart"') : text.index('id="sections"')]
    assert "N-17" not in counted
    assert "exempted by notified N-17 (file)" in apart
    assert "975 ft" in apart
    assert "975 ft" not in counted


def test_what_is_only_possible_is_nowhere_told_as_a_breach(text):
    articles = re.findall(r'<article class="finding".*?</article>', text, re.S)
    possible = [a for a in articles if '<span class="grade grade-possible">' in a]
    others = [a for a in articles if a not in possible]
    assert possible
    for words in ("during the breach", "the time of the breach", "The breach lasts"):
        assert not any(words in article for article in possible), words
        assert all(words in article for article in others), words
    for article in possible:
        assert "A breach is possible, within the error, from " in article
        assert "Time of a possible breach, within the error" in article


def test_names_are_the_agreements_in_the_language_asked_for(whole, text):
    russian = render(whole, lang="ru")
    assert "Западная сторона" in russian
    assert "Разделение действий авиации" in russian
    assert "Воздушные суда каждой стороны остаются над своим берегом." in text


def test_evidence_that_is_missing_is_said(made, text):
    for path in (made / "evidence").iterdir():
        path.unlink()
    assert render(made).count("No drawing.") == text.count('class="finding') == 11


def test_a_folder_without_findings_still_says_what_was_seen(maker):
    text = render(maker.write())
    assert "no breach was counted, which speaks only for the hours seen" in text
    assert Outline(text).faults == []


@pytest.mark.parametrize(
    "name",
    ["summary.json", "findings.parquet", "dropped.parquet", "coverage.parquet",
     "decisions.parquet", "events.parquet"],
)  # fmt: skip
@pytest.mark.parametrize("harm", ["missing", "garbled"])
def test_what_cannot_be_read_is_named(made, name, harm):
    (made / name).unlink()
    if harm == "garbled":
        (made / name).write_bytes(b"\x00garbled")
    with pytest.raises(ResultFolderError, match=re.escape(name)):
        render(made)


def test_a_table_of_another_kind_is_named(made):
    shutil.copy(made / "dropped.parquet", made / "findings.parquet")
    with pytest.raises(
        ResultFolderError, match=r"findings\.parquet: .*finding is missing"
    ):
        render(made)


def test_an_agreement_that_is_missing_or_wrong_is_named(made):
    document = made / "agreement" / "agreement.yaml"
    whole = document.read_text()
    document.write_text(whole.replace("buffer: 2 km", "buffer: 2"))
    with pytest.raises(AgreementError, match="buffer"):
        render(made)
    document.unlink()
    with pytest.raises(ResultFolderError, match="agreement/1"):
        render(made)


def test_a_digest_that_is_a_path_reads_nothing(made):
    table = pq.read_table(made / "findings.parquet")
    at = table.schema.get_field_index("evidence")
    digests = ["../../secret"] * table.num_rows
    pq.write_table(
        table.set_column(at, table.schema.field(at), pa.array(digests)),
        made / "findings.parquet",
    )
    assert render(made).count("No drawing.") == 11


def test_lists_and_sections_have_an_end(made, monkeypatch):
    monkeypatch.setattr(page, "MOST_LISTED", 3)
    monkeypatch.setattr(page, "MOST_SECTIONS", 4)
    text = render(made)
    assert "The first 3 of 9, by start; all are in" in text
    assert text.count('class="finding') == 4
    assert "The 4 largest by measure of 11" in text
    assert Outline(text).faults == []


@pytest.mark.slow
def test_five_hundred_findings_stay_small_and_quick(maker):
    for nth in range(480):
        maker.excursion(nth, grade="probable" if nth % 3 else "certain")
    for nth in range(18):
        maker.encounter(start_s=16_000 + 400 * nth)
    maker.stay()
    maker.stay(start_s=40_000)
    folder = maker.write()
    assert len(json.loads((folder / "summary.json").read_text())["days"]) == 12
    begin = time.process_time()
    text = render(folder)
    took_s = time.process_time() - begin
    assert text.count('class="finding') == 200
    assert len(text.encode()) <= 12e6
    assert took_s <= 10.0
