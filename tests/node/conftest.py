"""Two nodes that know one another, and the end of whatever of them was started."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.two_nodes import PASSPHRASE, Node, introduce, make_node


@pytest.fixture
def introduced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Node, Node]]:
    """West and east, who have one another's keys and no settings yet."""
    monkeypatch.setenv("THALWEG_PASSPHRASE", PASSPHRASE)
    both = (
        make_node(tmp_path / "west", "west"),
        make_node(tmp_path / "east", "east"),
    )
    introduce(*both)
    yield both
    for node in both:
        if node.process is not None:
            node.process.kill()
            node.process.wait()


@pytest.fixture
def pair(introduced: tuple[Node, Node]) -> tuple[Node, Node]:
    """West and east, not started; both know where the other is."""
    west, east = introduced
    west.write_settings(east.port)
    east.write_settings(west.port)
    return introduced


@pytest.fixture
def two(introduced: tuple[Node, Node]) -> tuple[Node, Node]:
    """West and east, between whom there is no line."""
    for node in introduced:
        node.write_settings(None, listens=False)
    return introduced
