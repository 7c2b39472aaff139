"""Pages on a screen: nothing is fetched, nothing cut off, and everybody can read."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

GRAVE = ("moderate", "serious", "critical")
WIDTHS_PX = (390, 1280)
GROUND = "getComputedStyle(document.documentElement).backgroundColor"


def opened(browser, shown, theme):
    """Open a page in a theme until the next one; it keeps what was asked for."""
    context = browser.new_context(color_scheme=theme)
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(shown.path.as_uri())
    yield page
    context.close()


@pytest.fixture(scope="module")
def light(browser, shown):
    yield from opened(browser, shown, "light")


@pytest.fixture(scope="module")
def dark(browser, shown):
    yield from opened(browser, shown, "dark")


def grave(page, **options):
    """Return what axe finds, but for what is minor."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found.response["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def test_nothing_is_asked_for_but_the_page_itself(light, shown):
    light.wait_for_load_state("networkidle")
    assert light.asked == [shown.path.as_uri()]


def test_axe_finds_nothing_grave(light):
    assert grave(light) == []


def test_the_dark_has_contrast_too(dark):
    # What a theme changes are colours: the other rules need not be asked twice.
    assert grave(dark, runOnly=["color-contrast"]) == []


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_the_page_does_not_scroll_sideways(light, width_px):
    light.set_viewport_size({"width": width_px, "height": 900})
    wide_px = light.evaluate(
        "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
    )
    assert wide_px <= width_px


def test_the_theme_is_the_screens_and_paper_is_light(light, dark):
    assert lightness(light.evaluate(GROUND)) > 0.9
    assert lightness(dark.evaluate(GROUND)) < 0.15
    dark.emulate_media(media="print")
    assert lightness(dark.evaluate(GROUND)) > 0.9
    dark.emulate_media(media="screen")


def lightness(colour):
    """Return the mean of a colour's parts, of 1, as ``rgb(14, 20, 27)`` has them."""
    parts = colour[colour.index("(") + 1 : colour.index(")")].split(",")[:3]
    return sum(map(float, parts)) / (3 * 255)
