"""Every parser with atheris: a minute each, followed by what code is reached.

Two at a time on two cores; `make test-all` is some twenty-five minutes longer by it,
and some forty by `test_hypothesis.py`.
``THALWEG_FUZZ_S`` says how many seconds instead. Memory is bounded by libFuzzer:
`run.MOST_RSS_MIB`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from tests.fuzz import run
from tests.fuzz.targets import TARGETS

SECONDS = int(os.environ.get("THALWEG_FUZZ_S", run.SECONDS))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("atheris") is None,
        reason="atheris is built for x86-64 Linux and Python before 3.14 alone",
    ),
]


@pytest.fixture(scope="module")
def runs(request):
    """Start every target that was asked for, as many at once as there are cores."""
    asked = [
        item.callspec.params["name"]
        for item in request.session.items
        if item.path == request.path and hasattr(item, "callspec")
    ]
    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        yield {name: pool.submit(_fuzzed, name) for name in asked}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", TARGETS)
def test_a_minute_finds_nothing_undeclared(name, runs):
    done = runs[name].result()
    assert done.returncode == 0, done.stdout
    print(done.stdout)


def _fuzzed(name: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, run.__file__, name, str(SECONDS)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace")
