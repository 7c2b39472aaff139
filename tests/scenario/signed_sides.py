"""Two sides at a ford, their keys of fixed seeds: what every test of a signature needs.

The keys are good for tests alone.
"""

from __future__ import annotations

from pathlib import Path

from tests.scenario.bad_inputs import AGREEMENT
from thalweg.agreement.load import load
from thalweg.agreement.signed import manifest_of, sign_manifest
from thalweg.record.keys import write_keys
from thalweg.wire.agreement_manifest import FILE, AgreementManifest
from thalweg.wire.envelope import Envelope
from thalweg.wire.key_file import USES, KeyFile, kind_of
from thalweg.wire.signing import SigningKey

WORD = b"correct horse"
CATALOGUE = "c" * 64
USED = (*USES, "officer-1", "officer-2")
FORD = AGREEMENT.replace(
    "edition: 1\n", "edition: 1\nin_force: {from: 2019-01-01T00:00:00Z}\n"
).replace("roster:\n", "roster:\n  - {file: roster.csv}\n")
ROSTER = b"address,party\nf0e001,north\nf0e002,south\n"
FLOWN = "time,mover,lat_deg,lon_deg,alt_baro_ft\n" + "".join(
    f"2020-01-01T00:{n:02d}:{s:02d}Z,f0e001,49.{930 + n:03d},10.2,9000\n"
    for n in range(20)
    for s in (0, 20, 40)
)
"""Twenty minutes of a north's aircraft on the other side of the river."""


def keys_of(party: str) -> dict[str, SigningKey]:
    """Return one side's keys by use."""
    salt = sum(map(ord, party)) % 256
    return {
        use: SigningKey.from_seed(
            f"{party}.ford/{use}", kind_of(use), bytes([n + 1, salt]) * 16
        )
        for n, use in enumerate(USED)
    }


NORTH, SOUTH = keys_of("north"), keys_of("south")
KEYS = {"north": NORTH, "south": SOUTH}


def open_keys(party: str) -> KeyFile:
    return KeyFile({use: key.verifier for use, key in KEYS[party].items()})


def write_ford(folder: Path) -> Path:
    """Write the unsigned agreement with its roster, and return its document."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.yaml").write_text(FORD, "utf-8")
    (folder / "roster.csv").write_bytes(ROSTER)
    return folder / "a.yaml"


def manifest(document: Path, **changed: object) -> AgreementManifest:
    files = {party: open_keys(party).format() for party in KEYS}
    return manifest_of(load(document), files, CATALOGUE, **changed)  # type: ignore[arg-type]


def signed_by(made: AgreementManifest, *parties: str) -> Envelope:
    envelope = sign_manifest(made, KEYS[parties[0]]["root"])
    more = [sign_manifest(made, KEYS[p]["root"]).signatures[0] for p in parties[1:]]
    return Envelope(
        envelope.payload_type, envelope.payload, (*envelope.signatures, *more)
    )


def write_signed(folder: Path, *parties: str) -> Path:
    """Write a folder that the parties signed, and return it."""
    document = write_ford(folder)
    for party in KEYS:
        (folder / f"{party}.vkeys").write_bytes(open_keys(party).format())
    # The folder is not signed yet, and load looks at the document and its files alone.
    envelope = signed_by(manifest(document), *(parties or tuple(KEYS)))
    (folder / FILE).write_bytes(envelope.format())
    return folder


def write_key_folders(folder: Path) -> None:
    """Write each side's keys into ``<party>-keys``, under `WORD`."""
    for party, keys in KEYS.items():
        write_keys(folder / f"{party}-keys", keys, WORD)
