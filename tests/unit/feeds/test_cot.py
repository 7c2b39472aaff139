"""Cursor on Target: which events become rows, and what is in them."""

import tracemalloc

import pytest

from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.cot import CotFeed
from thalweg.feeds.cot_events import MOST_EVENT_BYTES
from thalweg.model.feed import FeedSettings

POINT = "<point lat='35.25' lon='40.25' hae='9144' ce='10' le='9999999'/>"
DETAIL = "<contact callsign='TEST01'/><track course='90' speed='200'/>"


def event(point=POINT, detail=DETAIL, **given):
    attributes = {
        "version": "2.0",
        "uid": "ICAO-F0E001",
        "type": "a-n-A-C-F",
        "how": "m-g",
        "time": "2017-12-13T04:05:00Z",
        "start": "2017-12-13T04:05:00Z",
        "stale": "2017-12-13T04:06:00Z",
    } | given
    said = " ".join(f"{name}='{value}'" for name, value in attributes.items() if value)
    return f"<event {said}>{point}<detail>{detail}</detail></event>"


def read(*events):
    """Return the rows and what was lost; null columns are left out."""
    content = Content("events.xml", "".join(events).encode())
    assert CotFeed().recognises(content)
    rows, lost = [], {}
    settings = FeedSettings(name="tak")
    for raw in CotFeed().read(content, lambda names: names, settings):
        rows += raw.table.to_pylist()
        lost |= raw.lost
    return [{n: v for n, v in row.items() if v is not None} for row in rows], lost


def row_of(*args, **given):
    (row,), lost = read(event(*args, **given))
    assert not lost
    return row


def lost(*args, **given):
    rows, why = read(event(*args, **given))
    assert not rows
    (reason,) = why
    return reason


def test_an_event_is_read_whole(tmp_path):
    path = tmp_path / "events"
    path.write_text(event(time="2017-12-13T04:05:00.250Z"))
    (row,) = feeds.read([f"tak={path}"]).positions.to_pylist()
    assert {name: value for name, value in row.items() if value is not None} == {
        "time": row["time"],
        "received": row["received"],
        "feed": "tak",
        "mover": "f0e001",
        "callsign": "TEST01",
        "lat_deg": 35.25,
        "lon_deg": 40.25,
        "alt_geo_ft": 30_000.0,
        "ground_speed_mps": 200.0,
        "track_deg": 90.0,
        "on_ground": False,
        "nac_p": 9,
        "source_type": "cot",
        "source_sha256": row["source_sha256"],
        "source_row": 0,
    }
    assert row["time"].isoformat() == "2017-12-13T04:05:00+00:00"
    assert row["received"].isoformat() == "2017-12-13T04:05:00.250000+00:00"


def test_it_holds_from_its_start_and_its_age_is_known_only_if_told():
    row = row_of()
    assert row["start"] == "2017-12-13T04:05:00Z"
    assert "time" not in row
    # base_event.xsd: start may lie ahead, and the event is then a plan.
    assert lost(start="2017-12-13T04:05:01Z") == "no_position"
    assert row_of(start="")["start"] == "2017-12-13T04:05:00Z"


@pytest.mark.parametrize(
    ("uid", "mover"),
    [
        ("ICAO-F0E001", "f0e001"),
        ("ICAO.f0e001", "f0e001"),
        ("icao24:F0E001", "f0e001"),
        ("ADSB-F0E001", "f0e001"),
        ("ModeS_F0E001", "f0e001"),
        ("ICAOF0E001", "f0e001"),
        ("ICAO-F0E0011", "ICAO-F0E0011"),
        ("F0E001", "tF0E001"),
        ("ANDROID-589520ccfcd20f01", "ANDROID-589520ccfcd20f01"),
    ],
)
def test_an_address_is_one_only_where_the_uid_says_so(uid, mover):
    assert row_of(uid=uid)["uid"] == mover


@pytest.mark.parametrize(
    ("sigma_m", "nac_p"),
    [
        ("1.2", 11),
        ("4", 10),
        ("4.1", 9),
        ("12.2", 9),
        ("12.3", 8),
        ("37.8", 8),
        ("37.9", 7),
        ("7566", 1),
        ("7567", 0),
        ("9999999.0", None),
        ("999999", None),
        ("0", None),
        ("-1", None),
        ("nan", None),
        ("much", None),
    ],
)
def test_a_one_sigma_error_becomes_a_class_that_does_not_flatter(sigma_m, nac_p):
    """A class's bound is never below 2.4477 sigma, the 95 % radius."""
    assert row_of(POINT.replace("'10'", f"'{sigma_m}'")).get("nac_p") == nac_p


