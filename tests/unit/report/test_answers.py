"""Ten questions: answers stand where the reference says, and are what tables say."""

import json
import re
from pathlib import Path

import lxml.html
import pyarrow.parquet as pq
import pytest

from thalweg.agreement.load import load
from thalweg.report.language import LANGUAGES, language
from thalweg.report.opening import Previous
from thalweg.report.page import render
from thalweg.report.words import moment

AGREEMENT = Path(__file__).parents[3] / "examples/euphrates/agreement.yaml"
REFERENCE = Path(__file__).parents[3] / "docs/reference/ten-questions.md"
KEYS = (
    "many", "whom", "sure", "unseen", "clause", "close", "unjudged", "check",
    "signed", "before",
)  # fmt: skip
WORDS = {"ar": {1: ("واحد", "واحدة"), 2: ("اثنان", "خرقان", "حادثتين", "متحركان")}}


def numbers(text, lang):
    """Return the figures in a text as numbers, however the language writes them."""
    bare = re.sub("[\u2066-\u2069\u200f]", "", text)
    if lang == "ru":
        bare = re.sub(r"(?<=\d)[\u00a0\u202f](?=\d{3})", "", bare)
        bare = re.sub(r"(?<=\d),(?=\d)", ".", bare)
    else:
        bare = re.sub(r"(?<=\d),(?=\d{3})", "", bare)
    found = {float(figure) for figure in re.findall(r"\d+(?:\.\d+)?", bare)}
    for number, words in WORDS.get(lang, {}).items():
        if any(word in bare for word in words):
            found.add(float(number))
    return found


@pytest.fixture(scope="module", params=LANGUAGES)
def answered(request, whole, pages):
    """Return the answers of a page, the folder's summary, and the language."""
    tree = lxml.html.fromstring(pages[request.param])
    told = {key: tree.get_element_by_id(f"answer-{key}").text_content() for key in KEYS}
    summary = json.loads((whole / "summary.json").read_text())
    return told, summary, request.param


