"""The page in three languages: nothing left in English, nothing turned round."""

import json
import re
import shutil

import lxml.html
import pytest

from thalweg.errors import InputError, ResultFolderError
from thalweg.report.language import LANGUAGES
from thalweg.report.opening import Completeness, PositionsFile, Previous
from thalweg.report.page import file_name, render

OTHERS = [tag for tag in LANGUAGES if tag != "en"]
# What every language spells so; places and feeds of the made record.
OWN_WORDS = {
    "thalweg", "utc", "wgs", "ads", "sha", "daidalus", "rtca", "tcas", "natural",
    "earth", "default", "river", "outpost",
}  # fmt: skip
RUSSIAN = {
    "Western Party": "Западная сторона",
    "Eastern Party": "Восточная сторона",
    "Separation of air activity, middle Euphrates": (
        "Разделение действий авиации, средний Евфрат"
    ),
}
# Sections of findings are held by test_finding_words.
APART = (
    ".//code | .//pre | .//bdi | .//style | .//article | "
    ".//*[contains(concat(' ', @class, ' '), ' id ')]"
)


def words_left(text, lang):
    """Return the Latin words of a page that are neither ids, code, names nor quotes."""
    tree = lxml.html.fromstring(text)
    for element in tree.xpath(APART):
        element.drop_tree()
    for element in tree.xpath(f".//*[@lang and @lang != '{lang}']"):
        if element.tag != "html":
            element.drop_tree()
    shown = " ".join([*tree.itertext(), *tree.xpath(".//@aria-label")])
    return [w for w in re.findall(r"[A-Za-z]{3,}", shown) if w.lower() not in OWN_WORDS]


def said_in(lang, text):
    """Put the agreement's own words into the page's language."""
    for english, own in (
        ("Western Party", "الطرف الغربي"),
        ("Eastern Party", "الطرف الشرقي"),
        ("Separation of air activity, middle Euphrates", "فصل النشاط الجوي"),
    ):
        if lang == "ar":
            text = text.replace(f'ru: "{RUSSIAN[english]}"', f'ar: "{own}"')
    return text


@pytest.fixture(scope="module", params=OTHERS)
def foreign(request, whole, tmp_path_factory):
    lang = request.param
    folder = tmp_path_factory.mktemp(lang) / "record"
    shutil.copytree(whole, folder)
    document = folder / "agreement" / "agreement.yaml"
    document.write_text(said_in(lang, document.read_text()))
    return lang, folder


def test_no_english_is_left(foreign):
    lang, folder = foreign
    assert words_left(render(folder, lang=lang), lang) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_says_its_language_and_its_direction(pages, lang):
    tree = lxml.html.fromstring(pages[lang])
    assert tree.get("lang") == lang
    assert tree.get("dir") == ("rtl" if lang == "ar" else "ltr")
    assert {pre.get("dir") for pre in tree.iter("pre")} == {"ltr"}


def test_a_language_without_pages_is_refused(whole):
    with pytest.raises(InputError, match="give one of en, ru, ar"):
        render(whole, lang="de")


def test_same_arguments_same_bytes(whole):
    said = {
        "completeness": Completeness(files=[PositionsFile(name="a", sha256="0" * 64)]),
        "sisters": LANGUAGES,
        "lang": "ar",
    }
    assert render(whole, **said) == render(whole, **said)


def test_page_links_to_its_sisters_that_lie_beside_it(made):
    assert "report.ru.html" not in render(made)
    (made / file_name("ru")).write_text("")
    (made / file_name("en")).write_text("")
    links = lxml.html.fromstring(render(made)).xpath("//header//a")
    assert [(a.get("href"), a.get("lang"), a.text) for a in links] == [
        ("report.ru.html", "ru", "Русский")
    ]
    links = lxml.html.fromstring(render(made, lang="ru")).xpath("//header//a")
    assert [a.get("href") for a in links] == ["report.html"]
    told = lxml.html.fromstring(render(made, lang="ar", sisters=LANGUAGES))
    assert [a.get("href") for a in told.xpath("//header//a")] == [
        "report.html", "report.ru.html"
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_words_stay_words_in_every_language(maker, lang):
    bad = "</title><script>alert(1)</script>\u202e&'\"" + "w" * 4000
    for nth in range(3):
        maker.excursion(nth, callsign=bad)
    maker.excursion(3, exempted_by=bad)
    folder = maker.write()
    previous = Previous(
        summary={
            "agreement": {"id": "euphrates", "edition": bad, "sha256": bad},
            "positions": {"from": "2017-12-01T00:00:00Z", "to": "2017-12-02T00:00:00Z"},
            "days": [{"day": bad, "clause": bad, "party": bad, "count": 3,
                      "incidents": 1, "seen_h": 1.0}],
            "findings": [], "rules": bad,
        },
        manifest_sha256=bad,
    )  # fmt: skip
    text = render(
        folder,
        lang=lang,
        previous=previous,
        completeness=Completeness(files=[PositionsFile(name=bad, sha256=bad)]),
    )
    assert "<script" not in text
    assert "\u202e" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert text.count("\u2068") + text.count("\u2066") == text.count("\u2069")


def cells(pages, lang):
    """Return the figures in the cells of numbers, as English writes them."""
    tree = lxml.html.fromstring(pages[lang])
    told = [cell.text_content() for cell in tree.xpath("//td[@class='n']")]
    if lang == "ru":
        told = [text.replace(",", ".") for text in told]
    return [re.sub(r"[^\d.]", "", text).rstrip(".") for text in told]


def test_figures_of_the_tables_are_the_same_in_all_languages(pages):
    english = cells(pages, "en")
    assert len(english) > 50
    assert cells(pages, "ru") == english
    assert cells(pages, "ar") == english


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("days", "none", "days: wanted a list"),
        ("days", [1], r"days\[0\]: wanted an object"),
        ("days", [{"day": 1}], r"days\[0\]\.day: wanted a text, got 1"),
        ("positions", {}, "positions.rows: wanted a whole number, got None"),
        ("positions", {"rows": 1, "kept": 1, "movers": 1, "from": "noon"},
         "positions.from: wanted an instant, got 'noon'"),
        ("agreement", None, "agreement: wanted an object"),
        ("findings", [{"clause": "1", "party": "w", "grade": "g", "count": "9"}],
         r"findings\[0\]\.count: wanted a whole number, got '9'"),
    ],
)  # fmt: skip
def test_a_summary_that_lacks_what_a_page_tells_is_named(made, key, value, told):
    path = made / "summary.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(ResultFolderError, match=rf"summary\.json: {told}"):
        render(made)
