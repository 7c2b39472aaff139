"""Every kind of clause leads from its section to a detector, a page and a test."""

import inspect
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import thalweg.watch
from thalweg.wire.clause import Kinds

REPOSITORY = Path(__file__).resolve().parents[2]
WHY = REPOSITORY / "docs" / "why"
PAGES = {
    "line.keep-side": "excursions.md",
    "air.separation": "encounters.md",
    "site.stand-off": "stays.md",
}


def detectors() -> dict[str, frozenset[str]]:
    """Return each detector's name and the kinds it serves."""
    found = {}
    for module in iter_modules(thalweg.watch.__path__, "thalweg.watch."):
        for name, thing in inspect.getmembers(import_module(module.name)):
            kinds = getattr(thing, "kinds", None)
            if inspect.isclass(thing) and isinstance(kinds, frozenset):
                found[name] = kinds
    return found


def test_the_watched_kinds_are_those_with_a_detector() -> None:
    served = frozenset().union(*detectors().values())
    assert served == Kinds.WATCHED


def test_no_detector_serves_an_unknown_kind() -> None:
    wrong = {n: k - Kinds.ALL.keys() for n, k in detectors().items()}
    assert not any(wrong.values()), wrong


@pytest.mark.parametrize("kind", sorted(Kinds.ALL.keys() - Kinds.WATCHED))
def test_a_kind_without_detector_has_its_reason(kind: str) -> None:
    text = (WHY / "not-watched-yet.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{re.escape(kind)}` \| .{{20,}} \|$", text, re.M)


def test_no_reason_outlives_its_detector() -> None:
    text = (WHY / "not-watched-yet.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z.-]+)` \|", text, re.M)).isdisjoint(Kinds.WATCHED)


@pytest.mark.parametrize("kind", sorted(Kinds.ALL))
def test_a_kind_has_its_section(kind: str) -> None:
    text = (REPOSITORY / "spec" / "agreement.md").read_text(encoding="utf-8")
    assert re.search(rf"^#+ .*{re.escape(kind)}", text, re.M)


@pytest.mark.parametrize("kind", sorted(Kinds.WATCHED))
def test_a_watched_kind_has_its_page(kind: str) -> None:
    assert (WHY / PAGES[kind]).is_file()
