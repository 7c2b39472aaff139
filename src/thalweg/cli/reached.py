"""A site reached by a command: through its running node, or opened by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thalweg.node.reach import Reach


@contextmanager
def reached(settings_file: Path) -> Iterator[Reach]:
    """Give the site of a settings file, to be asked.

    Raises
    ------
    InputError
        The settings are wrong, or no node runs and the record cannot be opened.
    """
    from thalweg.node.reach import running
    from thalweg.node.settings import read_settings

    settings = read_settings(settings_file)
    node = running(settings.control)
    if node is not None:
        yield node
        return
    from thalweg.cli.passphrase import passphrase
    from thalweg.node.alone import Alone
    from thalweg.node.assemble import opened

    with opened(settings, passphrase(settings.passphrase)) as assembled:
        yield Alone(assembled.site)
