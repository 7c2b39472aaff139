"""Keys on disk and in policies; what a signer refuses to sign."""

from __future__ import annotations

import pytest

from tests.scenario.made_log import LOG, MIRROR, OFFICER, WITNESS
from thalweg.errors import InputError, VerificationError
from thalweg.wire.checkpoint import Checkpoint, sign_checkpoint
from thalweg.wire.cosignature import cosign
from thalweg.wire.envelope import pae, sign_envelope, verified_payload
from thalweg.wire.note import Note, NoteSignature, sign_note, verified_by
from thalweg.wire.policy import parse_policy
from thalweg.wire.signing import SigningKey
from thalweg.wire.tile import pack_bundle
from thalweg.wire.vkey import KeyKind, VerifierKey, parse_vkey

HEAD = Checkpoint(LOG.name, 1, bytes(32))


@pytest.mark.parametrize("passphrase", [None, b"a passphrase"])
def test_a_private_key_comes_back_from_disk(passphrase: bytes | None) -> None:
    pem = LOG.to_pem(passphrase)
    encrypted = b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in pem
    assert encrypted is (passphrase is not None)
    again = SigningKey.from_pem(LOG.name, LOG.kind, pem, passphrase)
    assert again.verifier == LOG.verifier
    assert again.sign(b"x") == LOG.sign(b"x")


@pytest.mark.parametrize(
    ("pem", "passphrase"),
    [
        (LOG.to_pem(b"right"), b"wrong"),
        (LOG.to_pem(b"right"), None),
        (LOG.to_pem(None), b"not needed"),
        (b"", None),
        (LOG.to_pem(None)[:60], None),
        (
            b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAAAAAAAAAAAAAAAAAAAAAAA"
            b"AAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----\n",
            None,
        ),
    ],
)
def test_a_private_key_that_cannot_be_opened_is_told(
    pem: bytes, passphrase: bytes | None
) -> None:
    with pytest.raises(InputError, match=r"key 'a\.example'"):
        SigningKey.from_pem("a.example", KeyKind.ED25519, pem, passphrase)


def test_a_private_key_is_never_shown() -> None:
    assert "private" not in repr(LOG).replace("KeyKind", "")
    assert SigningKey.generate("a.example", KeyKind.ED25519) != LOG


def test_a_name_that_no_note_carries_is_told_at_once() -> None:
    with pytest.raises(InputError, match="blank, a plus"):
        SigningKey.generate("a b", KeyKind.ED25519)
    with pytest.raises(InputError, match="1 to 255 bytes"):
        SigningKey.generate("x" * 256, KeyKind.ED25519)
    with pytest.raises(InputError, match="not valid Unicode"):
        VerifierKey("\ud800", KeyKind.ED25519, LOG.verifier.public)


def test_each_kind_of_key_signs_its_own_kind_alone() -> None:
    with pytest.raises(ValueError, match="signs cosignatures"):
        sign_note("x\n", WITNESS)
    with pytest.raises(ValueError, match="signs notes"):
        cosign(HEAD, LOG, 1)
    with pytest.raises(ValueError, match="signs cosignatures"):
        sign_envelope("a/b", b"", [WITNESS])
    with pytest.raises(ValueError, match="does not sign for"):
        sign_checkpoint(HEAD, OFFICER)
    for time_s in (-1, 2**63):
        with pytest.raises(ValueError, match="a time has"):
            cosign(HEAD, WITNESS, time_s)


def test_a_signature_of_one_kind_is_none_of_another() -> None:
    """The same key, under both kinds: a cosignature is no signature of the log."""
    both = SigningKey(LOG.name, KeyKind.COSIGNATURE, LOG.private)
    line = cosign(HEAD, both, 1)
    assert line.key_id != LOG.verifier.key_id
    moved = NoteSignature(LOG.name, LOG.verifier.key_id, line.blob[8:])
    with pytest.raises(VerificationError, match="does not verify"):
        verified_by(Note(HEAD.body(), (moved,)), [LOG.verifier])


def test_an_envelope_signed_as_one_type_is_none_of_another() -> None:
    made = sign_envelope("a/b", b"x", [OFFICER])
    other = type(made)("a/c", made.payload, made.signatures)
    with pytest.raises(VerificationError, match="does not verify"):
        verified_payload(other, [OFFICER.verifier])
    assert made.id != other.id
    # Lengths stand before type and payload: no bytes move from one to the other.
    assert pae("a/b", b"x 1 y") != pae("a/b 5 x", b"y")


def test_one_key_under_two_names_is_one_signer() -> None:
    alias = SigningKey("alias.example", KeyKind.ED25519, OFFICER.private)
    made = sign_envelope("a/b", b"x", [OFFICER, alias])
    _, keys = verified_payload(made, [OFFICER.verifier, alias.verifier])
    assert len(keys) == 1


def test_an_envelope_of_strangers_is_not_taken() -> None:
    made = sign_envelope("a/b", b"x", [OFFICER])
    with pytest.raises(VerificationError, match="no key that is known"):
        verified_payload(made, [LOG.verifier, WITNESS.verifier])


def test_one_more_signature_leaves_the_id() -> None:
    one = sign_envelope("a/b", b"x", [OFFICER])
    two = sign_envelope("a/b", b"x", [OFFICER, LOG])
    assert one.id == two.id
    assert one.format() != two.format()


def test_what_no_bundle_holds_is_not_packed() -> None:
    assert pack_bundle([bytes(65_535)])[:2] == b"\xff\xff"
    for entries in ([], [b""] * 257, [bytes(65_536)]):
        with pytest.raises(ValueError, match=r"holds|at most"):
            pack_bundle(entries)


def test_what_no_checkpoint_says_is_not_made() -> None:
    for origin, size, root, extensions in (
        ("", 0, bytes(32), ()),
        ("a\nb", 0, bytes(32), ()),
        ("a", -1, bytes(32), ()),
        ("a", 2**63, bytes(32), ()),
        ("a", 0, bytes(31), ()),
        ("a", 0, bytes(32), ("",)),
        ("a", 0, bytes(32), ("b\tc",)),
    ):
        with pytest.raises(ValueError, match=r"."):
            Checkpoint(origin, size, root, extensions)


def test_a_policy_names_the_line_that_is_wrong() -> None:
    text = f"log {LOG.verifier.text()}\n\nwitness w {WITNESS.verifier.text()} u v\n"
    with pytest.raises(InputError, match=r"p.txt: line 3: wanted 'witness <name>"):
        parse_policy(text.encode(), "p.txt")
    with pytest.raises(InputError, match="at most"):
        parse_policy(b"#\n" * 40_000, "p.txt")
    with pytest.raises(InputError, match="256 lines"):
        parse_policy(b"#\n" * 300, "p.txt")


def test_names_in_a_policy_are_octets() -> None:
    text = f"witness \xff {WITNESS.verifier.text()}\nquorum \xff\n".encode("latin-1")
    assert parse_policy(text).satisfied_by([WITNESS.verifier])
    assert not parse_policy(text).satisfied_by([MIRROR.verifier])
    with pytest.raises(InputError, match="not defined"):
        parse_policy(text.replace(b"quorum \xff", b"quorum \xfe"))


def test_every_cut_of_a_key_is_refused() -> None:
    text = LOG.verifier.text()
    for at in range(len(text)):
        with pytest.raises(InputError):
            parse_vkey(text[:at] + text[at + 1 :])
