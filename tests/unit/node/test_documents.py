"""What a node says of, and takes in as, entries that are no messages."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.hotline.changes import revoke
from tests.unit.hotline.two_sites import (
    NOW_US,
    Pair,
    PowerLossError,
    keys_of,
    pair,
)
from thalweg.errors import InputError
from thalweg.node import desk
from thalweg.times import US_PER_DAY
from thalweg.wire.agreement_manifest import AgreementManifest, ListedFile
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.finding_leaf import FindingLeaf
from thalweg.wire.leaf import AGREEMENT, MESSAGE


@pytest.fixture
def two() -> Iterator[Pair]:
    shm = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    found = pair(folder)
    yield found
    for side in (found.west, found.east):
        side.stop()
    shutil.rmtree(folder)


def leaf(number: int) -> FindingLeaf:
    return FindingLeaf(
        agreement="a1" * 32,
        manifest=None,
        result="b2" * 32,
        finding=f"{number:016x}",
        clause="3.1",
        kind="line.keep-side",
        grade="certain",
        parties=("east",),
        start_us=NOW_US,
        end_us=NOW_US + 9,
        evidence=f"{number:02x}" * 32,
    )


def asked(two: Pair, party: str, verb: str, **about: object) -> dict:
    site = two.west.site if party == "west" else two.east.site
    return desk.answer(site, verb, about, two.now_us)


def add(two: Pair, *numbers: int, disclose: bool = False) -> list[dict]:
    leaves = [to_base64(leaf(one).encode()) for one in numbers]
    return asked(two, "west", "findings", leaves=leaves, disclose=disclose)["placed"]


def shown(two: Pair, party: str, index: int, *, of: str = "west") -> dict:
    about = {"origin": f"{of}.example/log", "index": index}
    return asked(two, party, "show", **about)["item"]


def send(two: Pair, made: dict) -> int:
    entry = sign_envelope(MESSAGE, from_base64(made["payload"]), two.west.officers[:1])
    ref = asked(two, "west", "send", entry=to_base64(entry.format()))["ref"]
    return int(ref["index"])


def disclosed(two: Pair, index: int) -> int:
    two.exchange()
    return send(two, asked(two, "west", "disclosing", index=index))


def test_a_finding_is_logged_once_its_evidence_sealed(two: Pair) -> None:
    first = add(two, 1, 2)
    assert [one["is_new"] for one in first] == [True, True]
    assert [one["entry"]["index"] for one in first] == [0, 1]
    assert [one["sealed"]["index"] for one in first] == [0, 1]
    again = add(two, 2, 3)
    assert [one["is_new"] for one in again] == [False, True]
    assert [one["entry"]["index"] for one in again] == [1, 2]
    two.exchange()
    found = shown(two, "east", 1)["finding"]
    assert (found["finding"], found["clause"]) == (f"{2:016x}", "3.1")
    assert (found["evidence"], found["disclosed"]) == (None, None)
    assert found["sealed"] == {"origin": "west.example/sealed", "index": 1}


def test_a_finding_whose_entry_counts_no_longer_is_logged_again(two: Pair) -> None:
    two.west.say("CH-10", {"text": {"text": "first", "lang": "en"}}, two.now_us)
    (first,) = add(two, 5, disclose=True)
    two.exchange()
    revoke(two.west, "node", 0, two.now_us)
    (again,) = add(two, 5, disclose=True)
    assert again["is_new"]
    assert again["entry"]["index"] > first["entry"]["index"]
    assert not add(two, 5, disclose=True)[0]["is_new"]
    two.exchange()
    for party in ("west", "east"):
        assert shown(two, party, first["entry"]["index"])["faults"]
        assert not shown(two, party, again["entry"]["index"])["faults"]
        told = asked(two, party, "inbox", newest=5)["uncounted"]
        assert [one["what"] for one in told] == ["finding"]


def test_evidence_is_named_in_the_open_where_that_is_asked(two: Pair) -> None:
    (placed,) = add(two, 5, disclose=True)
    assert placed["sealed"] is None
    assert two.west.site.books.sealed.size == 0
    assert shown(two, "west", 0)["finding"]["evidence"] == "05" * 32


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("commits", [0, 1, 2, 3])
def test_power_lost_meanwhile_seals_and_logs_nothing_twice(
    two: Pair, commits: int, after: bool
) -> None:
    two.west.fail_in(commits, after=after)
    try:
        add(two, 1, 2)
    except PowerLossError:
        two.west.again()
    else:
        two.west.store.left = None
    placed = add(two, 1, 2)
    books = two.west.site.books
    assert (books.log.size, books.sealed.size) == (2, 2)
    assert [one["sealed"]["index"] for one in placed] == [0, 1]


def test_a_finding_without_its_evidence_is_refused(two: Pair) -> None:
    bare = replace(leaf(1), evidence=None, sealed=_sealed())
    with pytest.raises(InputError, match="its evidence is gone"):
        asked(two, "west", "findings", leaves=[to_base64(bare.encode())])
    with pytest.raises(InputError, match="finding"):
        asked(two, "west", "findings", leaves=[to_base64(b"{}")])
    assert two.west.site.books.sealed.size == 0


def _sealed():
    from thalweg.model.message import EntryRef

    return EntryRef("west.example/sealed", 0)


def test_what_was_sealed_is_shown_once_it_is_disclosed(two: Pair) -> None:
    add(two, 1, 2)
    index = disclosed(two, 1)
    before = shown(two, "east", index - 1)
    two.exchange()
    for party in ("west", "east"):
        found = shown(two, party, index)["disclosed"]
        assert (found["holds"], found["faults"]) == (True, [])
        assert (found["kind"], found["digest"]) == ("evidence", "02" * 32)
        assert (found["size"], found["sealed_by"]) == (2, "2017-12-13T05:00:00Z")
        assert found["cited_by"] == [{"origin": "west.example/log", "index": 1}]
        assert shown(two, party, 1)["finding"]["disclosed"]["digest"] == "02" * 32
        assert shown(two, party, 0)["finding"]["disclosed"] is None
    assert before["finding"]["disclosed"] is None


def test_a_disclosure_whose_proof_did_not_come_says_so(two: Pair) -> None:
    add(two, 1)
    two.exchange()
    entry = {"origin": "west.example/sealed", "index": 0}
    params = {"entry": entry, "digest": "77" * 32}
    index = send(two, asked(two, "west", "compose", element="RC-3", params=params))
    two.exchange()
    found = shown(two, "east", index)["disclosed"]
    assert not found["holds"]
    assert found["faults"] == ["no proof of it came that holds"]
    assert found["proof"] is None
    assert shown(two, "east", 0)["finding"]["disclosed"] is None


def test_a_proof_of_another_entry_discloses_nothing(two: Pair) -> None:
    add(two, 1, 2)
    index = disclosed(two, 0)
    params = dict(shown(two, "west", index)["params"])
    params["entry"] = {"origin": "west.example/sealed", "index": 1}
    wrong = send(two, asked(two, "west", "compose", element="RC-3", params=params))
    two.exchange()
    found = shown(two, "east", wrong)["disclosed"]
    assert not found["holds"]
    assert "another entry" in found["faults"][0]
    assert shown(two, "east", 1)["finding"]["disclosed"] is None
    assert shown(two, "east", 0)["finding"]["disclosed"] is not None


def test_what_is_disclosed_twice_goes_along_once(two: Pair) -> None:
    add(two, 1)
    first = disclosed(two, 0)
    second = send(two, asked(two, "west", "disclosing", index=0))
    two.exchange()
    for index in (first, second):
        assert shown(two, "east", index)["disclosed"]["holds"]


def test_an_entry_is_disclosed_again_by_a_record_that_was_taken_back(two: Pair) -> None:
    add(two, 1)
    index = disclosed(two, 0)
    two.west.again()
    two.exchange()
    assert shown(two, "east", index)["disclosed"]["holds"]


def test_a_note_says_what_was_tried(two: Pair) -> None:
    two.exchange()
    asked(two, "west", "parcel")
    two.west.site.tick(two.now_us)
    two.pass_s(2 * 3600)
    asked(two, "west", "parcel")
    assert two.now_us < NOW_US + US_PER_DAY
    notes = [
        one["note"]
        for one in asked(two, "west", "outbox", newest=99)["items"]
        if "note" in one
    ]
    (missed,) = [one for one in notes if one["what"] == "missed-call"]
    assert missed["day"] == "2017-12-13"
    assert missed["attempts"] >= 1


def manifest(*parties: str) -> bytes:
    made = AgreementManifest(
        id="made",
        edition=1,
        content="c0" * 32,
        document="a.yaml",
        supersedes=None,
        from_us=NOW_US,
        parties={one: f"{one}.vkeys" for one in parties},
        files=tuple(
            ListedFile.of(name, b"x")
            for name in sorted(["a.yaml", *(f"{one}.vkeys" for one in parties)])
        ),
        catalogue="d0" * 32,
    )
    key = keys_of("west").node
    return sign_envelope(AGREEMENT, made.encode(), [key]).format()


def test_a_manifest_is_logged_once_and_found_again(two: Pair) -> None:
    entry = to_base64(manifest("east", "west"))
    first = asked(two, "west", "manifest", entry=entry)
    assert asked(two, "west", "manifest", entry=entry) == first
    assert two.west.site.books.log.size == 1
    (found,) = asked(two, "west", "manifests")["manifests"]
    assert (found["ref"], found["entry"]) == (first["ref"], entry)
    with pytest.raises(InputError, match="another line"):
        asked(two, "west", "manifest", entry=to_base64(manifest("north", "west")))
    with pytest.raises(InputError, match="no manifest"):
        asked(two, "west", "manifest", entry=to_base64(b"{}"))


def test_parameters_are_typed_or_given_not_both(two: Pair) -> None:
    about = {"element": "CH-1", "params": {"n": 4}}
    typed = asked(two, "west", "compose", element="CH-1", typed=["n=4"])
    assert typed == asked(two, "west", "compose", **about)
    with pytest.raises(InputError, match="not both"):
        asked(two, "west", "compose", **about, typed=["n=4"])
