"""Reports to movers: one canonical id for each thing that flies (RULES §1).

A 24-bit address is a mover whatever the feed; two addresses are never one. Any other
id is one only within its feed, and merges with an id of another feed only if both were
within their errors for at least 60 s and 5 reports each, with no other candidate.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import rfc8785
from numpy.typing import NDArray

from thalweg.kernels.clean import KEPT
from thalweg.kernels.together import together
from thalweg.tracks.decisions import Decision
from thalweg.tracks.error import COARSE_QUANTUM_FT
from thalweg.tracks.reports import F64, I8, I32, I64, Reports, Words

_ADDRESS = re.compile(r"[0-9a-fA-F]{6}", re.ASCII)
SHORTEST_TOGETHER_S = 60.0
FEWEST_REPORTS = 5
# One feed tells its own ids apart: with no other and no address nothing can be one.
FEWEST_FEEDS = 2
# Errors are 95 %: one thing seen twice is within their sum far more often than this.
LEAST_NEAR_FRAC = 0.95
# Ids that were never within half a degree inside two minutes were never together.
_CELL_DEG = 0.5
_SLOT_US = 120_000_000
_NEIGHBOURS = tuple((y, x) for y in (-1, 0, 1) for x in (-1, 0, 1))


class Movers(NamedTuple):
    """Canonical movers: sorted names, the code of each row, and what each was called.

    `called[k]` holds the (feed, id) pairs of mover k; `is_address[k]` says whether it
    is a 24-bit address.
    """

    names: tuple[str, ...]
    codes: I32
    called: tuple[frozenset[tuple[str, str]], ...]
    is_address: tuple[bool, ...]


def is_address(mover: str) -> bool:
    """Say whether a feed's id is a 24-bit address: six hexadecimal digits."""
    return _ADDRESS.fullmatch(mover) is not None


def canonical_name(feed: str, mover: str) -> str:
    """Return the canonical id: the address in lower case, else ``feed:mover``."""
    return mover.lower() if is_address(mover) else f"{feed}:{mover}"


