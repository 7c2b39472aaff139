"""A folder of keys: for its owner alone, under a passphrase, each for one thing."""

from pathlib import Path

import pytest

from thalweg.cli.passphrase import officers_words, passphrase
from thalweg.errors import InputError
from thalweg.record.keys import (
    PUBLIC,
    KeyFolder,
    made_keys,
    open_key,
    write_keys,
)
from thalweg.wire.key_file import USES, KeyFile, parse_key_file
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import KeyKind

WORD = b"correct horse"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_keys(tmp_path / "keys", made_keys("west.ford", ["1", "2"]), WORD)
    return tmp_path / "keys"


def test_each_key_opens_under_the_passphrase_and_is_the_one_that_is_told(
    folder: Path,
) -> None:
    keys = KeyFolder(folder)
    assert list(keys.public.keys) == [*USES, "officer-1", "officer-2"]
    for use, verifier in keys.public.keys.items():
        key = keys.key(use, WORD)
        assert verifier.verify(key.sign(b"said"), b"said")
        assert verifier.name == f"west.ford/{use}"
    cosigns = {u for u, k in keys.public.keys.items() if k.kind is KeyKind.COSIGNATURE}
    assert cosigns == {"witness", "mirror"}


def test_nothing_of_a_private_key_stands_in_the_open(folder: Path) -> None:
    for path in folder.glob("*.pem"):
        assert path.stat().st_mode & 0o777 == 0o600
        assert b"ENCRYPTED" in path.read_bytes()
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_key_that_others_could_reach_is_refused(folder: Path, mode: int) -> None:
    (folder / "log.pem").chmod(mode)
    with pytest.raises(InputError, match=r"log\.pem can be read by others .* chmod"):
        KeyFolder(folder).key("log", WORD)


def test_another_passphrase_opens_nothing(folder: Path) -> None:
    with pytest.raises(InputError, match=r"root\.pem: .*cannot be opened"):
        KeyFolder(folder).key("root", b"battery staple")


def test_a_swapped_key_is_seen(folder: Path) -> None:
    (folder / "node.pem").write_bytes((folder / "log.pem").read_bytes())
    with pytest.raises(InputError, match="is not the key"):
        KeyFolder(folder).key("node", WORD)


def test_keys_are_never_written_over_nor_under_a_short_passphrase(
    folder: Path, tmp_path: Path
) -> None:
    before = (folder / PUBLIC).read_bytes()
    with pytest.raises(InputError, match="never written over"):
        write_keys(folder, made_keys("west.ford", []), WORD)
    assert (folder / PUBLIC).read_bytes() == before
    with pytest.raises(InputError, match="8 bytes"):
        write_keys(tmp_path / "new", made_keys("west.ford", []), b"short")
    assert not (tmp_path / "new").exists()


def test_a_key_that_is_lost_is_named_with_those_that_are_there(folder: Path) -> None:
    with pytest.raises(
        InputError, match=r"no key for 'officer-9'; there are root, log"
    ):
        KeyFolder(folder).key("officer-9", WORD)
    (folder / "root.pem").unlink()
    with pytest.raises(InputError, match=r"root\.pem: No such file"):
        KeyFolder(folder).key("root", WORD)


def test_an_officers_id_is_no_path() -> None:
    with pytest.raises(InputError, match="no use of a key"):
        made_keys("west.ford", ["../root"])


def lines_of(folder: Path) -> list[str]:
    return (folder / PUBLIC).read_text("ascii").splitlines(keepends=True)


def test_the_open_file_has_one_spelling(folder: Path) -> None:
    lines = lines_of(folder)
    whole = "".join(lines).encode()
    assert parse_key_file(whole, "k").format() == whole
    wrong = {
        "order": [lines[1], lines[0], *lines[2:]],
        "twice": [*lines, lines[-1]],
        "missing: mirror": [one for one in lines if not one.startswith("mirror")],
        "one key": [*lines, lines[-1].replace("officer-2", "officer-3", 1)],
        "no use": [*lines, lines[-1].replace("officer-2 ", "captain ", 1)],
        "with its end": ["".join(lines)[:-1]],
    }
    for told, they in wrong.items():
        with pytest.raises(InputError, match=told):
            parse_key_file("".join(they).encode(), "k")


