"""Quantities: what each writing means, and what is refused."""

import pytest

from thalweg.model.agreement import DayWindow, HeightBound
from thalweg.wire import quantity as q


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (q.length_m, "3 nmi", 5556.0),
        (q.length_m, "500 ft", 152.4),
        (q.length_m, "2 km", 2000.0),
        (q.length_m, "45 mi", 72420.48),
        (q.length_m, "0.5 m", 0.5),
        (q.height_ft, "1000 ft", 1000.0),
        (q.height_ft, "304.8 m", 1000.0),
        (q.duration_s, "60 s", 60.0),
        (q.duration_s, "15 min", 900.0),
        (q.duration_s, "7 d", 604800.0),
        (q.duration_s, "250 ms", 0.25),
        (q.speed_mps, "1000 m/s", 1000.0),
        (q.speed_mps, "36 km/h", 10.0),
        (q.acceleration_mps2, "5 m/s2", 5.0),
        (q.acceleration_mps2, "1 g", 9.80665),
        (q.clock_s, "06:00Z", 21600),
        (q.time_us, "2017-11-01T00:00:00Z", 1_509_494_400_000_000),
        (q.share_frac, 0.1, 0.1),
        (q.share_frac, 1, 1.0),
        (q.rate, "20 per h", q.Rate(count=20, per_s=3600.0)),
        (q.rate, "1 per 90 d", q.Rate(count=1, per_s=7_776_000.0)),
        (q.height_bound, "FL350", HeightBound(value_ft=35000.0, datum="baro")),
        (q.height_bound, "0 ft", HeightBound(value_ft=0.0, datum="baro")),
        (q.height_bound, "500 ft AMSL", HeightBound(value_ft=500.0, datum="amsl")),
        (q.height_bound, "300 ft AGL", HeightBound(value_ft=300.0, datum="agl")),
        (q.height_bound, "90 ft WGS84", HeightBound(value_ft=90.0, datum="geo")),
        (q.height_bound, "-1000 ft", HeightBound(value_ft=-1000.0, datum="baro")),
        (q.day_window, "04:00Z-18:00Z", DayWindow(from_s=14400, to_s=64800)),
        (q.day_window, "22:00Z-04:00Z", DayWindow(from_s=79200, to_s=14400)),
        (q.day_window, "00:00Z-24:00Z", DayWindow(from_s=0, to_s=86400)),
    ],
)
def test_a_quantity_is_read(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *(
            3,
            3.0,
            True,
            None,
            [],
            "3",
            "3km",
            "3  km",
            " 3 km",
            "3 km ",
            "3 Km",
            "3 KM",
        ),
        *(
            "3 nm",
            "3 M",
            "03 km",
            "3. km",
            ".5 km",
            "3e3 m",
            "+3 km",
            "-3 km",
            "3,5 km",
        ),
        *("\u0661 km", "3\u00a0km", "3\nkm", "1/2 km", "inf km", "nan m", "3 km/h"),
        *("3 s", "3,5 km", "999999999999 km", "3 km 4 m", "1_000 m", "3\tkm"),
    ],
)
def test_another_writing_of_a_length_is_refused(text):
    with pytest.raises(ValueError, match="wanted a length such as '2 km'"):
        q.length_m(text)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (q.height_bound, "FL3500"),
        (q.height_bound, "fl350"),
        (q.height_bound, "300 ft agl"),
        (q.height_bound, "300 ft QNH"),
        (q.height_bound, 300),
        (q.rate, "0 per h"),
        (q.rate, "1 per 0 d"),
        (q.rate, "1/h"),
        (q.share_frac, 0),
        (q.share_frac, 1.5),
        (q.share_frac, "0.1"),
        (q.share_frac, True),
        (q.clock_s, "6:00Z"),
        (q.clock_s, "24:00Z"),
        (q.clock_s, "06:00"),
        (q.clock_s, 360),
        (q.day_window, "04:00Z-04:00Z"),
        (q.day_window, "24:00Z-04:00Z"),
        (q.day_window, "04:00Z - 18:00Z"),
        (q.time_us, "2017-11-01"),
        (q.time_us, "2017-11-01 00:00:00Z"),
        (q.time_us, "2017-11-01T00:00:00+03:00"),
        (q.time_us, "2017-11-01T00:00:60Z"),
        (q.time_us, 1509494400),
    ],
)
def test_another_writing_is_refused(read, text):
    with pytest.raises(ValueError, match=r"."):
        read(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("3km", "write '3 km'"),
        ("60,000 ft", "write '60000 ft'"),
        ("3 nm", "nearest known: nmi"),
        ("3", "a number needs its unit (m, km, nmi, ft, mi)"),
        ("3 min", "min is no unit of that"),
    ],
)
def test_the_fault_says_how_to_mend_it(text: str, hint: str):
    with pytest.raises(ValueError, match=r".") as caught:
        q.length_m(text)
    assert hint in str(caught.value)
