"""What an export says of itself, in every format alike.

A file travels further than the record it came from. It says what it is, by which
agreement it was judged, what was left out, and that it is a record of the past.
"""

from __future__ import annotations

from dataclasses import dataclass

FINDINGS, TRACKS = "findings", "tracks"

_WHAT = {
    FINDINGS: "Recorded findings, not live: what recorded positions of a past period "
    "showed when they were held against an agreement.",
    TRACKS: "Recorded positions, not live: reports of a past period, cleaned and "
    "attributed, as the record has them.",
}
_LIMITS = {
    FINDINGS: "A finding cites a clause, a measure and an error; it does not say who "
    "was to blame. Hours that were not seen are neither kept nor broken.",
    TRACKS: "Where nothing was reported, nothing is drawn: a gap is not a path.",
}
# The colours of the report's pages: told apart by most eyes, in the agreement's order.
_COLOURS = ("0057b8", "b35c00", "00695c", "6a1b7a")
_NOBODYS = "555555"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an export is and where it comes from.

    `what` is ``findings`` or ``tracks``; `record_sha256` the digest of the record's
    manifest, None where it was never written; `query` what was asked for, in words;
    `parties` their ids in the agreement's order; `largest_gap_s` the longest time
    between two reports that are joined, None where nothing is drawn as a path.
    """

    what: str
    agreement: str
    edition: int
    agreement_sha256: str
    signed_by: tuple[str, ...]
    record_sha256: str | None
    rules: str
    query: str
    version: str
    parties: tuple[str, ...] = ()
    largest_gap_s: float | None = None

    @property
    def title(self) -> str:
        """A name for a layer: what it is, and of which agreement."""
        return f"Recorded {self.what}: {self.agreement}, edition {self.edition}"

    def document(self) -> dict[str, object]:
        """Return it as a JSON object; keys in a fixed order."""
        said: dict[str, object] = {
            "export": "export/1",
            "what": self.what,
            "live": False,
            "note": f"{_WHAT[self.what]} {_LIMITS[self.what]}",
            "agreement": {
                "id": self.agreement,
                "edition": self.edition,
                "sha256": self.agreement_sha256,
                "signed_by": list(self.signed_by),
            },
            "record_sha256": self.record_sha256,
            "rules": self.rules,
            "query": self.query,
            "version": self.version,
        }
        if self.largest_gap_s is not None:
            said["largest_gap_s"] = self.largest_gap_s
        return said

    def sentences(self) -> tuple[str, ...]:
        """Say it to a person, a sentence each."""
        signed = ", ".join(self.signed_by) or "nobody"
        said = [
            _WHAT[self.what],
            _LIMITS[self.what],
            f"Agreement {self.agreement}, edition {self.edition}, signed by {signed}, "
            f"sha256 {self.agreement_sha256}.",
            f"Asked for: {self.query}. Rules: {self.rules}. thalweg {self.version}.",
        ]
        if self.record_sha256 is not None:
            said.append(f"Record: manifest sha256 {self.record_sha256}.")
        if self.largest_gap_s is not None:
            said.append(
                f"Reports more than {self.largest_gap_s:g} s apart are not joined."
            )
        return tuple(said)

    def remark(self) -> str:
        """Say the least of it on one line without a comma, for a table's header."""
        return (
            f"recorded {self.what} not live / agreement {self.agreement} edition "
            f"{self.edition} sha256 {self.agreement_sha256} / {self.rules} / thalweg "
            f"{self.version}"
        )

    def colour(self, party: str | None) -> str:
        """Return a party's colour as six hex digits, red first."""
        if party in self.parties:
            return _COLOURS[self.parties.index(party) % len(_COLOURS)]
        return _NOBODYS
