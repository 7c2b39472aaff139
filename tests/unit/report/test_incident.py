"""The incident page: facts first, what each side says, the assessment empty."""

import re
import shutil
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.unit.report.conftest import HOSTILE
from tests.unit.report.pages import labels_of, latin_words, words_of
from tests.unit.report.test_finding_words import DATA
from tests.unit.report.test_page import Outline
from thalweg.errors import InputError
from thalweg.model.party import Party
from thalweg.report.folder import read
from thalweg.report.incident import MOST_STATEMENTS, render_incident
from thalweg.report.language import LANGUAGES, language
from thalweg.report.statements import Statement, concerned, shown

KINDS = ("line.keep-side", "air.separation", "site.stand-off")
SAID_US = 1_513_200_000_000_000
DENIAL = Statement(
    who="Duty officer", words="None of ours was there.", at_us=SAID_US, party="east"
)


@pytest.fixture(scope="session")
def record(whole):
    return read(whole)


@pytest.fixture(scope="session")
def findings(record):
    """Return one finding of each kind, by kind."""
    return {row["kind"]: row for row in reversed(record.findings)}


@pytest.fixture(scope="session")
def page(whole, record, findings):
    """Return the page of one kind in one language."""
    made = {}

    def page_of(kind, tag="en"):
        if (kind, tag) not in made:
            finding = findings[kind]["finding"]
            made[kind, tag] = render_incident(
                whole, finding, lang=tag, agreement=record.agreement
            )
        return made[kind, tag]

    return page_of


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_page_is_well_formed_and_needs_nothing_but_itself(page, kind, tag):
    html = page(kind, tag)
    outline = Outline(html)
    assert outline.faults == []
    assert outline.open == []
    assert len(set(outline.ids)) == len(outline.ids)
    assert not {name for name, _ in outline.tags} & {"script", "link", "img", "iframe"}
    assert outline.links == []
    assert not re.search(r"https?://|@import|url\((?!#)", html)
    assert outline.headings[0] == 1
    assert outline.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(outline.headings))
    named = [about.get("aria-labelledby", "") for _, about in outline.tags]
    assert not set(" ".join(named).split()) - set(outline.ids)
    assert f'<html lang="{tag}" dir="{language(tag).direction}">' in html


def test_facts_come_before_what_is_said_and_the_assessment_comes_last(page):
    html = page("air.separation")
    order = [html.index(f'id="{part}"') for part in (
        "closest", "clause", "confidence", "part-a", "says", "evidence", "assessment",
    )]  # fmt: skip
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            "air.separation",
            [
                "Encounter of Western Party and Eastern Party, 91 m and 300 ft apart",
                "35.1215° N, 40.8000° E; 2017-12-13 04:27:19Z to 2017-12-13 04:27:49Z",
                "Horizontal distance 91 m ± 540 m not below 3 nmi (5,556 m)",
                "Vertical distance 300 ft ± 277 ft not below 1,000 ft",
                "Relative speed then 331 m/s (643 kt)",
                "Clause 4.1: Keep apart in the air",
                "probable : exceeds the limit as measured.",
                "Near collision: possible: does not exceed the limit as measured, but "
                "could within the error; Well clear lost (DO-365): 12.5 s; Highest "
                "alert level replayed: 3 of 3; Manoeuvre seen: f0e101: turn, 6 s "
                "before the closest",
            ],
        ),
        (
            "line.keep-side",
            [
                "Western Party, 5,873 m beyond the line",
                "Depth beyond the line 5,873 m ± 330 m buffer 2 km",
                "Time deeper than the buffer 51.3 s counts from 10 s",
                "certain : exceeds the limit beyond the stated error.",
                "Entered: across the line; Left: across the line",
            ],
        ),
        (
            "site.stand-off",
            [
                "Western Party, 30 min 40 s near outpost",
                "Least distance to the site 4,433 m ± 310 m radius 10 km",
                "and of the site's own place.",
            ],
        ),
    ],
)
def test_page_says_what_the_finding_says(page, kind, told):
    text = words_of(page(kind))
    for words in told:
        assert words in text


def test_page_quotes_the_clause_in_its_own_language_first(page):
    quoted = re.findall(r'<blockquote lang="(\w+)"', page("air.separation", "ru"))
    assert quoted == ["ru", "en"]


def test_evidence_is_told_by_mover_feed_and_file(page, findings):
    text = words_of(page("air.separation"))
    assert "default 21 1 5 s none none" in text
    assert "default 15 1 7 s none none" in text
    html = page("air.separation")
    assert html.count("0" * 64) == 2
    assert findings["air.separation"]["evidence"] in html
    assert "<code>thalweg verify DIR</code>" in html


