"""How identities are spelt, and how numbers without a unit are understood."""

import numpy as np
import pyarrow as pa
import pytest

from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds import spelling
from thalweg.feeds.values import flags, numbers, times, words

AT_US = 1_513_137_900_250_000


def column(values, kind=None):
    return pa.chunked_array([pa.array(values, kind)])


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        ("f0e001", "f0e001"),
        ("F0E001", "f0e001"),
        ("0xF0E001", "f0e001"),
        (" f0e001 ", "f0e001"),
        ("~2B3C4D", "~2b3c4d"),
        ("3e1234", "3e1234"),
        ("T-17", "T-17"),
        ("f0e0012", "f0e0012"),
        ("", None),
        ("  ", None),
        (17, "17"),
        (17.0, "17"),
    ],
)
def test_mover(value, spelt):
    assert spelling.mover(value) == spelt


@pytest.mark.parametrize(
    ("value", "spelt"),
    [(0, "000000"), (0xF0E001, "f0e001"), (1.0, "000001"), ("F0E001", "f0e001")],
)
def test_address(value, spelt):
    assert spelling.address(value) == spelt


@pytest.mark.parametrize("value", [-1, 0x1000000, 1.5, float("inf")])
def test_numbers_that_are_no_address(value):
    with pytest.raises(ValueError, match="is no 24-bit address"):
        spelling.address(value)


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (4720.0, "4720"),
        (21, "0021"),
        ("0", "0000"),
        ("7700", "7700"),
        ("7700.0", "7700"),
        ("8000", None),
        ("77000", None),
        ("x", None),
        ("", None),
    ],
)
def test_squawk(value, spelt):
    assert spelling.squawk(value) == spelt


def test_emergency_none_is_null():
    given = ["none", "None", "", "general", "LIFEGUARD"]
    spelt = [spelling.emergency(value) for value in given]
    assert spelt == [None, None, None, "general", "lifeguard"]


@pytest.mark.parametrize(
    ("values", "kind", "unit"),
    [
        ([1_513_137_900.25], None, "auto"),
        ([1_513_137_900_250], None, "auto"),
        ([1_513_137_900_250_000], None, "auto"),
        ([1_513_137_900_250_000_000], None, "auto"),
        ([1_513_137_900_250_000_000], pa.uint64(), "auto"),
        (["1513137900.25"], None, "auto"),
        (["2017-12-13T04:05:00.25Z"], None, "auto"),
        (["2017-12-13 04:05:00.250000"], None, "auto"),
        (["2017-12-13 06:05:00.25+02:00"], None, "auto"),
        (["2017-12-12T23:05:00.25-0500"], None, "auto"),
        (["2017-12-13T04:05:00.250000000Z"], None, "auto"),
        ([" 2017-12-13T04:05:00,25 UTC "], None, "iso"),
        ([1_513_137_900_250], pa.timestamp("ms"), "auto"),
        ([1_513_137_900_250], pa.timestamp("ms", "Asia/Damascus"), "auto"),
        ([1_513_137_900.25], None, "s"),
        ([1_513_137_900_250], None, "ms"),
    ],
)
def test_times_of_every_kind_are_one_instant(values, kind, unit):
    nothing = column([*values, None], kind)
    read = times(nothing, unit)
    assert read.us.tolist() == [AT_US, 0]
    assert read.missing.tolist() == [False, True]
    assert not read.bad.any()


def test_mixed_texts_of_time_are_read_one_by_one():
    given = ["2017-12-13T04:05:00.25Z", "2017-12-13 04:05:00.25", "soon", "", None]
    given += ["2017-02-30", "1969-12-31T23:59:59Z", "2017-12-13T04:05Z"]
    read = times(column(given), "auto")
    assert read.us.tolist() == [AT_US, AT_US, 0, 0, 0, 0, 0, AT_US - 250_000]
    assert np.flatnonzero(read.bad).tolist() == [2, 5, 6]
    assert np.flatnonzero(read.missing).tolist() == [3, 4]


def test_a_clock_that_was_never_set_is_bad_where_the_unit_is_guessed():
    read = times(column([1_513_137_900, 0, 1_513_137_901]), "auto")
    assert read.bad.tolist() == [False, True, False]
    assert not times(column([0, 60]), "s").bad.any()