@pytest.mark.parametrize("height", ["9999999", "9999999.0", "999999.0", "-9999999", ""])
def test_unknown_heights_are_null(height):
    assert "hae" not in row_of(POINT.replace("'9144'", f"'{height}'"))


def test_speed_along_the_path_is_split_into_ground_speed_and_climb():
    row = row_of(detail="<track course='90' speed='100' slope='-30'/>")
    assert row["speed"] == pytest.approx(86.6025, abs=1e-4)
    assert row["climb"] == pytest.approx(-50 / 0.3048 * 60)
    for speed in ("-1", "9999999", "inf", "x"):
        row = row_of(detail=f"<track course='90' speed='{speed}'/>")
        assert "speed" not in row


@pytest.mark.parametrize(
    ("kind", "on_ground", "category"),
    [
        ("a-f-A-M-F", False, None),
        ("a-f-A-M-H", False, "A7"),
        ("a-h-A-C-H;x", False, "A7"),
        ("a-u-A-M-F-Q", False, "B6"),
        ("a-u-A-M-H-Q", False, "B6"),
        ("a-n-A-C-L", False, "B2"),
        ("a-f-G-U-C", True, None),
        ("a-f-S-C", True, None),
        ("a-f-P", None, None),
        ("a-f", None, None),
    ],
)
def test_the_type_tells_ground_from_air_and_what_flies(kind, on_ground, category):
    row = row_of(type=kind)
    assert (row.get("on_ground"), row.get("category")) == (on_ground, category)


@pytest.mark.parametrize(
    "kind", ["b-m-p-s-m", "b-t-f", "u-d-c-c", "u-rb-a", "t-x-d-d", "r-u", "c-f", ""]
)
def test_what_is_no_atom_is_no_position(kind):
    assert lost(type=kind) == "no_position"


@pytest.mark.parametrize("how", ["h", "h-e", "h-g-i-g-o", "h-t", "m-p", "m-c"])
def test_what_no_sensor_saw_is_no_position(how):
    assert lost(how=how) == "no_position"


def test_what_is_simulated_is_no_mover():
    assert lost(how="m-s") == "no_mover"
    assert lost(opex="s-training") == "no_mover"
    assert row_of(opex="e-autumn")


@pytest.mark.parametrize("how", ["m-g", "m-r", "m-f", "m-i", "m-m", "m", "", "x-1"])
def test_what_a_machine_made_is_a_row(how):
    assert row_of(how=how)["uid"] == "f0e001"


def test_no_fix_is_no_position():
    nowhere = "<point lat='0.0' lon='0.0' hae='9999999' ce='9999999' le='9999999'/>"
    assert lost(nowhere) == "no_position"
    assert lost("") == "no_position"
    assert row_of(nowhere.replace("ce='9999999'", "ce='5'"))["lat"] == "0.0"


def test_values_that_are_none_are_judged_where_all_are(tmp_path):
    path = tmp_path / "events"
    bad = POINT.replace("35.25", "95")
    path.write_text(event() + event(bad) + event(uid="") + event(start="", time=""))
    result = feeds.read([path])
    assert result.positions.num_rows == 1
    assert result.dropped == {
        ("default", "bad_value"): 1,
        ("default", "no_mover"): 1,
        ("default", "no_time"): 1,
    }


def test_only_an_event_s_own_parts_are_read():
    inner = "<x><point lat='1' lon='2'/><contact callsign='NO'/></x>" + DETAIL
    row = row_of(detail=inner)
    assert (row["lat"], row["callsign"]) == ("35.25", "TEST01")


@pytest.mark.parametrize("joint", ["", "\n", "\n\n  ", "<?xml version='1.0'?>\n"])
def test_events_may_be_joined_in_any_way(joint):
    rows, why = read(*[joint + event()] * 3)
    assert (len(rows), why) == (3, {})
    rows, why = read("<events>", *[event()] * 3, "</events>\n")
    assert (len(rows), why) == (3, {})


def test_comments_and_cdata_that_look_like_events_are_passed_over():
    hidden = "<!-- <event></event> --><x><![CDATA[ </event><event> ]]></x>"
    rows, why = read("<!-- </event> <!DOCTYPE -->", event(detail=hidden), event())
    assert (len(rows), why) == (2, {})


