"""``thalweg agreement sign|propose|accept|refuse``: both sides under one text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson, app
from thalweg.cli.agreement_said import line_officers, say
from thalweg.cli.passphrase import PassphraseFile, own_word, passphrase
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.agreement.signed import SignedManifest
    from thalweg.model.message import Message, Seen
    from thalweg.record.keys import KeyFolder
    from thalweg.wire.agreement_manifest import AgreementManifest
    from thalweg.wire.envelope import Envelope
    from thalweg.wire.signing import SigningKey

__all__ = ["app"]

Given = Annotated[
    Path,
    typer.Argument(
        metavar="AGREEMENT", help="A document (YAML), or the folder of a signed one."
    ),
]
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder of a signed agreement.")
]
Party = Annotated[
    str, typer.Option("--party", metavar="ID", help="The party that you sign for.")
]
KeyDir = Annotated[
    Path, typer.Option("--key", metavar="KEYS", help="The folder of its keys.")
]
Officers = Annotated[
    list[str],
    typer.Option("--officer", metavar="ID", help="Who signs the message; twice for 2."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write it, to be carried by hand."),
]
OnLine = Annotated[
    Path | None,
    typer.Option(
        "--node", metavar="NODE.YAML", help="Say it on the line of this node instead."
    ),
]
RecordDir = Annotated[
    Path | None,
    typer.Option(
        "--record", metavar="DIR", help="Your record: what you hold of theirs is said."
    ),
]


@app.command(
    "sign",
    short_help="Sign one for a party.",
    epilog="For example: thalweg agreement sign agreement.yaml --party west "
    "--key west/keys --keys-of east=east.vkeys --out agreed",
)
def sign(
    agreement: Given,
    party: Party,
    key: KeyDir,
    keys_of: Annotated[
        list[str] | None,
        typer.Option(
            "--keys-of", metavar="PARTY=FILE", help="Another party's open keys."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="The new folder of the signed one."),
    ] = None,
    effective: Annotated[
        str | None,
        typer.Option("--effective", metavar="T", help="From when; else as it says."),
    ] = None,
    supersedes: Annotated[
        Path | None,
        typer.Option(
            "--supersedes", metavar="DIR", help="The signed edition it replaces."
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Sign an agreement for a party with its root key.

    The first signature makes a new folder of everything that is signed; carry it to the
    other side, which signs the same folder.
    """
    from thalweg.record.keys import KeyFolder

    keys = KeyFolder(key)
    first_only = (keys_of, out, effective, supersedes)
    if (agreement / "manifest.json").is_file():
        if any(first_only):
            raise InputError(
                f"{agreement} is signed already: --keys-of, --out, --effective and "
                "--supersedes are for the first signature"
            )
        signed = _signed(agreement)
        made = _put_to(agreement, signed, party, keys, passphrase(passphrase_file))
        show_signed(agreement, signed.manifest, made, as_json=as_json)
        return
    if out is None:
        raise InputError("the first signature makes a new folder: --out DIR")
    _refuse_existing(out)
    files, manifest = _first(
        agreement, party, keys, keys_of or (), effective, supersedes
    )
    made = _first_signature(manifest, keys, passphrase(passphrase_file))
    write_folder(out, {**files, "manifest.json": made.format()})
    show_signed(out, manifest, made, as_json=as_json)


