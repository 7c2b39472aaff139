"""Rules about the code that no linter knows: units, sizes, names, the clock."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "thalweg"
MODULES = sorted(SOURCE.rglob("*.py"))
KERNELS = sorted((SOURCE / "kernels").glob("*.py"))

LONGEST_FUNCTION = 60
LONGEST_MODULE = 600
UNIT = re.compile(
    r"(^|_)(m|km|s|mps|mps2|deg|rad|frac|ft|fps|fps2|fpm|us|ms|m2)(_|$|\d*$)"
)
FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "base", "manager"}
# Arrays whose columns have a unit each, named by constants of the module that cuts
# them, or that count fields of a raster; and pure numbers of a series.
OF_SEVERAL_UNITS = {
    "row", "parts", "box", "edges", "cuts", "rough", "values",
    "state", "ahead", "corner", "size", "columns", "rounds",
}  # fmt: skip
PURE_NUMBERS = {"geodesy"}
CLOCKS = {
    ("time", "time"), ("time", "time_ns"), ("time", "monotonic"),
    ("time", "perf_counter"), ("datetime", "now"), ("datetime", "utcnow"),
    ("datetime", "today"), ("date", "today"),
}  # fmt: skip


def named(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def is_real(annotation: ast.expr | None) -> bool:
    """Tell whether an argument is a float or an array of them."""
    return annotation is not None and ast.unparse(annotation) in {"float", "F64"}


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function's body, its docstring and signature aside."""
    body = function.body
    if ast.get_docstring(function) is not None and len(body) > 1:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    spoken = function.args
    return [*spoken.posonlyargs, *spoken.args, *spoken.kwonlyargs]


@pytest.mark.parametrize("path", KERNELS, ids=named)
def test_floats_of_kernels_name_their_unit(path: Path) -> None:
    nameless = [
        f"{function.name}({argument.arg}) at line {argument.lineno}"
        for function in functions(path)
        for argument in arguments(function)
        if is_real(argument.annotation) and not UNIT.search(argument.arg)
        if argument.arg not in OF_SEVERAL_UNITS
        if not (path.stem in PURE_NUMBERS and function.name.startswith("_"))
    ]
    assert not nameless


@pytest.mark.parametrize("path", KERNELS, ids=named)
def test_arguments_of_kernels_say_their_type(path: Path) -> None:
    """Without a type the test above would pass over a float unseen."""
    silent = [
        f"{function.name}({argument.arg})"
        for function in functions(path)
        for argument in arguments(function)
        if argument.annotation is None
        if argument.arg != "self"
    ]
    assert not silent


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_kernels_are_made_in_one_way(path: Path) -> None:
    """Numba's own decorator would keep code that a change elsewhere makes wrong."""
    text = path.read_text(encoding="utf-8")
    assert "from numba import" not in text
    assert "njit(" not in text or path in KERNELS


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_functions_stay_small(path: Path) -> None:
    long = {f.name: lines(f) for f in functions(path) if lines(f) > LONGEST_FUNCTION}
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_no_drawer_for_odds_and_ends() -> None:
    assert not [named(path) for path in MODULES if path.stem in FORBIDDEN_NAMES]
    rooms = [path for path in SOURCE.rglob("*") if path.is_dir()]
    assert not [named(path) for path in rooms if path.name in FORBIDDEN_NAMES]


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_only_times_asks_the_clock(path: Path) -> None:
    if path == SOURCE / "times.py":
        return
    asked = [
        f"{ast.unparse(node)} at line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and (ast.unparse(node.value).rpartition(".")[2], node.attr) in CLOCKS
    ]
    assert not asked


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_and_public_name_is_explained(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, kinds)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not bare
