"""How far a report may be from the truth: 95 % errors of place and of height.

RULES §3, first bullet, and the quanta of the third. A report's `error_m` is what its
quality fields say, or its feed's default, plus the way flown in the error of its time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import rfc8785
from numpy.typing import NDArray

from thalweg.kernels.clean import KEPT, fill_speeds, implied_speeds
from thalweg.model.feed import Feeds, FeedSettings
from thalweg.tracks.decisions import Decision
from thalweg.tracks.reports import BOOL, F64, I8, Reports

_NONE = float("nan")
# Estimated position uncertainty by NACp, 0 to 11 (DO-260B 2.2.3.2.7.2.7): 10 nautical
# miles down to 3 m. 0 is "unknown": not observed.
NAC_P_ERROR_M = (
    *(_NONE, 18520.0, 7408.0, 3704.0, 1852.0, 926.0, 555.6, 185.2, 92.6),
    *(30.0, 10.0, 3.0),
)
# Containment radius by NIC, 0 to 11 (DO-260B 2.2.3.2.7.2.6), the widest where its
# supplements differ.
NIC_RADIUS_M = (
    *(_NONE, 37040.0, 14816.0, 7408.0, 3704.0, 1852.0, 1111.2, 370.4, 185.2),
    *(75.0, 25.0, 7.5),
)
# A containment radius stands for a far smaller risk than 5 %; this is its 95 % (RULES
# §3).
CONTAINMENT_TO_95_FRAC = 0.43
# Horizontal uncertainty, 95 %, by NUCp of version 0, 0 to 9 (RULES §3).
NUC_P_ERROR_M = (
    *(_NONE, 18520.0, 9260.0, 1852.0, 926.0, 463.0, 185.2, 92.6, 10.0, 3.0),
)
COOPERATIVE_ERROR_M = 92.6
# A feed that sees all (a radar) and states no error: half a nautical mile.
RADAR_ERROR_M = 926.0
AGED_TIME_ERROR_S = 0.6
AGELESS_TIME_ERROR_S = 1.6
BARO_ERROR_FT = 125.0
GEO_ERROR_FT = 150.0
FINE_QUANTUM_FT, COARSE_QUANTUM_FT = 25.0, 100.0
# Fewer different heights than this say nothing of the step they come in.
FEWEST_HEIGHTS = 10


def place_error_m(reports: Reports, feeds: Feeds) -> F64:
    """Return the 95 % error of each report's place [m], its time taken as right.

    NaN where the quality is broadcast as unknown (0): then the position is not
    observed. The first field present decides: NACp; NUCp of a version 0 transponder;
    NIC; NUCp. Values outside the tables count as absent.
    """
    default_m = _per_feed(reports, feeds, _default_error_m)
    out_m = default_m
    nuc = _looked_up(NUC_P_ERROR_M, reports.nuc_p)
    nic = _looked_up(NIC_RADIUS_M, reports.nic)
    nac = _looked_up(NAC_P_ERROR_M, reports.nac_p)
    if nuc is not None:
        out_m = np.where(nuc[1], nuc[0], out_m)
    if nic is not None:
        out_m = np.where(nic[1], nic[0] * CONTAINMENT_TO_95_FRAC, out_m)
    if nuc is not None:
        out_m = np.where(nuc[1] & (reports.version == 0), nuc[0], out_m)
    return out_m if nac is None else np.where(nac[1], nac[0], out_m)


def report_error_m(
    reports: Reports, kept: I8, place_m: F64, filled_mps: F64, feeds: Feeds
) -> F64:
    """Return `error_m`: place error plus speed times the error of the time.

    `filled_mps` is own speed, else the mover's last known, else its next. A mover that
    never tells its speed has that of its steps between kept reports at most 60 s apart;
    one seen once has none, and no path either.
    """
    time_error_s = time_errors_s(reports, feeds)
    if np.isnan(filled_mps).any():
        steps_mps = implied_speeds(
            reports.mover,
            reports.time_us,
            reports.lat_rad,
            reports.lon_rad,
            filled_mps,
            kept,
        )
        filled_mps = fill_speeds(reports.mover, steps_mps, kept)[1]
    speed_mps = np.where(np.isnan(filled_mps), 0.0, filled_mps)
    return np.asarray(place_m + speed_mps * time_error_s)


def time_errors_s(reports: Reports, feeds: Feeds) -> F64:
    """Return the 95 % error of each report's time of applicability [s].

    As its feed states; else 0.6 s where the time of receipt stands beside it, so that
    the position's age is known, and 1.6 s where it does not.
    """
    stated_s = _per_feed(reports, feeds, lambda s: s.time_error_s)
    aged = reports.received_us != np.iinfo(np.int64).min
    usual_s = np.where(aged, AGED_TIME_ERROR_S, AGELESS_TIME_ERROR_S)
    return np.where(np.isnan(stated_s), usual_s, stated_s)


def altitude_error_ft(reports: Reports, feeds: Feeds) -> F64:
    """Return the altimetry error of each report's height, 95 % [ft]; NaN without one.

    Of the pressure altitude where there is one, else of the geometric altitude.
    """
    out_ft = np.where(np.isnan(reports.geo_ft), np.nan, _geo_error_ft(reports, feeds))
    baro_ft = _baro_error_ft(reports, feeds)
    return np.where(np.isnan(reports.baro_ft), out_ft, baro_ft)


def altitude_decisions(reports: Reports, kept: I8, feeds: Feeds) -> list[Decision]:
    """Decide quantum and altimetry error of each mover and datum from its kept heights.

    The quantum is what its feeds state, the greatest if several do; of feeds that
    state none, 100 ft if all its heights are multiples of 100 and at least 10 differ,
    else 25 ft. The error is the greatest over its feeds.
    """
    stated_ft = _per_feed(reports, feeds, lambda s: s.quantum_ft)
    out: list[Decision] = []
    for subject, height_ft, error_ft in (
        ("baro", reports.baro_ft, _baro_error_ft(reports, feeds)),
        ("geo", reports.geo_ft, _geo_error_ft(reports, feeds)),
    ):
        rows = np.flatnonzero((kept == KEPT) & ~np.isnan(height_ft))
        if rows.size:
            out += _of_datum(
                reports, subject, rows, height_ft[rows], error_ft[rows], stated_ft[rows]
            )
    return out


def _of_datum(
    reports: Reports,
    subject: str,
    rows: NDArray[np.intp],
    height_ft: F64,
    error_ft: F64,
    stated_ft: F64,
) -> list[Decision]:
    mover = reports.mover[rows]
    starts = np.flatnonzero(np.concatenate(([True], mover[1:] != mover[:-1])))
    greatest_error_ft = np.maximum.reduceat(error_ft, starts)
    stated = ~np.isnan(stated_ft)
    greatest_stated_ft = np.maximum.reduceat(np.where(stated, stated_ft, 0.0), starts)
    silent = np.logical_or.reduceat(~stated, starts)
    odd = np.logical_or.reduceat((height_ft % COARSE_QUANTUM_FT != 0) & ~stated, starts)
    ends = np.append(starts[1:], rows.size)
    out = []
    for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
        quantum_ft, source = float(greatest_stated_ft[k]), "feeds"
        if silent[k]:
            own_ft = height_ft[start:end][~stated[start:end]]
            coarse = not odd[k] and np.unique(own_ft).size >= FEWEST_HEIGHTS
            seen_ft = COARSE_QUANTUM_FT if coarse else FINE_QUANTUM_FT
            if seen_ft >= quantum_ft:
                quantum_ft, source = seen_ft, "rules/1 §3"
        value = {"error_ft": float(greatest_error_ft[k]), "quantum_ft": quantum_ft}
        out.append(
            Decision(
                kind="altitude",
                mover=reports.names[mover[start]],
                subject=subject,
                value=rfc8785.dumps(value).decode(),
                source=source,
            )
        )
    return out


def _looked_up(table: tuple[float, ...], values: I8) -> tuple[F64, BOOL] | None:
    """Return what a table says of each value, and whether; None if of none."""
    if values.max(initial=-1) < 0:
        return None
    known = (values >= 0) & (values < len(table))
    return np.array(table)[np.where(known, values, 0)], known


def _default_error_m(settings: FeedSettings) -> float:
    if settings.error_m is not None:
        return settings.error_m
    return RADAR_ERROR_M if settings.sees == "all" else COOPERATIVE_ERROR_M


def _baro_error_ft(reports: Reports, feeds: Feeds) -> F64:
    return _per_feed(reports, feeds, lambda s: s.baro_error_ft, BARO_ERROR_FT)


def _geo_error_ft(reports: Reports, feeds: Feeds) -> F64:
    return _per_feed(reports, feeds, lambda s: s.geo_error_ft, GEO_ERROR_FT)


def _per_feed(
    reports: Reports,
    feeds: Feeds,
    ask: Callable[[FeedSettings], float | None],
    usual: float = np.nan,
) -> F64:
    """Return one setting of each report's feed; `usual` where it is not stated."""
    told = [ask(feeds.of(name)) for name in reports.feeds]
    values = np.array([usual if v is None else v for v in told], np.float64)
    if len(values) == 1:
        return np.full(len(reports.feed), values[0])
    return values[reports.feed]
