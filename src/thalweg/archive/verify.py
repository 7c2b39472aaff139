"""A result folder checked by somebody who does not trust whoever made it.

1. The digests of its manifest, and that its files say one thing.
2. Each finding made again from its evidence alone.
3. With the positions: everything made again, so that what was left out shows.

Nothing in the folder is believed before it is checked, and whatever is wrong with it is
told as a fault: a hostile folder must not be able to stop its own verification.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from thalweg.agreement.load import load
from thalweg.archive.claims import as_written, claim_faults, own_inputs
from thalweg.archive.consistency import (
    Record,
    agreement_faults,
    digest_faults,
    findings_faults,
    read_record,
    summary_faults,
)
from thalweg.archive.executor import Progress, silent
from thalweg.archive.pages import pages_in
from thalweg.archive.recompute import evidence_faults, positions_faults
from thalweg.archive.untrusted import Contents
from thalweg.errors import InputError, ResultFolderError, ThalwegError
from thalweg.wire.manifest import NAME as MANIFEST
from thalweg.wire.vkey import VerifierKey

MOST_FAULTS = 1000


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found.

    Attributes
    ----------
    faults
        One sentence for each thing that does not verify; empty if all does.
    checked, not_checked
        What was checked, whether or not it held, and what was not.
    manifest_sha256
        The digest of ``manifest.json``: the one number that names this record. Empty if
        there is no such file.
    stopped
        The faults that ended a check before it was through: what it would have found is
        not known.
    """

    faults: tuple[str, ...]
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]
    manifest_sha256: str
    stopped: tuple[str, ...] = ()


def verify_folder(
    folder: Path,
    *,
    agreement: Path | None = None,
    positions: Sequence[str] | None = None,
    keys: Sequence[VerifierKey] = (),
    progress: Progress | None = None,
) -> Verification:
    """Check a result folder, and say what could not be checked.

    Parameters
    ----------
    folder
        The folder, which may come from a stranger.
    agreement
        An agreement's document to hold the record against.
    positions
        ``[NAME=]PATH`` of the positions the record was made from.
    keys
        Root keys of parties that the caller holds: one of them must have signed the
        agreement.
    progress
        Called with (stage, done, total).

    Raises
    ------
    InputError
        `folder` is no folder, or `agreement` cannot be read. Positions that cannot be
        read are a fault that stopped a check.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ResultFolderError(f"{folder} is not a folder")
    try:
        contents = Contents(folder)
    except OSError as why:
        raise ResultFolderError(f"{folder} cannot be read: {why}") from why
    told = progress or silent
    told("checking files", 0, 1)
    work = _Work()
    manifest_sha256 = ""
    if MANIFEST in contents.files:
        manifest_sha256 = contents.sha256(MANIFEST)
    record = _first_level(work, contents)
    _agreement_level(work, record, agreement)
    _signature_level(work, record, keys)
    told("checking files", 1, 1)
    what = "each finding made again from its evidence"
    work.level(what, evidence_faults, record, told)
    _positions_level(work, record, positions, told)
    work.not_checked.extend(_pages_told(contents))
    return Verification(
        faults=tuple(work.faults),
        checked=tuple(work.checked),
        not_checked=tuple(work.not_checked),
        manifest_sha256=manifest_sha256,
        stopped=tuple(work.stopped),
    )


def _pages_told(contents: Contents) -> Iterator[str]:
    pages = pages_in(contents.files)
    if len(pages) == 1:
        yield f"{pages[0]}: only that it is the one listed; the tables are the record"
    elif pages:
        yield (
            f"{len(pages)} pages, {pages[0]} the first: only that they are the ones "
            "listed; the tables are the record"
        )


class _Work:
    """Faults as they are found, and what has been done so far."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.checked: list[str] = []
        self.not_checked: list[str] = []
        self.stopped: list[str] = []

    def level(
        self, what: str, check: Callable[..., Iterable[str]], *arguments: object
    ) -> None:
        """Run one check; what it cannot get through is a fault too."""
        self.checked.append(what)
        try:
            for fault in check(*arguments):
                self.faults.append(fault)
                if len(self.faults) >= MOST_FAULTS:
                    self.faults.append("more faults are not listed")
                    return
        except ThalwegError as why:
            self._stop(str(why))
        except Exception as why:  # noqa: BLE001
            # Who made the folder may have meant to stop us just here.
            self._stop(f"{what}: stopped by {type(why).__name__}: {why}")

    def _stop(self, fault: str) -> None:
        self.faults.append(fault)
        self.stopped.append(fault)


def _first_level(work: _Work, contents: Contents) -> Record:
    work.faults.extend(contents.faults)
    record = read_record(contents, work.faults)
    if record.manifest is not None:
        listed = len(record.manifest.files)
        what = f"the digests of {listed} files"
        work.level(what, digest_faults, contents, record.manifest)
    work.level("that it holds nothing but a record", claim_faults, record)
    work.level("the agreement beside it", agreement_faults, record)
    work.level("the findings and their map", findings_faults, record)
    work.level("the counts of the summary", summary_faults, record)
    return record


def _agreement_level(work: _Work, record: Record, path: Path | None) -> None:
    if path is None:
        work.not_checked.append(
            "whether this is the agreement that was made: that needs --agreement"
        )
        return
    other = load(path)
    work.checked.append(f"that it was judged by the agreement in {path}")
    ours = record.agreement
    if ours is not None and ours.sha256 != other.sha256:
        work.faults.append(
            f"agreement/: {ours.id} edition {ours.edition}, {ours.sha256}; but {path} "
            f"is {other.id} edition {other.edition}, {other.sha256}"
        )


def _signature_level(work: _Work, record: Record, keys: Sequence[VerifierKey]) -> None:
    pact = record.agreement
    if pact is None:
        return
    if not pact.signed_by:
        if keys:
            work.faults.append("agreement/: unsigned; no key that was given signed it")
        return
    by, whose = pact.signed_by, "the keys that its manifest lists"
    if keys:
        whose = "keys that you gave"
        try:
            by = load(
                record.contents.files[f"agreement/{pact.document}"], keys
            ).signed_by
        except InputError as why:
            work.faults.append(str(why))
            return
    else:
        work.not_checked.append(
            "whether those who signed the agreement are its parties: that needs --key"
        )
    work.checked.append(f"the agreement's signatures, of {', '.join(by)}, by {whose}")
    if missing := [party for party in pact.signatories if party not in by]:
        work.not_checked.append(f"the agreement: not signed by {', '.join(missing)}")


def _positions_level(
    work: _Work, record: Record, positions: Sequence[str] | None, told: Progress
) -> None:
    if not positions:
        work.not_checked.append(
            "recomputed; not proved complete: that needs the positions (--positions)"
        )
        work.not_checked.extend(as_written(record))
        return
    work.not_checked.extend(own_inputs(record))
    work.level("everything made again", positions_faults, record, positions, told)
