"""All pairs of movers that come near, and all movers near sites.

Pairs are searched by boxes in short buckets of time (`boxes`); what may be near there
is judged as exactly as is needed (`pairs`). The search may let pairs through that are
not near; it never loses one that is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.boxes import (
    BUCKET,
    BUCKET_US,
    MOVER,
    ROW,
    boxes,
    candidates,
    rows_between,
)
from thalweg.kernels.compiling import njit
from thalweg.kernels.pairs import SEARCHED, pair_spans
from thalweg.kernels.parts import COLUMNS, Band, fill_parts
from thalweg.kernels.paths import Paths
from thalweg.kernels.separation import Limits, Reach, stay_spans

I64 = NDArray[np.int64]


@njit(cache=True, nogil=True)
def encounters_between(
    paths: Paths,
    limits: Limits,
    band: Band,
    allowed: NDArray[np.bool_],
    gap_us: int,
    from_us: int,
    until_us: int,
) -> tuple[I64, NDArray[np.int8], I64]:
    """Return the sets of all pairs over the parts that begin in [from, until).

    Parameters
    ----------
    paths
        all movers, numbered in the order of their ids.
    limits, band
        what the clause asks.
    allowed
        bool[party, party], the pairs of parties asked for, symmetric.
    gap_us
        longest gap that is bridged.
    from_us, until_us
        the stretch of time.

    Returns
    -------
    Pairs int64[n, 2] (lower mover first), kinds int8[n], intervals int64[n, 2]: those
    kinds that make an encounter, `SEARCHED`. What joins two is asked of
    `pairs.stays_wide`.
    """
    marks, box, order = boxes(paths, gap_us, from_us, until_us)
    quanta_ft = 0.0
    for half_ft in paths.baro_half_quantum_ft:
        quanta_ft = max(quanta_ft, 2.0 * half_ft)
    pairs = np.empty((256, 2), np.int64)
    kinds = np.empty(256, np.int8)
    spans_us = np.empty((256, 2), np.int64)
    own_kinds, own_us = np.empty(256, np.int8), np.empty((256, 2), np.int64)
    count = 0
    begin = 0
    while begin < len(order):
        bucket = marks[order[begin], BUCKET]
        end = begin
        while end < len(order) and marks[order[end], BUCKET] == bucket:
            end += 1
        low_us = max(bucket * BUCKET_US, from_us)
        high_us = min((bucket + 1) * BUCKET_US, until_us)
        near = candidates(marks, box, order[begin:end], allowed, limits, quanta_ft)
        for n in range(len(near)):
            a, b = near[n, 0], near[n, 1]
            k, m = marks[a, MOVER], marks[b, MOVER]
            found, own_kinds, own_us = pair_spans(
                paths, k, marks[a, ROW], m, marks[b, ROW], low_us, high_us, gap_us,
                limits, band, allowed, own_kinds, own_us,
            )  # fmt: skip
            while len(kinds) - count < found:
                pairs, kinds, spans_us = _longer(pairs, kinds, spans_us)
            for at in range(found):
                if own_kinds[at] in SEARCHED:
                    pairs[count, 0], pairs[count, 1] = k, m
                    kinds[count], spans_us[count] = own_kinds[at], own_us[at]
                    count += 1
        begin = end
    return pairs[:count].copy(), kinds[:count].copy(), spans_us[:count].copy()


@njit(cache=True, nogil=True)
def _longer(
    pairs: I64, kinds: NDArray[np.int8], spans_us: I64
) -> tuple[I64, NDArray[np.int8], I64]:
    n = len(kinds)
    more_pairs = np.empty((2 * n, 2), np.int64)
    more_kinds = np.empty(2 * n, np.int8)
    more_us = np.empty((2 * n, 2), np.int64)
    more_pairs[:n], more_kinds[:n], more_us[:n] = pairs, kinds, spans_us
    return more_pairs, more_kinds, more_us


@njit(cache=True, nogil=True)
def stays_between(
    paths: Paths,
    sites: Paths,
    reach: Reach,
    band: Band,
    allowed: NDArray[np.bool_],
    gap_us: int,
    from_us: int,
    until_us: int,
) -> tuple[I64, NDArray[np.int8], I64]:
    """Return the sets of all movers about all sites, over parts begun in [from, until).

    Parameters
    ----------
    paths
        all movers.
    sites
        the sites as paths of their own; a fixed one has two far-off rows.
    reach, band
        what the clause asks; the band is of the mover alone.
    allowed
        bool[party, 1], the parties asked for.
    gap_us
        longest gap that is bridged, of the mover and of the site.
    from_us, until_us
        the stretch of time.

    Returns
    -------
    Pairs int64[n, 2] (mover, site), kinds int8[n], intervals int64[n, 2].
    """
    pairs = np.empty((256, 2), np.int64)
    kinds = np.empty(256, np.int8)
    spans_us = np.empty((256, 2), np.int64)
    times_us = np.empty((4096, 2), np.int64)
    parts = np.empty((4096, COLUMNS))
    count = 0
    chunk = 256
    for site in range(len(sites.start) - 1):
        if sites.start[site + 1] - sites.start[site] < 2:
            continue
        for k in range(len(paths.start) - 1):
            low, high = rows_between(paths, k, from_us, until_us)
            if low >= high:
                continue
            for i in range(low, high, chunk):
                low_us = max(paths.time_us[i], from_us)
                high_us = min(paths.time_us[min(i + chunk, high)], until_us)
                other, _ = rows_between(sites, site, low_us, high_us)
                many = -1
                while many < 0:
                    many = fill_parts(
                        paths, k, i, sites, site, other, low_us, high_us, gap_us,
                        2.0 * reach.radius_m, band, False, allowed, times_us, parts,
                    )  # fmt: skip
                    if many < 0:
                        times_us = np.empty((2 * len(times_us), 2), np.int64)
                        parts = np.empty((2 * len(parts), COLUMNS))
                while len(kinds) - count < 10 * many:
                    pairs, kinds, spans_us = _longer(pairs, kinds, spans_us)
                found = stay_spans(
                    times_us, parts, many, reach, kinds[count:], spans_us[count:]
                )
                for n in range(count, count + found):
                    pairs[n, 0], pairs[n, 1] = k, site
                count += found
    return pairs[:count].copy(), kinds[:count].copy(), spans_us[:count].copy()
