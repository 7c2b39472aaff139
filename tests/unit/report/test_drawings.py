"""The pictures of a finding: what they show, in every language and on every ground."""

import re
from importlib.resources import files
from xml.etree import ElementTree

import numpy as np
import pytest

from thalweg.report.folder import read
from thalweg.report.language import LANGUAGES, language
from thalweg.report.names import Names
from thalweg.report.notebook import scoped
from thalweg.report.planview import plan_view
from thalweg.report.profile import profile
from thalweg.report.scene import Grounds, scene_of
from thalweg.report.style import PAIR, Looks, hatches, mark

CSS = (files("thalweg.report") / "templates/page.css").read_text("utf-8")
KINDS = ("line.keep-side", "air.separation", "site.stand-off")


def scenes(folder):
    """Return the first scene of each kind in a folder, and its agreement."""
    record = read(folder)
    clauses = {clause.id: clause for clause in record.agreement.clauses}
    grounds, found = Grounds(record.agreement), {}
    for row in record.findings:
        scene = scene_of(record, grounds, row, clauses[row["clause"]])
        found.setdefault(row["kind"], scene)
    return record.agreement, found


@pytest.fixture(scope="module")
def drawn(whole):
    """Return the pictures of each kind in each language, as text."""
    agreement, found = scenes(whole)
    looks = Looks(agreement)
    return {
        (kind, tag, draw.__name__): draw(
            scene, Names(agreement, language(tag)), looks, "F"
        )
        for kind, scene in found.items()
        for tag in LANGUAGES
        for draw in (plan_view, profile)
    }


def only(root, name, class_):
    return [e for e in root.iter(name) if class_ in (e.get("class") or "").split()]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["plan_view", "profile"])
@pytest.mark.parametrize("tag", ["ru", "ar"])
def test_a_picture_has_the_same_lines_in_every_language(drawn, kind, name, tag):
    def strokes(text):
        return re.findall(r'(?: d="[^"]*")|<(?:rect|line|circle)[^>]*>', text)

    assert strokes(drawn[kind, tag, name]) == strokes(drawn[kind, "en", name])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["plan_view", "profile"])
@pytest.mark.parametrize("tag", ["ru", "ar"])
def test_no_english_is_left_in_a_picture(drawn, kind, name, tag):
    root = ElementTree.fromstring(drawn[kind, tag, name])
    words = " ".join(e.text or "" for e in root.iter())
    from_outside = {"outpost", "title", "script", "alert"}
    found = set(re.findall(r"[A-Za-z]{3,}", words)) - from_outside
    assert not {word for word in found if word.islower()}


