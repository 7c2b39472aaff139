"""Parcels: what one side has for the other, as bytes that any carrier can carry.

The same bytes go by HTTPS, by e-mail, on a stick or through a diode. A parcel is a tar
archive in one spelling (`thalweg.wire.ustar`) of files with known names, in this order:

``parcel.json``
    who to whom, when, what is held of the receiver's logs and how long the own are;
    unsigned, so that nothing but what to send next is taken from it
``log/add-checkpoint``
    the newest checkpoint of the sender's log, as the body of a witness request (C2SP
    tlog-witness) from the size that the receiver held by its last word
``log/growth``
    where the entries in this parcel end before that checkpoint does: a body of the same
    form, from the size they lead to
``log/tile/entries/...``
    entry bundles (C2SP tlog-tiles), from that of the first entry the receiver lacks
``log/keys/1``, ``log/keys/2``, ...
    lists of the sender's keys that stand in entries after those, in their order: they
    say whose the signature on the checkpoint is; before them, the first two entries
    of each log that continued another, until the newest has a receipt
``sealed/add-checkpoint``
    the same of the sealed log, whose entries are not shown
``peer/log``, ``peer/log-witness``, ``peer/sealed``
    the newest checkpoints of the receiver's logs that the sender's mirror and witness
    cosigned: its receipts. The second stands there where the witness is ahead
``back/growth``, ``back/log/tile/entries/...``
    entries of the receiver's own log, where it says it has fewer than the sender holds:
    how a restored backup recovers
``disclosed/<sha256>.tlog-proof``
    proofs of sealed entries that the sender's messages disclose (RC-3)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thalweg.errors import RefusedError
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.strict_json import load_exact
from thalweg.wire.tile import (
    LARGEST_ENTRY_BYTES,
    TILE_WIDTH,
    TilePath,
    pack_bundle,
    parse_bundle,
    parse_path,
)
from thalweg.wire.ustar import pack, unpack

FORMAT = "parcel/1"
LARGEST_BYTES = 48 << 20
"""No larger parcel is read; the usual 4 MiB and the largest bundle fit into it."""

_LARGEST = {
    "parcel.json": 1_000,
    "log/add-checkpoint": 1 << 16,
    "log/growth": 1 << 16,
    "sealed/add-checkpoint": 1 << 16,
    "peer/log": 1 << 17,
    "peer/log-witness": 1 << 17,
    "peer/sealed": 1 << 17,
    "back/growth": 1 << 16,
}
_PROOF = re.compile(r"disclosed/([0-9a-f]{64})\.tlog-proof", re.ASCII)
_LARGEST_PROOF = 1 << 18
_LIST = re.compile(r"log/keys/[1-9][0-9]{0,2}", re.ASCII)
_PARTY = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many entries of a side's log and of its sealed log."""

    log: int
    sealed: int


@dataclass(frozen=True, slots=True)
class Run:
    """Entries of one log, side by side: `first` is the index of the first."""

    first: int
    entries: tuple[bytes, ...]

    @property
    def end(self) -> int:
        """The index after the last."""
        return self.first + len(self.entries)


