"""The witness: every answer of the specification; atomic; never backwards."""

import base64
from pathlib import Path

import pytest

from tests.unit.record.sites import LOG_KEY, ORIGIN, WITNESS_KEY, key, other, writer
from thalweg.record.evidence import EVIDENCE
from thalweg.record.merkle import EMPTY_ROOT
from thalweg.record.ports import WITNESSED
from thalweg.wire.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.note import Note, parse_signature
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import KeyKind
from thalweg.wire.witness_request import WitnessRequest

NOW_S = 1_700_000_000


def signed(size: int, root: bytes, signer: SigningKey = LOG_KEY, name: str = ORIGIN):
    return sign_checkpoint(Checkpoint(name, size, root), signer).note.format()


def cosigned(body: bytes, answer: bytes):
    """Read the answer as its line under the checkpoint that was asked about."""
    checkpoint = parse_checkpoint(body.partition(b"\n\n")[2])
    line = parse_signature(answer.decode().removesuffix("\n"))
    return cosignatures_of(checkpoint.with_lines(line), [WITNESS_KEY.verifier])


def test_a_log_that_grows_is_cosigned(tmp_path: Path) -> None:
    site, east = writer(tmp_path), other(tmp_path)
    old = 0
    for step, count in enumerate((1, 300, 5)):
        site.say(*(b"%d" % n for n in range(count)))
        body = site.request(old)
        answer = east.witness.add_checkpoint(body, NOW_S + step)
        assert answer.status == 200
        assert [one.time_s for one in cosigned(body, answer.body)] == [NOW_S + step]
        old += count
    head = east.store.head(ORIGIN, WITNESSED)
    assert (head.size, head.time_s) == (306, NOW_S + 2)
    assert east.guard.mark(ORIGIN, WITNESSED).size == 306


def test_the_same_size_again_is_a_heartbeat(tmp_path: Path) -> None:
    site, east = writer(tmp_path), other(tmp_path)
    site.say(b"a")
    east.witness.add_checkpoint(site.request(0), NOW_S)
    body = site.request(1)
    answer = east.witness.add_checkpoint(body, NOW_S + 10)
    assert [one.time_s for one in cosigned(body, answer.body)] == [NOW_S + 10]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 00\n\nx",
        b"old -1\n\nx",
        b"old 0\nAAAA\n\nx",
        b"old 0\n\nnot a checkpoint",
        b"old 0\n" + (base64.b64encode(b"h" * 32) + b"\n") * 64 + b"\nx",
    ],
)
def test_what_is_malformed_is_400(body: bytes, tmp_path: Path) -> None:
    assert other(tmp_path).witness.add_checkpoint(body, NOW_S).status == 400


def test_an_old_size_beyond_the_new_is_400(tmp_path: Path) -> None:
    site, east = writer(tmp_path), other(tmp_path)
    site.say(b"a")
    body = WitnessRequest(2, (), site.log.signed.note).format()
    assert east.witness.add_checkpoint(body, NOW_S).status == 400


def test_an_unknown_log_is_404(tmp_path: Path) -> None:
    stranger = key("north.example/log", KeyKind.ED25519, 9)
    body = WitnessRequest(0, (), signed(0, EMPTY_ROOT, stranger, stranger.name))
    answer = other(tmp_path).witness.add_checkpoint(body.format(), NOW_S)
    assert answer.status == 404


@pytest.mark.parametrize("how", ["another key", "a broken signature"])
def test_no_trusted_signature_is_403(how: str, tmp_path: Path) -> None:
    forger = key(ORIGIN, KeyKind.ED25519, 9)
    note = signed(0, EMPTY_ROOT, forger)
    if how == "a broken signature":
        parsed = parse_checkpoint(signed(0, EMPTY_ROOT)).note
        line = parsed.signatures[0]
        broken = type(line)(line.name, line.key_id, bytes(64))
        note = Note(parsed.text, (broken,)).format()
    body = WitnessRequest(0, (), note).format()
    assert other(tmp_path).witness.add_checkpoint(body, NOW_S).status == 403


