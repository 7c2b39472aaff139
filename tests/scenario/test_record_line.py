"""Two sides agree and keep their records, from the command line: keys to proof."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.scenario import signed_sides as sides
from tests.scenario.signed_sides import NORTH, open_keys
from thalweg.cli.app import run
from thalweg.cli.opened import opened
from thalweg.record.keys import KeyFolder
from thalweg.record.merkle import leaf_hash, verify_inclusion
from thalweg.record.ports import Receipt
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosign
from thalweg.wire.envelope import parse_envelope, verified_payload
from thalweg.wire.finding_leaf import parse_finding_leaf
from thalweg.wire.note import verified_by
from thalweg.wire.sealed_leaf import parse_sealed_leaf
from thalweg.wire.tlog_proof import parse_tlog_proof

WORD = "correct horse"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that commands run in: the unsigned agreement and positions."""
    folder = tmp_path / "here"
    sides.write_ford(folder)
    (folder / "p.csv").write_text(sides.FLOWN, "utf-8")
    (folder / "guards").mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("THALWEG_PASSPHRASE", WORD)
    return folder


def line(words: str, code: int = 0) -> None:
    assert run(words.split()) == code


def said(
    capsys: pytest.CaptureFixture[str], words: str, code: int = 0
) -> dict[str, object]:
    capsys.readouterr()
    line(f"{words} --json", code)
    return json.loads(capsys.readouterr().out)


def begun(party: str) -> None:
    line(
        f"record init {party} --party {party} --agreement a.yaml --guard guards/{party}"
    )


def agreed() -> None:
    begun("north")
    begun("south")
    line(
        "agreement sign a.yaml --party north --key north/keys "
        "--keys-of south=south/keys/keys.vkeys --out agreed"
    )
    line("agreement sign agreed --party south --key south/keys")


def result() -> None:
    line("watch agreed p.csv --out res")


def vkey(party: str, use: str) -> str:
    return KeyFolder(Path(f"{party}/keys")).public.keys[use].text()


def test_two_sides_propose_and_accept(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun("north")
    begun("south")
    line(
        "agreement sign a.yaml --party north --key north/keys "
        "--keys-of south=south/keys/keys.vkeys --out agreed"
    )
    assert said(capsys, "agreement check agreed")["signed_by"] == ["north"]
    line(
        "agreement propose agreed --party north --key north/keys --officer 1 "
        "--out propose.json"
    )
    made = said(
        capsys,
        "agreement accept agreed --party south --key south/keys --officer 1 "
        "--officer 2 --proposal propose.json --out accept.json",
    )
    checked = said(capsys, f"agreement check agreed --key {vkey('south', 'root')}")
    assert checked["signed_by"] == ["south"]
    assert checked["keys_given"] is True
    assert made["params"]["digest"] == checked["manifest_sha256"]
    line("agreement check agreed/a.yaml")
    told = capsys.readouterr().out
    assert "signed by north, south." in " ".join(told.split())
    assert "signed           north, south, by keys that it lists itself" in told
    envelope = parse_envelope(Path("accept.json").read_bytes())
    officers = KeyFolder(Path("south/keys")).public.officers
    assert len(verified_payload(envelope, officers)[1]) == 2


def test_a_side_refuses_clauses_and_signs_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.write_key_folders(here)
    sides.write_signed(here / "agreed", "north")
    before = (here / "agreed" / "manifest.json").read_bytes()
    words = "agreement refuse agreed --party south --key south-keys --officer 1"
    made = said(capsys, f"{words} --clause 2 --out refuse.json")
    assert [one["clause"] for one in made["params"]["clauses"]] == ["2"]
    assert (here / "agreed" / "manifest.json").read_bytes() == before
    line(f"{words} --clause 3 --out again.json", 2)
    assert not (here / "again.json").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("accept agreed --party south --key south-keys --officer 1", "by 2 officers"),
        (
            "accept agreed --party south --key south-keys --officer 1 --officer 1",
            "by 2 officers",
        ),
        ("accept agreed --party north --key south-keys --officer 1", "not the keys"),
        ("accept agreed --party west --key south-keys --officer 1", "no party of this"),
        ("propose agreed --party south --key south-keys --officer 1", "not signed by"),
        ("propose a.yaml --party north --key north-keys --officer 1", "no manifest"),
        ("propose agreed --party north --key north-keys --officer 9", "no key for"),
    ],
)
def test_nothing_is_signed_where_it_should_not_be(
    here: Path, capsys: pytest.CaptureFixture[str], words: str, told: str
) -> None:
    sides.write_key_folders(here)
    sides.write_signed(here / "agreed", "north")
    before = (here / "agreed" / "manifest.json").read_bytes()
    line(f"agreement {words} --out m.json", 2)
    assert told in capsys.readouterr().err
    assert not (here / "m.json").exists()
    assert (here / "agreed" / "manifest.json").read_bytes() == before


