"""Two editions: nothing differs from itself, and one edit is told exactly once."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from thalweg.agreement.change import compare
from thalweg.agreement.load import read
from thalweg.agreement.meaning import LISTS, MORE, NOT_ONE_WAY
from thalweg.errors import AgreementError, InputError
from thalweg.model.agreement import Agreement
from thalweg.wire.clause import DefaultsV1, Kinds
from thalweg.wire.yaml import read_yaml

GRAMMAR = Path(__file__).resolve().parents[2] / "examples" / "grammar"
RAW: Any = read_yaml((GRAMMAR / "agreement.yaml").read_bytes(), "agreement.yaml").value
OTHERS = (
    "west", "east", "third", "left", "right", "any", "emergency", "helicopter",
    "manned", "shelling", "drone-flight", "outpost", "south", "box", "wide", "road",
    "f0e003", "05:00Z", "21:00Z-03:00Z", "2017-12-02T00:00:00Z",
    "2017-10-02T00:00:00Z", "ZZZ*", "DO_365A_no_SUM", "DO_365B_no_SUM", "radar-2",
    "T-18", "other words",
)  # fmt: skip


def beside(name: str) -> bytes:
    path = GRAMMAR / name
    if not path.is_file():
        raise InputError(name)
    return path.read_bytes()


def agreement(value: object) -> Agreement:
    return read(json.dumps(value).encode(), "agreement.yaml", beside)


OLD = agreement(RAW)


def leaves(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """Yield the path of every value that holds no others."""
    if isinstance(value, dict | list):
        steps = value if isinstance(value, dict) else range(len(value))
        for step in steps:
            yield from leaves(value[step], (*path, step))
    else:
        yield path


def edits(value: object) -> Iterator[object]:
    """Yield what may stand there instead."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value + 0.001, value - 0.001)
    elif isinstance(value, str):
        number = re.fullmatch(r"(FL)?(\d+)(.*)", value, re.DOTALL)
        if number:
            yield f"{number[1] or ''}{int(number[2]) + 1}{number[3]}"
        yield from OTHERS


def edited(path: tuple, value: object) -> Agreement | None:
    """Return the grammar with one value replaced; None where that is no agreement."""
    whole = copy.deepcopy(RAW)
    at = whole
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    try:
        return agreement(whole)
    except AgreementError:
        return None


def value_at(path: tuple) -> object:
    value: Any = RAW
    for step in path:
        value = value[step]
    return value


def told(path: tuple) -> int:
    """Hold the first two valid edits at `path` to one change each; return how many."""
    tried = 0
    for value in edits(value_at(path)):
        new = None if value == value_at(path) else edited(path, value)
        if new is None:
            continue
        found = compare(OLD, new)
        assert len(found.changes) == 1, (path, value, found.changes)
        assert not found.same_bytes
        tried += 1
        if tried == 2:
            break
    return tried


PATHS = list(leaves(RAW))


def test_a_few_edits_are_each_told_once() -> None:
    assert sum(told(path) for path in PATHS[::23]) > 8


@pytest.mark.slow
def test_every_edit_is_told_once() -> None:
    assert sum(told(path) for path in PATHS) > len(PATHS)


# Values whose removal is one change; a text of two languages is two.
SINGLE = [
    ("clauses", 1), ("clauses", 4), ("clauses", 2, "near_collision"),
    ("clauses", 3, "overhead"), ("places", "box"), ("roster", 2), ("roster", 5),
    ("in_force", "until"), ("clauses", 1, "exempt", 0), ("title", "ru"),
    ("clauses", 8, "prohibits", 1), ("clauses", 3, "sites", 1), ("day_starts",),
    ("defaults", "same_stay"), ("clauses", 1, "buffer"),
]  # fmt: skip


@pytest.mark.parametrize("path", SINGLE, ids=lambda path: ".".join(map(str, path)))
def test_what_goes_and_what_comes_is_told_once(path: tuple) -> None:
    new = edited(path, None)
    if new is None:
        pytest.skip("something else names it")
    gone, come = compare(OLD, new).changes, compare(new, OLD).changes
    assert (len(gone), len(come)) == (1, 1)
    opposite = {"added": "removed", "removed": "added"}
    assert come[0].what == opposite.get(gone[0].what, gone[0].what)
    assert (come[0].old, come[0].new) == (gone[0].new, gone[0].old)


def test_nothing_differs_from_itself() -> None:
    found = compare(OLD, OLD)
    assert found.changes == found.warnings == ()
    assert found.same_bytes


def test_layout_comments_and_order_are_no_change() -> None:
    turned = copy.deepcopy(RAW)
    turned["clauses"].reverse()
    turned["roster"].reverse()
    turned["places"] = dict(reversed(turned["places"].items()))
    found = compare(OLD, agreement(turned))
    assert not found.changes
    assert not found.same_bytes
    written = read((GRAMMAR / "agreement.yaml").read_bytes(), "agreement.yaml", beside)
    assert not compare(OLD, written).changes


def test_every_figure_of_every_kind_has_its_meaning_or_none() -> None:
    """A new key makes somebody decide whether more of it is stricter."""
    kinds = {**Kinds.ALL, "defaults": DefaultsV1}
    undecided = [
        (kind, field.alias or name)
        for kind, model in kinds.items()
        for name, field in model.model_fields.items()
        if name not in ("id", "kind", "text")
        if (kind, field.alias or name) not in MORE
        if (field.alias or name) not in NOT_ONE_WAY
    ]
    assert undecided == []
    known = {
        (kind, field.alias or name)
        for kind, model in kinds.items()
        for name, field in model.model_fields.items()
    }
    assert set(MORE) <= known
    assert set(LISTS) <= {key for _, key in known}
