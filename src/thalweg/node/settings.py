"""``node.yaml``: everything that one node is told, and every limit it keeps to.

Read by the same strict loader as agreements; paths are relative to the file's folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from thalweg.errors import ConfigError
from thalweg.wire.quantity import DurationS
from thalweg.wire.yaml import Document, Strict, read_yaml, shown

if TYPE_CHECKING:
    from thalweg.hotline.sides import Limits

LARGEST_SETTINGS_BYTES: Final = 1 << 20

_SQLITE = "sqlite:///"
_PARTY = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
_SIZE = re.compile(r"([1-9][0-9]{0,5}) (kB|MB|GB|KiB|MiB|GiB)", re.ASCII)
_SIZES = {
    **{"kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000},
    **{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30},
}
_ADDRESS = re.compile(r"(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})", re.ASCII)
_URL = re.compile(r"https://[A-Za-z0-9.\[\]:-]+?(:[0-9]{1,5})?/?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLimits:
    """Every limit of a node's network, and why.

    Attributes
    ----------
    heartbeat_s
        how often the line is tried: 10 on a network, 60 by satellite.
    request_s
        how long a request may take before a byte of it must have come.
    least_bytes_per_s
        what a body has to come at, on average, beyond that: who sends slower on purpose
        holds nothing for long, and a thin line is not cut off.
    parcel_bytes
        how large a parcel is made; small for a thin line.
    body_bytes
        the largest parcel taken: one of the usual size and the largest bundle fit.
    checkpoint_bytes
        the largest ``add-checkpoint``: 63 lines of proof and a checkpoint fit.
    connections
        how many are held at once; further ones are told to come again.
    parcels_at_once
        how many parcels are taken in at a time: their bytes are in memory.
    longest_backoff_s
        between two tries of a line that is down.
    tick_s
        how often the node looks for what is due.
    batch
        messages that are written in one commit, at most.
    day_bytes, proofs_bytes
        of the other side's entries that are taken in a day, and of its proofs of sealed
        entries; see `thalweg.hotline.sides.Limits`.
    """

    heartbeat_s: float = 10.0
    request_s: float = 10.0
    least_bytes_per_s: float = 1_000.0
    parcel_bytes: int = 4 << 20
    body_bytes: int = 24 << 20
    checkpoint_bytes: int = 1 << 16
    connections: int = 32
    parcels_at_once: int = 1
    longest_backoff_s: float = 30.0
    tick_s: float = 1.0
    batch: int = 512
    day_bytes: int = 1 << 30
    proofs_bytes: int = 256 << 20

    def line(self, *, is_on_network: bool) -> Limits:
        """Return the limits of the line itself; parcels by hand have no heartbeat."""
        # Whoever asks a node that runs needs its settings, and no line of his own.
        from thalweg.hotline.sides import Limits

        return Limits(
            heartbeat_s=self.heartbeat_s if is_on_network else None,
            parcel_bytes=self.parcel_bytes,
            day_bytes=self.day_bytes,
            proofs_bytes=self.proofs_bytes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a node is told.

    Attributes
    ----------
    path
        the settings file.
    party
        whose node this is.
    agreement
        the agreement's document, or the manifest that both sides signed.
    store, guard, published
        the record's database; its guard, outside the folder that is backed up; the
        folder that its logs are published in, that of the database if not told.
    keys, passphrase
        the folder of keys; the file with their passphrase, None where it is asked.
    control
        the socket by which the command line reaches the node.
    listen
        host and port for the other side; None where it cannot reach this one.
    peer_url
        where the other side is; None where this site only listens, or sends parcels.
    peer_keys
        the file of the other side's verifier keys.
    certificate, certificate_key, peer_certificate
        the doorman's: own certificate and key, and the one certificate let in.
    feeds
        how many feeds are named. This edition of the node does not read them.
    limits
        every limit of its network.
    """

    path: Path
    party: str
    agreement: Path
    store: Path
    guard: Path
    published: Path
    keys: Path
    passphrase: Path | None
    control: Path
    listen: tuple[str, int] | None
    peer_url: str | None
    peer_keys: Path | None
    certificate: Path
    certificate_key: Path
    peer_certificate: Path
    feeds: int
    limits: NodeLimits

    @property
    def is_on_network(self) -> bool:
        """Whether anything but parcels by hand can reach the other side."""
        return self.listen is not None or self.peer_url is not None


def _party(value: str) -> str:
    if not _PARTY.fullmatch(value):
        raise ValueError(f"wanted a party such as 'west', got {shown(value)}")
    return value


def _store(value: str) -> str:
    if not value.startswith(_SQLITE) or len(value) == len(_SQLITE):
        raise ValueError(f"wanted 'sqlite:///' and a file, got {shown(value)}")
    return value.removeprefix(_SQLITE)


def _size_bytes(value: object) -> int:
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"wanted a size such as '4 MiB', got {shown(value)}")
    return int(match[1]) * _SIZES[match[2]]


def _address(value: str) -> str:
    match = _ADDRESS.fullmatch(value)
    if match is None or int(match[2]) > 65_535:
        raise ValueError(
            f"wanted a host and a port such as '127.0.0.1:8443', got {shown(value)}"
        )
    return value


def _url(value: str) -> str:
    if not _URL.fullmatch(value):
        raise ValueError(
            f"wanted an address such as 'https://east:8443', got {shown(value)}"
        )
    return value.rstrip("/")


