"""Which intervals belong to one event."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]


def chained(spans_us: I64, joins: Callable[[int, int], bool]) -> list[I64]:
    """Split intervals into chains, in time order.

    Parameters
    ----------
    spans_us
        int64[n, 2], apart and sorted.
    joins
        called with the end of one interval and the start of the next.

    Returns
    -------
    A list of int64[m, 2], one a chain.
    """
    chains: list[list[int]] = []
    for n in range(len(spans_us)):
        if n and joins(int(spans_us[n - 1, 1]), int(spans_us[n, 0])):
            chains[-1].append(n)
        else:
            chains.append([n])
    return [spans_us[chain] for chain in chains]


def near_or_within(wide_us: I64, apart_us: int) -> Callable[[int, int], bool]:
    """Join what is at most `apart_us` apart, or inside one interval of `wide_us`."""

    def joins(end_us: int, start_us: int) -> bool:
        if start_us - end_us <= apart_us:
            return True
        at = int(np.searchsorted(wide_us[:, 0], end_us, "right")) - 1
        return at >= 0 and bool(wide_us[at, 1] >= start_us)

    return joins