NOTHING = Run(0, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What stands in a parcel; see the top of this file. Nothing is verified yet.

    Files that are not there are None. `made_us` is the sender's clock. Runs begin at a
    multiple of 256, as bundles do.
    """

    sender: str
    recipient: str
    made_us: int
    holds: Sizes
    own: Sizes
    log: bytes | None = None
    growth: bytes | None = None
    run: Run = NOTHING
    lists: tuple[bytes, ...] = ()
    sealed: bytes | None = None
    receipt: bytes | None = None
    witnessed: bytes | None = None
    sealed_receipt: bytes | None = None
    back_growth: bytes | None = None
    back: Run = NOTHING
    disclosed: tuple[bytes, ...] = ()


def make_parcel(parcel: Parcel) -> bytes:
    """Return the bytes of a parcel: equal content gives equal bytes."""
    files = [("parcel.json", _head(parcel))]
    files += _given(("log/add-checkpoint", parcel.log), ("log/growth", parcel.growth))
    files += _bundles("log/", parcel.run)
    files += ((f"log/keys/{n}", one) for n, one in enumerate(parcel.lists, 1))
    files += _given(
        ("sealed/add-checkpoint", parcel.sealed),
        ("peer/log", parcel.receipt),
        ("peer/log-witness", parcel.witnessed),
        ("peer/sealed", parcel.sealed_receipt),
        ("back/growth", parcel.back_growth),
    )
    files += _bundles("back/log/", parcel.back)
    files += (
        (f"disclosed/{sha256_hex(proof)}.tlog-proof", proof)
        for proof in parcel.disclosed
    )
    return pack(files)


def read_parcel(data: bytes) -> Parcel:
    """Read a parcel; what stands in its files is for others to verify.

    Raises
    ------
    RefusedError
        It is too large, not a parcel in its one spelling, has a file of another name or
        size, bundles that do not follow one another, or a torn one.
    """
    if len(data) > LARGEST_BYTES:
        _refuse(f"{len(data):,} bytes; at most {LARGEST_BYTES:,} are read")
    files: dict[str, bytes] = {}
    for name, content in unpack(data):
        _check_file(name, content)
        if name in files:
            _refuse(f"{name} stands there twice")
        files[name] = content
    sender, recipient, made_us, holds, own = _read_head(files.get("parcel.json", b""))
    parcel = Parcel(
        sender=sender,
        recipient=recipient,
        made_us=made_us,
        holds=holds,
        own=own,
        log=files.get("log/add-checkpoint"),
        growth=files.get("log/growth"),
        run=_run("log/", files),
        lists=tuple(files[name] for name in files if _LIST.fullmatch(name)),
        sealed=files.get("sealed/add-checkpoint"),
        receipt=files.get("peer/log"),
        witnessed=files.get("peer/log-witness"),
        sealed_receipt=files.get("peer/sealed"),
        back_growth=files.get("back/growth"),
        back=_run("back/log/", files),
        disclosed=tuple(files[name] for name in files if _PROOF.fullmatch(name)),
    )
    if make_parcel(parcel) != data:
        _refuse("its files are not in their order, or not named by what they hold")
    return parcel


def _head(parcel: Parcel) -> bytes:
    def sizes(of: Sizes) -> dict[str, int]:
        return {"log": of.log, "sealed": of.sealed}

    return canonical_json(
        {
            "thalweg": FORMAT,
            "from": parcel.sender,
            "to": parcel.recipient,
            "made_us": parcel.made_us,
            "holds": sizes(parcel.holds),
            "own": sizes(parcel.own),
        }
    )


def _read_head(data: bytes) -> tuple[str, str, int, Sizes, Sizes]:
    try:
        found = load_exact(data)
        keys = ("thalweg", "from", "to", "made_us", "holds", "own")
        if not isinstance(found, dict) or set(found) != set(keys):
            raise ValueError(f"wanted exactly the keys {', '.join(keys)}")
        if found["thalweg"] != FORMAT:
            raise ValueError(f"wanted 'thalweg': '{FORMAT}'")
        sender, recipient = _party(found["from"]), _party(found["to"])
        made_us = _whole(found["made_us"])
        return sender, recipient, made_us, _sizes(found["holds"]), _sizes(found["own"])
    except ValueError as why:
        raise RefusedError([f"parcel.json: {why}"]) from None


def _party(value: object) -> str:
    if not isinstance(value, str) or not _PARTY.fullmatch(value):
        raise ValueError("'from' and 'to' must be ids of parties")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("times and sizes are whole numbers, 0 or more")
    return value


def _sizes(value: object) -> Sizes:
    if not isinstance(value, dict) or set(value) != {"log", "sealed"}:
        raise ValueError("'holds' and 'own' have exactly the keys log and sealed")
    return Sizes(_whole(value["log"]), _whole(value["sealed"]))


def _given(*files: tuple[str, bytes | None]) -> Iterator[tuple[str, bytes]]:
    return ((name, data) for name, data in files if data is not None)


def _bundles(under: str, run: Run) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(run.entries), TILE_WIDTH):
        part = run.entries[start : start + TILE_WIDTH]
        place = TilePath(None, (run.first + start) // TILE_WIDTH, len(part))
        yield under + place.path, pack_bundle(part)


def _run(under: str, files: dict[str, bytes]) -> Run:
    """Return the entries of the bundles below a folder, which follow one another."""
    names = [name for name in files if name.startswith(f"{under}tile/")]
    places = [parse_path(name.removeprefix(under)) for name in names]
    entries: list[bytes] = []
    for at, (name, place) in enumerate(zip(names, places, strict=True)):
        whole = place.width == TILE_WIDTH or at == len(places) - 1
        if place.index != places[0].index + at or not whole:
            _refuse(f"{name}: it does not follow the bundle before it")
        entries += parse_bundle(files[name], place.width)
    first = places[0].index * TILE_WIDTH if places else 0
    return Run(first, tuple(entries))


def _check_file(name: str, data: bytes) -> None:
    largest = _LARGEST.get(name)
    if largest is None and _PROOF.fullmatch(name):
        largest = _LARGEST_PROOF
    if largest is None and _LIST.fullmatch(name):
        largest = LARGEST_ENTRY_BYTES
    if largest is None:
        under = next((u for u in ("log/", "back/log/") if name.startswith(u)), "")
        if not under or parse_path(name.removeprefix(under)).level is not None:
            _refuse(f"{name[:100]!r} has no place in a parcel")
        largest = LARGEST_BYTES
    if len(data) > largest:
        _refuse(f"{name}: {len(data):,} bytes; at most {largest:,} are read")


def _refuse(fault: str) -> None:
    raise RefusedError([f"parcel: {fault}"])


def run_from(first: int, entries: Sequence[bytes]) -> Run:
    """Return a run; `first` is a multiple of 256."""
    if first % TILE_WIDTH:
        raise ValueError(f"a run of bundles does not begin at entry {first}")
    return Run(first, tuple(entries))
