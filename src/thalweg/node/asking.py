"""What a node is asked, read and refused in one way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from thalweg.errors import InputError
from thalweg.wire.encoded import from_base64
from thalweg.wire.yaml import Strict


class EntryAsk(Strict):
    """A message that officers signed, as the entry to be logged, in base64."""

    entry: str


def read(kind: type[Any], asked: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return what was asked, read by its model; raises InputError naming each fault."""
    try:
        return kind.model_validate(dict(asked))
    except ValidationError as why:
        told = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in why.errors()
        )
        raise InputError(told) from None


def decoded(text: str) -> bytes:
    """Return the bytes that base64 spells; raises InputError."""
    try:
        return from_base64(text)
    except ValueError as why:
        raise InputError(f"not base64: {why}") from None
