"""Two sites that work until they are killed: ``at_work.py FOLDER ROUNDS``.

What has been promised is printed before the next thing is done: a message that is shown
DELIVERED, and every checkpoint that left a site.
"""

import hashlib
import sys
from pathlib import Path

from tests.unit.hotline.two_sites import Pair, Side, pair
from thalweg.hotline.ladder import Rung
from thalweg.model.message import EntryRef

REACHED = {Rung.DELIVERED, Rung.DISPLAYED, Rung.ACKNOWLEDGED, Rung.CLOSED}


def told(side: Side) -> None:
    """Print what this side may have shown to people or to the other side."""
    site, store = side.site, side.store
    assert site is not None
    assert store is not None
    origin = site.books.us.origin
    head = store.head(origin, "signed")
    assert head is not None
    print("signed", side.party, head.size, head.root.hex(), flush=True)
    for index, entry in enumerate(store.entries(origin, 0, head.size)):
        if site.rung(EntryRef(origin=origin, index=index)) in REACHED:
            digest = hashlib.sha256(entry).hexdigest()
            print("delivered", side.party, index, digest, flush=True)


def work(two: Pair, rounds: int) -> None:
    for number in range(rounds):
        for side in (two.west, two.east):
            side.say("CH-1", {"n": number + 1}, two.now_us)
            told(side)
        for one, other in ((two.west, two.east), (two.east, two.west)):
            two.carry(one, other)
            told(one)
            told(other)
        for side in (two.west, two.east):
            assert side.site is not None
            side.site.tick(two.pass_s(10))
            told(side)
    print("done", flush=True)


if __name__ == "__main__":
    work(pair(Path(sys.argv[1])), int(sys.argv[2]))
