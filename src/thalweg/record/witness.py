"""The witness: cosign the other side's checkpoint, or say why not (tlog-witness).

Every answer of the specification's ``add-checkpoint`` is made here; the carrier only
hands the bytes over. A cosignature says: this is the largest tree of that log I have
seen, and it began with every smaller one I have seen.

Two refusals are thalweg's own, both answered 503: while the clocks of the two sites
differ by more than `MOST_SKEW_S`, and where our clock stands before our last
cosignature (a jump backwards would date a new fact before an old one).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thalweg.errors import RefusedError, VerificationError
from thalweg.record.evidence import UNPROVED, keep_evidence
from thalweg.record.guard import Guard
from thalweg.record.merkle import EMPTY_ROOT, verify_consistency
from thalweg.record.ports import (
    WITNESSED,
    Change,
    Head,
    HeadChange,
    RecordStore,
    StaleError,
)
from thalweg.wire.canonical import LARGEST_WHOLE
from thalweg.wire.checkpoint import SignedCheckpoint, parse_checkpoint
from thalweg.wire.cosignature import cosign
from thalweg.wire.note import verified_by
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey
from thalweg.wire.witness_request import WitnessRequest, parse_witness_request

MOST_SKEW_S = 30.0
"""Above this, neither side's time can bound the other's."""

TEXT = "text/plain; charset=utf-8"
TREE_SIZE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers: HTTP status, body and its content type."""

    status: int
    body: bytes
    content_type: str = TEXT


class Witness:
    """The witness of this site.

    Parameters
    ----------
    keys
        the witness's cosigning key, used for nothing else; while it is being replaced,
        the old one behind the new.
    logs
        for each origin that is witnessed, the keys whose signature counts.
    store, guard
        where the last cosigned checkpoint is durable, and guarded.

    `keys` and `logs` may be set anew when a list of keys says so.
    """

    def __init__(
        self,
        keys: SigningKey | Sequence[SigningKey],
        logs: Mapping[str, Sequence[VerifierKey]],
        store: RecordStore,
        guard: Guard,
    ) -> None:
        self.keys = (keys,) if isinstance(keys, SigningKey) else tuple(keys)
        self.logs = dict(logs)
        self._store = store
        self._guard = guard

    def add_checkpoint(
        self, body: bytes, now_s: int, skew_s: float | None = None
    ) -> Answer:
        """Answer a request to cosign.

        Parameters
        ----------
        body
            the request, as it came.
        now_s
            this site's clock, POSIX seconds.
        skew_s
            how far the other side's clock is ahead, where that is known.

        Returns
        -------
        200 with a cosignature line, or 400, 403, 404, 409 (with the size cosigned
        last), 422, 503, each with the reason.

        Raises
        ------
        RecordDoubtError
            The disk failed; nothing was cosigned.
        """
        try:
            request = parse_witness_request(body)
            signed = parse_checkpoint(request.checkpoint_bytes)
        except RefusedError as error:
            return _no(400, str(error))
        origin = signed.checkpoint.origin
        if origin not in self.logs:
            return _no(404, f"no log {origin!r} is witnessed here")
        if not _signed_by(signed, self.logs[origin]):
            return _no(403, f"no key that is known for {origin!r} signed this")
        if signed.checkpoint.size > LARGEST_WHOLE:
            # What is cosigned is told in parcels, and no larger number can be.
            return _no(400, f"a size above {LARGEST_WHOLE} is not cosigned here")
        if request.old_size > signed.checkpoint.size:
            return _no(400, "the old size is larger than the new")
        return self._judged(request, signed, now_s, skew_s)

    def _judged(
        self,
        request: WitnessRequest,
        signed: SignedCheckpoint,
        now_s: int,
        skew_s: float | None,
    ) -> Answer:
        head = self._store.head(signed.checkpoint.origin, WITNESSED)
        size, root = (0, EMPTY_ROOT) if head is None else (head.size, head.root)
        if request.old_size != size:
            return _size(size)
        try:
            verify_consistency(
                size,
                signed.checkpoint.size,
                root,
                signed.checkpoint.root,
                request.proof,
            )
        except VerificationError as error:
            keep_evidence(self._store, request.format(), UNPROVED)
            return _no(422, str(error))
        if skew_s is not None and abs(skew_s) > MOST_SKEW_S:
            return _no(503, f"our clocks differ by {abs(skew_s):.0f} s")
        if head is not None and now_s < head.time_s:
            return _no(503, "our clock stands before our last cosignature")
        return self._cosigned(signed, head, now_s)

    def _cosigned(
        self, signed: SignedCheckpoint, before: Head | None, now_s: int
    ) -> Answer:
        lines = [cosign(signed.checkpoint, key, now_s) for key in self.keys]
        head = Head(
            origin=signed.checkpoint.origin,
            role=WITNESSED,
            size=signed.checkpoint.size,
            root=signed.checkpoint.root,
            note=signed.with_lines(*lines).note.format(),
            time_s=now_s,
        )
        old_size = None if before is None else before.size
        try:
            self._store.commit(
                Change(heads=(HeadChange(head=head, old_size=old_size),))
            )
        except StaleError:
            now = self._store.head(head.origin, WITNESSED)
            return _size(0 if now is None else now.size)
        self._guard.keep(head)
        return Answer(200, "".join(line.line() for line in lines).encode())


def _signed_by(signed: SignedCheckpoint, keys: Sequence[VerifierKey]) -> bool:
    try:
        return bool(verified_by(signed.note, keys))
    except VerificationError:
        return False


def _no(status: int, why: str) -> Answer:
    return Answer(status, f"{why}\n".encode())


def _size(size: int) -> Answer:
    return Answer(409, f"{size}\n".encode(), TREE_SIZE)
