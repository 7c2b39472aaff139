"""The summary of a day says what the tables of the record say, and how it stands."""

import json
import re
from itertools import pairwise

import pytest

from tests.unit.report.test_page import Outline
from thalweg.errors import InputError, ResultFolderError
from thalweg.report import daily
from thalweg.report.daily import first_sentence, render_daily
from thalweg.report.language import LANGUAGES, language
from thalweg.report.opening import Previous

DAY, NEXT, LAST = "2017-12-13", "2017-12-14", "2017-12-15"


@pytest.fixture(scope="module")
def pages(whole):
    return {lang: render_daily(whole, DAY, lang=lang) for lang in LANGUAGES}


def text_of(html):
    """Return what is read of a page, without marks that turn the direction."""
    body = re.sub(r"<(style|svg|title|pre)\b.*?</\1>", " ", html, flags=re.S)
    told = re.sub(r"<[^>]*>", " ", body)
    return re.sub(r"[\u2066-\u2069]", "", " ".join(told.split()))


def rows(*counts, day=DAY, seen_h=21.5):
    """Return rows of a summary's `days`: of one clause, a side for each count."""
    return [
        {"day": day, "clause": "3.1", "party": party, "count": count,
         "incidents": min(count, 2), "seen_h": seen_h, "alive_h": 23.9,
         "possible": 0, "exempted": 0}
        for party, count in zip(("west", "east"), counts, strict=False)
    ]  # fmt: skip


def said(*counts, before=(), lang="en", **more):
    told = first_sentence(
        rows(*counts, **more), rows(*before, day="2017-12-12", seen_h=8.0),
        DAY, "2017-12-12", language(lang),
    )  # fmt: skip
    return re.sub(r"<[^>]*>|[\u2066-\u2069]", "", str(told))


def test_it_opens_with_the_count_and_the_day_before_each_beside_hours_seen():
    assert said(7, 2, before=(1,)) == (
        "On 2017-12-13, 9 breaches were counted, in 4 incidents (hours seen of 24: "
        "clause 3.1, 21.5 h); on the day before, 2017-12-12, 1 was, in 1 incident "
        "(hours seen: clause 3.1, 8.0 h)."
    )
    assert said(0, before=(0,)) == (
        "On 2017-12-13, no breach was counted (hours seen of 24: clause 3.1, 21.5 h); "
        "on the day before, 2017-12-12, none was (hours seen: clause 3.1, 8.0 h)."
    )
    assert said(1).endswith("; the day before, 2017-12-12, is not in this record.")
    assert "clause 3.1, not known)" in said(1, seen_h=None)


@pytest.mark.parametrize(
    ("lang", "count", "words"),
    [
        ("ru", 1, "учтено 1 нарушение в 1 инциденте"),
        ("ru", 3, "учтены 3 нарушения в 2 инцидентах"),
        ("ru", 5, "учтено 5 нарушений"),
        ("ru", 21, "учтено 21 нарушение"),
        ("ru", 0, "нарушений не учтено (часы"),
        ("ar", 0, "لم يُحصَ أي خرق (ساعات"),
        ("ar", 1, "أُحصي خرق واحد في حادثة واحدة"),
        ("ar", 2, "أُحصي خرقان في حادثتين"),
        ("ar", 3, "أُحصيت 3 خروق"),
        ("ar", 11, "أُحصي 11 خرقًا"),
        ("ar", 100, "أُحصي 100 خرق في"),
    ],
)
def test_it_counts_as_each_language_does(lang, count, words):
    assert words in said(count, lang=lang)
    assert words in said(count, lang=lang, before=(2,))


def test_the_page_counts_what_the_summary_counts(whole, pages):
    days = json.loads((whole / "summary.json").read_text())["days"]
    mine = [row for row in days if row["day"] == DAY]
    told = {
        (clause, at): [cell.replace("</td>", "") for cell in cells]
        for clause, at, cells in counted_in(pages["en"])
    }
    assert len(told) == len(mine)
    for at, row in enumerate(mine):
        cells = told[row["clause"], at]
        figures = [row[k] for k in ("count", "incidents", "possible", "exempted")]
        assert cells == [str(n) for n in figures]
    # The record begins on this day: nothing is said of the day before.
    assert "Day before" not in pages["en"]


def counted_in(html):
    """Return clause, place and cells of each row of the table of counts."""
    table = html[html.index('<table class="short counts"') :]
    table = table[table.index("<tbody>") : table.index("</table>")]
    clause, found = "", []
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.S):
        named = re.search(r'scope="rowgroup"[^>]*><bdi class="any">(.*?)</bdi>', row)
        clause = named[1] if named else clause
        cells = re.findall(r'<td class="n">(.*?)</td>', row)
        found.append((clause, len(found), cells))
    return found


