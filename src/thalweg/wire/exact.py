"""The fields of a document in exact JSON, each fault with its path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from thalweg.errors import InputError, RefusedError
from thalweg.model.message import EntryRef
from thalweg.wire.canonical import LARGEST_WHOLE
from thalweg.wire.encoded import from_base64
from thalweg.wire.strict_json import load_exact
from thalweg.wire.vkey import VerifierKey, parse_vkey
from thalweg.wire.yaml import shown

DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
NAME = re.compile(r"(?=.{1,40}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
ORIGIN = re.compile(r"[!-*,-~]{1,255}", re.ASCII)


def ref_fields(ref: EntryRef | None) -> dict[str, object] | None:
    """Return a reference to an entry as a document has it."""
    return None if ref is None else {"origin": ref.origin, "index": ref.index}


@dataclass(slots=True)
class ExactFields:
    """Reads values of one document; faults are kept until `done` raises them all.

    A value that is wrong comes back as one that can be read on: "", 0, {} or ().
    """

    what: str
    faults: list[str] = field(default_factory=list)

    def document(
        self, data: bytes, form: str, keys: tuple[str, ...]
    ) -> dict[str, object]:
        """Return the object that `data` spells, whose ``thalweg`` must be `form`.

        Raises
        ------
        RefusedError
            The bytes are no exact JSON, of another form, or have other keys.
        """
        try:
            value = load_exact(data)
        except ValueError as why:
            raise RefusedError([f"{self.what}: {why}"]) from None
        named = value.get("thalweg") if isinstance(value, dict) else None
        if named != form:
            self.fault("thalweg", f"wanted {form!r}, got {shown(named)}")
        found = self.fields(value, "", ("thalweg", *keys))
        self.done()
        return found

    def fault(self, path: str, told: str) -> None:
        """Add a fault at a path."""
        self.faults.append(f"{self.what}{'.' if path else ''}{path}: {told}")

    def done(self) -> None:
        """Raise RefusedError with every fault, if there is one."""
        if self.faults:
            raise RefusedError(self.faults[:100])

    def fields(
        self, value: object, path: str, keys: tuple[str, ...]
    ) -> dict[str, object]:
        """Return an object of exactly these keys, in their order; {} for another."""
        if not isinstance(value, dict):
            self.fault(path, f"wanted an object, got {shown(value)}")
            return {}
        missing = [key for key in keys if key not in value]
        extra = [shown(key) for key in value if key not in keys]
        if missing:
            self.fault(path, f"missing: {', '.join(missing)}")
        if extra:
            self.fault(path, f"unknown: {', '.join(extra[:5])}")
        return {} if missing or extra else {key: value[key] for key in keys}

    def mapping(self, value: object, path: str, most: int) -> Mapping[str, object]:
        """Return an object of any keys, at most `most`."""
        if not isinstance(value, dict) or not 0 < len(value) <= most:
            self.fault(path, f"wanted an object of 1 to {most}, got {shown(value)}")
            return {}
        return value

    def items(self, value: object, path: str, most: int) -> list[object]:
        """Return a list of at most `most`."""
        if not isinstance(value, list) or len(value) > most:
            self.fault(path, f"wanted a list of at most {most}, got {shown(value)}")
            return []
        return value

    def text(
        self, value: object, path: str, pattern: re.Pattern[str], wanted: str
    ) -> str:
        """Return text that a pattern matches whole."""
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.fault(path, f"wanted {wanted}, got {shown(value)}")
            return ""
        return value

    def digest(self, value: object, path: str) -> str:
        """Return a SHA-256 in hex."""
        return self.text(value, path, DIGEST, "a SHA-256, 64 lower-case hex digits")

    def root(self, value: object, path: str) -> bytes:
        """Return the root of a tree: 32 bytes, as standard base64 spells them."""
        try:
            found = from_base64(value if isinstance(value, str) else "")
        except ValueError:
            found = b""
        if len(found) != 32:
            self.fault(path, "wanted 32 bytes in base64")
        return found

    def whole(self, value: object, path: str, least: int = 0) -> int:
        """Return a whole number from `least` to 2**53 - 1."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not least <= value <= LARGEST_WHOLE:  # type: ignore[operator]
            told = f"wanted a whole number from {least} on, got {shown(value)}"
            self.fault(path, told)
            return least
        return value  # type: ignore[return-value]

    def whole_or_null(self, value: object, path: str) -> int | None:
        """Return a whole number, or None for null."""
        return None if value is None else self.whole(value, path)

    def free_text(self, value: object, path: str, most: int) -> str:
        """Return text of 1 to `most` characters."""
        if not isinstance(value, str) or not 0 < len(value) <= most:
            self.fault(path, f"wanted 1 to {most} characters, got {shown(value)}")
            return ""
        return value

    def truth(self, value: object, path: str) -> bool:
        """Return true or false."""
        if not isinstance(value, bool):
            self.fault(path, f"wanted true or false, got {shown(value)}")
            return False
        return value

    def ref(self, value: object, path: str) -> EntryRef:
        """Return a reference to an entry, as `ref_fields` writes it."""
        found = self.fields(value, path, ("origin", "index"))
        if not found:
            return EntryRef("", 0)
        wanted = "the origin of a log"
        origin = self.text(found["origin"], f"{path}.origin", ORIGIN, wanted)
        return EntryRef(origin, self.whole(found["index"], f"{path}.index"))

    def ref_or_null(self, value: object, path: str) -> EntryRef | None:
        """Return a reference to an entry, or None for null."""
        return None if value is None else self.ref(value, path)

    def key(self, value: object, path: str) -> VerifierKey | None:
        """Return a verifier key; None, and a fault, where it is none."""
        try:
            return parse_vkey(value if isinstance(value, str) else "")
        except InputError as why:
            self.fault(path, str(why))
        return None
