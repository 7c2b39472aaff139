"""A list of keys: which of a side's keys count, from where to where, and which do not.

The payload ``application/vnd.thalweg.keys.v1+json``, signed by the side's root key and
an entry of both logs. An index is that of an entry in the log of the side whose keys
they are. A newer list stands in the place of the one before it, for what comes after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thalweg.errors import InputError, RefusedError
from thalweg.model.message import EntryRef
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.exact import NAME, ExactFields, ref_fields
from thalweg.wire.key_file import MIRROR, WITNESS, is_officer, kind_of, use_fault
from thalweg.wire.vkey import VerifierKey

FORMAT = "keys/1"
MOST_KEYS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyTerm:
    """A key, its use, and where it counts: ends left out, None is open.

    `from_index` to `until_index` are entries of the side's own log; `from_us` to
    `until_us` microseconds since 1970. What a witness's or a mirror's key signs stands
    in the other side's log: it has times alone.
    """

    use: str
    key: VerifierKey
    from_index: int = 0
    until_index: int | None = None
    from_us: int = 0
    until_us: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the key counts from the list on, without an end."""
        begins = self.from_index or self.from_us
        return not begins and self.until_index is None and self.until_us is None

    def holds(self, index: int, time_us: int | None) -> bool:
        """Tell whether the key counts at an entry; None where it states no time."""
        if not self.from_index <= index < _open(self.until_index):
            return False
        return time_us is None or self.from_us <= time_us < _open(self.until_us)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A key that somebody else may hold, and the last entry it may have signed.

    `last_good` is None where nothing that it signed is to be trusted; for a witness's
    or a mirror's key it is an entry of the log that it cosigned.
    """

    key: VerifierKey
    last_good: EntryRef | None
    revoked_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyList:
    """One edition of a side's list of keys; the file of the agreement is edition 0."""

    party: str
    edition: int
    made_us: int
    keys: tuple[KeyTerm, ...]
    revoked: tuple[Revocation, ...] = ()

    @property
    def sha256(self) -> str:
        """Digest of the payload, by which CH-6 names the list."""
        return sha256_hex(self.encode())

    def term(self, key: VerifierKey) -> KeyTerm | None:
        """Return what it says of a key; None where it does not name it."""
        return next((term for term in self.keys if term.key == key), None)

    def persons(self, keys: Iterable[VerifierKey]) -> int:
        """Return how many officers some of its keys are of; two of one are one."""
        uses = {t.key: t.use for t in self.keys if is_officer(t.use)}
        return len({uses[key] for key in keys if key in uses})

    def encode_if_listed(self) -> bytes:
        """Return the payload; empty for edition 0, which stands in no entry."""
        return self.encode() if self.edition else b""

    def encode(self) -> bytes:
        """Return the payload, the bytes that are signed.

        Raises
        ------
        InputError
            The list could not be read again; naming everything that is wrong with it.
        """
        data = canonical_json(
            {
                "thalweg": FORMAT,
                "party": self.party,
                "edition": self.edition,
                "made_us": self.made_us,
                "keys": [_term_told(one) for one in self.keys],
                "revoked": [_revocation_told(one) for one in self.revoked],
            }
        )
        try:
            parse_key_list(data)
        except RefusedError as why:
            raise InputError(str(why)) from None
        return data


def parse_key_list(data: bytes) -> KeyList:
    """Return the list of keys that a payload spells; other spellings are refused.

    Raises
    ------
    RefusedError
        Naming everything that is wrong with the payload.
    """
    read = ExactFields("keys")
    keys = ("party", "edition", "made_us", "keys", "revoked")
    found = read.document(data, FORMAT, keys)
    terms = read.items(found["keys"], "keys", MOST_KEYS)
    revoked = read.items(found["revoked"], "revoked", MOST_KEYS)
    whole = KeyList(
        party=read.text(found["party"], "party", NAME, "a party's id"),
        edition=read.whole(found["edition"], "edition", 1),
        made_us=read.whole(found["made_us"], "made_us"),
        keys=tuple(t for n, v in enumerate(terms) if (t := _term(read, v, n))),
        revoked=tuple(
            r for n, v in enumerate(revoked) if (r := _revocation(read, v, n))
        ),
    )
    _hold_together(read, whole)
    read.done()
    return whole


def _term(read: ExactFields, value: object, number: int) -> KeyTerm | None:
    path = f"keys[{number}]"
    names = ("use", "vkey", "from_index", "until_index", "from_us", "until_us")
    fields = read.fields(value, path, names)
    if not fields:
        return None
    use, key = fields["use"], read.key(fields["vkey"], f"{path}.vkey")
    fault = use_fault(use) if isinstance(use, str) else "wanted the use of a key"
    if fault or not isinstance(use, str):
        read.fault(f"{path}.use", str(fault))
        return None
    if key is None:
        return None
    if key.kind is not kind_of(use):
        read.fault(f"{path}.vkey", f"a key of type {key.kind.value} for {use}")
    term = KeyTerm(
        use=use,
        key=key,
        from_index=read.whole(fields["from_index"], f"{path}.from_index"),
        until_index=read.whole_or_null(fields["until_index"], f"{path}.until_index"),
        from_us=read.whole(fields["from_us"], f"{path}.from_us"),
        until_us=read.whole_or_null(fields["until_us"], f"{path}.until_us"),
    )
    if term.from_index >= _open(term.until_index):
        read.fault(f"{path}.until_index", "ends before it begins")
    if term.from_us >= _open(term.until_us):
        read.fault(f"{path}.until_us", "ends before it begins")
    if use in (WITNESS, MIRROR) and (term.from_index, term.until_index) != (0, None):
        read.fault(path, f"a key of {use} has no indices, only times")
    return term


def _revocation(read: ExactFields, value: object, number: int) -> Revocation | None:
    path = f"revoked[{number}]"
    fields = read.fields(value, path, ("vkey", "last_good", "revoked_us"))
    if not fields:
        return None
    key = read.key(fields["vkey"], f"{path}.vkey")
    last_good = read.ref_or_null(fields["last_good"], f"{path}.last_good")
    revoked_us = read.whole(fields["revoked_us"], f"{path}.revoked_us")
    if key is None:
        return None
    return Revocation(key=key, last_good=last_good, revoked_us=revoked_us)


def _hold_together(read: ExactFields, whole: KeyList) -> None:
    revoked = {one.key.public for one in whole.revoked}
    if len(revoked) != len(whole.revoked):
        read.fault("revoked", "one key stands there twice")
    uses: dict[bytes, str] = {}
    for number, term in enumerate(whole.keys):
        if term.key.public in revoked:
            read.fault(f"keys[{number}]", "the key is revoked in this list")
        if term.key.public in uses:
            told = f"the key stands there for {uses[term.key.public]} already"
            read.fault(f"keys[{number}]", told)
        uses[term.key.public] = term.use
    if not any(term.use == "root" for term in whole.keys):
        read.fault("keys", "no root key: nobody could sign the next list")


def _term_told(term: KeyTerm) -> dict[str, object]:
    return {
        "use": term.use,
        "vkey": term.key.text(),
        "from_index": term.from_index,
        "until_index": term.until_index,
        "from_us": term.from_us,
        "until_us": term.until_us,
    }


def _revocation_told(one: Revocation) -> dict[str, object]:
    return {
        "vkey": one.key.text(),
        "last_good": ref_fields(one.last_good),
        "revoked_us": one.revoked_us,
    }


def _open(end: int | None) -> float:
    return float("inf") if end is None else end