def test_the_day_before_and_its_hours_stand_in_their_columns(whole):
    (row, *_) = counted_in(render_daily(whole, NEXT))
    assert row[2][:2] == ["0", "7"]
    told = text_of(render_daily(whole, NEXT))
    assert re.search(r"3\.1 [^.]* Western Party 0 7 0 0 0 14\.2 h 9\.8 h 21\.5 h", told)
    assert "no breach was counted (hours seen of 24" in told
    assert "on the day before, 2017-12-13 , 9 were, in 9 incidents" in told


def test_every_finding_of_the_day_is_listed_and_no_other(whole, pages):
    for lang in LANGUAGES:
        listed = re.findall(
            r'<td class="id keep" dir="ltr">([0-9a-f]{16})<', pages[lang]
        )
        assert len(listed) == len(set(listed)) == 11
    assert "exempted by notified N-17 (file), not counted" in text_of(pages["en"])
    assert "04:06:40Z" not in render_daily(whole, NEXT)


def test_hours_that_a_feed_was_silent_are_told(whole, pages):
    assert "default 24.0 h 0.0 h 21,600" in text_of(pages["en"])
    assert "default 0.0 h 24.0 h 0" in text_of(render_daily(whole, NEXT))


def test_what_was_not_judged_is_told(pages):
    told = text_of(pages["en"])
    assert "In the whole record 2 unattributed aircraft did what" in told
    assert "does not watch: 1.1, 6.1, 7.1, 7.2, 8.1, 9.1 and 10.1." in told
    assert "Not signed." in told


def test_a_day_that_is_seen_in_part_says_so(made):
    assert 'id="partial"' not in render_daily(made, LAST)
    summary = json.loads((made / "summary.json").read_text())
    summary["positions"] |= {"from": f"{DAY}T06:00:00Z", "to": f"{NEXT}T18:00:00Z"}
    (made / "summary.json").write_text(json.dumps(summary))
    first, last = (text_of(render_daily(made, day)) for day in (DAY, LAST))
    assert "positions from 2017-12-13 06:00:00Z to 2017-12-14 00:00:00Z only" in first
    assert "The record holds no position of this day" in last


def test_a_day_begins_when_the_agreement_says(made):
    document = made / "agreement" / "agreement.yaml"
    document.write_text(
        document.read_text().replace('day_starts: "00:00Z"', 'day_starts: "21:00Z"')
    )
    told = render_daily(made, DAY)
    assert "From 2017-12-13 21:00:00Z to 2017-12-14 21:00:00Z" in text_of(told)
    assert "None. That speaks only for the hours seen." in text_of(told)


@pytest.mark.parametrize("day", ["2017-12-16", "2017-12-13T00:00Z", "", "../../x"])
def test_a_day_that_the_record_does_not_have_is_refused(whole, day):
    with pytest.raises(InputError, match="it has 2017-12-13 to 2017-12-15"):
        render_daily(whole, day)


def test_an_earlier_record_tells_the_day_before_the_first(whole):
    summary = json.loads((whole / "summary.json").read_text())
    period = {"from": "2017-12-10T00:00:00Z", "to": "2017-12-13T00:00:00Z"}
    summary |= {"days": rows(4, day="2017-12-12"), "positions": period}
    previous = Previous(summary=summary, manifest_sha256="0" * 64)
    told = text_of(render_daily(whole, DAY, previous=previous))
    assert "on the day before, 2017-12-12 , 4 were, in 2 incidents" in told
    summary["agreement"] = {"id": "another"}
    with pytest.raises(InputError, match="another"):
        render_daily(whole, DAY, previous=previous)


def test_a_long_list_has_an_end_and_says_so(made, monkeypatch):
    monkeypatch.setattr(daily, "MOST_LISTED", 3)
    told = text_of(render_daily(made, DAY))
    assert "The 3 largest by measure of 11, counted ones first" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_one_sound_page_in_every_language(pages, lang):
    text = pages[lang]
    outline = Outline(text)
    assert (outline.faults, outline.open) == ([], [])
    assert len(set(outline.ids)) == len(outline.ids)
    assert all(b - a <= 1 for a, b in pairwise(outline.headings))
    assert outline.headings.count(1) == 1
    assert all(link.startswith("#") for link in outline.links)
    assert "<script" not in text
    assert "\u202e" not in text
    direction = {"ar": "rtl"}.get(lang, "ltr")
    assert f'<html lang="{lang}" dir="{direction}">' in text


def test_same_folder_same_bytes(whole, pages):
    assert render_daily(whole, DAY) == pages["en"]


def test_what_cannot_be_read_is_named(made):
    (made / "coverage.parquet").write_bytes(b"garbled")
    with pytest.raises(ResultFolderError, match=r"coverage\.parquet"):
        render_daily(made, DAY)
