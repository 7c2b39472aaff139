"""What two officers sign who take back what the other side showed under their own key.

It stands in no log: the side that takes entries back keeps it in its record, beside
what came.
"""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.wire.canonical import canonical_json
from thalweg.wire.encoded import to_base64
from thalweg.wire.exact import NAME, ORIGIN, ExactFields

FORMAT = "take-back/1"
TAKE_BACK = "application/vnd.thalweg.take-back.v1+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """That a log's entries up to a size are its side's own.

    Attributes
    ----------
    party, origin
        whose log, and which.
    size, root
        the checkpoint that the other side showed: it leads there, and no further.
    made_us
        when, microseconds since 1970.
    """

    party: str
    origin: str
    size: int
    root: bytes
    made_us: int

    def encode(self) -> bytes:
        """Return the payload."""
        return canonical_json(
            {
                "thalweg": FORMAT,
                "party": self.party,
                "origin": self.origin,
                "size": self.size,
                "root": to_base64(self.root),
                "made_us": self.made_us,
            }
        )


def parse_take_back(data: bytes) -> TakeBack:
    """Return what a payload spells; raises RefusedError where it is another spelling.

    Raises
    ------
    RefusedError
        Naming everything that is wrong with it.
    """
    read = ExactFields("take-back")
    names = ("party", "origin", "size", "root", "made_us")
    found = read.document(data, FORMAT, names)
    made = TakeBack(
        party=read.text(found["party"], "party", NAME, "a party's id"),
        origin=read.text(found["origin"], "origin", ORIGIN, "the origin of a log"),
        size=read.whole(found["size"], "size"),
        root=read.root(found["root"], "root"),
        made_us=read.whole(found["made_us"], "made_us"),
    )
    read.done()
    return made
