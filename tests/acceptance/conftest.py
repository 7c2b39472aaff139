"""The outside programs, built or found once a session."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acceptance.outside import absent, built


@pytest.fixture(scope="session")
def tlogverify(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the checker of a whole log, on golang.org/x/mod."""
    return built("tests/acceptance/tlogverify.go", tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="session")
def tlogproof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the checker of one entry's proof, on golang.org/x/mod."""
    return built("tests/acceptance/tlogproof.go", tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="session")
def openssl() -> str:
    """Return the openssl that is on PATH."""
    path = shutil.which("openssl")
    if path is None:
        absent("openssl: not on PATH")
    return str(path)
