"""``thalweg record``: begin one, show it, put findings into it, take proofs out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.hotline_options import numbered
from thalweg.cli.passphrase import PassphraseFile, officers_words, passphrase
from thalweg.cli.progress import Bars
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.archive.source import Source
    from thalweg.cli.findings_logged import Added
    from thalweg.record.folder import RecordAbout
    from thalweg.wire.key_file import KeyFile

app = typer.Typer(
    help="Keep a record that the other side can check.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
RecordDir = Annotated[
    Path, typer.Argument(metavar="RECORD", help="The folder of the record.")
]
SealedLog = Annotated[bool, typer.Option("--sealed", help="Of the sealed log.")]


@app.command(
    "init",
    short_help="Begin a record: its folder, keys and guard.",
    epilog="For example: thalweg record init west --party west "
    "--agreement agreement.yaml --guard /mnt/other/west.guard --officers 1,2",
)
def init(
    record: RecordDir,
    party: Annotated[str, typer.Option("--party", metavar="ID", help="Whose it is.")],
    agreement: Annotated[
        Path,
        typer.Option("--agreement", metavar="FILE", help="What is to be agreed."),
    ],
    guard: Annotated[
        Path,
        typer.Option(
            "--guard", metavar="FILE", help="Outside the folder, on another disk."
        ),
    ],
    officers: Annotated[
        str,
        typer.Option("--officers", metavar="A,B", help="Ids of officers, no names."),
    ] = "1,2",
    origin: Annotated[
        str | None,
        typer.Option(
            "--origin", metavar="NAME", help="What its keys' names begin with."
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    officer_passphrases: Annotated[
        list[str] | None,
        typer.Option(
            "--officer-passphrase",
            metavar="ID=FILE",
            help="An officer's own; else THALWEG_PASSPHRASE_OFFICER_<ID>.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Begin a record: keys, an empty log and sealed log, and the guard.

    Once, by a person; a node never begins its own. The guard knows how far the record
    went, so that one restored from a backup signs nothing.
    """
    from thalweg.record.begin import begin_record, refuse_begun
    from thalweg.record.keys import made_keys
    from thalweg.stores.sqlite import SqliteStore

    refuse_begun(record, guard.absolute())
    about = _about(party, agreement, guard, origin)
    ids = officers.split(",")
    keys = made_keys(about.origin.removesuffix("/log"), ids)
    own = officers_words(officer_passphrases or (), ids)
    word = passphrase(passphrase_file, twice=True)
    public = begin_record(record, about, keys, word, SqliteStore.create, own)
    _show_begun(record, about, public, as_json=as_json)
    shared = [one for one in ids if f"officer-{one}" not in own]
    if shared and not as_json:
        screen.item(
            f"officers {', '.join(shared)} have the passphrase of the node's keys: who "
            "knows it signs as any of them; --officer-passphrase gives each its own"
        )