Party = Annotated[str, AfterValidator(_party)]
FileName = Annotated[str, Field(min_length=1, max_length=400)]
SizeBytes = Annotated[int, BeforeValidator(_size_bytes)]
Address = Annotated[str, AfterValidator(_address)]
Count = Annotated[int, Field(ge=1, le=10_000)]


class StoreV1(Strict):
    """Where the record is."""

    url: Annotated[str, AfterValidator(_store)]
    guard: FileName
    published: FileName | None = None


class KeysV1(Strict):
    """Where the keys are, and the file that opens them."""

    dir: FileName
    passphrase: FileName | None = None


class ListenV1(Strict):
    """Where the node can be reached."""

    desk: Address | None = None
    peer: Address | None = None


class PeerV1(Strict):
    """Where the other side is, and by what it is known."""

    url: Annotated[str, AfterValidator(_url)] | None = None
    keys: FileName | None = None
    certificate: FileName | None = None


class LimitsV1(Strict):
    """Limits that differ from line to line; see `NodeLimits`."""

    heartbeat_s: DurationS = Field(10.0, alias="heartbeat")
    request_s: DurationS = Field(10.0, alias="request")
    backoff_s: DurationS = Field(30.0, alias="backoff")
    tick_s: DurationS = Field(1.0, alias="tick")
    parcel: SizeBytes = 4 << 20
    body: SizeBytes = 24 << 20
    day: SizeBytes = 1 << 30
    proofs: SizeBytes = 256 << 20
    connections: Count = 32


SECTIONS: Final[Mapping[str, tuple[Any, bool]]] = {
    "thalweg": (Literal["node/1"], True),
    "party": (Party, True),
    "agreement": (FileName, True),
    "store": (StoreV1, True),
    "keys": (KeysV1, True),
    "control": (FileName, False),
    "listen": (ListenV1, False),
    "peer": (PeerV1, False),
    "feeds": (Annotated[list[Any], Field(max_length=1_000)], False),
    "limits": (LimitsV1, False),
}


def read_settings(path: Path) -> Settings:
    """Return the settings in a file.

    Raises
    ------
    ConfigError
        With every fault of it: ``node.yaml:4:13: store.url: ...``.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_SETTINGS_BYTES + 1)
    except OSError as why:
        raise ConfigError([f"{path}: {why.strerror or why}"]) from None
    return parse_settings(data, path)


def parse_settings(data: bytes, path: Path) -> Settings:
    """Return the settings in the bytes of a file; as `read_settings`."""
    document = read_yaml(data, path.name)
    if document.value is not None and not isinstance(document.value, dict):
        document.fault((), f"wanted settings, got {shown(document.value)}")
        document.value = None
    got = {} if document.value is None else document.section((), SECTIONS)
    if document.value is None and not document.faults:
        document.fault((), "wanted settings, got nothing")
    limits = _limits(document, got.get("limits"))
    if document.faults:
        raise ConfigError(document.faults.lines())
    return _settings(path, got, limits)


def _settings(path: Path, got: Mapping[str, Any], limits: NodeLimits) -> Settings:
    folder = path.parent
    store: StoreV1 = got["store"]
    keys: KeysV1 = got["keys"]
    listen: ListenV1 = got.get("listen") or ListenV1.model_validate({})
    peer: PeerV1 = got.get("peer") or PeerV1.model_validate({})
    key_folder = folder / keys.dir
    return Settings(
        path=path,
        party=got["party"],
        agreement=folder / got["agreement"],
        store=folder / store.url,
        guard=folder / store.guard,
        published=_published(folder, store),
        keys=key_folder,
        passphrase=None if keys.passphrase is None else folder / keys.passphrase,
        control=folder / got.get("control", "node.sock"),
        listen=None if listen.peer is None else _host_port(listen.peer),
        peer_url=peer.url,
        peer_keys=None if peer.keys is None else folder / peer.keys,
        certificate=key_folder / "door.crt",
        certificate_key=key_folder / "door.pem",
        peer_certificate=folder / (peer.certificate or "peer.crt"),
        feeds=len(got.get("feeds", ())),
        limits=limits,
    )


def _published(folder: Path, store: StoreV1) -> Path:
    if store.published is not None:
        return folder / store.published
    return (folder / store.url).parent


def _limits(document: Document, given: LimitsV1 | None) -> NodeLimits:
    found = LimitsV1.model_validate({}) if given is None else given
    for key, value in (
        ("heartbeat", found.heartbeat_s),
        ("request", found.request_s),
        ("backoff", found.backoff_s),
        ("tick", found.tick_s),
    ):
        if not 0.05 <= value <= 3600:
            document.fault(("limits", key), "wanted 0.05 s to 1 h")
    if not found.parcel <= found.body <= 48 << 20:
        document.fault(
            ("limits", "body"), "wanted at least limits.parcel, and 48 MiB at most"
        )
    return NodeLimits(
        heartbeat_s=found.heartbeat_s,
        request_s=found.request_s,
        longest_backoff_s=found.backoff_s,
        tick_s=found.tick_s,
        parcel_bytes=found.parcel,
        body_bytes=found.body,
        day_bytes=found.day,
        proofs_bytes=found.proofs,
        connections=found.connections,
    )


def _host_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)
