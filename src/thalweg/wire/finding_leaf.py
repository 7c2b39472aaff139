"""A finding as an entry of the log: what was found, in which result, on what evidence.

The payload ``application/vnd.thalweg.finding.v1+json``. The result folder's manifest
names every byte of it, so that the entry fixes the whole result. Evidence is disclosed
by its digest, or sealed: then an entry of the sealed log holds the digest, and only
that entry is named here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from thalweg.errors import InputError, RefusedError
from thalweg.model.message import EntryRef
from thalweg.wire.canonical import canonical_json
from thalweg.wire.exact import NAME, ExactFields, ref_fields

FORMAT = "finding/1"
GRADES = ("certain", "probable", "possible")

_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_CLAUSE = re.compile(r"[A-Za-z0-9._-]{1,32}", re.ASCII)
_KIND = re.compile(r"[a-z]+(?:[.-][a-z]+){0,5}", re.ASCII)
_GRADE = re.compile("|".join(GRADES))


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLeaf:
    """One finding of one result.

    Attributes
    ----------
    agreement, manifest
        digests of the agreement's files, and of the signed manifest; None of that for
        an unsigned one.
    result
        digest of the result folder's ``manifest.json``.
    finding, clause, kind, grade, parties, start_us, end_us
        as in FINDINGS; instants in microseconds since 1970.
    evidence, sealed
        the digest of the evidence, or the entry of the sealed log that holds it: one
        of the two.
    """

    agreement: str
    manifest: str | None
    result: str
    finding: str
    clause: str
    kind: str
    grade: str
    parties: tuple[str, ...]
    start_us: int
    end_us: int
    evidence: str | None = None
    sealed: EntryRef | None = None

    @property
    def key(self) -> str:
        """What a record remembers it by, so that it is logged once."""
        return f"{self.result} {self.finding}"

    def encode(self) -> bytes:
        """Return the payload, the bytes that are signed.

        Raises
        ------
        InputError
            It could not be read again; naming everything that is wrong with it.
        """
        data = canonical_json(
            {
                "thalweg": FORMAT,
                "agreement": self.agreement,
                "manifest": self.manifest,
                "result": self.result,
                "finding": self.finding,
                "clause": self.clause,
                "kind": self.kind,
                "grade": self.grade,
                "parties": list(self.parties),
                "start_us": self.start_us,
                "end_us": self.end_us,
                "evidence": self.evidence,
                "sealed": ref_fields(self.sealed),
            }
        )
        try:
            parse_finding_leaf(data)
        except RefusedError as why:
            raise InputError(str(why)) from None
        return data


def parse_finding_leaf(data: bytes) -> FindingLeaf:
    """Return the finding that a payload spells; any other spelling is refused.

    Raises
    ------
    RefusedError
        Naming everything that is wrong with the payload.
    """
    read = ExactFields("finding")
    keys = (
        "agreement", "manifest", "result", "finding", "clause", "kind", "grade",
        "parties", "start_us", "end_us", "evidence", "sealed",
    )  # fmt: skip
    found = read.document(data, FORMAT, keys)
    manifest, evidence = found["manifest"], found["evidence"]
    parties = read.items(found["parties"], "parties", 8)
    leaf = FindingLeaf(
        agreement=read.digest(found["agreement"], "agreement"),
        manifest=None if manifest is None else read.digest(manifest, "manifest"),
        result=read.digest(found["result"], "result"),
        finding=read.text(found["finding"], "finding", _ID, "16 hex digits"),
        clause=read.text(found["clause"], "clause", _CLAUSE, "a clause's id"),
        kind=read.text(found["kind"], "kind", _KIND, "a kind of clause"),
        grade=read.text(found["grade"], "grade", _GRADE, " or ".join(GRADES)),
        parties=tuple(
            read.text(one, f"parties[{n}]", NAME, "a party's id")
            for n, one in enumerate(parties)
        ),
        start_us=read.whole(found["start_us"], "start_us"),
        end_us=read.whole(found["end_us"], "end_us"),
        evidence=None if evidence is None else read.digest(evidence, "evidence"),
        sealed=read.ref_or_null(found["sealed"], "sealed"),
    )
    if (evidence is None) == (found["sealed"] is None):
        read.fault("evidence", "wanted either its digest or the sealed entry")
    if leaf.end_us < leaf.start_us:
        read.fault("end_us", "ends before it begins")
    read.done()
    return leaf
