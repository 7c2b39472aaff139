"""What clauses ask of detectors: in the kernels' terms, and as a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import rfc8785
from numpy.typing import NDArray

from thalweg.kernels.parts import BARO, GEO, NO_BOUND, OTHER_DATUM, Band
from thalweg.model.agreement import Agreement, HeightBound
from thalweg.watch.flights import party_order

I64 = NDArray[np.int64]

SECOND_US = 1_000_000
# Evidence reaches at least this far before and after (RULES §10).
LEAST_MARGIN_US = 300 * SECOND_US
# Far enough that every part of a mover in its window is cut.
EVERYWHERE_M = 1e9
_DATUM = {"baro": BARO, "geo": GEO}


class Bounded(Protocol):
    """What every watched clause has."""

    @property
    def floor(self) -> HeightBound | None:
        """Return the least height the clause speaks of."""
        ...

    @property
    def ceiling(self) -> HeightBound | None:
        """Return the greatest height the clause speaks of."""
        ...

    @property
    def largest_gap_s(self) -> float:
        """Return the longest gap that is bridged, in seconds."""
        ...


def gap_us(clause: Bounded) -> int:
    """Return the longest gap that a clause bridges, in microseconds."""
    return round(clause.largest_gap_s * SECOND_US)


def asked_by_all(
    clause: Bounded, agreement: Agreement, windows_us: I64 | None
) -> dict[str, Any]:
    """Return what stands in the digest of every request alike."""
    return {
        "floor": _bound_asked(clause.floor),
        "ceiling": _bound_asked(clause.ceiling),
        "largest_gap_us": gap_us(clause),
        "manoeuvre_mps2": agreement.defaults.manoeuvre_mps2,
        "fastest_mps": agreement.defaults.fastest_mps,
        "in_force_us": None if windows_us is None else windows_us.tolist(),
    }


def digest(asked: Mapping[str, Any]) -> str:
    """Return the digest of a request: SHA-256 of its RFC 8785 JSON, in hex."""
    return hashlib.sha256(rfc8785.dumps(dict(asked))).hexdigest()


def band_of(clause: Bounded) -> Band:
    """Return a band for the kernels; above sea level or ground it is of no datum."""
    floor, ceiling = clause.floor, clause.ceiling
    codes = [
        NO_BOUND if bound is None else _DATUM.get(bound.datum, OTHER_DATUM)
        for bound in (floor, ceiling)
    ]
    return Band(
        floor_ft=floor.value_ft if floor else 0.0,
        floor_datum=codes[0],
        ceiling_ft=ceiling.value_ft if ceiling else 0.0,
        ceiling_datum=codes[1],
    )


def _bound_asked(bound: HeightBound | None) -> dict[str, object] | None:
    """Return a bound as it stands in a request's digest."""
    if bound is None:
        return None
    return {"value_ft": bound.value_ft, "datum": bound.datum}


def members(agreement: Agreement, party: str) -> frozenset[str]:
    """Return a party and its affiliates; ``any`` is everybody."""
    if party == "any":
        return frozenset(party_order(agreement))
    return frozenset(p.id for p in agreement.parties if party in (p.id, p.affiliate_of))
