"""One flight of a made scenario: its true path, and how it broadcasts itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from thalweg.simulate.path import Fixes, Path

F64 = npt.NDArray[np.float64]

NACP_ERROR_M = {11: 3.0, 10: 10.0, 9: 30.0, 8: 92.6, 7: 185.2, 6: 555.6}
"""Horizontal 95 % error for each NACp (DO-260B 2.2.3.2.7.2.7), as far as flown here."""

TIME_ERROR_S = 0.6
AGE_UNKNOWN_TIME_ERROR_S = 1.6
"""Time error of a report, 95 %, with its age known and unknown (RULES, section 3)."""

MANOEUVRE_MPS2 = 5.0
"""Sideways acceleration that the rules allow for between reports (RULES, 3)."""


@dataclass(frozen=True, kw_only=True)
class Flight:
    """What flew, where it truly was, and how it is heard.

    Attributes
    ----------
    mover : str
        24-bit address in lower-case hex.
    party : str
        True owner: a party id, ``neutral`` or ``unknown``.
    heights : tuple of (time in s, height in ft)
        True pressure altitude, straight between its points, level outside them.
    alt_bias_ft : float
        What the altimeter reads too much, constant through the flight.
    quantum_ft : float
        Step of the broadcast altitude: 25 or 100.
    noise_frac : float
        Share of the broadcast 95 % error that the position errors fill. 1 is the
        whole; planted marginal cases use little, so that their grade is known.
    time_bias_s : float
        How much later the true place is than the stated time, constant.
    report_s : float
        Time between reports.
    loss_frac : float
        Share of reports lost, one by one.
    gaps : tuple of (from in s, to in s)
        Times in which no receiver heard the flight.
    age_known : bool
        Whether reports carry their time of receipt.
    squawks : tuple of (from in s, code)
        Codes in force from an instant on.
    """

    mover: str
    callsign: str | None
    party: str
    path: Path
    heights: tuple[tuple[float, float], ...]
    category: str = "A3"
    nac_p: int = 9
    alt_bias_ft: float = 0.0
    quantum_ft: float = 25.0
    noise_frac: float = 0.3
    time_bias_s: float = 0.0
    report_s: float = 4.0
    loss_frac: float = 0.0
    gaps: tuple[tuple[float, float], ...] = ()
    age_known: bool = True
    squawks: tuple[tuple[float, str], ...] = ()
    on_ground: bool = False
    background: bool = False
    marks: frozenset[str] = field(default_factory=frozenset)

    @property
    def start_s(self) -> float:
        """Return when the flight begins, in seconds of the scenario."""
        return self.path.start_s

    @property
    def end_s(self) -> float:
        """Return when the flight ends, in seconds of the scenario."""
        return self.path.end_s

    def at(self, time_s: F64) -> Fixes:
        """Return the true states at `time_s`."""
        return self.path.at(time_s)

    def height_ft(self, time_s: F64) -> F64:
        """Return the true pressure altitude at `time_s`, in feet."""
        knots_s, knots_ft = zip(*self.heights, strict=True)
        return np.asarray(np.interp(time_s, knots_s, knots_ft))

    def stated_error_m(self, speed_mps: float) -> float:
        """Return the 95 % error that the rules read from the flight's reports.

        The greatest between two reports, none lost; RULES, section 3.
        """
        late_s = TIME_ERROR_S if self.age_known else AGE_UNKNOWN_TIME_ERROR_S
        half_s = 0.5 * self.report_s
        swing_m = 0.5 * MANOEUVRE_MPS2 * half_s * half_s
        return NACP_ERROR_M[self.nac_p] + late_s * speed_mps + swing_m
