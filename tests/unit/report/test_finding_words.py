"""A finding in words: golden in English, whole in every other language."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.unit.report.conftest import HOSTILE
from tests.unit.report.pages import labels_of, latin_words, words_of
from thalweg.agreement.load import load
from thalweg.model.agreement import HazardNotice, HeightBound
from thalweg.report.clauses import defaults_in_words, in_words, kind_words, quotes
from thalweg.report.folder import read
from thalweg.report.judged import exemption, headline, largest_measure
from thalweg.report.language import LANGUAGES, language
from thalweg.report.names import Names
from thalweg.report.notebook import finding_html, page_html, result_html
from thalweg.tables.findings import FINDINGS
from thalweg.wire.said import plain

EN = language("en")
BLANK = dict.fromkeys(FINDINGS.schema.names)
# Data that a page shows as it is: names that this agreement has in no such language,
# callsigns, ids of movers, sites and feeds, and rules of the roster.
DATA = (
    "Western Party", "Eastern Party", "Local force",
    plain(HOSTILE), plain(HOSTILE, longest=16), "WST12", "WST33",
    "WST77", "roster[0]", "outpost", "default", "f0e012", "f0e101", "N-17",
)  # fmt: skip


@pytest.fixture(scope="session")
def record(whole):
    return read(whole)


@pytest.fixture(scope="session")
def euphrates(repository):
    return load(repository / "examples/euphrates/agreement.yaml")


def clause_of(agreement, clause):
    return next(c for c in agreement.clauses if c.id == clause)


def one_of_each(record):
    """Return a row of every kind and grade, and one that is exempted."""
    found = {}
    for row in record.findings:
        found.setdefault((row["kind"], row["grade"], bool(row["exempted_by"])), row)
    return list(found.values())


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"kind": "line.keep-side", "party": "west", "depth_m": 5873.2},
         "Western Party, 5,873 m beyond the line"),
        ({"kind": "site.stand-off", "party": "west", "stay_s": 1840.0,
          "site": "outpost"}, "Western Party, 30 min 40 s near outpost"),
        ({"kind": "site.stand-off", "party": "west", "stay_s": 8.4},
         "Western Party, 8.4 s near the site"),
        ({"kind": "air.separation", "party": "west", "other_party": "east",
          "horizontal_m": 91.44, "vertical_ft": 100.0, "near_collision": "certain"},
         "Near collision of Western Party and Eastern Party, 91 m and 100 ft apart"),
        ({"kind": "air.separation", "party": "west", "other_party": "unknown",
          "horizontal_m": 91.44, "near_collision": "possible"},
         "Encounter of Western Party and an unattributed aircraft, 91 m apart, "
         "vertically unknown"),
        ({"kind": "air.separation", "party": "east", "other_party": "east"},
         "Encounter of two aircraft of Eastern Party"),
        ({"kind": "zone.cease-fire", "party": "militia"},
         "Local force (affiliate of Eastern Party), Cease-fire zone"),
        ({"kind": "of.tomorrow", "party": "west"}, "Western Party, of.tomorrow"),
    ],
)  # fmt: skip
def test_who_did_what_in_a_few_words(agreement, cells, said):
    assert headline({**BLANK, **cells}, Names(agreement)) == said


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (None, ""),
        ("emergency", "emergency"),
        ("notified N-17 (file)", "notified N-17 (file)"),
        ("emergency; notified a; b (file)", "emergency; notified a; b (file)"),
    ],
)
def test_what_exempted_it_is_told_as_findings_has_it(by, said):
    assert exemption({"exempted_by": by}, EN) == said


def test_what_exempted_it_is_told_in_the_language_of_the_page():
    by = {"exempted_by": "emergency; notified N-17 (file)"}
    assert exemption(by, language("ru")) == (
        "аварийная ситуация; уведомление N-17 (файл)"
    )
    assert latin_words(exemption(by, language("ar")), ["N-17"]) == []


def test_a_list_tells_the_measure():
    row = {**BLANK, "kind": "site.stand-off", "stay_s": 90.0, "overhead_s": 12.0}
    assert largest_measure(row, EN) == "1 min 30 s, overhead 12 s"
    assert largest_measure({**row, "overhead_s": 0.0}, EN) == "1 min 30 s"
    row = {**BLANK, "kind": "line.keep-side", "depth_m": 3000.0, "stay_s": 9.0}
    assert largest_measure(row, EN) == "3,000 m deep, 9 s"
    assert largest_measure(row, language("ru")) == "глубина 3\u00a0000 м, 9 \u0441"


def test_an_excursion_of_any_length_is_not_said_to_count_from_nothing(euphrates):
    clause = replace(clause_of(euphrates, "3.1"), shortest_stay_s=0.0)
    told = in_words(clause, Names(euphrates))
    assert "counts however short it is; excursions less than 1 min apart" in told
    assert "from 0 s" not in told


@pytest.mark.parametrize("between", [("west", "east"), ("west", "any"), ("any", "any")])
def test_russian_minima_stand_in_the_genitive(euphrates, between):
    clause = replace(clause_of(euphrates, "4.1"), between=between)
    told = in_words(clause, Names(euphrates, language("ru")))
    assert "менее 3 мор. миль (5\u00a0556 м) по горизонтали" in told


def test_clauses_in_english_words(euphrates):
    names = Names(euphrates)
    told = {clause.id: in_words(clause, names) for clause in euphrates.clauses}
    assert told["3.1"] == (
        "Each party keeps to its own side of river, within the rectangle of 40 km "
        "about it: Western Party on the right and Eastern Party on the left, looking "
        "from its first point to its last. An excursion opens deeper than 2 km beyond "
        "the line and counts from 10 s there; excursions less than 1 min apart are "
        "one. Gaps over 1 min are not bridged. In force from 0 ft (pressure altitude) "
        "up to 60,000 ft (pressure altitude). Exempt: emergency and notified."
    )
    assert told["4.1"] == (
        "The distance of aircraft of Western Party and Eastern Party is not to be "
        "below 3 nmi (5,556 m) horizontally and below 1,000 ft vertically at one time. "
        "Heights are held to be known to 100 ft at best. Near collision: below 500 ft "
        "(152.4 m) and 100 ft, or 500 ft (152.4 m) in slant range. Gaps over 30 s are "
        "not bridged. In force from 500 ft (pressure altitude)."
    )
    assert told["5.1"] == (
        "Aircraft of Western Party do not stay longer than 1 min within 10 km of "
        "outpost, which protects Eastern Party, nor longer than 0 s overhead, within "
        "1 km. Time unseen for up to 10 min does not part a stay and is not counted "
        "in it. In force up to 30,000 ft (pressure altitude)."
    )
    assert told["6.1"] == "Hazards are told at least 30 min ahead."


@pytest.mark.parametrize("tag", ["ru", "ar"])
def test_clauses_are_whole_in_every_language(euphrates, tag):
    names = Names(euphrates, language(tag))
    for clause in euphrates.clauses:
        told = [in_words(clause, names), kind_words(clause.kind, names.say)]
        assert latin_words(" ".join(told), [*DATA, "river"]) == []
    for pair in defaults_in_words(euphrates, names.say):
        assert latin_words(" ".join(pair)) == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_kind_of_clause_and_every_datum_has_words(tag, repository):
    say = language(tag)
    spec = (repository / "spec/agreement.md").read_text("utf-8")
    kinds = set(re.findall(r"`([a-z]+\.[a-z-]+)`", spec))
    told = [kind for kind in kinds if say.has(f"clause-kind-{kind.replace('.', '-')}")]
    assert len(told) == 10
    for datum in ("baro", "geo", "amsl", "agl"):
        bound = HeightBound(value_ft=100.0, datum=datum)
        assert say.has(f"clause-height-{bound.datum}")


def test_the_words_agreed_in_the_pages_language_come_first():
    texts = {"en": "a", "ru": "b", "ar": "c"}
    assert [q.lang for q in quotes(texts, "ar")] == ["ar", "en", "ru"]
    assert [q.lang for q in quotes(texts)] == ["en", "ru", "ar"]
    assert [q.lang for q in quotes(texts, "de")] == ["en", "ru", "ar"]


@pytest.mark.parametrize("tag", ["ru", "ar"])
def test_no_english_is_left_in_a_finding(record, tag):
    for row in one_of_each(record):
        html = finding_html(record, row, tag)
        told = f"{words_of(html)} {labels_of(html)}"
        ids = [row["finding"], row["mover"]]
        assert latin_words(told, [*DATA, *ids]) == [], row["kind"]
        assert f'dir="{language(tag).direction}"' in html


@pytest.mark.parametrize("tag", ["ru", "ar"])
def test_no_english_is_left_in_a_result_but_its_first_sentence(record, tag):
    shown = result_html(
        record.agreement, record.summary, record.findings,
        total=99, dropped=record.dropped, lang=tag,
    )  # fmt: skip
    told = words_of(re.sub(r'<p class="lead">.*?</p>', "", shown))
    title = record.agreement.title["en"]
    assert latin_words(told, [*DATA, title, "stale", "jump"]) == []


def test_figures_are_the_same_in_all_languages(record):
    def figures(html):
        text = words_of(html)
        return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[,.\u00a0](?=\d)", "", text)))

    for row in one_of_each(record):
        pages = [figures(finding_html(record, row, tag)) for tag in LANGUAGES]
        assert all(a == b for a, b in pairwise(pages)), row["kind"]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_hostile_names_are_harmless_in_every_language(record, tag):
    long = HOSTILE * 200
    for row in one_of_each(record):
        spoilt = {
            **row, "mover": long, "callsign": long, "site": row["site"] and long,
            "exempted_by": f"notified {long} (file)", "party": long,
            "party_ground": long, "party_strength": long, "kind": row["kind"],
            "entered_by": long, "grade": row["grade"], "clause": long,
            "avoidance": [{"mover": long, "kind": long, "seconds_before": None}],
        }  # fmt: skip
        html = page_html(record, spoilt, tag)
        assert "<script" not in html
        assert "\u202e" not in html
        assert html.count("</title>") == len(re.findall(r"<title", html))
        inside = re.sub(r"<[^>]*>", "", html)
        for opens, closes in (("\u2066", "\u2069"), ("\u2068", "\u2069")):
            assert inside.count(opens) <= inside.count(closes)


@pytest.mark.parametrize(
    "hazard", [HazardNotice(id="6", kind="notice.hazard", lead_s=60.0, answer_s=None,
                            binding=False)],
)  # fmt: skip
def test_a_hazard_clause_is_told_ahead_in_arabic(agreement, hazard):
    assert "1 د" in in_words(hazard, Names(agreement, language("ar")))