def test_a_signature_of_an_unknown_key_beside_the_known_is_ignored(
    tmp_path: Path,
) -> None:
    site, east = writer(tmp_path), other(tmp_path)
    site.say(b"a")
    checkpoint = parse_checkpoint(site.log.signed.note)
    forger = key(ORIGIN, KeyKind.ED25519, 9)
    both = checkpoint.with_lines(
        *sign_checkpoint(checkpoint.checkpoint, forger).note.signatures
    )
    body = WitnessRequest(0, (), both.note.format()).format()
    assert east.witness.add_checkpoint(body, NOW_S).status == 200


@pytest.mark.parametrize("old", [0, 1, 3])
def test_another_old_size_than_the_last_is_409_with_it(
    old: int, tmp_path: Path
) -> None:
    site, east = writer(tmp_path), other(tmp_path)
    site.say(b"a", b"b")
    east.witness.add_checkpoint(site.request(0), NOW_S)
    site.say(b"c")
    answer = east.witness.add_checkpoint(site.request(old), NOW_S)
    assert (answer.status, answer.body, answer.content_type) == (
        409,
        b"2\n",
        "text/x.tlog.size",
    )


def bad_proofs(site):
    head = site.log.signed
    proof = site.log.consistency(2, 3)
    yield (), head.note
    yield proof[:-1], head.note
    yield (*proof, proof[0]), head.note
    yield (bytes(32), *proof[1:]), head.note
    yield proof, signed(3, bytes(32))
    # A root that is not the one cosigned, for the size that was.
    yield (), signed(2, bytes(32))


@pytest.mark.parametrize("number", range(6))
def test_a_proof_that_does_not_hold_is_422_and_kept(
    number: int, tmp_path: Path
) -> None:
    site, east = writer(tmp_path), other(tmp_path)
    site.say(b"a", b"b")
    east.witness.add_checkpoint(site.request(0), NOW_S)
    site.say(b"c")
    proof, note = list(bad_proofs(site))[number]
    body = WitnessRequest(2, tuple(proof), note).format()
    for _ in range(2):
        assert east.witness.add_checkpoint(body, NOW_S).status == 422
    assert [value for _, value in east.store.rows(EVIDENCE)] == [body]
    assert east.store.head(ORIGIN, WITNESSED).size == 2


def test_an_empty_log_with_another_root_is_422(tmp_path: Path) -> None:
    body = WitnessRequest(0, (), signed(0, bytes(32))).format()
    assert other(tmp_path).witness.add_checkpoint(body, NOW_S).status == 422


@pytest.mark.parametrize(("skew_s", "status"), [(30.0, 200), (-30.1, 503), (31, 503)])
def test_clocks_that_differ_stop_cosigning(
    skew_s: float, status: int, tmp_path: Path
) -> None:
    site, east = writer(tmp_path), other(tmp_path)
    site.say(b"a")
    answer = east.witness.add_checkpoint(site.request(0), NOW_S, skew_s)
    assert answer.status == status


def test_a_clock_that_went_backwards_cosigns_nothing(tmp_path: Path) -> None:
    site, east = writer(tmp_path), other(tmp_path)
    site.say(b"a")
    east.witness.add_checkpoint(site.request(0), NOW_S)
    assert east.witness.add_checkpoint(site.request(1), NOW_S - 1).status == 503
    assert east.witness.add_checkpoint(site.request(1), NOW_S).status == 200


def test_of_two_requests_at_once_one_gets_the_conflict(tmp_path: Path) -> None:
    """The race that the specification prints: the larger must not be rolled back."""
    site, east = writer(tmp_path), other(tmp_path)
    site.say(b"a")
    small = site.request(0)
    site.say(b"b")
    large = site.request(0)
    commit = east.store.commit

    def overtaken(change):
        east.store.commit = commit
        assert east.witness.add_checkpoint(large, NOW_S).status == 200
        commit(change)

    east.store.commit = overtaken
    answer = east.witness.add_checkpoint(small, NOW_S)
    assert (answer.status, answer.body) == (409, b"2\n")
    assert east.store.head(ORIGIN, WITNESSED).size == 2
