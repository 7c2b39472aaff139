"""What a notebook and a shell show of a result, and that nothing in it can do harm."""

import re
from html.parser import HTMLParser

import numpy as np
import pyarrow as pa
import pytest

from thalweg.archive.run import examine
from thalweg.errors import InputError
from thalweg.report.notebook import scoped

HOSTILE = "</div><script>alert(1)</script>\u202e&'\""


class Reader(HTMLParser):
    """Reads HTML; notes every element, and that each that opens is closed."""

    VOID = {"br", "meta", "link", "img"}  # noqa: RUF012

    def __init__(self, html):
        super().__init__()
        self.open, self.seen, self.asked = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.asked += [v for k, v in attrs if k in ("src", "href", "xlink:href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def result(repository):
    """One western jet strays over the river; its callsign is meant to do harm."""
    share = 1 - np.abs(np.arange(41) - 20) / 20
    table = pa.table(
        {
            "time": pa.array(1_513_137_900 + 4 * np.arange(41)),
            "mover": ["f0e001"] * 41,
            "callsign": [HOSTILE] * 41,
            "lat_deg": 35.08 + 0.105 * share,
            "lon_deg": 40.36 + 0.115 * share,
            "alt_baro_ft": np.full(41, 12_000.0),
            "ground_speed_mps": np.full(41, 190.0),
        }
    )
    return examine(repository / "examples/euphrates/agreement.yaml", table)


def test_a_result_says_the_sentence_the_counts_and_what_was_dropped(result):
    html = result._repr_html_()
    seen = Reader(html).seen
    assert "script" not in seen
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "1 breach in 1 incident was counted: 1 by Western Party" in text
    assert "unsigned" in text
    assert re.search(r"3\.1 Keep to the own side of a line Western Party 1 1 0 0", text)
    assert "41 positions of 1 mover read, 41 kept, none dropped" in text
    assert result[0].id in text


def test_a_finding_has_its_drawings_clause_grade_error_and_evidence(result):
    finding = result[0]
    html = finding._repr_html_()
    reader = Reader(html)
    assert reader.seen.count("svg") == 2
    assert "script" not in reader.seen
    assert reader.asked == []
    for said in (
        "Aircraft of each Party keep to their own bank.",
        "exceeds the limit beyond the stated error",
        finding.row["evidence"],
        "buffer 2 km",
        "± ",
    ):
        assert said in html
    assert "\u202e" not in html


def test_its_style_stays_inside(result):
    for shown in (result, result[0]):
        style = re.search(r"<style>(.*?)</style>", shown._repr_html_(), re.DOTALL)[1]
        selectors = re.findall(r"([^{}]+)\{", style)
        assert len(selectors) > 40
        assert [
            one
            for many in selectors
            for one in re.sub(r"\([^()]*\)", "", many).split(",")
            if not one.strip().startswith(".thalweg-shown")
        ] == []


def test_rules_of_the_page_are_left_out():
    css = "body { a: b; }\nh1, .x { c: d; }\n@media print {\n .x { e: f; }\n}\n"
    assert scoped(css) == ".thalweg-shown h1, .thalweg-shown .x { c: d; }"


def test_a_terminal_is_told_all_but_the_drawings(result):
    finding = result[0]
    assert repr(finding).startswith(f"<Finding {finding.id}: clause 3.1, certain: West")
    told = str(finding)
    for said in (
        "buffer 2 km",
        "speaks of the measure",
        finding.row["evidence"],
        "41 reports",
    ):
        assert said in told
    assert "\u202e" not in told
    assert repr(result) == "<Result of euphrates, edition 1: 1 rows, 1 counted>"


def test_a_finding_is_found_by_number_and_by_id(result):
    first = result[0]
    assert [one.id for one in result] == [first.id] == [result[-1].id]
    assert result.finding(first.id).row == result.finding(first.id[:5]).row == first.row
    assert first.evidence.num_rows == 41
    with pytest.raises(IndexError, match="has 1 findings, none is number 1"):
        result[1]
    with pytest.raises(InputError, match=f"no finding 'xyz'.*first is {first.id}"):
        result.finding("xyz")


def test_an_id_that_names_several_is_refused(result):
    two = pa.concat_tables([result.findings, result.findings])
    from dataclasses import replace

    with pytest.raises(InputError, match="2 findings begin with"):
        replace(result, findings=two).finding(result[0].id)


def test_an_empty_result_is_shown_too(result):
    from dataclasses import replace

    none = replace(result, findings=result.findings.slice(0, 0))
    assert list(none) == []
    assert "Findings" not in Reader(none._repr_html_()).seen
    with pytest.raises(InputError, match="this result has 0"):
        none.finding("0")


def test_a_finding_without_its_evidence_says_so(result):
    from dataclasses import replace

    html = replace(result, evidence={})[0]._repr_html_()
    assert "No drawing." in html


def test_a_page_is_written_whole_or_not_at_all(result, tmp_path):
    page = result[0].save(tmp_path / "finding.html")
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "script" not in Reader(html).seen
    before = page.read_bytes()
    tmp_path.chmod(0o500)
    try:
        result[0].save(tmp_path / "nowhere" / "finding.html")
    except OSError:
        pass
    finally:
        tmp_path.chmod(0o700)
    assert [one.name for one in tmp_path.iterdir()] == ["finding.html"]
    assert page.read_bytes() == before
