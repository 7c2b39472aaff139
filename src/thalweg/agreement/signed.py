"""Signatures on an agreement: made, added to, and held against its files.

What is signed is a manifest that lists every file by its digest: the document, the
files it names, and each party's file of keys. A party signs with its root key. Whose
root keys those are, the manifest cannot prove: anybody can write one with keys of his
own. Hold it against keys that were read out between the two sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from thalweg.errors import AgreementError, InputError, VerificationError
from thalweg.model.agreement import Agreement
from thalweg.wire.agreement_manifest import (
    FILE,
    AgreementManifest,
    ListedFile,
    parse_agreement_manifest,
)
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.envelope import (
    Envelope,
    EnvelopeSignature,
    pae,
    parse_envelope,
    sign_envelope,
    verified_payload,
)
from thalweg.wire.key_file import KeyFile, parse_key_file
from thalweg.wire.leaf import AGREEMENT
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedManifest:
    """A manifest whose files are all as listed, and whose signatures hold.

    Attributes
    ----------
    manifest, envelope
        what was signed, and the bytes it came in.
    files
        every listed file, byte for byte.
    keys
        each party's keys, from its listed file.
    signed_by
        parties whose root key, of that file, signed; one at least.
    """

    manifest: AgreementManifest
    envelope: Envelope
    files: Mapping[str, bytes]
    keys: Mapping[str, KeyFile]
    signed_by: frozenset[str]

    def listed(self, name: str) -> bytes:
        """Return a listed file; raises InputError where it is not listed."""
        if name not in self.files:
            raise InputError(f"{name} is not listed in {FILE}")
        return self.files[name]


def manifest_of(
    agreement: Agreement,
    key_files: Mapping[str, bytes],
    catalogue: str,
    *,
    from_us: int | None = None,
    supersedes: str | None = None,
) -> AgreementManifest:
    """Return the manifest that the parties of an agreement are to sign.

    Parameters
    ----------
    key_files
        each signatory's file of keys; it is listed as ``<party>.vkeys``.
    catalogue
        digest of the catalogue of messages.
    from_us
        when it takes effect; where None, when the document says it is in force.
    supersedes
        digest of the manifest of the edition before it.

    Raises
    ------
    InputError
        A signatory's keys are missing or wrong, two share a key, or nothing says when
        it takes effect.
    """
    wanted = set(agreement.signatories)
    if set(key_files) != wanted:
        odd = sorted(set(key_files) ^ wanted)
        raise InputError(
            f"keys of {', '.join(odd)}: wanted one file of keys for each of "
            f"{', '.join(sorted(wanted))}"
        )
    from_us = agreement.in_force_from_us if from_us is None else from_us
    if from_us is None:
        raise InputError(
            f"{agreement.document} does not say from when it is in force; give the "
            "instant: --effective"
        )
    _distinct({p: parse_key_file(data, f"{p}.vkeys") for p, data in key_files.items()})
    listed = {f"{party}.vkeys": data for party, data in key_files.items()}
    if clash := set(listed) & set(agreement.files):
        raise InputError(f"{min(clash)} is a file of the agreement; rename that one")
    files = {**agreement.files, **listed}
    return AgreementManifest(
        id=agreement.id,
        edition=agreement.edition,
        content=agreement.sha256,
        document=agreement.document,
        supersedes=supersedes,
        from_us=from_us,
        parties={party: f"{party}.vkeys" for party in sorted(key_files)},
        files=tuple(ListedFile.of(name, files[name]) for name in sorted(files)),
        catalogue=catalogue,
    )


def sign_manifest(manifest: AgreementManifest, key: SigningKey) -> Envelope:
    """Sign a manifest as the first of its parties."""
    return sign_envelope(AGREEMENT, manifest.encode(), [key])


def add_signature(signed: SignedManifest, party: str, key: SigningKey) -> Envelope:
    """Return the same envelope with a party's signature put to it.

    Raises
    ------
    InputError
        The party is none of the manifest's, has signed already, or `key` is not the
        root key of its listed file.
    """
    keys = signed.keys.get(party)
    if keys is None:
        parties = ", ".join(signed.keys)
        raise InputError(f"{party!r} is no party of this agreement: {parties}")
    if party in signed.signed_by:
        raise InputError(f"{party} has signed this already")
    if key.verifier != keys.root:
        raise InputError(
            f"{key.name!r} is not the root key that {signed.manifest.parties[party]} "
            f"lists for {party}"
        )
    one = sign_envelope(AGREEMENT, signed.envelope.payload, [key]).signatures
    both = (*signed.envelope.signatures, *one)
    return replace(signed.envelope, signatures=both)


def with_more(
    envelope: Envelope, others: Iterable[Envelope], roots: Iterable[VerifierKey]
) -> Envelope:
    """Return an envelope with the signatures that others bear on the same payload.

    Of each root key that signed one signature, in the order they come; whatever else an
    envelope bears, which anybody can add, is left out.

    Raises
    ------
    VerificationError
        None of them signed.
    """
    payload = envelope.payload_type, envelope.payload
    signed = pae(*payload)
    known = tuple(roots)
    found: dict[bytes, EnvelopeSignature] = {}
    for other in (envelope, *others):
        if (other.payload_type, other.payload) != payload:
            continue
        for one in other.signatures:
            named = (key for key in known if key.key_id == one.key_id)
            if any(key.verify(one.signature, signed) for key in named):
                found.setdefault(one.key_id, one)
    if not found:
        raise VerificationError([f"no party's root key signed {envelope.id}"])
    return replace(envelope, signatures=tuple(found.values()))


def read_signed(
    data: bytes, beside: Callable[[str], bytes], names: Sequence[str]
) -> SignedManifest:
    """Read a manifest and every file it lists, and hold both against its signatures.

    Parameters
    ----------
    data
        the bytes of ``manifest.json``.
    beside
        gives a listed file's bytes; raises InputError.
    names
        the files that lie beside it: one that is not listed is a fault.

    Raises
    ------
    VerificationError
        Anything does not hold; all faults of the files at once.
    InputError
        A file of keys cannot be read, or two parties have one key.
    """
    envelope = parse_envelope(data)
    if envelope.payload_type != AGREEMENT:
        raise VerificationError(
            [f"signed as {envelope.payload_type}, not an agreement"]
        )
    # Read before it is verified, for the files of keys alone: nothing else can say by
    # whose keys. Whoever signed, what is used is what those keys signed.
    manifest = parse_agreement_manifest(envelope.payload)
    files = _files(manifest, beside, names)
    keys = {
        party: parse_key_file(files[name], name)
        for party, name in manifest.parties.items()
    }
    _distinct(keys)
    _, signers = verified_payload(envelope, [one.root for one in keys.values()])
    by = frozenset(p for p, one in keys.items() if one.root in signers)
    if len(by) != len(envelope.signatures):
        raise VerificationError(["a signature on it is of no party's root key"])
    return SignedManifest(
        manifest=manifest, envelope=envelope, files=files, keys=keys, signed_by=by
    )


def with_signatures(
    agreement: Agreement, signed: SignedManifest, keys: Sequence[VerifierKey] = ()
) -> Agreement:
    """Return an agreement that was read from the files of a manifest, as signed.

    Parameters
    ----------
    keys
        root keys the reader holds; with them, a party has signed by one of these alone.

    Raises
    ------
    AgreementError
        The manifest is of another agreement or other parties, lists a file that the
        document does not name, or a party of a key that is held signed by another.
    """
    manifest = signed.manifest
    faults = list(_disagreements(agreement, signed))
    held = {key.public for key in keys}
    by = [
        party
        for party in agreement.signatories
        if party in signed.signed_by
        and (not held or signed.keys[party].root.public in held)
    ]
    if held and not by:
        faults.append(f"{FILE}: no key that was given signed it")
    if faults:
        raise AgreementError(faults)
    names = (*manifest.parties.values(),)
    return replace(
        agreement,
        signed_by=tuple(by),
        keys_given=bool(held),
        signing={
            FILE: signed.envelope.format(),
            **{name: signed.files[name] for name in names},
        },
        manifest_sha256=sha256_hex(signed.envelope.payload),
    )


def _files(
    manifest: AgreementManifest, beside: Callable[[str], bytes], names: Sequence[str]
) -> dict[str, bytes]:
    faults, files = [], {}
    for name in sorted(set(names) - {FILE}):
        if manifest.file(name) is None:
            faults.append(
                f"{name}: not listed in {FILE}; a signed agreement lies in a folder of "
                "its own: move other files away"
            )
    for one in manifest.files:
        try:
            files[one.path] = beside(one.path)
        except InputError as why:
            faults.append(str(why))
            continue
        if fault := one.fault(files[one.path]):
            faults.append(f"{one.path}: {fault}")
    if faults:
        raise VerificationError(faults)
    return files


def _disagreements(agreement: Agreement, signed: SignedManifest) -> list[str]:
    manifest, faults = signed.manifest, []
    for what in ("id", "edition"):
        said, is_so = getattr(manifest, what), getattr(agreement, what)
        if said != is_so:
            faults.append(f"{FILE}: {what} {said!r}, the document says {is_so!r}")
    if manifest.content != agreement.sha256:
        faults.append(
            f"{FILE}: content {manifest.content}, but it is {agreement.sha256}"
        )
    if set(manifest.parties) != set(agreement.signatories):
        told = ", ".join(agreement.signatories)
        faults.append(f"{FILE}: its parties are not those of the document: {told}")
    begins_us = agreement.in_force_from_us
    if begins_us is not None and manifest.from_us < begins_us:
        faults.append(f"{FILE}: takes effect before the document is in force")
    known = {*agreement.files, *manifest.parties.values()}
    faults += [
        f"{FILE}: lists {one.path}, which the document does not name"
        for one in manifest.files
        if one.path not in known
    ]
    return faults


def _distinct(keys: Mapping[str, KeyFile]) -> None:
    seen: dict[bytes, str] = {}
    for party, file in keys.items():
        for use, key in file.keys.items():
            if key.public in seen:
                raise InputError(f"{party} {use} is the key of {seen[key.public]} too")
            seen[key.public] = f"{party} {use}"
