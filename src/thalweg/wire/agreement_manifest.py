"""The manifest of an agreement: what both sides sign, and who has signed it.

``manifest.json`` beside the document is one envelope whose payload, of type
``application/vnd.thalweg.agreement.v1+json``, lists every file by its digest. Both
sides sign the same payload, so that a second signature changes no digest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from thalweg.errors import InputError, RefusedError
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.exact import DIGEST, NAME, ExactFields

FORMAT = "agreement-manifest/2"
FILE = "manifest.json"
"""Where the envelope lies, beside the agreement's document."""

MOST_FILES = 120
MOST_PARTIES = 8
LARGEST_BYTES = 1 << 18

_FILE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,99})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """A file beside the manifest: its plain name, digest and length."""

    path: str
    sha256: str
    size_bytes: int

    @classmethod
    def of(cls, path: str, data: bytes) -> ListedFile:
        """Return what a manifest lists of a file's bytes."""
        return cls(path=path, sha256=sha256_hex(data), size_bytes=len(data))

    def fault(self, data: bytes) -> str | None:
        """Say how a file's bytes differ from what is listed; None where they do not."""
        if len(data) != self.size_bytes:
            return f"{len(data)} bytes; {FILE} lists {self.size_bytes}"
        if sha256_hex(data) != self.sha256:
            return f"its digest is not the one in {FILE}: it was changed"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementManifest:
    """What is signed of one edition of an agreement.

    Attributes
    ----------
    content
        the agreement's digest (`Agreement.sha256`), which findings cite: the same
        whether or not anybody has signed.
    document
        the agreement's document among `files`.
    supersedes
        digest of the manifest of the edition it stands in the place of; None for the
        first.
    from_us
        when it takes effect, microseconds since 1970.
    parties
        the file of each party's keys among `files`, by the party's id.
    catalogue
        digest of the catalogue of messages both sides speak by.
    """

    id: str
    edition: int
    content: str
    document: str
    supersedes: str | None
    from_us: int
    parties: Mapping[str, str]
    files: tuple[ListedFile, ...]
    catalogue: str

    @property
    def sha256(self) -> str:
        """The digest by which messages name this edition."""
        return sha256_hex(self.encode())

    def file(self, path: str) -> ListedFile | None:
        """Return what is listed of a file."""
        return next((one for one in self.files if one.path == path), None)

    def encode(self) -> bytes:
        """Return the payload, the bytes that are signed.

        Raises
        ------
        InputError
            The manifest could not be read again; naming all that is wrong with it.
        """
        data = canonical_json(
            {
                "thalweg": FORMAT,
                "id": self.id,
                "edition": self.edition,
                "content": self.content,
                "document": self.document,
                "supersedes": self.supersedes,
                "effective_from_us": self.from_us,
                "parties": {
                    party: {"vkeys": path} for party, path in self.parties.items()
                },
                "files": [
                    {"path": one.path, "sha256": one.sha256, "bytes": one.size_bytes}
                    for one in self.files
                ],
                "catalogue": self.catalogue,
            }
        )
        try:
            parse_agreement_manifest(data)
        except RefusedError as why:
            raise InputError(str(why)) from None
        return data


def parse_agreement_manifest(data: bytes) -> AgreementManifest:
    """Return the manifest that a payload spells; any other spelling is refused.

    Raises
    ------
    RefusedError
        Naming everything that is wrong with the payload.
    """
    read = ExactFields("manifest")
    if len(data) > LARGEST_BYTES:
        raise RefusedError([f"manifest: larger than {LARGEST_BYTES:,} bytes"])
    keys = (
        "id", "edition", "content", "document", "supersedes", "effective_from_us",
        "parties", "files", "catalogue",
    )  # fmt: skip
    found = read.document(data, FORMAT, keys)
    replaced = found["supersedes"]
    manifest = AgreementManifest(
        id=read.text(found["id"], "id", NAME, "an agreement's id"),
        edition=read.whole(found["edition"], "edition", 1),
        content=read.digest(found["content"], "content"),
        document=read.text(found["document"], "document", _FILE, "a file's name"),
        supersedes=None if replaced is None else read.digest(replaced, "supersedes"),
        from_us=read.whole(found["effective_from_us"], "effective_from_us"),
        parties=_parties(read, found["parties"]),
        files=_files(read, found["files"]),
        catalogue=read.digest(found["catalogue"], "catalogue"),
    )
    _hold_together(read, manifest)
    read.done()
    return manifest


def _parties(read: ExactFields, value: object) -> dict[str, str]:
    found = {}
    for party, told in read.mapping(value, "parties", MOST_PARTIES).items():
        path = f"parties.{party[:60]}"
        read.text(party, path, NAME, "a party's id")
        fields = read.fields(told, path, ("vkeys",))
        if fields:
            name = read.text(fields["vkeys"], f"{path}.vkeys", _FILE, "a file's name")
            found[party] = name
    return found


def _files(read: ExactFields, value: object) -> tuple[ListedFile, ...]:
    found = []
    for number, told in enumerate(read.items(value, "files", MOST_FILES)):
        path = f"files[{number}]"
        fields = read.fields(told, path, ("path", "sha256", "bytes"))
        if fields:
            name = read.text(fields["path"], f"{path}.path", _FILE, "a plain name")
            digest = read.text(fields["sha256"], f"{path}.sha256", DIGEST, "a SHA-256")
            size = read.whole(fields["bytes"], f"{path}.bytes")
            found.append(ListedFile(path=name, sha256=digest, size_bytes=size))
    return tuple(found)


def _hold_together(read: ExactFields, manifest: AgreementManifest) -> None:
    paths = [one.path for one in manifest.files]
    if paths != sorted(set(paths)):
        read.fault("files", "wanted each once, sorted by path")
    if FILE in paths:
        read.fault("files", f"{FILE} lists itself")
    for name in (manifest.document, *manifest.parties.values()):
        if name and name not in paths:
            read.fault("files", f"missing: {name}, which the manifest names")
    if len(manifest.parties) < 2:
        read.fault("parties", "wanted two at least")
    if len(set(manifest.parties.values())) != len(manifest.parties):
        read.fault("parties", "two parties name one file of keys")
    if manifest.edition == 1 and manifest.supersedes is not None:
        read.fault("supersedes", "edition 1 stands in the place of no other")
