"""Every way to change a log of 2,000 entries, and that `thalweg verify` refuses it.

The rows are those of the matrix that the record is designed against: changed bytes,
missing files, missing and false signatures, and history written again by somebody who
holds every key.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenario import made_log
from tests.scenario.made_log import LOG, MIRROR, OFFICER, OTHER, WITNESS
from thalweg.cli.app import run
from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from thalweg.wire.cosignature import cosign

SIZE, OLD_SIZE = 2000, 500
ENTRIES = made_log.entries(SIZE)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    made_log.write_log(folder / "log", ENTRIES)
    old = made_log.signed(ENTRIES[:OLD_SIZE])
    (folder / "old").write_bytes(old.format())
    (folder / "log.vkey").write_text(LOG.verifier.text() + "\n")
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "copy"))


def verify(folder: Path, *options: str) -> int:
    words = ["verify", str(folder / "log"), "--key", str(folder / "log.vkey")]
    return run([*words, *(options or everything(folder)), "--json"])


def everything(folder: Path) -> list[str]:
    return [
        "--cosigner", WITNESS.verifier.text(), "--cosigner", MIRROR.verifier.text(),
        "--since", str(folder / "old"), "--signer", OFFICER.verifier.text(),
    ]  # fmt: skip


def flip(name: str, at: int = 40) -> Callable[[Path], None]:
    def change(log: Path) -> None:
        data = bytearray((log / name).read_bytes())
        data[at] ^= 1
        (log / name).write_bytes(data)

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda log: (log / name).unlink()


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    """Change the checkpoint: origin, size, root, a blank, three signatures."""

    def changed(log: Path) -> None:
        held = (log / "checkpoint").read_bytes().splitlines(keepends=True)
        (log / "checkpoint").write_bytes(b"".join(change(held)))

    return changed


def swap(number: int, made: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lines(lambda held: [*held[:number], made(held[number]), *held[number + 1 :]])


def last_digit(line: bytes) -> bytes:
    """Change a digit in the middle of a signature's base64."""
    at = len(line) - 30
    other = b"A" if line[at : at + 1] != b"A" else b"B"
    return line[:at] + other + line[at + 1 :]


def published(checkpoint: Callable[[], SignedCheckpoint]) -> Callable[[Path], None]:
    return lambda log: (log / "checkpoint").write_bytes(checkpoint().format())


def rewritten(log: Path) -> None:
    """Write history again from entry 100 on, sign it, and have it cosigned."""
    shutil.rmtree(log)
    other = [*ENTRIES[:100], made_log.entry(100, "never said"), *ENTRIES[101:]]
    made_log.write_log(log, other)


def cut(size: int) -> Callable[[Path], None]:
    def change(log: Path) -> None:
        shutil.rmtree(log)
        made_log.write_log(log, ENTRIES[:size])

    return change


def with_root(root: bytes, size: int = SIZE) -> Callable[[], SignedCheckpoint]:
    """Return a maker of a checkpoint that says what is not so, signed and cosigned."""

    def made() -> SignedCheckpoint:
        head = Checkpoint(LOG.name, size, root)
        both = [cosign(head, key, made_log.TIME_S) for key in (WITNESS, MIRROR)]
        return sign_checkpoint(head, LOG).with_lines(*both)

    return made


SOUND_ROOT = made_log.signed(ENTRIES).checkpoint.root
ROWS = {
    "one bit in an entry bundle": (flip("tile/entries/003"), "entry 768 is not"),
    "one bit in the last bundle": (flip("tile/entries/007.p/208"), "entry 1,792"),
    "one bit in a tile of leaves": (flip("tile/0/003"), "root over all 2,000"),
    "one bit in the last tile": (flip("tile/0/007.p/208"), "root over all 2,000"),
    "one bit in a tile above": (flip("tile/1/000.p/7"), "tile/1/000.p/7: not the"),
    "the root edited": (swap(2, lambda _: b"A" * 43 + b"=\n"), "does not verify"),
    "the size edited": (swap(1, lambda _: b"1999\n"), "does not verify"),
    "the log's signature": (swap(4, last_digit), "does not verify"),
    "a cosignature": (swap(5, last_digit), "does not verify"),
    "a cosignature removed": (
        lines(lambda held: [*held[:6]]),
        "not cosigned by 'east.example/mirror'",
    ),
    "the log's signature removed": (
        lines(lambda held: [*held[:4], *held[5:]]),
        "not signed by the key of",
    ),
    "another key of the same name": (
        published(lambda: made_log.signed(ENTRIES, log=OTHER)),
        "not signed by the key of",
    ),
    "another root, signed and cosigned": (
        published(with_root(bytes(32))),
        "root over all 2,000",
    ),
    "a size beyond the tiles, signed and cosigned": (
        published(with_root(SOUND_ROOT, SIZE + 1)),
        "tile/0/007.p/209: missing",
    ),
    "history written again, signed and cosigned": (rewritten, "written again"),
    "the tail cut off, signed and cosigned": (cut(OLD_SIZE - 1), "it was cut"),
    "an entry bundle deleted": (
        remove("tile/entries/003"),
        "tile/entries/003: missing",
    ),
    "a tile deleted": (remove("tile/0/003"), "tile/0/003: missing"),
    "a tile above deleted": (remove("tile/1/000.p/7"), "tile/1/000.p/7: missing"),
    "the checkpoint emptied": (
        lambda log: (log / "checkpoint").write_bytes(b""),
        "signed note: wanted a text",
    ),
}


# Without the parties' first keys no list is followed, and nobody knows whose keys sign.
NEVER = ["lists of keys", "which of the signers are officers, and what a machine said"]
UNSIGNED = ["lists of keys", "how many officers signed each message, where two must"]


def test_a_sound_log_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(folder) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["thalweg"] == "verify-log/1"
    assert told["holds"] is True
    assert told["size"] == SIZE
    assert [one.partition(":")[0] for one in told["not_checked"]] == NEVER
    assert sum(told["entries"].values()) == SIZE
    assert [one["time_s"] for one in told["cosigned_by"]] == [made_log.TIME_S] * 2


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.replace(" ", "-"))
def test_every_change_is_refused(
    row: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, wanted = ROWS[row]
    change(folder / "log")
    assert verify(folder) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is False
    assert wanted in " ".join(told["faults"])


def test_who_holds_no_older_checkpoint_is_told_what_that_leaves_open(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """History written again by all who hold keys passes, and is said not to be seen."""
    rewritten(folder / "log")
    cosigned = ["--cosigner", WITNESS.verifier.text()]
    assert verify(folder, *cosigned) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one.partition(":")[0] for one in told["not_checked"]] == [
        "growth",
        "who signed each of thalweg's own entries, and whether two did who must",
        *UNSIGNED,
    ]


def test_a_shorter_log_that_still_begins_with_what_is_held_passes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was cut after one's own checkpoint does not show: hold newer ones, too."""
    cut(OLD_SIZE)(folder / "log")
    assert verify(folder) == 0
    capsys.readouterr()