def test_every_field_of_the_assessment_is_empty(page):
    html = page("air.separation")
    fields = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", html)
    assert [name for name, _ in fields] == [
        "Cause or causes", "Degree of risk", "Board, place and date", "Names",
        "Signatures",
    ]  # fmt: skip
    assert {value for _, value in fields} == {""}
    assert "This software fills in none of these fields" in html


def test_each_side_has_its_room_and_what_it_said_stands_in_it(whole, findings):
    finding = findings["air.separation"]["finding"]
    said = [
        replace(DENIAL, verdict="contradicted"),
        Statement(
            who="R. Reader", words="Looks right.", at_us=SAID_US, mark="disputed"
        ),
    ]
    html = render_incident(whole, finding, statements=said)
    west, east = html.split('<div class="room">')[1:3]
    assert "no statement in this folder" in west
    assert "no statement in this folder" not in east
    assert "Duty officer, 2017-12-13 21:20:00Z: None of ours was there." in east
    assert re.search(r'class="chosen">contradicted', east)
    assert html.count('class="chosen"') == 1
    assert "R. Reader, 2017-12-13 21:20:00Z, disputed: Looks right." in html


def test_what_does_not_fit_is_counted_and_what_is_cut_says_so(whole, findings):
    finding = findings["line.keep-side"]["finding"]
    many = [replace(DENIAL, at_us=SAID_US + n, words="x" * 4000) for n in range(5)]
    html = render_incident(whole, finding, statements=many)
    assert f"{5 - MOST_STATEMENTS} more statements stand beside the record." in html
    assert "(cut; the whole stands beside the record)" in html
    assert "x" * 300 not in html


def test_same_arguments_same_bytes(whole, findings, tmp_path):
    finding = findings["line.keep-side"]["finding"]
    shutil.copytree(whole, tmp_path / "copy")
    both = [DENIAL, replace(DENIAL, who="Another")]
    assert render_incident(whole, finding, statements=both) == render_incident(
        tmp_path / "copy", finding, statements=both[::-1]
    )


def test_a_finding_that_is_not_there_is_named(whole):
    with pytest.raises(InputError, match="no finding 'ffff' among its 11"):
        render_incident(whole, "ffff")
    with pytest.raises(InputError, match="no pages in 'de'"):
        render_incident(whole, "ffff", lang="de")


def test_without_its_evidence_the_page_says_so(made, findings):
    for path in (made / "evidence").iterdir():
        path.unlink()
    html = render_incident(made, findings["line.keep-side"]["finding"])
    assert "The evidence of this finding is not in the folder" in html
    assert Outline(html).faults == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", ["ru", "ar"])
def test_no_english_is_left(page, record, findings, kind, tag):
    html = page(kind, tag)
    ids = [findings[kind]["finding"], record.agreement.title["en"]]
    told = f"{words_of(html)} {labels_of(html)}"
    assert latin_words(told, [*DATA, *ids]) == []


def test_the_words_of_all_verdicts_and_marks_are_there():
    for tag in LANGUAGES:
        for mark in ("confirmed", "disputed", "false", "withdrawn"):
            assert language(tag).has(f"finding-mark-{mark}")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_hostile_names_and_words_are_harmless(whole, findings, record, tag):
    long = HOSTILE * 110
    agreement = replace(
        record.agreement,
        title={tag: long},
        parties=tuple(replace(p, name={"en": long}) for p in record.agreement.parties),
    )
    said = [Statement(who=long, words=long, at_us=0, mark=long, party=p)
            for p in ("east", None)]  # fmt: skip
    html = render_incident(
        whole, findings["air.separation"]["finding"], lang=tag, agreement=agreement,
        statements=said,
    )  # fmt: skip
    assert "<script" not in html
    assert "\u202e" not in html
    assert Outline(html).faults == []
    assert len(words_of(html)) < 8000


@pytest.mark.parametrize(
    ("cells", "ids"),
    [
        ({"party": "west"}, ["west", "east"]),
        ({"party": "militia", "parties": ["militia"]}, ["east", "west"]),
        ({"party": "unknown"}, ["west", "east"]),
        ({"party": "third", "parties": ["third"]}, ["west", "east"]),
    ],
)
def test_whom_a_finding_concerns(agreement, record, cells, ids):
    line = next(c for c in record.agreement.clauses if c.kind == "line.keep-side")
    third = Party(id="third", name={}, bound=False)
    known = replace(agreement, parties=(*agreement.parties, third))
    row = {"party": None, "other_party": None, "parties": None, **cells}
    assert concerned(row, line, known) == ids
    assert concerned({**row, "party": "unknown", "parties": None}, None, known) == []


def test_a_statement_keeps_its_writers_direction_to_itself():
    told = shown(replace(DENIAL, words="\u0646\u0639\u0645"), language("en")).words
    assert "\u2068\u0646\u0639\u0645\u2069" in told
