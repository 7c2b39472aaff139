"""Who must have cosigned a checkpoint (C2SP tlog-policy), as text of a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from thalweg.errors import InputError
from thalweg.wire.vkey import KeyKind, VerifierKey, parse_vkey

LARGEST_BYTES = 1 << 16
MOST_LINES = 256
NONE = "none"

_WANTED = {
    "log": "log <vkey> [<url>]",
    "witness": "witness <name> <vkey> [<url>]",
    "group": "group <name> all|any|<number> <member>...",
    "quorum": "quorum <name of a witness or group>|none",
}


@dataclass(frozen=True, slots=True)
class Group:
    """How many of which witnesses and groups there must be."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The logs that are accepted, the witnesses by name, and the quorum of them.

    `quorum` is the name of a witness or a group; ``none`` asks for no cosignature.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    quorum: str

    def satisfied_by(self, keys: Iterable[VerifierKey]) -> bool:
        """Tell whether cosignatures of `keys`, all verified, are enough."""
        cosigned = set(keys)
        held = {NONE} | {
            name for name, key in self.witnesses.items() if key in cosigned
        }
        # A group names only what stood before it.
        for name, group in self.groups.items():
            if len(held.intersection(group.members)) >= group.needed:
                held.add(name)
        return self.quorum in held


def parse_policy(data: bytes, name: str = "policy") -> Policy:
    """Read a policy; `name` is the file's, for the error.

    Keys of other types than Ed25519 and its cosignatures are not read.

    Raises
    ------
    InputError
        Naming the line, what was wanted there and what came.
    """
    if len(data) > LARGEST_BYTES:
        raise InputError(f"{name}: {len(data):,} bytes; at most {LARGEST_BYTES:,}")
    if any((byte < 32 and byte not in b"\t\n") or byte == 127 for byte in data):
        raise InputError(f"{name}: a control character; wanted plain lines of text")
    # Names are octets to the specification: what is no UTF-8 goes through unchanged.
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    if lines.pop() or len(lines) > MOST_LINES:
        raise InputError(
            f"{name}: wanted at most {MOST_LINES} lines, each ending in a newline"
        )
    reading = _Reading(name)
    for number, line in enumerate(lines, 1):
        words = [word for word in line.replace("\t", " ").split(" ") if word]
        if words and not words[0].startswith("#"):
            reading.take(number, words)
    return reading.policy()


@dataclass(slots=True)
class _Reading:
    file: str
    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    free: set[str] = field(default_factory=set)
    quorum: str | None = None
    line: int = 0

    def take(self, line: int, words: list[str]) -> None:
        """Take one line; each kind says for itself what it wants."""
        self.line = line
        kind, rest = words[0], words[1:]
        if kind == "log" and 1 <= len(rest) <= 2:
            self._add_log(rest[0])
        elif kind == "witness" and 2 <= len(rest) <= 3:
            self._add_witness(rest[0], rest[1])
        elif kind == "group" and len(rest) >= 3:
            self._add_group(rest[0], rest[1], tuple(rest[2:]))
        elif kind == "quorum" and len(rest) == 1:
            self._set_quorum(rest[0])
        else:
            wanted = _WANTED.get(kind, "a line of log, witness, group or quorum")
            self._wrong(f"wanted {wanted!r}")

    def policy(self) -> Policy:
        """Return what was read; a policy without a quorum is none."""
        if self.quorum is None:
            raise InputError(f"{self.file}: no line {_WANTED['quorum']!r}")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum)

    def _add_log(self, text: str) -> None:
        key = self._key(text, KeyKind.ED25519)
        if any(key.public == other.public for other in self.logs):
            self._wrong("the same log twice")
        self.logs.append(key)

    def _add_witness(self, name: str, text: str) -> None:
        key = self._key(text, KeyKind.COSIGNATURE)
        if any(key.public == other.public for other in self.witnesses.values()):
            self._wrong("the same witness twice")
        self._name(name)
        self.witnesses[name] = key

    def _add_group(self, name: str, count: str, members: tuple[str, ...]) -> None:
        needed = {"all": len(members), "any": 1}.get(count)
        if needed is None and count.isascii() and count.isdecimal() and len(count) < 4:
            needed = int(count) if count[0] != "0" else 0
        if needed is None or not 1 <= needed <= len(members):
            self._wrong(f"wanted all, any, or 1 to {len(members)}, not {count!r}")
        for member in members:
            if member not in self.free:
                self._wrong(f"{member!r} is not defined above, or in a group already")
            self.free.remove(member)
        self._name(name)
        self.groups[name] = Group(needed, members)

    def _set_quorum(self, name: str) -> None:
        if self.quorum is not None:
            self._wrong("a second quorum")
        if name not in {NONE, *self.witnesses, *self.groups}:
            self._wrong(f"{name!r} is not defined above")
        self.quorum = name

    def _name(self, name: str) -> None:
        if name in {NONE, *self.witnesses, *self.groups}:
            self._wrong(f"the name {name!r} is taken")
        self.free.add(name)

    def _key(self, text: str, kind: KeyKind) -> VerifierKey:
        try:
            key = parse_vkey(text)
        except InputError as why:
            self._wrong(str(why))
        if key.kind is not kind:
            self._wrong(f"wanted a key of type {kind.value}, not {key.kind.value}")
        return key

    def _wrong(self, fault: str) -> NoReturn:
        told = f"{self.file}: line {self.line}: {fault}"
        raise InputError(told.encode("utf-8", "replace").decode())
