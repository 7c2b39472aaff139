"""What is asked of every contender, and how far their answers may differ."""

from __future__ import annotations

from math import cos, pi

NMI_M, FT_M = 1852.0, 0.3048

# Ahead: 5 NM and 1,000 ft within five minutes.
AHEAD = (5 * NMI_M, 1000.0, 300.0)
# The peers know no meridian convergence, or a sphere only: what is found at these
# shares of all three limits must be found, what is not found at those may not be.
NARROWER, WIDER = 0.9, 1.1
# Pairs: 3 NM and 1,000 ft, gaps bridged up to 30 s; lines and points: up to 60 s.
PAIRS = (3 * NMI_M, 1000.0)
GAP_PAIRS_US = 30_000_000
GAP_LINE_US = 60_000_000
# A circle has so many corners where a peer has polygons only.
CORNERS = 64
# Which share of the radius such a polygon holds all around.
CORNERS_FRAC = cos(pi / CORNERS)
