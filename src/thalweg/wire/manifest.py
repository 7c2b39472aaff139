"""The manifest of a result folder: every file and its digest, in one spelling."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from thalweg.errors import VerificationError
from thalweg.wire.canonical import canonical_json

FORMAT = "manifest/1"
NAME = "manifest.json"
LARGEST_BYTES = 256 << 20

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
# Control characters, the signs that some systems take for a path or a wild card, and
# the marks that turn the reading direction round on screen.
_ODD = re.compile(
    '[\\x00-\\x1f\\x7f-\\x9f\\\\:*?"<>|\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]'
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a result folder holds: SHA-256 by name, and the rules it was judged by.

    Names are relative to the folder, with ``/`` between folders.
    """

    rules: str
    files: Mapping[str, str]

    def encode(self) -> bytes:
        """Return the only bytes that may stand in ``manifest.json`` (RFC 8785)."""
        return canonical_json(
            {"thalweg": FORMAT, "rules": self.rules, "files": dict(self.files)}
        )


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest; any other spelling than that of `Manifest.encode` is refused.

    Raises
    ------
    VerificationError
        Naming what is wrong. One fault is named where the document cannot be read, all
        where its entries are wrong.
    """
    document = _document(data)
    if document.get("thalweg") != FORMAT:
        raise _refused(f"'thalweg' is {document.get('thalweg')!r}, not {FORMAT!r}")
    rules, files = document.get("rules"), document.get("files")
    if not isinstance(rules, str) or not isinstance(files, dict):
        raise _refused("wanted 'rules', a text, and 'files', digests by name")
    if extra := sorted(set(document) - {"thalweg", "rules", "files"}):
        raise _refused(f"unknown key {extra[0]!r}")
    faults = [f"{NAME}: {fault}" for fault in _entry_faults(files)]
    if faults:
        raise VerificationError(faults)
    found = Manifest(rules=rules, files=files)
    try:
        exact = found.encode() == data
    except ValueError:
        exact = False
    if not exact:
        raise _refused("not in canonical form (RFC 8785)")
    return found


def name_fault(name: str) -> str | None:
    """Say why `name` cannot stand in a result folder; None where it can.

    A name is relative, has at most two parts with one ``/``, and is safe to print.
    """
    parts = name.split("/")
    if len(parts) > 2:
        return "more than one folder deep"
    if any(not part or part.startswith(".") or part != part.strip() for part in parts):
        return "a part is empty, hidden, or begins or ends in a blank"
    if _ODD.search(name):
        return "a character that is not plain in a file name"
    try:
        if max(len(part.encode()) for part in parts) > 200:
            return "a part is longer than 200 bytes"
    except UnicodeEncodeError:
        return "not valid Unicode"
    return None


def _document(data: bytes) -> dict[str, object]:
    if len(data) > LARGEST_BYTES:
        raise _refused(f"larger than {LARGEST_BYTES} bytes")
    try:
        document = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as why:
        raise _refused(f"not JSON: {why}") from why
    if not isinstance(document, dict):
        raise _refused("not a JSON object")
    return document


def _entry_faults(files: dict[str, object]) -> list[str]:
    faults = []
    for name, digest in files.items():
        if fault := name_fault(name):
            faults.append(f"{name!r}: {fault}")
        elif name == NAME:
            faults.append("it lists itself")
        elif not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            faults.append(f"{name}: {digest!r} is not 64 lower-case hex digits")
    return faults


def _refused(fault: str) -> VerificationError:
    return VerificationError([f"{NAME}: {fault}"])
