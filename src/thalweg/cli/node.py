"""``thalweg node``: one side, running."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson

app = typer.Typer(
    help="Run one side of a line.", no_args_is_help=True, rich_markup_mode=None
)
SettingsFile = Annotated[
    Path, typer.Argument(metavar="NODE.YAML", help="The node's settings.")
]


@app.command(
    "run",
    short_help="Run one side until it is stopped.",
    epilog="For example: thalweg node run west.yaml",
)
def run(settings_file: SettingsFile, as_json: AsJson = False) -> None:
    """Run one side of a line until it is stopped (Ctrl-C, or SIGTERM).

    What happens is told on standard error, a line of JSON for each event. Ends with 3
    if the node's own record cannot be trusted, or was restored from an older copy and
    the rest did not come back from the other side.
    """
    from thalweg.cli.passphrase import passphrase
    from thalweg.node.settings import read_settings

    settings = read_settings(settings_file)
    # Before anything is opened: a node without its packages must not touch a record.
    _need_packages()
    from thalweg.node.run import run_node

    run_node(settings, passphrase(settings.passphrase))
    if as_json:
        ended = {"party": settings.party, "ended": "stopped"}
        screen.document({"thalweg": "node-run/1", **ended})


@app.command(
    "cert",
    short_help="Make the certificate that the other side's door lets in.",
    epilog="For example: thalweg node cert west.yaml",
)
def cert(settings_file: SettingsFile, as_json: AsJson = False) -> None:
    """Make the certificate by which the two nodes' doors know one another.

    The file is handed to the other side with the keys. It opens a door and proves
    nothing: who said what is in the record.
    """
    from thalweg.hotline.doorman import make_certificate
    from thalweg.node.assemble import write_certificate
    from thalweg.node.settings import read_settings

    settings = read_settings(settings_file)
    certificate, key = make_certificate(settings.party)
    digest = write_certificate(settings, certificate, key)
    if as_json:
        screen.document(
            {
                "thalweg": "node-cert/1",
                "certificate": str(settings.certificate),
                "sha256": digest,
            }
        )
        return
    screen.say(f"certificate  {settings.certificate}")
    screen.say(f"sha256       {digest}")
    screen.sentence(
        "Give the certificate to the other side with your keys, and read the digest to "
        f"them by voice; theirs belongs in {settings.peer_certificate}."
    )


@app.command(
    "show",
    short_help="Say how the line and the record stand.",
    epilog="For example: thalweg node show west.yaml",
)
def show(settings_file: SettingsFile, as_json: AsJson = False) -> int:
    """Say how the line and the record stand; ends with 3 if the record is in doubt."""
    from thalweg.cli.reached import reached

    with reached(settings_file) as site:
        found = site.ask("state")
    if as_json:
        screen.document({"thalweg": "node-show/1", **found})
    else:
        _show(found)
    return 3 if found["doubts"] else 0


def _need_packages() -> None:
    from thalweg.errors import MissingExtraError

    for package in ("httpx", "starlette", "uvicorn"):
        try:
            __import__(package)
        except ImportError:
            raise MissingExtraError(package, "node") from None


def _show(found: dict[str, object]) -> None:
    screen.say(f"party        {found['party']}, on the line with {found['peer']}")
    screen.say(f"own log      {found['origin']}, {found['size']} entries")
    screen.say(f"delivered    {found['delivered']} of them")
    screen.say(f"other log    {found['peer_origin']}, {found['peer_size']} entries")
    silence = found["silence_s"]
    told = "" if silence is None else f", silent for {silence:.0f} s"
    screen.say(f"line         {found['line']}{told}")
    skew = found["skew_s"]
    told = "" if skew is None else f", the other one is {skew:+.1f} s ahead"
    screen.say(f"clocks       {found['clocks']}{told}")
    if found["call"] is not None:
        screen.say(f"daily call   {found['call_day']}: {found['call']}")
    screen.say(
        f"messages     {found['open']} open, {found['waiting']} not receipted, "
        f"{found['unseen']} not displayed"
    )
    for name in ("dispute", "doubts"):
        told_of = found[name]
        if isinstance(told_of, dict):
            for key, value in told_of.items():
                screen.hanging(f"{name:<13}", f"{key}: {value}")