@app.command(
    "propose",
    short_help="Propose one that you signed (AG-1).",
    epilog="For example: thalweg agreement propose agreed --party west --key west/keys "
    "--officer 1 --out propose.json",
)
def propose(
    agreement: Folder,
    party: Party,
    key: KeyDir,
    officer: Officers,
    out: Out = None,
    node: OnLine = None,
    record: RecordDir = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Propose an edition that a party has signed (AG-1): by hand, or on the line.

    On the line the signed manifest is logged with it. The files themselves do not go
    with it: the other side has the document, or gets it by hand.
    """
    from thalweg.hotline.agreeing import PROPOSE
    from thalweg.record.keys import KeyFolder

    signed = _signed(agreement)
    if party not in signed.signed_by:
        raise InputError(
            f"{agreement} is not signed by {party!r} yet: "
            f"thalweg agreement sign {agreement}"
        )
    by_hand = _one_way(out, node, record)
    keys = _own(signed, party, KeyFolder(key))
    word = passphrase(passphrase_file)
    if node is not None:
        said = line_officers(node, officer, keys.folder, word)
        say(node, PROPOSE, signed, party, said, as_json=as_json)
        return
    message = _message(PROPOSE, signed, party, (), record)
    _carry(message, keys, officer, word, by_hand, as_json=as_json)


@app.command(
    "accept",
    short_help="Sign a proposed one, and say so (AG-2).",
    epilog="For example: thalweg agreement accept agreed --party east --key east/keys "
    "--officer 1 --officer 2 --out accept.json",
)
def accept(
    agreement: Folder,
    party: Party,
    key: KeyDir,
    officer: Officers,
    out: Out = None,
    node: OnLine = None,
    proposal: Annotated[
        Path | None,
        typer.Option("--proposal", metavar="FILE", help="The AG-1 that came with it."),
    ] = None,
    record: RecordDir = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Sign a proposed agreement, and say so (AG-2): by hand, or on the line.

    Two officers sign the message. With --proposal the folder must be the one that was
    proposed; on the line, its proposal must have come.
    """
    from thalweg.hotline.agreeing import ACCEPT, carried
    from thalweg.record.keys import KeyFolder

    signed = _signed(agreement)
    _hold_to(proposal, signed)
    by_hand = _one_way(out, node, record)
    keys = _own(signed, party, KeyFolder(key))
    word = passphrase(passphrase_file)
    if node is not None:
        officers = line_officers(node, officer, keys.folder, word, signed)
        if party not in signed.signed_by:
            _put_to(agreement, signed, party, keys, word)
        say(node, ACCEPT, _signed(agreement), party, officers, as_json=as_json)
        return
    _refuse_existing(by_hand)
    message = _message(ACCEPT, signed, party, (), record)
    envelope = carried(message, _officers(keys, officer, word))
    if party not in signed.signed_by:
        _put_to(agreement, signed, party, keys, word)
    _write(by_hand, envelope, message, as_json=as_json)


@app.command(
    "refuse",
    short_help="Refuse a proposed one (AG-3).",
    epilog="For example: thalweg agreement refuse agreed --party east --key east/keys "
    "--officer 1 --clause 3.1 --out refuse.json",
)
def refuse(
    agreement: Folder,
    party: Party,
    key: KeyDir,
    officer: Officers,
    clause: Annotated[
        list[str],
        typer.Option("--clause", metavar="ID", help="A clause not accepted."),
    ],
    out: Out = None,
    node: OnLine = None,
    proposal: Annotated[
        Path | None,
        typer.Option("--proposal", metavar="FILE", help="The AG-1 that came with it."),
    ] = None,
    record: RecordDir = None,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Say that a party does not accept an edition (AG-3): by hand, or on the line."""
    from thalweg.agreement.load import load
    from thalweg.hotline.agreeing import REFUSE
    from thalweg.record.keys import KeyFolder
    from thalweg.wire.yaml import unknown

    signed = _signed(agreement)
    _hold_to(proposal, signed)
    known = [one.id for one in load(agreement).clauses]
    for one in clause:
        if one not in known:
            raise InputError(unknown("clause", one, known))
    by_hand = _one_way(out, node, record)
    keys = _own(signed, party, KeyFolder(key))
    word = passphrase(passphrase_file)
    if node is not None:
        said = line_officers(node, officer, keys.folder, word)
        say(node, REFUSE, signed, party, said, clauses=clause, as_json=as_json)
        return
    message = _message(REFUSE, signed, party, clause, record)
    _carry(message, keys, officer, word, by_hand, as_json=as_json)


def _one_way(out: Path | None, node: Path | None, record: Path | None) -> Path:
    """Return the file that is carried by hand; of no use where a node says it."""
    if (out is None) == (node is None):
        raise InputError("--out FILE to carry it by hand, or --node to say it: one")
    if node is not None and record is not None:
        raise InputError("--record is for a message by hand; the node knows its own")
    return out or Path()


def _signed(folder: Path) -> SignedManifest:
    """Return what was signed of a folder, each of its files held against that."""
    from thalweg.agreement.load import load, signed_in

    if not (folder / "manifest.json").is_file():
        raise InputError(
            f"{folder}: no signed agreement: there is no manifest.json; the first to "
            "sign makes its folder: thalweg agreement sign FILE --out DIR"
        )
    load(folder)
    return signed_in(folder)


def _own(signed: SignedManifest, party: str, keys: KeyFolder) -> KeyFolder:
    if party not in signed.keys:
        parties = ", ".join(signed.keys)
        raise InputError(f"--party {party}: no party of this agreement: {parties}")
    if signed.keys[party] != keys.public:
        raise InputError(
            f"--key {keys.folder}: not the keys that {signed.manifest.parties[party]} "
            f"lists for {party}"
        )
    return keys


def _first(
    document: Path,
    party: str,
    keys: KeyFolder,
    keys_of: Sequence[str],
    effective: str | None,
    supersedes: Path | None,
) -> tuple[dict[str, bytes], AgreementManifest]:
    from thalweg.agreement.load import load
    from thalweg.agreement.signed import manifest_of
    from thalweg.cli.recorded import instant
    from thalweg.hotline.catalogue import CATALOGUE

    if not document.is_file():
        raise InputError(f"{document}: no such file; wanted an agreement (YAML)")
    pact = load(document)
    if party not in pact.signatories:
        raise InputError(
            f"--party {party}: wanted one of {', '.join(pact.signatories)}"
        )
    given = {party: keys.public.format(), **_key_files(keys_of)}
    manifest = manifest_of(
        pact,
        given,
        CATALOGUE.digest(),
        from_us=instant("--effective", effective),
        supersedes=None if supersedes is None else _signed(supersedes).manifest.sha256,
    )
    listed = {f"{one}.vkeys": data for one, data in given.items()}
    return {**pact.files, **listed}, manifest


def _key_files(given: Sequence[str]) -> dict[str, bytes]:
    from thalweg.agreement.load import file_bytes
    from thalweg.wire.key_file import LARGEST_BYTES

    found = {}
    for text in given:
        party, equals, path = text.partition("=")
        if not equals:
            raise InputError(f"--keys-of {text}: wanted PARTY=FILE")
        found[party] = file_bytes(Path(path), LARGEST_BYTES, follow=True)
    return found


def _first_signature(
    manifest: AgreementManifest, keys: KeyFolder, word: bytes
) -> Envelope:
    from thalweg.agreement.signed import sign_manifest
    from thalweg.wire.key_file import ROOT

    return sign_manifest(manifest, keys.key(ROOT, word))


def _put_to(
    folder: Path, signed: SignedManifest, party: str, keys: KeyFolder, word: bytes
) -> Envelope:
    from thalweg.agreement.signed import add_signature
    from thalweg.agreement.write import write_files
    from thalweg.wire.key_file import ROOT

    made = add_signature(signed, party, keys.key(ROOT, word))
    write_files(folder, {"manifest.json": made.format()}, replace=True)
    return made


def _message(
    element: str,
    signed: SignedManifest,
    party: str,
    clauses: Sequence[str],
    record: Path | None,
) -> Message:
    from thalweg.hotline.agreeing import about_edition
    from thalweg.times import now_us

    return about_edition(
        element,
        signed.manifest,
        sender=party,
        keys=signed.keys,
        now_us=now_us(),
        clauses=clauses,
        seen=None if record is None else _seen(record, signed, party),
    )


def _seen(record: Path, signed: SignedManifest, party: str) -> Seen:
    from thalweg.cli.opened import opened
    from thalweg.model.message import Seen
    from thalweg.wire.key_file import LOG

    other = next(one for one in signed.keys if one != party)
    origin = signed.keys[other].keys[LOG].name
    with opened(record) as held:
        size = held.store.size(origin)
        root = held.tree(origin).root(size)
    return Seen(origin=origin, size=size, root=root)


def _hold_to(proposal: Path | None, signed: SignedManifest) -> None:
    from thalweg.agreement.load import file_bytes
    from thalweg.errors import VerificationError
    from thalweg.hotline.agreeing import PROPOSE, read_carried

    if proposal is None:
        return
    message, _ = read_carried(file_bytes(proposal, 1 << 16, follow=True), signed.keys)
    digest = signed.manifest.sha256
    if message.element != PROPOSE or message.params.get("digest") != digest:
        raise VerificationError(
            [f"{proposal}: it does not propose this edition, whose digest is {digest}"]
        )


def _officers(
    keys: KeyFolder, officers: Sequence[str], word: bytes
) -> list[SigningKey]:
    """Open officers' keys as the agreement lists them: the reader has no others."""
    uses = [f"officer-{one}" for one in dict.fromkeys(officers)]
    try:
        return [keys.key(use, own_word(use) or word) for use in uses]
    except InputError as why:
        raise InputError(
            f"{why}. By hand the keys sign that the agreement lists; one that was "
            "replaced since is known on the line alone: --node NODE.YAML"
        ) from None


def _carry(
    message: Message,
    keys: KeyFolder,
    officers: Sequence[str],
    word: bytes,
    out: Path,
    *,
    as_json: bool,
) -> None:
    from thalweg.hotline.agreeing import carried

    _refuse_existing(out)
    envelope = carried(message, _officers(keys, officers, word))
    _write(out, envelope, message, as_json=as_json)


def _write(out: Path, envelope: Envelope, message: Message, *, as_json: bool) -> None:
    from thalweg.agreement.write import write_files
    from thalweg.hotline.render import render

    write_files(out.parent, {out.name: envelope.format()})
    if as_json:
        screen.document(
            {
                "thalweg": "agreement-message/1",
                "element": message.element,
                "params": dict(message.params),
                "id": envelope.id,
                "file": str(out),
            }
        )
        return
    for line in render(message, "en").lines():
        screen.sentence(line)
    screen.labelled("message", f"{out}, to be carried to {message.recipient}")


def _refuse_existing(out: Path) -> None:
    if out.exists() or out.is_symlink():
        raise InputError(f"{out} is already there; choose another --out")


def write_folder(out: Path, files: dict[str, bytes]) -> None:
    """Write a new folder beside its place, then rename it: whole or not at all."""
    import shutil
    import tempfile

    out.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.partial-", dir=out.parent))
    try:
        for name, data in files.items():
            (partial / name).write_bytes(data)
        partial.chmod(0o755)
        partial.rename(out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def show_signed(
    folder: Path, manifest: AgreementManifest, made: Envelope, *, as_json: bool
) -> None:
    """Say who has signed the agreement in a folder, and who has not yet."""
    from thalweg.agreement.load import load

    pact = load(folder)
    missing = [one for one in pact.signatories if one not in pact.signed_by]
    if as_json:
        screen.document(
            {
                "thalweg": "sign/1",
                "folder": str(folder),
                "id": manifest.id,
                "edition": manifest.edition,
                "manifest_sha256": manifest.sha256,
                "signed_by": list(pact.signed_by),
                "not_signed_by": missing,
                "envelope_id": made.id,
            }
        )
        return
    screen.labelled("signed by", ", ".join(pact.signed_by))
    if missing:
        screen.labelled("not yet", ", ".join(missing))
    screen.labelled("agreement", f"{manifest.id}, edition {manifest.edition}")
    screen.labelled("manifest", manifest.sha256)
    screen.labelled("folder", str(folder))