@pytest.mark.parametrize("kind", KINDS)
def test_all_panels_share_one_time_axis(drawn, kind):
    root = ElementTree.fromstring(drawn[kind, "en", "profile"])
    clocks = [
        e for e in root.iter("text") if re.fullmatch(r"\d\d:\d\d:\d\dZ", e.text or "")
    ]
    assert len(clocks) >= 2
    assert len({e.get("y") for e in clocks}) == 1
    panels = only(root, "rect", "panel")
    assert len(panels) == 2
    assert len({(p.get("x"), p.get("width")) for p in panels}) == 1
    assert all(
        float(e.get("y")) > float(p.get("y")) + float(p.get("height"))
        for e in clocks
        for p in panels
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_closest_instant_and_the_breach_run_through_all_panels(drawn, kind):
    root = ElementTree.fromstring(drawn[kind, "en", "profile"])
    (ruled,) = only(root, "line", "closest")
    for panel in only(root, "rect", "panel"):
        top = float(panel.get("y"))
        assert float(ruled.get("y1")) <= top
        assert float(ruled.get("y2")) >= top + float(panel.get("height"))
    during = only(root, "rect", "during")
    assert len(during) == 2
    left = float(during[0].get("x"))
    across = float(during[0].get("width"))
    assert left <= float(ruled.get("x1")) <= left + across
    assert len({(d.get("x"), d.get("width")) for d in during}) == 1


def test_each_measure_and_each_height_has_its_error(drawn):
    for kind, bands in zip(KINDS, (2, 3, 2), strict=True):
        root = ElementTree.fromstring(drawn[kind, "en", "profile"])
        assert len(only(root, "path", "error")) == bands, kind


def test_a_pair_shows_its_slant_range_over_its_distance(drawn):
    root = ElementTree.fromstring(drawn["air.separation", "en", "profile"])
    (slant,) = only(root, "path", "slant")
    flat = next(c for c in only(root, "path", "curve") if c is not slant)

    def lowest(path):
        return max(float(y) for _, y in re.findall(r"([\d.]+) ([\d.]+)", path.get("d")))

    # 91 m along the ground and 300 ft up: the slant range is never below either.
    assert lowest(slant) < lowest(flat)
    assert "log scale" in drawn["air.separation", "en", "profile"]


def test_pictures_tell_their_figures_to_those_who_cannot_see_them(drawn):
    def told(kind, name):
        root = ElementTree.fromstring(drawn[kind, "en", name])
        return root.find("desc").text

    depth = told("line.keep-side", "profile")
    assert "At most 5,873 m beyond the line (± 330 m)." in depth
    assert "no deeper than the buffer of 2 km" in depth
    assert "The breach lasts from 04:05:58Z to 04:07:25Z." in depth
    pair = told("air.separation", "profile")
    assert "Closest approach at 04:27:34Z: 91 m apart along the ground" in pair
    assert "300 ft in height" in pair
    assert "at least 3 nmi (5,556 m) apart along the ground, or 1,000 ft" in pair
    assert "no nearer to the site than 10 km" in told("site.stand-off", "profile")
    for kind in KINDS:
        assert "stand in the table below" in told(kind, "profile")
        path = told(kind, "plan_view")
        assert path.startswith("Paths of" if kind == "air.separation" else "Path of")


def test_arabic_is_read_from_the_right_and_clocks_from_the_left(drawn):
    root = ElementTree.fromstring(drawn["air.separation", "ar", "profile"])
    arabic = [
        e
        for e in root.iter("text")
        if re.search(r"[\u0600-\u06ff]", (e.text or "").split("\u2066")[0])
    ]
    assert arabic
    assert all(e.get("direction") == "rtl" for e in arabic)
    assert not [
        e
        for e in root.iter("text")
        if re.fullmatch(r"[\d:,Z.-]+", e.text or "") and e.get("direction")
    ]


def test_what_was_not_observed_is_not_bridged(maker):
    path = [(40.33, 35.08, 0), (40.50, 35.12, 100), (40.33, 35.15, 200)]
    rows = maker.track("f0e000", "west", "WST12", 14_700, path)
    first = rows[0]["time"]
    rows = [row for row in rows if not 65e6 <= row["time"] - first <= 130e6]
    maker.add(
        "3.1", "line.keep-side", "certain", rows,
        parties=["west"], party="west", mover="f0e000", callsign="WST12",
        start=first + 50_000_000, end=first + 150_000_000, stay_s=30.0, parts=2,
        depth_m=5000.0, error_m=300.0, entered_by="line", left_by="line",
        lat_deg=35.12, lon_deg=40.5, at_limit=False,
    )  # fmt: skip
    agreement, found = scenes(maker.write())
    names, looks = Names(agreement), Looks(agreement)
    root = ElementTree.fromstring(plan_view(found["line.keep-side"], names, looks, "F"))
    (breach,) = only(root, "path", "breach")
    assert breach.get("d").count("M") == 2


def test_the_drawn_heights_have_the_error_of_their_reports(whole):
    _, found = scenes(whole)
    scene = found["line.keep-side"]
    path = scene.movers[0]
    at = np.array([path.time_us[4], (path.time_us[4] + path.time_us[5]) // 2])
    fixes = scene.fixes(path, at)
    # Half of 3 ft/s² by 2.5 s by 2.5 s is 9.4 ft over the greater of both ends.
    np.testing.assert_allclose(fixes.alt_error_ft, [125.0, 125.0 + 9.375])


def test_colours_are_the_style_sheets_alone(drawn):
    shown = "".join(drawn.values()) + hatches() + mark(PAIR, 1, 1, 2)
    assert not re.search(r'="#[0-9a-fA-F]{3,6}"', shown)
    for theme in themes():
        used = set(re.findall(r"var\((--[a-z0-9-]+)\)", shown))
        assert used <= set(theme), used - set(theme)


def themes():
    """Return the properties of the light and of the dark drawing."""
    rules = re.findall(r":root, svg \{([^}]*)\}", CSS)
    assert len(rules) == 2
    return [dict(re.findall(r"(--[a-z0-9-]+):\s*([^;]+);", rule)) for rule in rules]


def luminance(colour):
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * d for d in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("nth", "ground"), [(0, "#ffffff"), (1, "#0e141b")])
def test_every_side_stands_out_from_its_ground(nth, ground):
    theme = themes()[nth]
    wanted = [key for key in theme if re.match(r"--(side|neutral|pair|edge)", key)]
    assert len(wanted) == 7
    for key in wanted:
        dark, light = sorted((luminance(theme[key]), luminance(ground)))
        # WCAG 2.2, 1.4.11: graphics stand out by 3 to 1.
        assert (light + 0.05) / (dark + 0.05) >= 3.0, key


def test_sides_are_told_apart_without_colour(agreement):
    looks = Looks(agreement)
    shown = [looks.of(party) for party in ("west", "east", "militia", "neutral")]
    for sign in ("shape", "dash", "hatch"):
        assert len({getattr(look, sign) for look in shown}) == 4, sign


def test_a_notebook_has_the_light_colours_wherever_others_stand():
    css = (
        ":root { --ground: #fff; }\n"
        "@media screen and (prefers-color-scheme: dark) {\n  svg { --pair: #eee; }\n}\n"
        "@page { size: A4; @bottom-right { content: none; } }\n"
        "svg .band { opacity: .17; }\n"
    )
    assert scoped(css) == ".thalweg-shown svg .band { opacity: .17; }"
    kept = scoped(CSS)
    assert "--side-0: #0057b8" in kept
    assert "#4aa3ff" not in kept
