"""``thalweg node``: one side, running."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.errors import InputError

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


@app.command(
    "take-back",
    short_help="Show, and take back, what only the other side has of the own log.",
    epilog="For example: thalweg node take-back west.yaml --officer 1 --officer 2",
)
def take_back(
    settings_file: SettingsFile,
    officers: Annotated[
        list[str] | None,
        typer.Option("--officer", metavar="ID", help="Who signs; two of them."),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="DIR", help="Where the officers' keys are."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """List what the other side has under the own log's key that is not here.

    It was lost with the guard of a machine that was restored, or a thief signed it: it
    is kept apart, and has no effect. With two officers, who have read it, it is taken
    into the own log as its own. Without, ends with 3 while the log is in doubt.
    """
    from thalweg.cli import returned
    from thalweg.cli.reached import reached
    from thalweg.node.settings import read_settings

    with reached(settings_file) as site:
        settings = read_settings(settings_file)
        return returned.take_back(site, settings, officers or [], keys, as_json=as_json)


@app.command(
    "new-origin",
    short_help="Begin a new log for one that cannot come back.",
    epilog="For example: thalweg node new-origin west.yaml --officer 1 --officer 2 "
    "--root /media/stick/root.pem",
)
def new_origin(
    settings_file: SettingsFile,
    officers: Annotated[
        list[str],
        typer.Option("--officer", metavar="ID", help="Who signs; two of them."),
    ],
    root: Annotated[
        Path | None,
        typer.Option("--root", metavar="FILE", help="The root key, on its stick."),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="DIR", help="Where the officers' keys are."),
    ] = None,
    stolen: Annotated[
        bool,
        typer.Option("--stolen", help="The old log's key was stolen: it is revoked."),
    ] = False,
    restored: Annotated[
        bool,
        typer.Option(
            "--restored",
            help="The record was restored with its guard, and went on: what the other "
            "side holds is yours, too.",
        ),
    ] = False,
    last_good: Annotated[
        int | None,
        typer.Option(
            "--last-good",
            metavar="N",
            help="With --stolen: the last entry of the old log that you wrote.",
        ),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="USE",
            help="Stolen, too: sealed, witness, mirror or node.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Begin a new log, linked to the old one, that the other side accepts and shows.

    For a record whose guard is lost, or knows more than anybody can bring back. What
    was signed and is held by nobody is lost, and the link says so. The node is stopped
    meanwhile.

    With --restored, for a log that went on another way than the other side's copy of
    it, both by you: all of that goes on counting; what was written since, say again.

    With --stolen, for a log that a thief went on with. Both sides show how far it is
    yours by your word and what the other side holds; what comes after counts no longer.
    """
    from thalweg.cli.keys_changed import signers_of
    from thalweg.cli.passphrase import passphrase
    from thalweg.node.anew import Stolen, begin_anew
    from thalweg.node.settings import read_settings
    from thalweg.times import now_us

    if not stolen and (last_good is not None or also):
        raise InputError("--last-good and --also are of a theft: --stolen")
    if stolen and restored:
        raise InputError("--stolen or --restored: not both")
    theft = Stolen(last_good=last_good, also=tuple(also or ())) if stolen else None
    settings = read_settings(settings_file)
    signers = signers_of(settings, root, officers, keys)
    word = passphrase(settings.passphrase)
    began = begin_anew(settings, word, signers, now_us(), theft, restored=restored)
    link = began.link
    if as_json:
        screen.document(
            {
                "thalweg": "node-new-origin/1",
                "origin": link.new,
                "sealed_origin": link.sealed,
                "old": {
                    "origin": link.old,
                    "size": link.size,
                    "root_sha256": link.root.hex(),
                    "known_size": link.known_size,
                },
                "reason": link.reason,
                "edition": began.edition,
                "new_files": list(began.new_files),
            }
        )
        return
    screen.labelled("new log", f"{link.new}; list of keys, edition {began.edition}")
    screen.labelled("continues", f"{link.old}, {link.size:,} entries")
    screen.labelled("root", link.root.hex())
    if link.known_size is not None and link.known_size > link.size:
        lost = link.known_size - link.size
        told = f"{lost:,} entries that were signed are held by nobody here"
        if restored:
            told = (
                f"the other side has up to {lost:,} more, and they count. What was "
                "written here since, say again: thalweg hotline inbox lists it"
            )
        if stolen:
            told = (
                f"{lost:,} entries after them count no longer. What was yours of them, "
                "say again: thalweg hotline inbox lists what was not receipted"
            )
        screen.item(told)
    screen.item("start the node: the other side accepts the new log and shows the link")


def _need_packages() -> None:
    from thalweg.errors import MissingExtraError

    for package in ("httpx", "starlette", "uvicorn"):
        try:
            __import__(package)
        except ImportError:
            raise MissingExtraError(package, "node") from None


def _show(found: dict[str, Any]) -> None:
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
    editions = found["key_editions"]
    if isinstance(editions, dict) and any(editions.values()):
        screen.say(
            f"keys         list {editions['own']} here, {editions['peer']} there"
        )
    if found["uncounted"] or found["revoked_keys_used"]:
        screen.say(
            f"theft        {found['uncounted']} entries count no longer; a revoked key "
            f"was used {found['revoked_keys_used']} times: thalweg keys show"
        )
    for one in found["parted"]:
        reason = "" if one["reason"] != "stolen" else ", its key stolen"
        held = f"{one['named']['size']} entries stand, {one['held']['size']} held here"
        screen.say(f"left         {one['old']}{reason}: {held}; now {one['new']}")
    for name in ("dispute", "doubts"):
        told_of = found[name]
        if isinstance(told_of, dict):
            for key, value in told_of.items():
                screen.hanging(f"{name:<13}", f"{key}: {value}")
