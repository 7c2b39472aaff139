"""Units against figures that are exact by definition, and round trips."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg import units

PAIRS = [
    (units.m_from_ft, units.ft_from_m),
    (units.m_from_nmi, units.nmi_from_m),
    (units.mps_from_kt, units.kt_from_mps),
    (units.mps_from_fpm, units.fpm_from_mps),
]


@pytest.mark.parametrize(
    ("have", "exact"),
    [
        (units.FT_M, Fraction(3048, 10_000)),
        (units.NMI_M, Fraction(1852)),
        (units.MILE_M, Fraction(1_609_344, 1000)),
        (units.KT_MPS, Fraction(1852, 3600)),
        (units.KMH_MPS, Fraction(1000, 3600)),
        (units.FPM_MPS, Fraction(3048, 600_000)),
    ],
)
def test_factors_are_the_nearest_double(have: float, exact: Fraction) -> None:
    assert have == pytest.approx(float(exact), rel=2e-16, abs=0.0)


def test_known_figures() -> None:
    assert units.m_from_nmi(3.0) == 5556.0
    assert units.m_from_ft(1000.0) == pytest.approx(304.8, abs=1e-12)
    assert units.mps_from_kt(350.0) == pytest.approx(180.0556, abs=5e-5)
    assert units.fpm_from_mps(units.mps_from_fpm(1000.0)) == pytest.approx(1000.0)


@pytest.mark.parametrize(("there", "back"), PAIRS)
@given(value=st.floats(-1e9, 1e9))
def test_there_and_back(there, back, value: float) -> None:
    assert back(there(value)) == pytest.approx(value, rel=1e-15, abs=1e-300)


@pytest.mark.parametrize("convert", [one for pair in PAIRS for one in pair])
def test_nan_stays_nan(convert) -> None:
    assert math.isnan(convert(math.nan))
