"""What a document wrote, key by key: as it stands there, and in SI beside it.

For whoever compares two editions. The documents were read and found good before; what
a clause leaves to the defaults is filled in, and marked as not written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from thalweg.model.agreement import Agreement, DayWindow, HeightBound
from thalweg.times import iso
from thalweg.wire.clause import DefaultsV1, Kinds, NearCollisionV1
from thalweg.wire.quantity import Rate
from thalweg.wire.yaml import Document, read_yaml

UNITS: Final = {"m": "m", "s": "s", "ft": "ft", "mps": "m/s", "mps2": "m/s2"}
"""The unit that the last word of a field's name stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a document.

    `written` is its text there, None where the document leaves it to a default.
    `normal` is what it comes to, comparable: SI numbers, feet for heights,
    microseconds for times, sorted tuples for what has no order. `text` is `normal` in
    words, its unit with it.
    """

    written: str | None
    normal: object
    text: str

    def __str__(self) -> str:
        """Return the value as a person wrote it, else the default it comes to."""
        return f"{self.text} (default)" if self.written is None else self.written


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenClause:
    """A clause key by key; `words` is its text by language."""

    id: str
    kind: str
    values: Mapping[str, Value]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document: clauses by id, defaults by key, and itself as plain values."""

    clauses: Mapping[str, WrittenClause]
    defaults: Mapping[str, Value]
    document: Document


def written(agreement: Agreement) -> Written:
    """Return what the document of a loaded agreement wrote."""
    document = read_yaml(agreement.files[agreement.document], agreement.document)
    defaults = document.read(("defaults",), DefaultsV1) if _has(document) else None
    figures = defaults or DefaultsV1()
    clauses = {}
    for i, raw in enumerate(document.at(("clauses",)) or ()):
        kind = Kinds.ALL[raw["kind"]]
        clause: Any = document.read(("clauses", i), kind)
        clauses[clause.id] = WrittenClause(
            id=clause.id,
            kind=clause.kind,
            values=dict(_values(clause, raw, figures)),
            words=dict(clause.text or {}),
        )
    shared = document.at(("defaults",)) or {}
    return Written(
        clauses=clauses,
        defaults=dict(_values(figures, shared, None)),
        document=document,
    )


def spelt(value: object) -> str:
    """Write a plain value of a document on one line, as YAML would read it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {spelt(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(spelt(one) for one in value) + "]"
    if isinstance(value, str):
        return value
    return json.dumps(value)


def _has(document: Document) -> bool:
    return document.at(("defaults",)) is not None


def _values(
    read: Any,  # noqa: ANN401 - a pydantic model of any kind
    raw: Mapping[str, Any],
    defaults: DefaultsV1 | None,
) -> Iterator[tuple[str, Value]]:
    for name, field in type(read).model_fields.items():
        key = field.alias or name
        if name in ("id", "kind", "text"):
            continue
        value = getattr(read, name)
        if value is None and key not in raw:
            value = _default(read, name, defaults)
        normal = _normal(value)
        yield (
            key,
            Value(
                written=spelt(raw[key]) if key in raw else None,
                normal=normal,
                text=_text(name, value, normal),
            ),
        )


def _default(read: Any, name: str, defaults: DefaultsV1 | None) -> object:  # noqa: ANN401
    # The gap of pairs has its own default; how long overhead needs to know how near.
    if name == "largest_gap_s" and read.kind == "air.separation":
        name = "pair_largest_gap_s"
    if name == "longest_overhead_s" and read.overhead_m is None:
        return None
    return getattr(defaults, name, None)


def _normal(value: object) -> object:
    if isinstance(value, list):
        return tuple(sorted(_normal(one) for one in value))  # type: ignore[type-var]
    if isinstance(value, dict):
        return tuple(sorted(value.items()))
    if isinstance(value, HeightBound):
        return (value.datum, value.value_ft)
    if isinstance(value, DayWindow):
        return (value.from_s, value.to_s)
    if isinstance(value, Rate):
        return (value.count, value.per_s)
    if isinstance(value, NearCollisionV1):
        return (value.horizontal_m, value.vertical_ft, value.slant_m)
    return value


def _text(name: str, value: object, normal: object) -> str:
    unit = name.rpartition("_")[2]
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if unit == "us" and isinstance(value, int):
        return iso(value)
    if unit in UNITS and isinstance(value, float):
        return f"{value:.12g} {UNITS[unit]}"
    if isinstance(value, HeightBound):
        return f"{value.value_ft:.12g} ft {value.datum}"
    if isinstance(value, Rate):
        return f"{value.count} per {value.per_s:.12g} s"
    if isinstance(value, NearCollisionV1):
        slant = "" if value.slant_m is None else f", {value.slant_m:.12g} m in all"
        return f"{value.horizontal_m:.12g} m and {value.vertical_ft:.12g} ft{slant}"
    if isinstance(normal, tuple):
        return spelt([list(one) if isinstance(one, tuple) else one for one in normal])
    return str(value)
