"""``thalweg archive``: pack recorded positions, and say what an archive holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.filters import Columns, FeedsFile, FromTime, Positions, ToTime
from thalweg.cli.progress import Bars
from thalweg.cli.recorded import instant
from thalweg.times import iso

if TYPE_CHECKING:
    from thalweg.archive.pack import Packed
    from thalweg.archive.packed_info import ArchiveInfo
    from thalweg.model.feed import Feeds
    from thalweg.wire.archive_manifest import Box

app = typer.Typer(
    help="Pack recorded positions, and say what is packed.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_SAME = (
    "Places are rounded to 1e-7 degree (less than 1 cm, once); all else is kept "
    "exactly."
)


@app.command(
    "pack",
    short_help="Pack recorded positions into an archive.",
    epilog="For example: thalweg archive pack december monday.parquet tuesday.csv",
)
def pack(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="The folder of the archive.")
    ],
    positions: Positions,
    columns: Columns = None,
    feeds: FeedsFile = None,
    from_time: FromTime = None,
    to_time: ToTime = None,
    append: Annotated[
        bool, typer.Option("--append", help="Add to the archive that is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Pack positions of any format that is read into one archive.

    It is smaller, is read faster, and only where a period touches it. Every command
    that takes positions takes its folder.
    """
    from thalweg.archive.pack import pack as pack_positions
    from thalweg.feeds.dialect import parse_columns

    with Bars(computes=False) as bars:
        packed = pack_positions(
            out,
            positions,
            feeds=_feeds(feeds),
            columns=None if columns is None else parse_columns(columns),
            from_us=instant("--from", from_time),
            to_us=instant("--to", to_time),
            append=append,
            progress=bars,
        )
    if as_json:
        screen.document(_pack_document(packed))
        return
    for label, text in _pack_told(packed):
        screen.labelled(label, text)


@app.command(
    "info",
    short_help="Say what a packed archive holds.",
    epilog="For example: thalweg archive info december --check",
)
def info(
    archive: Annotated[
        Path, typer.Argument(metavar="OUT", help="The folder of the archive.")
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Hold each file against its digest.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Say what a packed archive holds: rows, movers, period, places, sources.

    Ends with 1 if a file is missing, changed, or not listed.
    """
    from thalweg.archive.packed_info import info as ask

    with Bars(computes=False) as bars:
        found = ask(archive, check=check, progress=bars)
    if as_json:
        screen.document(_info_document(archive, found))
    else:
        for label, text in _info_told(archive, found):
            screen.labelled(label, text)
        for fault in found.faults:
            screen.item(fault)
    return 1 if found.faults else 0


def _feeds(path: Path | None) -> Feeds | None:
    from thalweg.archive.run import feeds_in

    return None if path is None else feeds_in(path)


def _pack_document(packed: Packed) -> dict[str, object]:
    from thalweg.tables.packed import QUANTA

    said = packed.pack
    return {
        "thalweg": "pack/1",
        "archive": str(packed.folder),
        "manifest_sha256": packed.manifest_sha256,
        "added": {
            "files": len(packed.added),
            "rows": sum(file.rows for file in packed.added.values()),
            "bytes": sum(file.size_bytes for file in packed.added.values()),
        },
        "archive_rows": packed.manifest.rows,
        "dropped": _dropped(said.dropped),
        "outside_period": said.outside_period,
        "quanta": dict(QUANTA),
    }


def _pack_told(packed: Packed) -> Iterator[tuple[str, str]]:
    from thalweg.report.words import count_of

    said = packed.pack
    rows = sum(file.rows for file in packed.added.values())
    size = sum(file.size_bytes for file in packed.added.values())
    files = count_of(len(packed.added), "file")
    yield "packed", f"{rows:,} rows in {files}, {size / rows:.1f} bytes a row"
    if len(packed.manifest.packs) > 1:
        yield "archive", f"{packed.manifest.rows:,} rows now"
    for row in _dropped(said.dropped):
        yield "dropped", f"{row['rows']:,} {row['reason']} ({row['feed']})"
    if said.outside_period:
        yield "left out", f"{said.outside_period:,} rows outside the period"
    yield "equal", _SAME
    yield "manifest", f"sha256 {packed.manifest_sha256}"
    yield "next", f"thalweg archive info {packed.folder}"


def _info_document(folder: Path, found: ArchiveInfo) -> dict[str, object]:
    from thalweg.archive.packed_info import sources_of
    from thalweg.tables.packed import QUANTA

    manifest = found.manifest
    return {
        "thalweg": "info/1",
        "archive": str(folder),
        "manifest_sha256": found.manifest_sha256,
        "rows": manifest.rows,
        "movers": found.movers,
        "from": iso(found.from_us),
        "to": iso(found.to_us),
        "box_deg": None if found.box is None else [v / 1e7 for v in found.box],
        "files": len(manifest.files),
        "bytes": manifest.size_bytes,
        "bytes_per_row": round(found.bytes_per_row, 2),
        "packs": len(manifest.packs),
        "sources": dict(sorted(sources_of(manifest).items())),
        "dropped": _dropped(manifest.dropped),
        "quanta": dict(QUANTA),
        "digests_checked": found.checked,
        "faults": list(found.faults),
    }


def _info_told(folder: Path, found: ArchiveInfo) -> Iterator[tuple[str, str]]:
    from thalweg.archive.packed_info import sources_of
    from thalweg.report.words import count_of

    manifest = found.manifest
    packs = count_of(len(manifest.packs), "packing")
    yield "rows", f"{manifest.rows:,} of {count_of(found.movers, 'mover')}"
    yield "period", f"{iso(found.from_us)} to {iso(found.to_us)}"
    yield "places", _place(found.box)
    files = count_of(len(manifest.files), "file")
    size = f"{manifest.size_bytes:,} bytes, {found.bytes_per_row:.1f} a row"
    yield "files", f"{files}, {size}"
    told = [f"{count} {form}" for form, count in sorted(sources_of(manifest).items())]
    yield "sources", f"{', '.join(told)}; {packs}"
    for row in _dropped(manifest.dropped):
        yield "dropped", f"{row['rows']:,} {row['reason']} ({row['feed']})"
    yield "equal", _SAME
    yield "manifest", f"sha256 {found.manifest_sha256}"
    if found.faults:
        yield "wrong", count_of(len(found.faults), "fault")
    elif found.checked:
        yield "digests", "every file is the one that was packed"
    else:
        yield "digests", f"not checked: thalweg archive info {folder} --check"


def _place(box: Box | None) -> str:
    if box is None:
        return "none"
    south, west, north, east = (value / 1e7 for value in box)
    return f"latitude {south:.4f} to {north:.4f}, longitude {west:.4f} to {east:.4f}"


def _dropped(dropped: Mapping[tuple[str, str], int]) -> list[dict[str, object]]:
    return [
        {"feed": feed, "reason": reason, "rows": rows}
        for (feed, reason), rows in sorted(dropped.items())
    ]
