"""What every test may ask for: the repository, and the shared data where it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent

# The first example compiles a kernel: a deadline would fail for that. Derandomised, a
# failure on one machine is the same failure on the next.
settings.register_profile(
    "push",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("push"), max_examples=2000)
settings.load_profile(os.environ.get("THALWEG_HYPOTHESIS", "push"))


def shared_folder() -> Path | None:
    """Return the folder of shared data, None where there is none."""
    folder = Path(os.environ.get("THALWEG_SHARED", REPOSITORY.parent / "shared"))
    return folder if (folder / "data").is_dir() else None


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared data; skip the test where it is absent."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("no shared data: set THALWEG_SHARED to its folder")
    return folder
