"""A sealed entry: committed to now without being told, disclosed later with its proof.

The payload ``application/vnd.thalweg.sealed.v1+json``. The nonce keeps a guesser from
trying what may have been sealed; feed, number and span let gaps and doubles show once
entries are disclosed.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from thalweg.errors import InputError, RefusedError
from thalweg.wire.canonical import canonical_json
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.exact import ExactFields

FORMAT = "sealed/1"
NONCE_BYTES = 32

_WORD = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}", re.ASCII)
_FEED = re.compile(r"(?:[a-z0-9][a-z0-9.-]{0,39})?", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{43}=", re.ASCII)


def _fresh_nonce() -> bytes:
    return secrets.token_bytes(NONCE_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedLeaf:
    """The digest of bytes that stay here, what they are, and a nonce of 32 bytes.

    `feed`, `seq` and `from_us` to `to_us` say which piece of which feed; "" and zeros
    where it is of none. Each has a nonce of its own, made where none is given.
    """

    kind: str
    digest: str
    feed: str = ""
    seq: int = 0
    from_us: int = 0
    to_us: int = 0
    nonce: bytes = field(default_factory=_fresh_nonce)

    def encode(self) -> bytes:
        """Return the payload, the bytes that are signed; raises InputError."""
        data = canonical_json(
            {
                "thalweg": FORMAT,
                "nonce": to_base64(self.nonce),
                "kind": self.kind,
                "digest": self.digest,
                "feed": self.feed,
                "seq": self.seq,
                "from_us": self.from_us,
                "to_us": self.to_us,
            }
        )
        try:
            parse_sealed_leaf(data)
        except RefusedError as why:
            raise InputError(str(why)) from None
        return data


def parse_sealed_leaf(data: bytes) -> SealedLeaf:
    """Return the sealed entry that a payload spells; any other spelling is refused.

    Raises
    ------
    RefusedError
        Naming everything that is wrong with the payload.
    """
    read = ExactFields("sealed")
    keys = ("nonce", "kind", "digest", "feed", "seq", "from_us", "to_us")
    found = read.document(data, FORMAT, keys)
    nonce = read.text(found["nonce"], "nonce", _BASE64, "32 bytes in base64")
    try:
        held = from_base64(nonce)
    except ValueError as why:
        read.fault("nonce", str(why))
        held = b""
    leaf = SealedLeaf(
        nonce=held,
        kind=read.text(found["kind"], "kind", _WORD, "a word of a-z 0-9 . -"),
        digest=read.digest(found["digest"], "digest"),
        feed=read.text(found["feed"], "feed", _FEED, "a word of a-z 0-9 . - or ''"),
        seq=read.whole(found["seq"], "seq"),
        from_us=read.whole(found["from_us"], "from_us"),
        to_us=read.whole(found["to_us"], "to_us"),
    )
    if leaf.to_us < leaf.from_us:
        read.fault("to_us", "ends before it begins")
    read.done()
    return leaf
