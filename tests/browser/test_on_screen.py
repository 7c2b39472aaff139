"""Pages on a screen: nothing is fetched, nothing is cut off, everybody can read them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

GRAVE = ("moderate", "serious", "critical")
THEMES = ("light", "dark")
WIDTHS_PX = (390, 1280)


@pytest.fixture
def opened(browser, shown):
    """Return a function that opens a page in a theme; it keeps what was asked for."""
    contexts = []

    def open_it(theme="light"):
        context = browser.new_context(color_scheme=theme)
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(shown.path.as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()


def test_nothing_is_asked_for_but_the_page_itself(opened, shown):
    page = opened()
    page.wait_for_load_state("networkidle")
    assert page.asked == [shown.path.as_uri()]


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_grave(opened, theme):
    # What a theme changes are colours: the other rules are asked once.
    only = {} if theme == "light" else {"runOnly": ["color-contrast"]}
    found = Axe().run(opened(theme), options={"resultTypes": ["violations"], **only})
    grave = [
        f"{one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found.response["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
    assert grave == []


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_the_page_does_not_scroll_sideways(opened, width_px):
    page = opened()
    page.set_viewport_size({"width": width_px, "height": 900})
    wide_px = page.evaluate(
        "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
    )
    assert wide_px <= width_px


def test_the_theme_is_the_screens_and_paper_is_light(opened):
    light, dark = (opened(theme) for theme in THEMES)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert lightness(light.evaluate(ground)) > 0.9
    assert lightness(dark.evaluate(ground)) < 0.15
    dark.emulate_media(media="print")
    assert lightness(dark.evaluate(ground)) > 0.9


def lightness(colour):
    """Return the mean of a colour's parts, of 1, as ``rgb(14, 20, 27)`` has them."""
    parts = colour[colour.index("(") + 1 : colour.index(")")].split(",")[:3]
    return sum(map(float, parts)) / (3 * 255)
