"""Which edition of an agreement was in force at an instant, of all that were signed.

An edition that every party signed takes effect at the instant its manifest says, and
stands until the one that supersedes it does. Either party may suspend what is in force
(AG-5), and each takes back its own suspension alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from thalweg.errors import VerificationError
from thalweg.times import iso
from thalweg.wire.agreement_manifest import AgreementManifest


class Standing(StrEnum):
    """What holds between the parties at an instant."""

    NONE = "none"
    IN_FORCE = "in force"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedEdition:
    """An edition's manifest, the parties whose signature holds, and its end.

    `until_us` is when the document itself says it ends; None where it does not.
    """

    manifest: AgreementManifest
    signed_by: frozenset[str]
    until_us: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every party has signed."""
        return self.signed_by >= set(self.manifest.parties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A party's AG-5: from when it suspends (or resumes, if not `is_suspended`)."""

    party: str
    from_us: int
    is_suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What held at an instant, and which parties had suspended it."""

    standing: Standing
    manifest: AgreementManifest | None = None
    suspended_by: frozenset[str] = frozenset()


def in_force(
    editions: Iterable[SignedEdition],
    suspensions: Iterable[Suspension],
    time_us: int,
) -> InForce:
    """Return what was in force at an instant.

    Parameters
    ----------
    editions
        of one agreement, in any order; those that not every party signed are proposals
        and change nothing.
    suspensions
        in the order of the record; of one party and one instant, the later counts.

    Raises
    ------
    VerificationError
        Two signed editions stand in the place of the same one, or take effect from
        nowhere: nobody can say which holds.
    """
    whole = {one.manifest.sha256: one for one in editions if one.is_whole}
    after = _successors(whole)
    current = _begun(after.get(None), time_us)
    while current is not None:
        following = _begun(after.get(current.manifest.sha256), time_us)
        if following is None:
            break
        current = following
    if current is None or _has_ended(current, time_us):
        return InForce(standing=Standing.NONE)
    by = _suspended_by(suspensions, current.manifest, time_us)
    standing = Standing.SUSPENDED if by else Standing.IN_FORCE
    return InForce(standing=standing, manifest=current.manifest, suspended_by=by)


def _successors(
    whole: dict[str, SignedEdition],
) -> dict[str | None, SignedEdition]:
    after: dict[str | None, SignedEdition] = {}
    for one in whole.values():
        before = one.manifest.supersedes
        if before is not None and before not in whole:
            raise VerificationError(
                [
                    f"edition {one.manifest.edition} stands in the place of "
                    f"{before[:16]}, which is not there or not signed by all"
                ]
            )
        if before is not None:
            _refuse_backwards(whole[before].manifest, one.manifest)
        if before in after:
            other = after[before].manifest
            place = "the first" if before is None else f"the place of {before[:16]}"
            raise VerificationError(
                [
                    f"editions {other.edition} and {one.manifest.edition} are both "
                    f"signed for {place}"
                ]
            )
        after[before] = one
    return after


def _refuse_backwards(old: AgreementManifest, new: AgreementManifest) -> None:
    if new.id != old.id or new.edition <= old.edition or new.from_us < old.from_us:
        raise VerificationError(
            [
                f"{new.id} edition {new.edition} from {iso(new.from_us)} cannot stand "
                f"in the place of {old.id} edition {old.edition} from "
                f"{iso(old.from_us)}"
            ]
        )


def _begun(one: SignedEdition | None, time_us: int) -> SignedEdition | None:
    return one if one is not None and one.manifest.from_us <= time_us else None


def _has_ended(one: SignedEdition, time_us: int) -> bool:
    return one.until_us is not None and one.until_us <= time_us


def _suspended_by(
    suspensions: Iterable[Suspension], manifest: AgreementManifest, time_us: int
) -> frozenset[str]:
    newest: dict[str, Suspension] = {}
    for one in suspensions:
        if one.from_us > time_us or one.party not in manifest.parties:
            continue
        held = newest.get(one.party)
        if held is None or held.from_us <= one.from_us:
            newest[one.party] = one
    return frozenset(p for p, one in newest.items() if one.is_suspended)