def test_a_proposal_of_another_edition_is_not_accepted(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.write_key_folders(here)
    sides.write_signed(here / "agreed", "north")
    words = "--party north --key north-keys --officer 1"
    line(f"agreement propose agreed {words} --out propose.json")
    document = here / "b" / "a.yaml"
    sides.write_ford(here / "b")
    document.write_text(sides.FORD.replace("3 nmi", "2 nmi"), "utf-8")
    line(
        f"agreement sign {document} --party north --key north-keys "
        "--keys-of south=south-keys/keys.vkeys --out swapped"
    )
    words = "--party south --key south-keys --officer 1 --officer 2 --out m.json"
    line(f"agreement accept swapped {words} --proposal propose.json", 1)
    assert "does not propose this edition" in capsys.readouterr().err
    assert not (here / "m.json").exists()


def test_a_second_edition_names_the_first(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agreed()
    second = sides.FORD.replace("edition: 1", "edition: 2").replace("3 nmi", "4 nmi")
    (here / "a.yaml").write_text(second, "utf-8")
    line(
        "agreement sign a.yaml --party north --key north/keys --keys-of "
        "south=south/keys/keys.vkeys --supersedes agreed "
        "--effective 2021-01-01T00:00:00Z --out second"
    )
    envelope = parse_envelope((here / "second" / "manifest.json").read_bytes())
    made = json.loads(envelope.payload)
    first = said(capsys, "agreement check agreed")["manifest_sha256"]
    assert (made["supersedes"], made["edition"]) == (first, 2)
    assert made["effective_from_us"] == 1_609_459_200_000_000


def test_a_result_says_who_signed_and_verifies_against_keys(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agreed()
    result()
    assert "signed    north, south, by keys that it lists" in capsys.readouterr().out
    summary = json.loads((here / "res" / "summary.json").read_text("utf-8"))
    assert summary["agreement"]["signed_by"] == ["north", "south"]
    told = said(capsys, "verify res")
    assert any("needs --key" in one for one in told["not_checked"])
    told = said(capsys, f"verify res --key {vkey('north', 'root')}")
    assert any("of north, by keys that you gave" in one for one in told["checked"])
    told = said(capsys, f"verify res --key {NORTH['root'].verifier.text()}", 1)
    assert any("no key that was given" in one for one in told["faults"])
    (here / "res" / "agreement" / "north.vkeys").write_bytes(
        open_keys("north").format()
    )
    assert said(capsys, "verify res", 1)["faults"]


def test_an_unsigned_result_bears_no_key(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun("north")
    line("watch a.yaml p.csv --out res")
    assert "unsigned  no party has signed" in capsys.readouterr().out
    line("verify res")
    told = said(capsys, f"verify res --key {vkey('north', 'root')}", 1)
    assert told["faults"] == ["agreement/: unsigned; no key that was given signed it"]


def entries_of(party: str, origin: str) -> list[bytes]:
    with opened(Path(party)) as held:
        return held.store.entries(origin, 0, 1_000)


def test_findings_go_in_once_their_evidence_sealed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agreed()
    result()
    first = said(capsys, "record add res --record north")
    assert first["added"] >= 1
    assert (first["already"], first["evidence"]) == (0, "sealed")
    again = said(capsys, "record add res --record north")
    assert (again["added"], again["already"]) == (0, first["added"])
    sealed = entries_of("north", "north.ford/sealed")
    node = [KeyFolder(Path("north/keys")).public.keys["node"]]
    for entry in entries_of("north", "north.ford/log"):
        payload, _ = verified_payload(parse_envelope(entry), node)
        leaf = parse_finding_leaf(payload)
        assert leaf.result == first["result"]
        assert leaf.evidence is None
        assert leaf.sealed is not None
        under = parse_sealed_leaf(parse_envelope(sealed[leaf.sealed.index]).payload)
        assert (here / "res" / "evidence" / f"{under.digest}.parquet").is_file()
        assert len(under.nonce) == 32
    line(f"verify north/log --key {vkey('north', 'log')}")
    line(f"verify north/sealed --sealed --key {vkey('north', 'sealed')}")
    assert not (here / "north" / "sealed" / "tile" / "entries").exists()


def test_evidence_is_named_in_the_open_where_that_is_asked(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agreed()
    result()
    line("record add res --record north --disclose")
    leaf = parse_finding_leaf(
        parse_envelope(entries_of("north", "north.ford/log")[0]).payload
    )
    assert (here / "res" / "evidence" / f"{leaf.evidence}.parquet").is_file()
    assert leaf.sealed is None
    assert entries_of("north", "north.ford/sealed") == []


def test_a_changed_result_and_another_agreements_do_not_go_in(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agreed()
    result()
    table = here / "res" / "findings.parquet"
    data = table.read_bytes()
    table.write_bytes(data + b"x")
    line("record add res --record north", 2)
    assert "not the file that manifest.json lists" in capsys.readouterr().err
    table.write_bytes(data)
    (here / "weir.yaml").write_text(sides.FORD.replace("id: ford", "id: weir"))
    line("record init other --party north --agreement weir.yaml --guard guards/other")
    line("record add res --record other", 2)
    assert "judged by the agreement 'ford'" in capsys.readouterr().err
    assert entries_of("north", "north.ford/log") == []


def test_one_entry_comes_out_with_its_proof_and_the_log_whole(here: Path) -> None:
    agreed()
    result()
    line("record add res --record north")
    line("record export north --entry 0 --out one")
    proof = parse_tlog_proof((here / "one.tlog-proof").read_bytes())
    signed = parse_checkpoint(proof.checkpoint_bytes)
    assert verified_by(signed.note, [KeyFolder(Path("north/keys")).public.keys["log"]])
    head = signed.checkpoint
    leaf = leaf_hash((here / "one.entry").read_bytes())
    verify_inclusion(0, head.size, leaf, proof.hashes, head.root)
    line("record export north --out copied")
    line(f"verify copied --key {vkey('north', 'log')} --signer {vkey('north', 'node')}")
    line("record export north --out copied", 2)
    line("record export north --entry 99 --out two", 2)
    assert not (here / "two.entry").exists()


def test_show_tells_receipts_and_doubt(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agreed()
    result()
    line("record add res --record north")
    word = WORD.encode()
    south = KeyFolder(Path("south/keys")).key("mirror", word)
    with opened(Path("north"), writing=True) as held:
        key = KeyFolder(Path("north/keys")).key("log", word)
        log = held.log([key], held.guard())
        head = parse_checkpoint(log.signed.note)
        note = head.with_lines(cosign(head.checkpoint, south, 1_577_836_800))
        log.add_receipt(
            Receipt(
                origin=log.origin,
                key=south.verifier.text(),
                size=head.checkpoint.size,
                time_s=1_577_836_800,
                received_us=1,
                note=note.format(),
            )
        )
    told = said(capsys, "record show north")
    assert told["receipts"][0]["by"] == "south.ford/mirror"
    assert told["receipts"][0]["time_s"] == 1_577_836_800
    assert told["receipts"][0]["age_s"] > 0
    assert told["halted"] is None
    line("record show north")
    assert "receipt   south.ford/mirror over" in capsys.readouterr().out


def test_a_restored_record_is_in_doubt_and_signs_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agreed()
    result()
    shutil.copytree("north", "backup")
    line("record add res --record north")
    shutil.rmtree("north")
    Path("backup").rename("north")
    told = said(capsys, "record show north", 3)
    assert "restored from an older copy" in told["halted"]
    line("record add res --record north", 3)
    assert entries_of("north", "north.ford/log") == []


def test_a_record_begins_whole_or_not_at_all(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "record init north --party north --agreement a.yaml"
    line(f"{words} --guard north/guard", 2)
    assert "lies in the record's folder" in capsys.readouterr().err
    line(f"{words} --guard nowhere/guard", 2)
    line("record init north --party west --agreement a.yaml --guard g", 2)
    line(f"{words} --guard g --officers ../x", 2)
    monkeypatch.setenv("THALWEG_PASSPHRASE", "short")
    line(f"{words} --guard g", 2)
    monkeypatch.delenv("THALWEG_PASSPHRASE")
    line(f"{words} --guard g", 2)
    assert "no terminal to ask at" in capsys.readouterr().err
    names = sorted(path.name for path in here.iterdir())
    assert names == ["a.yaml", "guards", "p.csv", "roster.csv"]
    (here / "word").write_text(f"{WORD}\n")
    line(f"{words} --guard g --passphrase-file word")
    line(f"{words} --guard g2 --passphrase-file word", 2)
    assert "already there" in capsys.readouterr().err
    assert not (here / "g2").exists()


def test_a_record_that_is_open_elsewhere_is_read_and_not_written(here: Path) -> None:
    agreed()
    result()
    with opened(Path("north"), writing=True):
        line("record show north")
        line("record add res --record north", 2)
