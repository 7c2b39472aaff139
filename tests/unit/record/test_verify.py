"""Verifying a log's folder: edges of size, files that are none, what was asked."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.scenario import made_log
from tests.scenario.made_log import LOG, MIRROR, OFFICER, OTHER, WITNESS
from thalweg.errors import InputError, RefusedError
from thalweg.record.log_files import LogFiles
from thalweg.record.merkle import EMPTY_ROOT
from thalweg.record.verify import LogReport, verify_log
from thalweg.wire.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from thalweg.wire.envelope import parse_envelope, sign_envelope
from thalweg.wire.leaf import MESSAGE, SEALED
from thalweg.wire.policy import parse_policy
from thalweg.wire.sealed_leaf import SealedLeaf
from thalweg.wire.tile import TilePath, pack_bundle

KEYS = [LOG.verifier]
BOTH = [WITNESS.verifier, MIRROR.verifier]
# Kept raw, so that a test of sizes need not sign each entry.
RAW = [b"foreign %d" % number for number in range(66_000)]


def log_of(folder: Path, size: int) -> Path:
    return made_log.write_log(folder, RAW[:size], made_log.signed(RAW[:size]))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 513, 66_000])
def test_sizes_around_the_tiles(size: int, tmp_path: Path) -> None:
    folder = log_of(tmp_path / "log", size)
    olds = {0, 1, 255, 256, 257, size // 2, size - 1, size}
    for old in sorted(olds & set(range(size + 1)) if size < 1000 else {65_600}):
        since = made_log.signed(RAW[:old])
        found = verify_log(folder, KEYS, BOTH, since=since)
        assert found.faults == (), old
        other = [b"other", *RAW[1:old]]
        since = made_log.signed(other)
        if old:
            found = verify_log(folder, KEYS, BOTH, since=since)
            assert "written again" in " ".join(found.faults)
    assert found.opaque == size
    assert found.entries == {}


def test_an_empty_log_has_the_empty_root(tmp_path: Path) -> None:
    folder = log_of(tmp_path / "log", 0)
    assert verify_log(folder, KEYS).checkpoint == Checkpoint(LOG.name, 0, EMPTY_ROOT)
    head = sign_checkpoint(Checkpoint(LOG.name, 0, bytes(32)), LOG)
    (folder / "checkpoint").write_bytes(head.format())
    assert "root over all 0" in verify_log(folder, KEYS).faults[0]


def test_a_partial_file_may_be_gone_once_the_full_one_is_there(tmp_path: Path) -> None:
    """As tlog-tiles allows: a reader of an older checkpoint takes the full tile."""
    folder = log_of(tmp_path / "log", 300)
    longer = log_of(tmp_path / "longer", 512)
    for name in ("tile/0/001", "tile/entries/001", "tile/1/000.p/2"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(longer / name, folder / name)
    shutil.rmtree(folder / "tile/0/001.p")
    shutil.rmtree(folder / "tile/entries/001.p")
    assert verify_log(folder, KEYS).faults == ()
    # A partial name over a full file is no partial file.
    partial = folder / "tile/0/001.p/44"
    partial.parent.mkdir()
    shutil.copy(longer / "tile/0/001", partial)
    assert verify_log(folder, KEYS).faults == (
        "tile/0/001.p/44: 8192 bytes, not 44 hashes of 32",
    )


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    folder = log_of(tmp_path / "log", 3)
    tile = folder / "tile/0/000.p/3"
    elsewhere = tmp_path / "elsewhere"
    tile.rename(elsewhere)
    tile.symlink_to(elsewhere)
    assert "tile/0/000.p/3" in verify_log(folder, KEYS).faults[0]
    tile.unlink()
    os.mkfifo(tile)
    assert verify_log(folder, KEYS).faults == ("tile/0/000.p/3: not a plain file",)
    tile.unlink()
    tile.mkdir()
    assert verify_log(folder, KEYS).faults == ("tile/0/000.p/3: not a plain file",)
    tile.rmdir()
    tile.write_bytes(bytes(8193))
    assert "larger than 8,192" in verify_log(folder, KEYS).faults[0]
    with pytest.raises(RefusedError, match="checkpoint: missing"):
        LogFiles(tmp_path / "nowhere").checkpoint()


def test_without_entries_and_without_tiles_the_root_is_not_known(
    tmp_path: Path,
) -> None:
    folder = log_of(tmp_path / "log", 3)
    shutil.rmtree(folder / "tile")
    assert verify_log(folder, KEYS).faults == (
        "tile/0/000.p/3: missing",
        "tile/entries/000.p/3: missing",
        "the tree ends before tile/0/000.p/3: its root is not known",
    )


def test_a_sealed_log_is_held_by_its_tiles(tmp_path: Path) -> None:
    folder = log_of(tmp_path / "log", 300)
    shutil.rmtree(folder / "tile/entries")
    since = made_log.signed(RAW[:280])
    found = verify_log(folder, KEYS, since=since, entries=False)
    assert found.faults == ()
    assert any(
        told.startswith("any entry: they are kept") for told in found.not_checked
    )
    assert len(verify_log(folder, KEYS, since=since).faults) == 2


def entries_of(tmp_path: Path, *held: bytes) -> LogReport:
    folder = made_log.write_log(tmp_path / "log", held)
    return verify_log(folder, KEYS, signers=[OFFICER.verifier])


def test_own_entries_are_counted_by_type_and_others_left_alone(tmp_path: Path) -> None:
    leaf = SealedLeaf(nonce=bytes(32), kind="evidence", digest="0" * 64)
    sealed = sign_envelope(SEALED, leaf.encode(), [OFFICER])
    foreign = sign_envelope("text/plain", b"said by others", [OTHER]).format()
    quoted = b'{"note":"we saw application/vnd.example.message"}'
    found = entries_of(
        tmp_path, made_log.entry(0), sealed.format(), foreign, quoted, b"", b"\xff"
    )
    assert found.faults == ()
    assert found.entries == {MESSAGE: 1, SEALED: 1}
    assert found.opaque == 4


def test_own_entries_are_held_against_their_form_and_their_signers(
    tmp_path: Path,
) -> None:
    sound = made_log.entry(0)
    unknown = sign_envelope("application/vnd.thalweg.unheard", b"{}", [OFFICER])
    stranger = sign_envelope(MESSAGE, parse_envelope(sound).payload, [OTHER])
    empty = sign_envelope(MESSAGE, b'{"thalweg":"message/1"}', [OFFICER])
    found = entries_of(
        tmp_path,
        sound,
        sound.replace(b'{"payload"', b'{ "payload"'),
        unknown.format(),
        stranger.format(),
        sound.replace(b'"sig":"', b'"sig":"AAAA')[: len(sound)],
        empty.format(),
    )
    said = found.faults
    assert [one.partition(":")[0] for one in said] == [
        f"entry {n}" for n in (1, 2, 3, 4, 5)
    ]
    assert "canonical form" in said[0]
    assert "no known type" in said[1]
    assert "no key that is known" in said[2]
    assert "message" in said[4]


def test_faults_are_counted_and_not_all_told(tmp_path: Path) -> None:
    folder = log_of(tmp_path / "log", 300)
    bundle = folder / "tile/entries/000"
    bundle.write_bytes(pack_bundle([b"other"] * 256))
    found = verify_log(folder, KEYS)
    assert len(found.faults) == 101
    assert found.faults[-1] == "and 156 more faults"


def test_a_policy_says_who_must_have_cosigned(tmp_path: Path) -> None:
    folder = log_of(tmp_path / "log", 3)
    text = (
        f"log {LOG.verifier.text()}\nwitness w {WITNESS.verifier.text()}\n"
        f"witness m {MIRROR.verifier.text()}\ngroup both all w m\nquorum both\n"
    )
    policy = parse_policy(text.encode())
    found = verify_log(folder, [], policy=policy)
    assert found.faults == ()
    assert {one.key for one in found.cosigned_by} == set(BOTH)
    alone = made_log.signed(RAW[:3], cosigners=[WITNESS])
    (folder / "checkpoint").write_bytes(alone.format())
    found = verify_log(folder, [], policy=policy)
    assert "fewer than 'both'" in found.faults[0]


def test_both_keys_of_a_rotation_serve(tmp_path: Path) -> None:
    folder = log_of(tmp_path / "log", 3)
    signed = parse_checkpoint((folder / "checkpoint").read_bytes())
    second = sign_checkpoint(signed.checkpoint, OTHER).note.signatures
    (folder / "checkpoint").write_bytes(signed.with_lines(*second).format())
    for keys in ([LOG.verifier], [OTHER.verifier], [LOG.verifier, OTHER.verifier]):
        found = verify_log(folder, keys)
        assert found.faults == ()
        assert list(found.signed_by) == keys


def test_what_is_of_no_use_is_wrong_input(tmp_path: Path) -> None:
    folder = log_of(tmp_path / "log", 3)
    with pytest.raises(InputError, match="--key VKEY"):
        verify_log(folder, [])
    with pytest.raises(InputError, match="--cosigner VKEY"):
        verify_log(folder, BOTH)
    with pytest.raises(InputError, match="no cosigner's key"):
        verify_log(folder, KEYS, KEYS)
    since = made_log.signed(RAW[:2], log=OTHER)
    with pytest.raises(InputError, match="proves nothing of this log"):
        verify_log(folder, KEYS, since=since)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    folder = log_of(tmp_path / "log", 300)
    verify_log(folder, KEYS, progress=lambda *said: told.append(said))
    assert told == [("checking the log", 256, 300), ("checking the log", 300, 300)]


def test_a_tile_that_is_asked_for_beyond_the_log() -> None:
    with pytest.raises(RefusedError, match="tile/0/009: missing"):
        LogFiles(Path("nowhere")).hashes(TilePath(0, 9))
