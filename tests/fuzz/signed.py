"""What is signed between two: files and lists of keys, manifests, findings, seals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from tests.fuzz.target import REPOSITORY, Target
from thalweg.errors import InputError, RefusedError
from thalweg.wire.agreement_manifest import parse_agreement_manifest
from thalweg.wire.finding_leaf import parse_finding_leaf
from thalweg.wire.key_file import parse_key_file
from thalweg.wire.key_list import parse_key_list
from thalweg.wire.sealed_leaf import parse_sealed_leaf

VECTORS = REPOSITORY / "spec" / "vectors" / "signed" / "good.json"
OBJECTS = (
    b'"vkey":"', b'"keys":[', b'"files":[', b'"parties":{', b'"sealed":null', b"null",
    b"true", b"1.0", b"-0", b"9007199254740993", b"[" * 40, b"\\ud800", b"{}", b"[]",
)  # fmt: skip
LINES = (b"root ", b"officer-", b"witness ", b"\n", b"\r", b" ", b"+", b"=")


def targets() -> Iterator[Target]:
    """Yield a target for each format; what is read is written the same again."""
    for name, run, kind, errors, words in (
        ("key-file", _key_file, "file of keys", (InputError,), LINES),
        ("key-list", _same(parse_key_list), "list of keys", (RefusedError,), OBJECTS),
        (
            "agreement-manifest",
            _same(parse_agreement_manifest),
            "manifest",
            (RefusedError,),
            OBJECTS,
        ),
        (
            "finding-leaf",
            _same(parse_finding_leaf),
            "finding",
            (RefusedError,),
            OBJECTS,
        ),
        (
            "sealed-leaf",
            _same(parse_sealed_leaf),
            "sealed entry",
            (RefusedError,),
            OBJECTS,
        ),
    ):
        yield Target(
            name=name,
            run=run,
            seeds=lambda kind=kind: _seeds(kind),
            errors=errors,
            words=words,
        )


def _same(parse: Callable) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        assert parse(data).encode() == data

    return run


def _key_file(data: bytes) -> None:
    assert parse_key_file(data, "k").format() == data


def _seeds(kind: str) -> list[bytes]:
    cases = json.loads(VECTORS.read_text("utf-8"))
    return [case["text"].encode() for case in cases if case["kind"] == kind]
