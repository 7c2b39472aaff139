"""Fixtures of the hotline's tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.hotline.two_sites import Pair, pair


@pytest.fixture
def disk() -> Iterator[Path]:
    """Give a folder in memory where there is one: these tests are not of flushes."""
    shm = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def two(disk: Path) -> Iterator[Pair]:
    """West and east, who have heard nothing of one another yet."""
    two = pair(disk)
    yield two
    two.west.stop()
    two.east.stop()
