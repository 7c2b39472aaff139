"""The link from a new log to the one that it continues.

A side that cannot bring its log back (its guard is lost, or knows more than anybody
holds), or whose log key was stolen, begins a new one. Its first entry is a list of
keys, a later edition, that names the new log's; its second this link, the payload
``application/vnd.thalweg.origin.v1+json``, which the root key and two officers sign.
"""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.errors import InputError, RefusedError
from thalweg.wire.canonical import canonical_json
from thalweg.wire.encoded import to_base64
from thalweg.wire.exact import NAME, ORIGIN, ExactFields

FORMAT = "origin/1"
GUARD_MISSING, BEHIND, STOLEN = "guard-missing", "behind", "stolen"
REASONS = (GUARD_MISSING, BEHIND, STOLEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginLink:
    """Which log a new one continues, from where on, and why.

    Attributes
    ----------
    party
        whose logs.
    old, size, root
        the old log, how many entries of it are still held, and their root; after a
        theft, how many are its side's own.
    known_size
        how many were signed, as far as the guard or the other side shows; None where
        nothing does. What lies between is lost, or a thief may have signed it.
    new, sealed
        the origins of the new log and of the new sealed log.
    keys
        digest of the list of keys that the new log begins with.
    reason
        one of `REASONS`.
    made_us
        when, microseconds since 1970.
    """

    party: str
    old: str
    size: int
    root: bytes
    known_size: int | None
    new: str
    sealed: str
    keys: str
    reason: str
    made_us: int

    def encode(self) -> bytes:
        """Return the payload; raises InputError where it could not be read again."""
        data = canonical_json(
            {
                "thalweg": FORMAT,
                "party": self.party,
                "old": {
                    "origin": self.old,
                    "size": self.size,
                    "root": to_base64(self.root),
                    "known_size": self.known_size,
                },
                "new": {"origin": self.new, "sealed": self.sealed},
                "keys": self.keys,
                "reason": self.reason,
                "made_us": self.made_us,
            }
        )
        try:
            parse_origin_link(data)
        except RefusedError as why:
            raise InputError(str(why)) from None
        return data


def parse_origin_link(data: bytes) -> OriginLink:
    """Return the link that a payload spells; other spellings are refused.

    Raises
    ------
    RefusedError
        Naming everything that is wrong with it.
    """
    read = ExactFields("origin")
    names = ("party", "old", "new", "keys", "reason", "made_us")
    found = read.document(data, FORMAT, names)
    old = read.fields(found["old"], "old", ("origin", "size", "root", "known_size"))
    new = read.fields(found["new"], "new", ("origin", "sealed"))
    read.done()
    size = read.whole(old["size"], "old.size")
    known = read.whole_or_null(old["known_size"], "old.known_size")
    if known is not None and known < size:
        read.fault("old.known_size", f"{known} were signed and {size} are held")
    reason = found["reason"]
    if reason not in REASONS:
        read.fault("reason", f"wanted one of {', '.join(REASONS)}")
    link = OriginLink(
        party=read.text(found["party"], "party", NAME, "a party's id"),
        old=read.text(old["origin"], "old.origin", ORIGIN, "the origin of a log"),
        size=size,
        root=read.root(old["root"], "old.root"),
        known_size=known,
        new=read.text(new["origin"], "new.origin", ORIGIN, "the origin of a log"),
        sealed=read.text(new["sealed"], "new.sealed", ORIGIN, "the origin of a log"),
        keys=read.digest(found["keys"], "keys"),
        reason=str(reason),
        made_us=read.whole(found["made_us"], "made_us"),
    )
    if len({link.old, link.new, link.sealed}) != 3:
        read.fault("new", "each log has an origin of its own")
    read.done()
    return link