def test_a_broken_event_is_a_bad_value_and_the_next_is_read():
    broken = event().removesuffix("</detail></event>")
    rows, why = read(broken, event(), event().replace("</detail>", ""), event())
    assert (len(rows), why) == (2, {"bad_value": 2})
    rows, why = read(event(), broken)
    assert (len(rows), why) == (1, {"bad_value": 1})
    rows, why = read(event(), "<!-- never closed ", event())
    assert (len(rows), why) == (1, {"bad_value": 1})


BOMB = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)
)  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        f"<!DOCTYPE event [<!ENTITY l0 'ha'>{BOMB}]>",
        "<!DOCTYPE event SYSTEM 'http://127.0.0.1:9/x.dtd'>",
        "<!DOCTYPE event [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!ENTITY x 'y'>",
    ],
)
def test_document_types_and_entities_are_refused(head):
    bad = event(detail="<remarks>&l11;&x;</remarks>")
    with pytest.raises(InputError, match=r"events.xml: byte 0: has a document type"):
        read(head, bad)
    with pytest.raises(InputError, match="has a document type"):
        read(event(), head, bad)
    with pytest.raises(InputError, match="has a document type"):
        read(event(detail=head))


def test_an_entity_that_nobody_declared_is_a_bad_value():
    assert lost(detail="<remarks>&x;</remarks>") == "bad_value"


class Endless(Content):
    """A file of 64 MiB that is made while it is read."""

    def blocks(self):
        """Yield one event's beginning, then 64 MiB that belong to it."""
        yield self.source
        for _ in range(64):
            yield b"x" * (1 << 20)
        yield b"'/></event>"


@pytest.mark.parametrize("start", ["<event uid='", "<event uid='1'><detail><a b='"])
def test_a_huge_attribute_is_refused_in_bounded_memory(start):
    tracemalloc.start()
    with pytest.raises(InputError, match="an event of more than 1 MiB"):
        list(
            CotFeed().read(
                Endless("huge", start.encode()), lambda n: n, FeedSettings(name="")
            )
        )
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 8 * MOST_EVENT_BYTES


def test_text_between_events_takes_no_memory():
    tracemalloc.start()
    raws = list(
        CotFeed().read(Endless("chatter", b"<a/>"), lambda n: n, FeedSettings(name=""))
    )
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [raw.table.num_rows for raw in raws] == [0]
    assert peak_bytes < 8 * MOST_EVENT_BYTES


def test_deep_nesting_is_read_and_passed_over():
    deep = "<a>" * 100_000 + "</a>" * 100_000
    assert row_of(detail=deep + DETAIL)["callsign"] == "TEST01"


def test_other_xml_is_not_taken():
    for text in ("<html><body/></html>", "<gpx><trk/></gpx>", "event uid='1'"):
        assert not CotFeed().recognises(Content("other", text.encode()))


@pytest.mark.shared
def test_every_file_of_shapes_and_markers_is_counted(shared):
    """12 files: 9 of shapes and routes, 1 spot, and 2 atoms that a person placed."""
    folder = shared / "data" / "formats" / "cot"
    files = sorted(folder.glob("*.cot"))
    assert len(files) == 12
    atoms = 0
    for path in files:
        content = Content.of(path)
        assert CotFeed().recognises(content)
        atoms += b"type='a-u-G'" in content.head
        (raw,) = CotFeed().read(content, lambda names: names, FeedSettings(name=""))
        assert (raw.table.num_rows, raw.lost) == (0, {"no_position": 1})
        result = feeds.read([path])
        assert result.positions.num_rows == 0
        assert result.dropped == {("default", "no_position"): 1}
    assert atoms == 2


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "lat", "lon", "callsign"),
    [
        ("Marker_-_2525", "38.856650047254725", "-77.06364199776728", "U.16.135057"),
        ("Marker_-_Icon_Set", "38.85513145738468", "-77.05143976872927", "hiker 1"),
    ],
)
def test_real_markers_had_a_sensor_placed_them(name, lat, lon, callsign, shared):
    """By hand from the files; `how` alone keeps them from being rows."""
    text = (shared / "data" / "formats" / "cot" / f"{name}.cot").read_text()
    (row,), why = read(text.replace("how='h-g-i-g-o'", "how='m-g'"))
    assert not why
    assert (row["lon"], row["callsign"]) == (lon, callsign)
    assert row["lat"][:8] == lat[:8]
    assert row["start"].startswith("2020-12-16T19:59:34.91")
    assert row["on_ground"] is True
    assert "hae" not in row
    assert "nac_p" not in row