def test_questions_and_their_places_are_those_of_the_reference(pages):
    rows = re.findall(r"^\| (.+?\?) \| `answer-(\w+)` \|", REFERENCE.read_text(), re.M)
    assert [key for _, key in rows] == list(KEYS)
    say = language("en")
    assert [say(f"answer-{key}-q") for _, key in rows] == [words for words, _ in rows]
    tree = lxml.html.fromstring(pages["en"])
    asked = [tree.get_element_by_id(f"question-{key}").text_content() for key in KEYS]
    assert asked == [f"{at}. {words}" for at, (words, _) in enumerate(rows, 1)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_answer_leads_to_a_section_that_says_more(pages, lang):
    tree = lxml.html.fromstring(pages[lang])
    for key in KEYS:
        links = tree.get_element_by_id(f"answer-{key}").findall(".//a")
        if key == "close":
            ids = [link.get("href") for link in links]
            assert len(ids) == 3
            assert {tree.get_element_by_id(at[1:]).tag for at in ids} == {"article"}
            continue
        assert len(links) == 1
        wanted = "p" if key == "signed" else "h2"
        assert tree.get_element_by_id(links[0].get("href")[1:]).tag == wanted
        assert language(lang)(f"answer-{key}-q") in links[0].get("aria-label")


def test_how_many_is_the_sum_of_the_days(answered):
    told, summary, lang = answered
    sums = {
        float(sum(day[what] for day in summary["days"]))
        for what in ("count", "incidents", "possible", "exempted")
    }
    assert numbers(told["many"], lang) == sums


def test_by_whom_is_the_sum_of_each_party(answered):
    told, summary, lang = answered
    sums = {}
    for day in summary["days"]:
        sums[day["party"]] = sums.get(day["party"], 0) + day["count"]
    want = {float(count) for count in sums.values() if count}
    assert numbers(told["whom"], lang) == want | {float(summary["unattributed"])}
    west = {"ru": "Западная сторона"}.get(lang, "Western Party")
    assert west in told["whom"]


def test_how_sure_is_the_sum_of_each_grade(answered):
    told, summary, lang = answered
    sums = {}
    for row in summary["findings"]:
        sums[row["grade"]] = sums.get(row["grade"], 0) + row["count"]
    want = {float(sums["certain"]), float(sums["probable"]), 95.0}
    assert numbers(told["sure"], lang) == want


def test_when_unseen_is_the_period_less_the_hours_seen(answered):
    told, summary, lang = answered
    lines = {}
    for day in summary["days"]:
        by_day = lines.setdefault(day["clause"], {})
        by_day.setdefault(day["day"], day["seen_h"])
    got = numbers(told["unseen"], lang)
    for clause, by_day in lines.items():
        known = {day: h for day, h in by_day.items() if h is not None}
        least = min(known, key=known.get)
        # The period of the fixture ends two seconds before its third day does.
        want = {72.0, round(71.9994 - sum(known.values()), 1), round(known[least], 1)}
        assert float(clause) in got
        assert want <= got
        assert least in told["unseen"]


def test_which_clause_is_the_sum_of_each_clause(answered):
    told, summary, lang = answered
    sums = {}
    for day in summary["days"]:
        sums[day["clause"]] = sums.get(day["clause"], 0) + day["count"]
    want = {float(clause) for clause in sums} | {float(n) for n in sums.values()}
    assert want <= numbers(told["clause"], lang)


def test_how_close_is_the_largest_counted_finding_of_each_clause(answered, whole):
    told, _, lang = answered
    rows = [
        row
        for row in pq.read_table(whole / "findings.parquet").to_pylist()
        if row["grade"] != "possible" and not row["exempted_by"]
    ]
    got = numbers(told["close"], lang)
    deepest = max(row["depth_m"] for row in rows if row["clause"] == "3.1")
    nearest = min(
        (row for row in rows if row["clause"] == "4.1"), key=lambda r: r["min_slant_m"]
    )
    longest_s = max(row["stay_s"] for row in rows if row["clause"] == "5.1")
    assert round(deepest) in got
    assert round(nearest["min_slant_m"]) in got
    assert {longest_s // 60, longest_s % 60} <= got
    assert 330.0 in got, "a depth stands beside its error"
    assert {310.0, 540.0} <= got, "so do the distances of a stay and of a pair"


def close_of(maker):
    tree = lxml.html.fromstring(render(maker.write()))
    return " ".join(tree.get_element_by_id("answer-close").text_content().split())


def test_nearest_is_told_by_slant_range_not_by_shares_of_the_limits(maker):
    maker.encounter(up_ft=300.0)
    at_us = maker.findings[0]["closest_time"]
    maker.findings[0].update(horizontal_m=22.0, min_slant_m=94.1, slant_m=94.1,
                             min_slant_time=at_us, error_ft=203.0,
                             near_collision="probable")  # fmt: skip
    maker.encounter(start_s=18_000, up_ft=200.0)
    maker.findings[1].update(horizontal_m=1290.0, min_slant_m=1291.4, slant_m=1291.4)
    told = close_of(maker)
    assert re.search(
        r"nearest in slant range: 94 m on [-\d]+ [:\d]+Z; at the closest instant, "
        r"[-\d]+ [:\d]+Z, 22 m ± 540 m horizontally and 300 ft ± 203 ft vertically",
        told,
    )
    assert "is a near collision." in told


def test_what_is_told_as_the_least_slant_range_is_that_and_its_instant(maker):
    maker.encounter(up_ft=300.0)
    least_us = maker.findings[0]["closest_time"] - 15_000_000
    maker.findings[0].update(horizontal_m=4803.95, vertical_ft=797.5, slant_m=4810.09,
                             min_slant_m=2360.85, min_slant_time=least_us)  # fmt: skip
    told = close_of(maker)
    assert f"nearest in slant range: 2,361 m on {moment(least_us)}; at the" in told
    assert "4,804 m ± 540 m horizontally" in told


def test_of_pairs_without_common_heights_the_distance_along_the_ground_is_told(maker):
    maker.encounter(up_ft=300.0)
    none = dict.fromkeys(("vertical_ft", "slant_m", "min_slant_m", "min_slant_time"))
    maker.findings[0].update(horizontal_m=4803.95, **none)
    told = close_of(maker)
    assert "nearest along the ground: 4,804 m ± 540 m at" in told


def test_hours_not_known_are_not_told_as_not_seen(pages):
    told = lxml.html.fromstring(pages["en"]).get_element_by_id("answer-unseen")
    words = " ".join(told.text_content().split())
    assert "Clause 3.1: 29.4 of 72.0 h not seen" in words
    assert "at most 36.3 of 72.0 h (the hours of 1 day are not known) not seen" in words


def test_what_was_not_judged_names_the_clauses_that_nobody_watches(answered, whole):
    told, _, lang = answered
    clauses = load(whole / "agreement" / "agreement.yaml").clauses
    got = numbers(told["unjudged"], lang)
    assert {float(c) for c in ("1.1", "6.1", "7.1", "7.2", "8.1", "9.1", "10.1")} <= got
    assert {7.0, float(len(clauses)), 15.0} <= got


def test_how_to_check_who_signed_and_what_was_before_are_told(answered):
    told, _, lang = answered
    say = language(lang)
    assert "thalweg verify DIR" in told["check"]
    assert say("answer-signed-nobody") in told["signed"]
    assert say("before-not-given") in told["before"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_compared_with_before_tells_the_other_record_s_figures(whole, lang):
    summary = json.loads((whole / "summary.json").read_text())
    then = json.loads((whole / "summary.json").read_text())
    then["positions"].update({"from": "2017-12-10T00:00:00Z",
                              "to": "2017-12-12T23:59:58Z"})  # fmt: skip
    for day in then["days"]:
        day.update(count=7 if day["clause"] == "4.1" else 0, seen_h=3.25)
    previous = Previous(summary=then, manifest_sha256="c0" * 32)
    tree = lxml.html.fromstring(render(whole, lang=lang, previous=previous))
    answer = tree.get_element_by_id("answer-before").text_content()
    assert {21.0, 9.8, 72.0} <= numbers(answer, lang)
    assert "2017-12-12 23:59:58Z" in answer
    assert tree.get_element_by_id("compared").text_content() in answer
    cells = tree.get_element_by_id("before").getparent().xpath(".//td | .//p")
    table = " ".join(cell.text_content() for cell in cells)
    counted = sum(d["count"] for d in summary["days"] if d["clause"] == "4.1")
    assert {21.0, float(counted)} <= numbers(table, lang)
    assert "c0" * 32 in table


def test_deepest_and_longest_are_told_apart_and_a_cut_depth_is_said(maker):
    maker.excursion(0)
    maker.findings[0].update(depth_m=33_300.0, left_by="boundary")
    maker.excursion(1)
    maker.findings[1].update(stay_s=2000.0)
    tree = lxml.html.fromstring(render(maker.write()))
    lines = tree.get_element_by_id("answer-close").findall("p")
    deepest, longest = (line.text_content() for line in lines)
    assert "deepest: 33.3 km ± 330 m" in deepest
    assert "came or went over the area" in deepest
    assert "longest: 33 min 20 s" in longest
    assert "boundary" not in longest


def test_the_hours_in_which_no_feed_was_alive_are_named(pages):
    tree = lxml.html.fromstring(pages["en"])
    told = tree.get_element_by_id("answer-unseen").text_content()
    assert "from 2017-12-14 00:00:00Z to 2017-12-15 23:59:58Z: 48.0 h" in told


def test_instants_tell_the_finding_s_own_figures_and_what_lies_outside(maker):
    maker.encounter()
    rows = maker.track("f0e0aa", "west", "WST9", 40_000,
                       [(45.0, 35.1, 0), (45.2, 35.1, 200)])  # fmt: skip
    at = rows[20]["time"]
    maker.add("3.1", "line.keep-side", "certain", rows, parties=["west"], party="west",
              mover="f0e0aa", start=at, end=at + 40_000_000, stay_s=40.0, parts=1,
              depth_m=9000.0, error_m=200.0, entered_by="line", left_by="boundary",
              lat_deg=35.1, lon_deg=45.1, at_limit=False)  # fmt: skip
    tree = lxml.html.fromstring(render(maker.write()))
    cells = [
        [cell.text_content() for cell in row] for row in tree.xpath("//article//tr")
    ]
    closest = [row for row in cells if row[0].endswith("Z closest")]
    assert [row[1] for row in closest] == ["91 m ± 540 m"]
    assert closest[0][-1] == "300 ft"
    start = [row[1] for row in cells if row[0].endswith("Z start")]
    assert start[-1] == "outside the area"


def test_a_clause_without_words_says_so(pages):
    tree = lxml.html.fromstring(pages["en"])
    clauses = load(AGREEMENT).clauses
    section = tree.get_element_by_id("clauses").getparent()
    told = section.text_content().count("No words in the agreement.")
    assert told == sum(not clause.text for clause in clauses)
    assert told or all(clause.text for clause in clauses)


def test_of_a_possible_finding_the_span_looked_at_is_drawn(pages):
    sections = lxml.html.fromstring(pages["en"]).xpath("//article")
    for section in sections:
        possible = (
            section.xpath(".//span[contains(@class, 'grade')]")[0].text_content()
            == "possible"
        )
        told = section.text_content()
        assert ("The breach lasts" in told) != possible
        assert ("Closest is the instant" in told) == ("Clause 4.1" in told)
