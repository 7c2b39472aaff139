"""An agreement between two: what was signed is what is read, or nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.scenario import signed_sides as sides
from tests.scenario.signed_sides import NORTH, SOUTH, manifest, open_keys, signed_by
from thalweg.agreement.load import load, loads, signed_in
from thalweg.agreement.signed import add_signature, manifest_of, with_more
from thalweg.errors import AgreementError, InputError, VerificationError
from thalweg.wire.agreement_manifest import FILE
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.envelope import EnvelopeSignature, sign_envelope
from thalweg.wire.leaf import AGREEMENT, MESSAGE
from thalweg.wire.vkey import VerifierKey


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return sides.write_signed(tmp_path / "agreed")


def test_both_signed_and_each_way_to_name_it_is_the_same(folder: Path) -> None:
    pact = load(folder)
    assert pact.signed_by == ("north", "south")
    assert not pact.keys_given
    assert load(folder / "a.yaml") == load(folder / FILE) == pact
    assert pact.manifest_sha256 == sha256_hex(signed_in(folder).envelope.payload)
    assert sorted(pact.signing) == [FILE, "north.vkeys", "south.vkeys"]
    assert all((folder / n).read_bytes() == data for n, data in pact.signing.items())


def test_the_digest_that_findings_cite_is_that_of_the_unsigned_one(
    folder: Path, tmp_path: Path
) -> None:
    unsigned = load(sides.write_ford(tmp_path / "unsigned"))
    assert unsigned.signed_by == ()
    assert unsigned.manifest_sha256 is None
    assert load(folder).sha256 == unsigned.sha256
    data = (folder / "a.yaml").read_bytes()
    assert loads(data, "a.yaml", folder).signed_by == ()


def test_one_signature_is_one_party(tmp_path: Path) -> None:
    folder = sides.write_signed(tmp_path / "agreed", "south")
    assert load(folder).signed_by == ("south",)
    signed = signed_in(folder)
    both = add_signature(signed, "north", NORTH["root"])
    assert both.id == signed.envelope.id
    (folder / FILE).write_bytes(both.format())
    assert load(folder).signed_by == ("north", "south")


def test_who_signs_twice_or_with_another_key_is_refused(tmp_path: Path) -> None:
    signed = signed_in(sides.write_signed(tmp_path / "agreed", "south"))
    with pytest.raises(InputError, match="south has signed this already"):
        add_signature(signed, "south", SOUTH["root"])
    with pytest.raises(InputError, match=r"not the root key that north\.vkeys lists"):
        add_signature(signed, "north", SOUTH["root"])
    with pytest.raises(InputError, match="not the root key"):
        add_signature(signed, "north", NORTH["node"])
    with pytest.raises(InputError, match="'west' is no party"):
        add_signature(signed, "west", NORTH["root"])


def test_what_is_put_beside_signatures_stands_in_nobodys_way(tmp_path: Path) -> None:
    south = signed_in(sides.write_signed(tmp_path / "south", "south")).envelope
    north = signed_in(sides.write_signed(tmp_path / "north", "north")).envelope
    assert south.payload == north.payload
    roots = [open_keys(party).root for party in ("north", "south")]
    junk = EnvelopeSignature(b"none", bytes(64))
    # A line with our key's id that is not ours must not stand in the place of ours.
    in_our_name = EnvelopeSignature(roots[0].key_id, bytes(64))
    worse = replace(south, signatures=(junk, in_our_name, *south.signatures))
    both = with_more(worse, [worse, north, south], roots)
    assert both.signatures == (*south.signatures, *north.signatures)
    other = replace(north, payload=b"{}")
    assert with_more(south, [other], roots) == south
    with pytest.raises(VerificationError, match="no party's root key signed"):
        with_more(replace(south, signatures=(junk,)), [], roots)


def test_keys_that_are_held_count_alone(folder: Path) -> None:
    held = load(folder, [open_keys("south").root])
    assert held.signed_by == ("south",)
    assert held.keys_given
    both = [open_keys(party).root for party in ("north", "south")]
    assert load(folder, both).signed_by == ("north", "south")
    with pytest.raises(AgreementError, match="no key that was given signed it"):
        load(folder, [NORTH["log"].verifier])


def written(folder: Path, data: bytes) -> None:
    (folder / FILE).write_bytes(data)


def changed(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data.replace(b"f0e001", b"f0e009") + b"\n")

    return change


def same_length(folder: Path) -> None:
    path = folder / "roster.csv"
    path.write_bytes(path.read_bytes().replace(b"f0e001", b"f0e009"))


def resigned(folder: Path, **fields: object) -> None:
    made = signed_in(folder).manifest
    values = {name: getattr(made, name) for name in type(made).__slots__}
    again = type(made)(**(values | fields))
    written(folder, signed_by(again, "north", "south").format())


def extra(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(b"x")


def with_a_strangers_signature(folder: Path) -> None:
    payload = signed_in(folder).envelope.payload
    keys = [NORTH["root"], SOUTH["root"], SOUTH["node"]]
    written(folder, sign_envelope(AGREEMENT, payload, keys).format())


def of_nobody(folder: Path) -> None:
    payload = signed_in(folder).envelope.payload
    written(folder, sign_envelope(AGREEMENT, payload, [NORTH["node"]]).format())


def as_a_message(folder: Path) -> None:
    payload = signed_in(folder).envelope.payload
    written(folder, sign_envelope(MESSAGE, payload, [NORTH["root"]]).format())


def flipped(folder: Path) -> None:
    data = (folder / FILE).read_bytes()
    at = data.index(b'"sig":"') + 12
    other = b"A" if data[at : at + 1] != b"A" else b"B"
    written(folder, data[:at] + other + data[at + 1 :])


def linked(folder: Path) -> None:
    (folder / "roster.csv").rename(folder.parent / "roster.csv")
    (folder / "roster.csv").symlink_to(folder.parent / "roster.csv")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (changed("a.yaml"), r"a\.yaml: \d+ bytes; manifest\.json lists"),
        (changed("north.vkeys"), r"north\.vkeys: \d+ bytes"),
        (same_length, r"roster\.csv: its digest is not the one in manifest\.json"),
        (lambda f: (f / "roster.csv").unlink(), r"roster\.csv cannot be read"),
        (linked, r"roster\.csv is a link"),
        (extra("p.csv"), r"p\.csv: not listed in manifest\.json; .* folder of its own"),
        (extra("b.yaml"), r"b\.yaml: not listed"),
        (with_a_strangers_signature, "of no party's root key"),
        (of_nobody, "no key that is known signed"),
        (as_a_message, "not an agreement"),
        (flipped, "does not verify"),
        (lambda f: written(f, b"{}"), "wanted exactly the keys"),
        (lambda f: resigned(f, edition=2), "edition 2, the document says 1"),
        (lambda f: resigned(f, id="weir"), "id 'weir', the document says 'ford'"),
        (lambda f: resigned(f, content="0" * 64), "content 0000"),
        (lambda f: resigned(f, from_us=1), "before the document is in force"),
    ],
)
def test_what_was_changed_since_is_refused(
    folder: Path, damage: Callable[[Path], None], told: str
) -> None:
    damage(folder)
    with pytest.raises(AgreementError, match=told):
        load(folder / "a.yaml")


def test_every_wrong_file_is_named_at_once(folder: Path) -> None:
    changed("a.yaml")(folder)
    same_length(folder)
    extra("more.csv")(folder)
    with pytest.raises(AgreementError) as caught:
        load(folder)
    assert len(caught.value.faults) == 3


def test_a_folder_within_and_a_hidden_file_are_no_part_of_it(folder: Path) -> None:
    (folder / "old").mkdir()
    (folder / ".notes").write_bytes(b"x")
    assert load(folder).signed_by == ("north", "south")


def test_another_document_beside_the_manifest_is_not_the_signed_one(
    folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(AgreementError, match=r"signed over a\.yaml, another document"):
        load(folder / "b.yaml")
    with pytest.raises(AgreementError, match=r"a folder without manifest\.json"):
        load(sides.write_ford(tmp_path / "unsigned").parent)


def test_a_listed_file_that_the_document_does_not_name_is_refused(
    folder: Path,
) -> None:
    document = (folder / "a.yaml").read_text("utf-8")
    (folder / "a.yaml").write_text(document.replace("  - {file: roster.csv}\n", ""))
    made = signed_in_fresh(folder)
    with pytest.raises(AgreementError, match=r"lists roster\.csv, which the document"):
        load(made)


def signed_in_fresh(folder: Path) -> Path:
    """Sign the folder again over all its files, as a careless program might."""
    from thalweg.wire.agreement_manifest import ListedFile

    (folder / FILE).unlink()
    data = (folder / "a.yaml").read_bytes()
    content = loads(data, "a.yaml", folder).sha256
    made = manifest(folder / "a.yaml")
    values = {name: getattr(made, name) for name in type(made).__slots__}
    names = ("a.yaml", "north.vkeys", "roster.csv", "south.vkeys")
    listed = tuple(ListedFile.of(n, (folder / n).read_bytes()) for n in names)
    again = type(made)(**(values | {"content": content, "files": listed}))
    written(folder, signed_by(again, "north").format())
    return folder


def test_two_parties_with_one_key_are_one_party(tmp_path: Path) -> None:
    pact = load(sides.write_ford(tmp_path / "ford"))
    same = open_keys("north").format()
    with pytest.raises(InputError, match="is the key of"):
        manifest_of(pact, {"north": same, "south": same}, sides.CATALOGUE)
    with pytest.raises(InputError, match="keys of south"):
        manifest_of(pact, {"north": same}, sides.CATALOGUE)


def test_a_root_key_is_no_other_partys(folder: Path) -> None:
    root: VerifierKey = open_keys("north").root
    assert signed_in(folder).keys["north"].root == root
    assert signed_in(folder).keys["south"].root != root