def test_a_key_of_the_wrong_kind_is_named() -> None:
    keys = {use: key.verifier for use, key in made_keys("west.ford", []).items()}
    wrong = SigningKey.generate("west.ford/mirror", KeyKind.ED25519).verifier
    with pytest.raises(InputError, match="mirror: a key of type 1, wanted type 4"):
        KeyFile({**keys, "mirror": wrong})


def test_one_key_for_two_uses_is_refused() -> None:
    keys = {use: key.verifier for use, key in made_keys("west.ford", []).items()}
    twin = SigningKey.from_seed("west.ford/log", KeyKind.ED25519, b"1" * 32)
    other = SigningKey.from_seed("west.ford/node", KeyKind.ED25519, b"1" * 32)
    with pytest.raises(InputError, match="node and log are one key"):
        KeyFile({**keys, "log": twin.verifier, "node": other.verifier})
    sealed = SigningKey.from_seed("west.ford/log", KeyKind.ED25519, b"2" * 32)
    with pytest.raises(InputError, match="one origin"):
        KeyFile({**keys, "sealed": sealed.verifier})


def test_an_officer_has_a_passphrase_of_his_own(tmp_path: Path) -> None:
    own = {"officer-1": b"one of his own"}
    write_keys(tmp_path / "keys", made_keys("west.ford", ["1", "2"]), WORD, own)
    keys = KeyFolder(tmp_path / "keys")
    assert keys.key("officer-1", b"one of his own").name == "west.ford/officer-1"
    assert keys.key("officer-2", WORD).name == "west.ford/officer-2"
    with pytest.raises(InputError, match="cannot be opened"):
        keys.key("officer-1", WORD)
    short = {"officer-1": b"short"}
    with pytest.raises(InputError, match="8 bytes"):
        write_keys(tmp_path / "new", made_keys("w.ford", ["1"]), WORD, short)
    assert not (tmp_path / "new").exists()


def test_a_key_that_came_later_lies_beside_the_first(folder: Path) -> None:
    keys = KeyFolder(folder)
    before = (folder / PUBLIC).read_bytes()
    new = SigningKey.from_seed("west.ford/log", KeyKind.ED25519, b"n" * 32)
    path = keys.add("log", new, WORD)
    assert path.name == f"log.{new.verifier.key_id.hex()}.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.holds("log", new.verifier)
    assert keys.open("log", new.verifier, WORD).verifier == new.verifier
    assert keys.beside("log", WORD) == (new.verifier,)
    assert keys.beside("log", WORD, "west.ford/log-2") == ()
    assert open_key(path, new.verifier, WORD).verifier == new.verifier
    with pytest.raises(InputError, match="is not the key"):
        open_key(path, keys.public.keys["log"], WORD)
    with pytest.raises(InputError, match="exists"):
        keys.add("log", new, WORD)
    assert (folder / PUBLIC).read_bytes() == before


def test_the_environment_and_files_give_officers_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "two").write_text("second word\n")
    monkeypatch.setenv("THALWEG_PASSPHRASE_OFFICER_1", "first word")
    words = officers_words([f"2={tmp_path / 'two'}"], ["1", "2", "3"])
    assert words == {"officer-1": b"first word", "officer-2": b"second word"}
    monkeypatch.setenv("THALWEG_PASSPHRASE", "for all")
    assert passphrase(None, use="officer-1") == b"first word"
    assert passphrase(None, use="officer-3") == b"for all"
    with pytest.raises(InputError, match="wanted ID=FILE"):
        officers_words(["9=x"], ["1"])
    monkeypatch.setenv("THALWEG_PASSPHRASE_OFFICER_1", "")
    with pytest.raises(InputError, match="empty"):
        passphrase(None, use="officer-1")
