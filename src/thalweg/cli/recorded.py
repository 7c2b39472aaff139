"""``thalweg watch`` and ``verify``: recorded positions and their record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import log, proof, screen
from thalweg.cli.agreement import AgreementFile, AsJson
from thalweg.cli.filters import Columns, FeedsFile, FromTime, Positions, ToTime
from thalweg.cli.progress import Bars
from thalweg.errors import InputError
from thalweg.times import parse_iso

if TYPE_CHECKING:
    from thalweg.archive.result import Result

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="A result folder, or a log's.")
]
Checked = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="A result folder, a log's, or a .tlog-proof."),
]


def watch(
    agreement: AgreementFile,
    positions: Positions,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the record goes.")
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the record that is there.")
    ] = False,
    feeds: FeedsFile = None,
    notices: Annotated[
        Path | None,
        typer.Option("--notices", metavar="FILE", help="Notices that exempt flights."),
    ] = None,
    columns: Columns = None,
    from_time: FromTime = None,
    to_time: ToTime = None,
    near_only: Annotated[
        bool,
        typer.Option(
            "--near-only", help="Leave out movers that never came near its places."
        ),
    ] = False,
    within: Annotated[
        str | None,
        typer.Option(
            "--within",
            metavar="AREA",
            help="Leave out rows elsewhere: places, or SOUTH,WEST,NORTH,EAST.",
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, help="Threads to work with.")
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Find every breach of an agreement in recorded positions, and write the record.

    Ends with 0 whether or not anything was found.
    """
    from thalweg.archive.folder import disk_of, refuse_existing
    from thalweg.archive.run import examine
    from thalweg.feeds.dialect import parse_columns

    # Before an hour's work, not after it.
    refuse_existing(out, replace)
    with Bars() as bars:
        result = examine(
            agreement,
            positions,
            feeds=feeds,
            notices=notices,
            columns=None if columns is None else parse_columns(columns),
            from_us=instant("--from", from_time),
            to_us=instant("--to", to_time),
            near_only=near_only,
            within=within,
            jobs=jobs,
            progress=bars,
            scratch=disk_of(out),
        )
        folder = written(result, out, replace=replace, bars=bars)
    show_record(result, folder, as_json=as_json)


def verify(
    folder: Checked,
    more: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH", hidden=True, help="Further paths of --positions."
        ),
    ] = None,
    agreement: Annotated[
        Path | None,
        typer.Option("--agreement", metavar="FILE", help="Hold it against this one."),
    ] = None,
    positions: Annotated[
        list[str] | None,
        typer.Option(
            "--positions",
            metavar="[NAME=]PATH...",
            help="Run everything again, so that a finding left out shows.",
        ),
    ] = None,
    key: log.Keys = None,
    cosigner: log.Cosigners = None,
    since: log.Since = None,
    policy: log.PolicyFile = None,
    signer: log.Signers = None,
    sealed: log.Sealed = False,
    keys: log.KeyFiles = None,
    receipts: log.Receipts = None,
    before: log.Before = None,
    lists: log.Lists = None,
    as_json: AsJson = False,
) -> int:
    """Recompute each finding of a record from its evidence, trusting nobody.

    Of a log, which has a file "checkpoint": its signatures, every entry, and that it
    begins with the checkpoint you hold. Of NAME.tlog-proof: that the one entry stands
    in the log. A VKEY is a key's text or a file with it. With --keys, the lists of keys
    in the log say which signatures count.

    Ends with 1 if anything does not verify.
    """
    from thalweg.archive.verify import verify_folder
    from thalweg.cli import told

    options = log.LogOptions(
        keys=key or (),
        cosigners=cosigner or (),
        signers=signer or (),
        since=since,
        policy=policy,
        sealed=sealed,
        key_files=keys or (),
        receipts=receipts or (),
        before=before or (),
        lists=lists,
    )
    if proof.is_proof(folder):
        if agreement or positions or more:
            raise InputError(f"{folder} is an entry's proof: keys alone are for it")
        return proof.verify(folder, options, as_json=as_json)
    if log.is_log(folder):
        return _verify_log(folder, options, agreement or positions or more, as_json)
    is_record = (folder / "manifest.json").exists()
    if options.of_a_log() or (options.keys and not is_record):
        raise InputError(f"{folder}: no log: it has no file 'checkpoint'")
    if more and not positions:
        raise InputError(
            f"{more[0]}: one folder at a time; positions go by --positions"
        )
    paths = [*(positions or ()), *(more or ())]
    with Bars() as bars:
        found = verify_folder(
            folder,
            agreement=agreement,
            positions=paths or None,
            keys=log.keys_of("--key", options.keys),
            progress=bars,
        )
    if as_json:
        screen.document(
            {
                "thalweg": "verify/1",
                "holds": not found.faults,
                "faults": list(found.faults),
                "checked": list(found.checked),
                "not_checked": list(found.not_checked),
                "manifest_sha256": found.manifest_sha256,
            }
        )
    else:
        told.verification(folder, found)
    return 1 if found.faults else 0


def _verify_log(
    folder: Path, options: log.LogOptions, of_a_record: object, as_json: bool
) -> int:
    if of_a_record:
        raise InputError(
            f"{folder} is a log: --agreement and --positions are for a result folder"
        )
    return log.verify(folder, options, as_json=as_json)


def written(result: Result, out: Path, *, replace: bool, bars: Bars) -> Path:
    """Write the record of a run with its report, showing both, and return its path."""
    from thalweg.archive.folder import write_folder
    from thalweg.report.page import render

    def rendered(folder: Path) -> str:
        bars("writing the record", 1, 1)
        with bars.stage("making the report"):
            return render(folder, agreement=result.agreement)

    bars("writing the record", 0, 0)
    return write_folder(result, out, replace=replace, render=rendered)


def show_record(result: Result, folder: Path, *, as_json: bool) -> None:
    """Print what a run found and where it lies."""
    from thalweg.cli import told

    if as_json:
        screen.document(
            {
                "thalweg": "watch/1",
                "folder": str(folder),
                "report": str(folder / "report.html"),
                "manifest_sha256": told.manifest_sha256(folder),
                "summary": result.summary,
                "archive_bytes": dict(
                    zip(("decoded", "all"), result.archive_bytes, strict=True)
                ),
            }
        )
        return
    told.record(result.summary, result.agreement, folder, result.archive_bytes)


def instant(option: str, text: str | None) -> int | None:
    """Return microseconds since 1970 of an option's time, None where it is absent."""
    if text is None:
        return None
    try:
        return parse_iso(text)
    except InputError as error:
        raise InputError(f"{option}: {error}") from error