def movers(feed: Words, mover: Words) -> Movers:
    """Name the mover of each row from its feed and the feed's id of it."""
    pair = feed.codes.astype(np.int64) * len(mover.values) + mover.codes
    used = np.zeros(len(feed.values) * len(mover.values), bool)
    used[pair] = True
    called: dict[str, set[tuple[str, str]]] = defaultdict(set)
    of_pair: dict[int, str] = {}
    for p in np.flatnonzero(used).tolist():
        names = feed.values[p // len(mover.values)], mover.values[p % len(mover.values)]
        of_pair[p] = canonical_name(*names)
        called[of_pair[p]].add(names)
    in_order = sorted(called)
    rank = {name: k for k, name in enumerate(in_order)}
    to_code = np.zeros(used.size, np.int32)
    for p, name in of_pair.items():
        to_code[p] = rank[name]
    return Movers(
        names=tuple(in_order),
        codes=to_code[pair],
        called=tuple(frozenset(called[name]) for name in in_order),
        is_address=tuple(is_address(name) for name in in_order),
    )


def renamed(found: Movers, merges: dict[str, str]) -> Movers:
    """Return the movers with each key of `merges` taken into its value."""
    target = [merges.get(name, name) for name in found.names]
    called: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, pairs in zip(target, found.called, strict=True):
        called[name] |= pairs
    in_order = sorted(called)
    rank = {name: k for k, name in enumerate(in_order)}
    to_code = np.array([rank[name] for name in target], np.int32)
    return Movers(
        names=tuple(in_order),
        codes=to_code[found.codes],
        called=tuple(frozenset(called[name]) for name in in_order),
        is_address=tuple(is_address(name) for name in in_order),
    )


def shared_addresses(found: Movers) -> list[Decision]:
    """Return a `merge` row for each feed of an address that came in more than one."""
    return [
        Decision(
            kind="merge",
            mover=name,
            subject=f"{feed}:{mover}",
            value=rfc8785.dumps({"basis": "address"}).decode(),
            source="rules/1 §1",
        )
        for name, called, address in zip(
            found.names, found.called, found.is_address, strict=True
        )
        if address and len({feed for feed, _ in called}) > 1
        for feed, mover in called
    ]


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Two movers that may be one; `sure` if nothing speaks against it."""

    one: int
    other: int
    sure: bool
    together_s: float


def same_movers(
    reports: Reports, kept: I8, error_m: F64, height_error_ft: F64, found: Movers
) -> tuple[dict[str, str], list[Decision]]:
    """Find ids that are one mover, and ids that may be.

    Returns the merges, from a name to the name it goes under, and the `merge` and
    `maybe_same` rows of DECISIONS; the latter once for each pair, names in order.
    """
    if all(found.is_address):
        return {}, []
    meetings = _meetings(reports, kept, error_m, height_error_ft, found)
    merges: dict[str, str] = {}
    decisions: list[Decision] = []
    for group in _groups(meetings):
        members = sorted({code for m in group for code in (m.one, m.other)})
        if _is_one(group, members):
            best = min(members, key=lambda c: (not found.is_address[c], found.names[c]))
            under = found.names[best]
            merges.update({found.names[c]: under for c in members if c != best})
            decisions += [
                _decision("merge", under, found.names[c], group)
                for c in members
                if c != best
            ]
        else:
            decisions += [
                _decision("maybe_same", found.names[m.one], found.names[m.other], [m])
                for m in group
            ]
    return merges, decisions


def _decision(kind: str, mover: str, subject: str, group: list[_Meeting]) -> Decision:
    shortest_s = min(int(meeting.together_s) for meeting in group)
    value = rfc8785.dumps({"basis": "position", "together_s": shortest_s})
    return Decision(
        kind=kind,
        mover=mover,
        subject=subject,
        value=value.decode(),
        source="rules/1 §1",
    )


def _is_one(group: list[_Meeting], members: list[int]) -> bool:
    """Say whether all of a group are one thing: each met each, nobody else fits.

    Two addresses never meet, nor do two other ids of one feed; so none are merged.
    """
    pairs = len(members) * (len(members) - 1) // 2
    return all(m.sure for m in group) and len(group) == pairs


def _groups(meetings: list[_Meeting]) -> list[list[_Meeting]]:
    """Gather meetings that share a mover, however far around."""
    root: dict[int, int] = {}

    def top(code: int) -> int:
        while root.setdefault(code, code) != code:
            code = root[code]
        return code

    for m in meetings:
        low, high = sorted((top(m.one), top(m.other)))
        root[high] = low
    groups: dict[int, list[_Meeting]] = defaultdict(list)
    for m in meetings:
        groups[top(m.one)].append(m)
    return list(groups.values())


def _meetings(
    reports: Reports, kept: I8, error_m: F64, height_error_ft: F64, found: Movers
) -> list[_Meeting]:
    rows = np.flatnonzero((kept == KEPT) & ~reports.on_ground)
    bounds = np.searchsorted(reports.mover[rows], np.arange(len(found.names) + 1))
    out = []
    for one, other in _neighbours(reports, rows, found):
        a = rows[bounds[one] : bounds[one + 1]]
        b = rows[bounds[other] : bounds[other + 1]]
        met = _meeting(reports, a, b, error_m, height_error_ft, found.is_address[other])
        if met is not None:
            sure, together_s = met
            low, high = sorted((one, other))
            out.append(_Meeting(low, high, sure, together_s))
    return sorted(out, key=lambda m: (m.one, m.other))


def _meeting(
    reports: Reports,
    a: NDArray[np.intp],
    b: NDArray[np.intp],
    error_m: F64,
    height_error_ft: F64,
    other_is_address: bool,
) -> tuple[bool, float] | None:
    """Follow an id of one feed and another mover; None if they were not one.

    The reports of an address by the id's own feed do not count: that feed tells the
    two apart. They may still be one (a rebroadcast of what the receiver hears itself),
    but only across feeds does it merge.
    """
    feed = reports.feed[a[0]]
    own = reports.feed[b] == feed
    across = b[~own]
    side = b if other_is_address and not across.size else across
    if not side.size:
        return None
    heights = _heights(reports, a, side)
    together_s, a_reports, b_reports, near, compared = together(
        reports.time_us[a],
        reports.lat_rad[a],
        reports.lon_rad[a],
        error_m[a],
        heights[0],
        height_error_ft[a] + COARSE_QUANTUM_FT / 2,
        reports.time_us[side],
        reports.lat_rad[side],
        reports.lon_rad[side],
        error_m[side],
        heights[1],
        height_error_ft[side] + COARSE_QUANTUM_FT / 2,
    )
    enough = (
        together_s >= SHORTEST_TOGETHER_S
        and min(a_reports, b_reports) >= FEWEST_REPORTS
    )
    if not enough:
        return None
    parted = near < LEAST_NEAR_FRAC * compared
    return not parted and not own.any(), together_s


def _heights(
    reports: Reports, a: NDArray[np.intp], b: NDArray[np.intp]
) -> tuple[F64, F64]:
    """Return heights of one datum for both: pressure if both have any, else WGS84."""
    baro = reports.baro_ft[a], reports.baro_ft[b]
    if not (np.isnan(baro[0]).all() or np.isnan(baro[1]).all()):
        return baro
    return reports.geo_ft[a], reports.geo_ft[b]


def _neighbours(
    reports: Reports, rows: NDArray[np.intp], found: Movers
) -> list[tuple[int, int]]:
    """Return pairs (an id that is no address, any other mover) that came near.

    Two ids of one feed are told apart by that feed and are no pair.
    """
    is_address = np.array(found.is_address)
    feeds = {feed: k for k, feed in enumerate(reports.feeds)}
    feed_of = np.array([feeds[min(called)[0]] for called in found.called])
    if not is_address.any() and np.unique(feed_of).size < FEWEST_FEEDS:
        return []
    n_lon = int(360 / _CELL_DEG)
    slot = reports.time_us[rows] // _SLOT_US
    slot -= slot.min() if slot.size else 0
    lat = np.floor((np.degrees(reports.lat_rad[rows]) + 91.0) / _CELL_DEG)
    lon = np.floor((np.degrees(reports.lon_rad[rows]) + 180.0) / _CELL_DEG)
    # Near a pole a degree of longitude is nothing: there all of it is one cell.
    lon[np.abs(reports.lat_rad[rows]) > np.radians(75.0)] = 0.0
    mover = reports.mover[rows].astype(np.int64)
    columns = np.stack(
        [slot, lat.astype(np.int64), lon.astype(np.int64) % n_lon, mover], 1
    )
    # Most rows lie where the one before them lay: leave those out before the sort.
    new = np.ones(rows.size, bool)
    new[1:] = (columns[1:] != columns[:-1]).any(axis=1)
    seen = np.unique(columns[new], axis=0)
    key = _cell_key(seen[:, 0], seen[:, 1], seen[:, 2], n_lon)
    order = np.argsort(key, kind="stable")
    key, who = key[order], seen[order, 3]
    asking = seen[~is_address[seen[:, 3]]]
    pairs = [np.empty(0, np.int64)]
    for dy, dx in _NEIGHBOURS:
        wanted = _cell_key(
            asking[:, 0], asking[:, 1] + dy, (asking[:, 2] + dx) % n_lon, n_lon
        )
        start = np.searchsorted(key, wanted, "left")
        count = np.searchsorted(key, wanted, "right") - start
        one = np.repeat(asking[:, 3], count)
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        other = who[np.repeat(start, count) + step]
        may = is_address[other] | ((one < other) & (feed_of[one] != feed_of[other]))
        pairs.append(np.unique(one[may] * len(found.names) + other[may]))
    each = np.unique(np.concatenate(pairs)).tolist()
    return [(pair // len(found.names), pair % len(found.names)) for pair in each]


def _cell_key(slot: I64, lat: I64, lon: I64, n_lon: int) -> I64:
    return np.asarray((slot * 1000 + lat) * n_lon + lon)
