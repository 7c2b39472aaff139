"""Two sites that work until a fault ends them, over and over: ``at_work.py CALL LAST``.

Run under ``strace -f -e inject=CALL:...:when=LAST``. Each line of standard input names
a folder and how often the call is made in vain first, so that the fault comes at the
(LAST - that)-th true one. A process of its own works there, since strace counts each
process's calls apart; what it has promised is written to ``FOLDER.told`` before the
next thing is done: what is DELIVERED, and every checkpoint that left a site. A reply of
one line says how it ended. What is told goes by ``writev``, which is never disturbed.
"""

import hashlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.unit.hotline.two_sites import Pair, Side, pair
from thalweg.errors import RecordDoubtError
from thalweg.hotline.ladder import Rung
from thalweg.model.message import EntryRef

REACHED = {Rung.DELIVERED, Rung.DISPLAYED, Rung.ACKNOWLEDGED, Rung.CLOSED}
ROUNDS = 2
REFUSED = 3
NOBODYS = 999_999
"""A number of no file."""
IN_VAIN: dict[str, Callable[[], object]] = {
    "fsync": lambda: os.fsync(NOBODYS),
    "fdatasync": lambda: os.fdatasync(NOBODYS),
    "rename": lambda: os.rename("", ""),
    "pwrite64": lambda: os.pwrite(NOBODYS, b"", 0),
    "write": lambda: os.write(NOBODYS, b""),
    "link": lambda: os.link("", ""),
    "unlink": lambda: os.unlink(""),
    "ftruncate": lambda: os.ftruncate(NOBODYS, 0),
    "mkdir": lambda: os.mkdir(""),
}


class Telling:
    """A file of promises, each there before the next thing is done."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def __call__(self, *words: object) -> None:
        os.writev(self._handle, [" ".join(map(str, words)).encode() + b"\n"])


def told(side: Side, tell: Telling) -> None:
    """Tell what this side may have shown to people or to the other side."""
    site, store = side.site, side.store
    assert site is not None
    assert store is not None
    origin = site.books.us.origin
    head = store.head(origin, "signed")
    assert head is not None
    tell("signed", side.party, head.size, head.root.hex())
    for index, entry in enumerate(store.entries(origin, 0, head.size)):
        if site.rung(EntryRef(origin=origin, index=index)) in REACHED:
            digest = hashlib.sha256(entry).hexdigest()
            tell("delivered", side.party, index, digest)


def work(two: Pair, tell: Telling) -> None:
    for number in range(ROUNDS):
        for side in (two.west, two.east):
            side.say("CH-1", {"n": number + 1}, two.now_us)
            told(side, tell)
        for one, other in ((two.west, two.east), (two.east, two.west)):
            two.carry(one, other)
            told(one, tell)
            told(other, tell)
        for side in (two.west, two.east):
            assert side.site is not None
            side.site.tick(two.pass_s(10))
            told(side, tell)
    tell("done")
    two.west.stop()
    two.east.stop()


def child(folder: Path, call: str, in_vain: int) -> int:
    """Work in a folder; return how it ended."""
    for _ in range(in_vain):
        try:
            IN_VAIN[call]()
        except OSError:
            continue
    tell = Telling(Path(f"{folder}.told"))
    try:
        work(pair(folder), tell)
    except RecordDoubtError as why:
        tell("refused", str(why).replace("\n", " "))
        return REFUSED
    except BaseException:  # noqa: BLE001 - told, and the number says so
        tell("fault", traceback.format_exc().replace("\n", "|"))
        return 1
    return 0


def main(call: str, last: int) -> None:
    for line in sys.stdin:
        folder, in_vain = line.rsplit(" ", 1)
        assert int(in_vain) < last or last == 0
        pid = os.fork()
        if pid == 0:
            os._exit(child(Path(folder), call, int(in_vain)))
        _, status = os.waitpid(pid, 0)
        os.writev(1, [f"{os.waitstatus_to_exitcode(status)}\n".encode()])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
