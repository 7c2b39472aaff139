"""``thalweg simulate`` and ``thalweg demo``: made traffic, and the whole road on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.progress import Bars
from thalweg.cli.recorded import show_record, written
from thalweg.errors import InputError

Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", metavar="N", min=0, help="Another seed than the scenario's."
    ),
]
Days = Annotated[
    int | None,
    typer.Option("--days", metavar="N", min=1, help="So many days of the scenario."),
]


def simulate(
    scenario: Annotated[
        Path, typer.Argument(metavar="SCENARIO", help="The scenario (YAML).")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the files go.")
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the files that are there.")
    ] = False,
    seed: Seed = None,
    days: Days = None,
    as_json: AsJson = False,
) -> None:
    """Make traffic with its truth, the same bytes for the same seed."""
    from thalweg.simulate.scenario import run

    with Bars(computes=False) as bars, bars.stage("flying the scenario"):
        made = run(scenario, out, seed=seed, days=days, replace=replace)
    if as_json:
        files = [str(file) for file in made.files]
        screen.document({"thalweg": "simulate/1", "files": files})
        return
    for file in made.files:
        screen.say(str(file))


def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where all of it goes.")
    ] = Path("demo-out"),
    seed: Seed = None,
    days: Days = None,
    once: Annotated[
        bool, typer.Option("--once", help="Watch once and end, as it does for now.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fly the Euphrates scenario, watch it, and write its record and report."""
    from thalweg.archive.folder import refuse_existing
    from thalweg.archive.run import examine
    from thalweg.simulate.scenario import run

    example = example_folder("euphrates")
    refuse_existing(out / "record", True)
    with Bars() as bars:
        with bars.stage("flying the scenario"):
            scenario = example / "scenario.yaml"
            made = run(scenario, out / "made", seed=seed, days=days, replace=True)
        result = examine(
            example / "agreement.yaml",
            [str(path) for path in made.positions],
            feeds=made.feeds,
            notices=made.notices,
            progress=bars,
        )
        folder = written(result, out / "record", replace=True, bars=bars)
    show_record(result, folder, as_json=as_json)


def example_folder(name: str) -> Path:
    """Return the folder of an example: in the installed package, else in a checkout."""
    import thalweg

    package = Path(thalweg.__file__).resolve().parent
    checkout = package.parent.parent / "examples" / name
    for folder in (package / "simulate" / "examples" / name, checkout):
        if (folder / "agreement.yaml").is_file():
            return folder
    raise InputError(f"the example {name!r} is not in this installation of thalweg")
