"""``thalweg parcel``: the hotline by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.hotline_options import NODE, NodeFile
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.hotline.parcel_check import ParcelReport

app = typer.Typer(
    help="Carry the hotline by hand.", no_args_is_help=True, rich_markup_mode=None
)
MOST_PARCELS = 1_000
ParcelFiles = Annotated[
    list[Path], typer.Argument(metavar="PARCEL", help="Parcels, the oldest first.")
]
ParcelFile = Annotated[Path, typer.Argument(metavar="PARCEL", help="The parcel.")]


@app.command(
    "make",
    short_help="Make the parcels that bring the other side up to date.",
    epilog="For example: thalweg parcel make --out /media/stick",
)
def make(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The folder they go into.")
    ],
    first: Annotated[
        int | None,
        typer.Option(
            "--first",
            metavar="N",
            help="From this entry of the own log; 0 is all. Else what it lacks.",
        ),
    ] = None,
    node: NodeFile = NODE,
    as_json: AsJson = False,
) -> None:
    """Make the parcels that bring the other side up to date: one, unless much is new.

    A parcel is not encrypted. Whoever carries it can read it.
    """
    from thalweg.agreement.write import write_files
    from thalweg.cli.reached import reached
    from thalweg.times import iso, now_us
    from thalweg.wire.encoded import from_base64

    files: dict[str, bytes] = {}
    with reached(node) as site:
        state = site.ask("state")
        stamp = iso(now_us())[:19].replace("-", "").replace(":", "")
        name = f"{state['party']}-to-{state['peer']}-{stamp}Z"
        while len(files) < MOST_PARCELS:
            made = site.ask("parcel", first=first)
            number = len(files) + 1
            files[f"{name}-{number:03d}.parcel"] = from_base64(made["parcel"])
            first = made["next"]
            if first is None:
                break
    paths = write_files(out, files)
    if as_json:
        screen.document(
            {"thalweg": "parcel-make/1", "parcels": [str(path) for path in paths]}
        )
        return
    for path in paths:
        screen.say(str(path))
    screen.note("not encrypted: whoever carries a parcel can read it")


@app.command(
    "check",
    short_help="Check parcels without taking them in.",
    epilog="For example: thalweg parcel check /media/stick/*.parcel",
)
def check(parcels: ParcelFiles, node: NodeFile = NODE, as_json: AsJson = False) -> int:
    """Check parcels with the keys of both sides; take nothing in.

    Ends with 1 if something in one does not hold.
    """
    reports = [(path, _report(path, node)) for path in parcels]
    if as_json:
        documents = [_document(path, report) for path, report in reports]
        screen.document({"thalweg": "parcel-check/1", "parcels": documents})
    else:
        for path, report in reports:
            _show(path, report)
    return 1 if any(report.faults for _, report in reports) else 0


@app.command(
    "sheet",
    short_help="Print a parcel's sheet, to be read back by voice.",
    epilog="For example: thalweg parcel sheet /media/stick/west-to-east-1.parcel",
)
def sheet(parcel: ParcelFile, node: NodeFile = NODE, as_json: AsJson = False) -> None:
    """Print the sheet that goes with a parcel: who, when, sizes, roots, digest."""
    told = _report(parcel, node).sheet()
    if as_json:
        about = {"file": str(parcel), "sheet": told}
        screen.document({"thalweg": "parcel-sheet/1", **about})
    else:
        screen.say(told.rstrip("\n"))


@app.command(
    "apply",
    short_help="Take parcels of the other side in.",
    epilog="For example: thalweg parcel apply /media/stick/*.parcel",
)
def apply(parcels: ParcelFiles, node: NodeFile = NODE, as_json: AsJson = False) -> int:
    """Take parcels of the other side in; late, twice or in any order does no harm.

    Ends with 1 if something in one was refused; what held was taken.
    """
    from thalweg.cli.reached import reached
    from thalweg.wire.encoded import to_base64

    with reached(node) as site:
        done = [
            {"file": str(path), **site.ask("apply", parcel=to_base64(_bytes(path)))}
            for path in parcels
        ]
    if as_json:
        screen.document({"thalweg": "parcel-apply/1", "parcels": done})
    else:
        for one in done:
            _show_applied(one)
    return 1 if any(one["faults"] for one in done) else 0


def _bytes(path: Path) -> bytes:
    from thalweg.hotline.parcel import LARGEST_BYTES

    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None
    if len(data) > LARGEST_BYTES:
        raise InputError(f"{path}: larger than {LARGEST_BYTES:,} bytes")
    return data


def _report(path: Path, node: Path) -> ParcelReport:
    """Check a parcel; of our own making it is checked as the other side would.

    By the lists of keys that the record holds of both sides, where there is one.
    """
    from thalweg.hotline.parcel import read_parcel
    from thalweg.hotline.parcel_check import check_parcel
    from thalweg.node.assemble import sides_known
    from thalweg.node.settings import read_settings

    us, peer = sides_known(read_settings(node))
    data = _bytes(path)
    is_own = read_parcel(data).sender == us.party
    return check_parcel(data, *((us, peer) if is_own else (peer, us)))


def _document(path: Path, report: ParcelReport) -> dict[str, Any]:
    return {
        "file": str(path),
        "from": report.sender,
        "to": report.recipient,
        "sha256": report.sha256,
        "first": report.first,
        "count": report.count,
        "faults": list(report.faults),
        "not_checked": list(report.not_checked),
    }


def _show(path: Path, report: ParcelReport) -> None:
    screen.heading(str(path))
    screen.say(report.sheet().rstrip("\n"))
    for fault in report.faults:
        screen.hanging("fault        ", fault)
    for one in report.not_checked:
        screen.hanging("not checked  ", one)
    if not report.faults:
        screen.say("all that was checked holds")


def _show_applied(done: dict[str, Any]) -> None:
    first, end = done["new"]
    screen.say(
        f"{done['file']}: {end - first} new, {done['receipts']} receipts"
        + (f", {done['recovered']} of our own came back" if done["recovered"] else "")
    )
    if done["withheld"]:
        screen.note(f"{done['file']}: not cosigned: {done['withheld']}")
    for fault in done["faults"]:
        screen.note(f"{done['file']}: {fault}")
    for alarm in done["alarms"]:
        at = alarm["at"]
        told = f" {at['origin']} {at['index']}" if at else ""
        lines = ", ".join(alarm["facts"].get("differs", ()))
        screen.note(
            f"{alarm['kind']}{told}" + (f": differs on {lines}" if lines else "")
        )