@app.command(
    "show",
    short_help="Say how far a record went, and whether it is in doubt.",
    epilog="For example: thalweg record show west",
)
def show(
    record: RecordDir,
    whole: Annotated[
        bool, typer.Option("--whole", help="Read every row, whatever its size.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Say how far a record went, who has received it, and whether it is in doubt.

    Ends with 3 if the record is in doubt, with 1 if it holds evidence that a log
    contradicted itself. With --whole, a bit that the disk turned over is found wherever
    it is.
    """
    from thalweg.cli import record_told
    from thalweg.cli.opened import opened
    from thalweg.errors import RecordDoubtError
    from thalweg.times import now_us

    with opened(record) as held:
        if whole and (fault := held.store.fault()):
            raise RecordDoubtError(f"{record}: {fault}; see that the disk is sound")
        found = record_told.state_of(held, now_us())
    if as_json:
        screen.document(found.document())
    else:
        found.show()
    if found.halted is not None:
        return 3
    return 1 if found.evidence else 0


@app.command(
    "add",
    short_help="Put the findings of a result into the log.",
    epilog="For example: thalweg record add december --node node.yaml",
)
def add(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="What thalweg watch --out wrote.")
    ],
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="RECORD", help="The record's folder."),
    ] = None,
    node: Annotated[
        Path | None,
        typer.Option(
            "--node",
            metavar="NODE.YAML",
            help="Or the settings of its node, which may run meanwhile.",
        ),
    ] = None,
    disclose: Annotated[
        bool,
        typer.Option(
            "--disclose", help="Name the evidence in the open, not in the sealed log."
        ),
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Put each finding of a result folder into the log, once.

    Each entry cites the result by its manifest's digest. Evidence is committed to in
    the sealed log, whose entries the other side does not see; --disclose names its
    digest in the open. The evidence itself stays where it is.
    """
    from thalweg.archive.source import source_of_folder

    if (record is None) == (node is None):
        raise InputError("where to? --record RECORD, or --node NODE.YAML: one of them")
    with Bars() as bars:
        source = source_of_folder(folder)
        if record is not None:
            added = _added_to(record, source, passphrase_file, disclose, bars)
        else:
            added = _added_by(node or Path(), source, disclose, bars)
    if as_json:
        about = {
            "thalweg": "record-add/1",
            "result": source.manifest_sha256,
            "evidence": "disclosed" if disclose else "sealed",
        }
        screen.document(about | added.document())
        return
    told = added.document()
    screen.labelled("added", f"{told['added']:,} findings of {folder}")
    if told["already"]:
        screen.labelled("already", f"{told['already']:,} stood in the log")
    screen.labelled("log", f"{added.origin}, {added.size:,} entries")
    added.show()


def _added_to(
    record: Path,
    source: Source,
    passphrase_file: Path | None,
    disclose: bool,
    bars: Bars,
) -> Added:
    from thalweg.archive.leaves import leaves_of
    from thalweg.cli.findings_logged import add_findings
    from thalweg.cli.opened import opened
    from thalweg.record.keys import KeyFolder

    with opened(record, writing=True) as held:
        _refuse_other(source, held.about.agreement)
        keys, word = KeyFolder(record / "keys"), passphrase(passphrase_file)
        leaves = list(leaves_of(source))
        return add_findings(held, keys, word, leaves, disclose=disclose, told=bars)


def _refuse_other(source: Source, agreement: str) -> None:
    if source.agreement.id != agreement:
        raise InputError(
            f"the result was judged by the agreement {source.agreement.id!r}; this is "
            f"the record of {agreement!r}"
        )


def _added_by(node: Path, source: Source, disclose: bool, bars: Bars) -> Added:
    from thalweg.archive.leaves import leaves_of
    from thalweg.cli.findings_logged import add_by_node
    from thalweg.cli.reached import reached

    with reached(node) as site:
        _refuse_other(source, site.ask("state")["agreement_id"])
        leaves = list(leaves_of(source))
        return add_by_node(site, leaves, disclose=disclose, told=bars)


@app.command(
    "export",
    short_help="Take out one entry with its proof, or a whole log.",
    epilog="For example: thalweg record export west --entry 12 --out finding",
)
def export(
    record: RecordDir,
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="NAME", help="NAME.entry and NAME.tlog-proof, or a folder."
        ),
    ],
    entry: Annotated[
        int | None,
        numbered("--entry", "One entry; else the log."),
    ] = None,
    sealed: SealedLog = False,
    as_json: AsJson = False,
) -> None:
    """Take out one entry with its proof, or the whole log as a folder.

    Anybody can check either with the log's key alone: the folder with thalweg verify.
    An entry of the sealed log that is handed over is disclosed.
    """
    from thalweg.cli import record_told
    from thalweg.cli.opened import opened

    with opened(record) as held:
        origin = held.about.sealed_origin if sealed else held.about.origin
        if entry is None:
            told = record_told.copied(held.store, origin, out, entries=not sealed)
        else:
            told = record_told.proved(held.store, origin, entry, out)
    if as_json:
        screen.document({"thalweg": "record-export/1", **told})
        return
    for label, text in told.items():
        screen.labelled(label, str(text))


def _about(party: str, agreement: Path, guard: Path, origin: str | None) -> RecordAbout:
    from thalweg.agreement.load import load
    from thalweg.record.folder import RecordAbout
    from thalweg.wire.vkey import name_fault

    if not agreement.exists():
        raise InputError(f"{agreement}: there is no such file; wanted an agreement")
    pact = load(agreement)
    if party not in pact.signatories:
        raise InputError(
            f"--party {party}: wanted one of {', '.join(pact.signatories)}"
        )
    name = f"{party}.{pact.id}" if origin is None else origin
    if fault := name_fault(f"{name}/officer-"):
        raise InputError(f"--origin {name}: {fault}")
    return RecordAbout(
        party=party,
        agreement=pact.id,
        origin=f"{name}/log",
        sealed_origin=f"{name}/sealed",
        guard=str(guard.absolute()),
    )


def _show_begun(
    record: Path, about: RecordAbout, public: KeyFile, *, as_json: bool
) -> None:
    from thalweg.record.folder import KEYS
    from thalweg.record.keys import PUBLIC
    from thalweg.wire.canonical import sha256_hex

    shared = record / KEYS / PUBLIC
    digest = sha256_hex(public.format())
    guard = Path(about.guard)
    same_disk = guard.stat().st_dev == record.stat().st_dev
    if as_json:
        screen.document(
            {
                "thalweg": "record-init/1",
                "record": str(record),
                "party": about.party,
                "agreement": about.agreement,
                "origin": about.origin,
                "sealed_origin": about.sealed_origin,
                "guard": about.guard,
                "guard_on_another_disk": not same_disk,
                "keys": {use: key.text() for use, key in public.keys.items()},
                "vkeys_sha256": digest,
            }
        )
        return
    screen.labelled("record", f"{record}, of {about.party}")
    screen.labelled("logs", f"{about.origin}, {about.sealed_origin}")
    screen.labelled("guard", about.guard)
    if same_disk:
        screen.item("the guard is on the same disk as the record: move it to another")
    screen.labelled("keys", f"{record / KEYS}, under the passphrase")
    screen.labelled("give them", f"{shared}; read its digest out to them:")
    screen.labelled("", " ".join(digest[at : at + 4] for at in range(0, 64, 4)))
    screen.item(
        f"once the agreement is signed, move {record / KEYS / 'root.pem'} to a stick "
        "that is locked away"
    )