def test_no_float_is_lost_on_the_way():
    lat = [0.1 + 0.2, 1e-300, -89.99999999999999, 35.250000000000007]
    for values in (lat, [repr(value) for value in lat]):
        assert numbers(column(values)).values.tolist() == lat


def test_unreadable_numbers_are_bad_and_empty_ones_are_missing():
    read = numbers(column(["1", " 2.5 ", "", "nan", "None", None, "x", "1,5", "٣"]))
    assert read.bad.tolist() == [False] * 6 + [True] * 3
    assert np.isnan(read.values).tolist() == [False, False] + [True] * 7


def test_flags():
    given = ["true", "False", "1", "0", "", None, "perhaps"]
    values, missing, bad = flags(column(given))
    assert values.tolist() == [True, False, True, False, False, False, False]
    assert missing.tolist() == [False] * 4 + [True, True, False]
    assert bad.tolist() == [False] * 6 + [True]
    values, missing, _ = flags(column([True, None]))
    assert (values.tolist(), missing.tolist()) == ([True, False], [False, True])


def test_words_through_chunks_with_dictionaries_of_their_own():
    chunks = [
        pa.array(["a", "b", None]).dictionary_encode(),
        pa.array(["b", "c", "a"]).dictionary_encode(),
    ]
    read = words(pa.chunked_array(chunks), spelling.word)
    assert read.words.to_pylist() == ["a", "b", None, "b", "c", "a"]


def test_columns_may_hold_commas_in_their_brackets():
    spelt = "time=ts[ms], lat_deg=y ,alt_baro_ft=a b [ m ]"
    assert feeds.parse_columns(spelt) == {
        "time": "ts[ms]",
        "lat_deg": "y",
        "alt_baro_ft": "a b [ m ]",
    }


def test_heights_in_metres_stay_multiples_of_25_ft():
    feet = np.arange(-1000.0, 60_000.0, 25.0)
    for kind in (np.float64, np.float32):
        metres = (feet * 0.3048).round(2).astype(kind)
        table = feeds.positions_from(
            {
                "time": np.full(feet.size, 1_513_137_900),
                "icao24": ["f0e001"] * feet.size,
                "lat": np.full(feet.size, 35.0),
                "lon": np.full(feet.size, 40.0),
                "baroaltitude": metres,
            }
        )
        assert table["alt_baro_ft"].to_pylist() == feet.tolist()


def test_a_dictionary_of_columns_and_a_frame_are_tables():
    pandas = pytest.importorskip("pandas")
    columns = {
        "timestamp": ["2017-12-13 04:05:00.25", None],
        "icao24": ["F0E001", "f0e002"],
        "latitude": [35.0, 36.0],
        "longitude": [40.0, 41.0],
    }
    for obj in (columns, pandas.DataFrame(columns), pa.table(columns)):
        result = feeds.read_object(obj, feed="x")
        assert result.positions["mover"].to_pylist() == ["f0e001"]
        assert result.positions["source_sha256"].to_pylist() == [""]
        assert result.positions["source_row"].to_pylist() == [0]
        assert result.dropped == {("x", "no_time"): 1}
        assert result.sources == ()
    again = feeds.positions_from(result.positions)
    assert again.to_pylist() == result.positions.to_pylist()


def test_what_a_frame_says_of_its_source_stays():
    table = feeds.positions_from(
        {
            "time": [1_513_137_900, 1_513_137_901],
            "mover": ["a", "b"],
            "lat_deg": [1.0, 2.0],
            "lon_deg": [1.0, 2.0],
            "feed": ["n", None],
            "source_sha256": ["ab", "cd"],
            "source_row": [7, 9],
        }
    )
    assert table["feed"].to_pylist() == ["n", "default"]
    assert table["source_sha256"].to_pylist() == ["ab", "cd"]
    assert table["source_row"].to_pylist() == [7, 9]


def test_one_bad_column_type_names_the_column():
    with pytest.raises(InputError, match=r"column 'lat': wanted numbers, came time"):
        feeds.positions_from(
            {
                "time": [1_513_137_900],
                "icao24": ["a"],
                "lat": pa.array([1], pa.timestamp("s")),
                "lon": [1.0],
            }
        )
