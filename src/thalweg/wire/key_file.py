"""A side's keys as a text file: ``<use> <vkey>`` a line, in one order.

The file is one of those that the signed agreement lists, so that whose keys they are is
what both sides signed. Its digest is read out between the two before that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from thalweg.errors import InputError
from thalweg.wire.vkey import KeyKind, VerifierKey, parse_vkey

LARGEST_BYTES = 1 << 16
MOST_OFFICERS = 100

ROOT, LOG, SEALED, WITNESS, MIRROR, NODE = USES = (
    "root", "log", "sealed", "witness", "mirror", "node",
)  # fmt: skip
"""What a side's keys are for, beside those of its officers; each is there once.

``root`` signs agreements and lists of keys and lies in a drawer; ``log`` and ``sealed``
sign the checkpoints of its two logs; ``witness`` and ``mirror`` cosign the other
side's; ``node`` signs what the machine says.
"""

_OFFICER = re.compile(r"officer-[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?", re.ASCII)
_COSIGNS = frozenset({WITNESS, MIRROR})


def is_officer(use: str) -> bool:
    """Tell whether a key of this use signs what a person says."""
    return _OFFICER.fullmatch(use) is not None


def use_fault(use: str) -> str | None:
    """Say why a word is no use of a key; None where it is one."""
    if use in USES or is_officer(use):
        return None
    return (
        f"{use[:80]!r} is no use of a key; wanted {', '.join(USES)} or officer-<id>, "
        "the id of lower-case letters, digits and hyphens"
    )


def kind_of(use: str) -> KeyKind:
    """Return which kind of key a use needs."""
    return KeyKind.COSIGNATURE if use in _COSIGNS else KeyKind.ED25519


def order_of(use: str) -> tuple[int, str]:
    """Return what keys are put in order by: as `USES`, then the officers by name."""
    return (USES.index(use) if use in USES else len(USES), use)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One key for each use of one side.

    Raises
    ------
    InputError
        A use is missing or unknown, a key of the wrong kind, or one key stands twice:
        a cosignature does not say who made it, so that no two may share a key.
    """

    keys: Mapping[str, VerifierKey]

    def __post_init__(self) -> None:
        """Refuse what can never be meant."""
        if missing := [use for use in USES if use not in self.keys]:
            raise InputError(f"keys: missing: {', '.join(missing)}")
        seen: dict[bytes, str] = {}
        for use, key in self.keys.items():
            if fault := use_fault(use):
                raise InputError(f"keys: {fault}")
            if key.kind is not kind_of(use):
                raise InputError(
                    f"keys: {use}: a key of type {key.kind.value}, "
                    f"wanted type {kind_of(use).value}"
                )
            if key.public in seen:
                raise InputError(f"keys: {use} and {seen[key.public]} are one key")
            seen[key.public] = use
        if self.keys[LOG].name == self.keys[SEALED].name:
            raise InputError("keys: log and sealed bear one origin; each needs its own")

    @property
    def root(self) -> VerifierKey:
        """The key that signs agreements and lists of keys."""
        return self.keys[ROOT]

    @property
    def officers(self) -> tuple[VerifierKey, ...]:
        """The keys of people."""
        return tuple(key for use, key in self.keys.items() if is_officer(use))

    def format(self) -> bytes:
        """Return the only bytes that spell these keys."""
        uses = sorted(self.keys, key=order_of)
        return "".join(f"{use} {self.keys[use].text()}\n" for use in uses).encode()


def parse_key_file(data: bytes, name: str) -> KeyFile:
    """Read the keys of one side from the file `name`.

    Raises
    ------
    InputError
        Naming the line and what is wrong with it.
    """
    if len(data) > LARGEST_BYTES:
        raise InputError(f"{name}: larger than {LARGEST_BYTES:,} bytes")
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as why:
        raise InputError(f"{name}: not ASCII at byte {why.start}") from None
    if lines.pop() or not lines:
        raise InputError(f"{name}: wanted lines '<use> <vkey>', each with its end")
    keys: dict[str, VerifierKey] = {}
    for number, line in enumerate(lines, 1):
        use, blank, text = line.partition(" ")
        where = f"{name}:{number}"
        if not blank or use_fault(use):
            raise InputError(f"{where}: {use_fault(use) or 'wanted <use> <vkey>'}")
        if use in keys:
            raise InputError(f"{where}: {use} stands there twice")
        try:
            keys[use] = parse_vkey(text)
        except InputError as why:
            raise InputError(f"{where}: {why}") from None
    try:
        found = KeyFile(keys)
    except InputError as why:
        raise InputError(f"{name}: {why}") from None
    if len(found.officers) > MOST_OFFICERS:
        raise InputError(f"{name}: more than {MOST_OFFICERS} officers")
    if found.format() != data:
        raise InputError(
            f"{name}: not in order: {', '.join(USES)}, then the officers by name"
        )
    return found
