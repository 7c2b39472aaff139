"""Every parser of bytes from outside: how it is run, and what it may raise.

One table for both fuzzers, `TARGETS`. A target takes any bytes and either succeeds,
and then what it returns keeps its promises, or raises one of its declared errors. A new
feed is a target by itself; one without seeds fails `test_hypothesis.py`.
"""

from __future__ import annotations

from tests.fuzz import documents, feeds, hotline, log, parcels, records, signed, words
from tests.fuzz.target import Target

_TARGETS = (
    *feeds.targets(),
    *documents.targets(),
    *records.targets(),
    *log.targets(),
    *words.targets(),
    *hotline.targets(),
    *parcels.targets(),
    *signed.targets(),
)

TARGETS: dict[str, Target] = {target.name: target for target in _TARGETS}
"""The targets by name."""


def hold(target: Target, data: bytes) -> bool:
    """Run a target; return whether it took the bytes.

    Whatever it raises beyond its declared errors comes through. A declared error must
    say something, and something that can be printed.
    """
    try:
        target.run(data)
    except target.errors as error:
        said = str(error)
        assert said
        # A command line's bytes that are no text come as they are, and go so.
        said.encode("utf-8", "surrogateescape")
        return False
    return True
