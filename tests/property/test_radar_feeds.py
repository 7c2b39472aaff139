"""Readers of radar recordings and of events: any bytes give rows or declared errors."""

from __future__ import annotations

import pytest
from asterix import generated
from asterix.base import Bits
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.feeds import asterix_bytes as made
from thalweg.errors import InputError
from thalweg.feeds import asterix_021, asterix_048, asterix_062
from thalweg.feeds.asterix import AsterixFeed, _layouts
from thalweg.feeds.asterix_layout import Compound, Target, split_records
from thalweg.feeds.content import Content
from thalweg.feeds.cot import CotFeed
from thalweg.feeds.feed import NO_POSITION, REASONS
from thalweg.feeds.flight_tracker import FlightTrackerFeed
from thalweg.model.feed import FeedSettings
from thalweg.model.place import Position

SETTINGS = FeedSettings(
    name="r",
    start_us=made.NOON_US,
    radar=Position(lat_deg=35.25, lon_deg=39.0),
)
EVENT = (
    b"<?xml version='1.0'?><event version='2.0' uid='ICAO-F0E001' type='a-n-A-C-F' "
    b"how='m-g' time='2017-12-13T04:05:01Z' start='2017-12-13T04:05:00Z' "
    b"stale='2017-12-13T04:06:00Z'><point lat='35.25' lon='40.25' hae='9144' ce='10' "
    b"le='9'/><detail><contact callsign='TEST01'/><track course='90' speed='200'/>"
    b"</detail></event>"
)
FLIGHT = (
    b'{"result":{"response":{"data":{"flight":{"identification":{"id":"1"},"track":'
    b'[{"latitude":35.25,"longitude":40.25,"altitude":{"feet":30000},"timestamp":1}]}}}}}'
)
BLOCKS = b"".join(made.block(category) for category in (48, 62, 21))
CAPTURE = made.captured(made.block(48), made.block(62), made.block(21))
NG = made.pcapng([(made.NOON_US, made.ethernet(made.ipv4(made.udp(BLOCKS))))])
SAMPLES = {
    "raw": (AsterixFeed(), BLOCKS * 3),
    "pcap": (AsterixFeed(), CAPTURE),
    "pcapng": (AsterixFeed(), NG),
    "cot": (CotFeed(), EVENT * 2 + b"<events>" + EVENT + b"</events>"),
    "flight": (FlightTrackerFeed(), FLIGHT),
}


class Cut(Content):
    """The same bytes in blocks that end wherever they were told to."""

    def blocks(self):
        """Yield the pieces."""
        size = int(self.name)
        for at in range(0, len(self.source), size):
            yield self.source[at : at + size]


def rows(feed, content):
    """Return what a feed makes of a file, or its error; hold what it promises."""
    numbers, table, lost = [], [], {}
    try:
        for raw in feed.read(content, lambda names: names, SETTINGS):
            assert raw.lost.keys() <= {*REASONS, NO_POSITION}
            numbers += raw.row.tolist()
            table += raw.table.to_pylist()
            for reason, count in raw.lost.items():
                lost[reason] = lost.get(reason, 0) + count
    except InputError as error:
        assert content.name in str(error)  # noqa: PT017
        return str(error)
    assert numbers == sorted(set(numbers))
    assert len(numbers) == len(table)
    return table, numbers, lost


@st.composite
def damaged(draw, whole):
    """Return bytes that were once `whole`: some changed, lost, or written twice."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        kind = draw(st.sampled_from(["set", "cut", "drop", "put"]))
        if kind == "set" and data:
            data[at] = draw(st.integers(0, 255))
        elif kind == "cut":
            del data[at:]
        elif kind == "drop":
            del data[at : at + draw(st.integers(1, 9))]
        else:
            data[at:at] = draw(st.binary(max_size=12))
    return bytes(data)


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
def test_damaged_files_give_rows_or_declared_errors(name, data):
    feed, whole = SAMPLES[name]
    content = Content("damaged", data.draw(damaged(whole)))
    try:
        feed.recognises(content)
    except InputError:
        return
    rows(feed, content)


@pytest.mark.parametrize("name", SAMPLES)
@given(noise=st.binary(max_size=300))
def test_any_bytes_give_rows_or_declared_errors(name, noise):
    feed, whole = SAMPLES[name]
    for content in (Content("noise", noise), Content("noise", whole[:40] + noise)):
        try:
            feed.recognises(content)
        except InputError:
            continue
        rows(feed, content)


@pytest.mark.parametrize("name", ["raw", "pcap", "pcapng", "cot"])
@given(data=st.data(), size=st.integers(1, 80))
def test_where_blocks_end_changes_nothing(name, data, size):
    feed, whole = SAMPLES[name]
    source = data.draw(st.one_of(st.just(whole), damaged(whole)))
    one = rows(feed, Cut(str(max(1, len(source))), source))
    other = rows(feed, Cut(str(size), source))
    if isinstance(one, str):
        assert isinstance(other, str)
    else:
        assert other == one


def slowly(body, category):
    """Return what the library's own parser makes of a block's body."""
    edition = generated.manifest["CATS"][category][-1]
    parsed = edition.cv_uap.parse(Bits.from_bytes(body))
    if isinstance(parsed, ValueError):
        return None
    return [
        {name: item.unparse().to_bytes() for name, item in record.items_regular.items()}
        for record in parsed
    ]


@pytest.mark.parametrize("category", [21, 34, 48, 62, 65])
@given(data=st.data())
def test_records_are_cut_as_the_library_parses_them(category, data):
    usual = {
        34: bytes.fromhex("f6190e023a692b4088404080"),
        65: b"\xf8\x19\x64\2\1\0\0\0\1",
    }
    body = usual.get(category) or made.block(category)[3:]
    body = data.draw(
        st.one_of(damaged(body + body), st.binary(max_size=60), st.just(body))
    )
    fast = split_records(_layouts(category)[0], body)
    slow = slowly(body, category)
    assert (fast is None) == (slow is None)
    assert [one.items for one in fast or []] == (slow or [])


def fixed(category):
    """Return the items of a category that are of one length, and their lengths."""
    record = generated.manifest["CATS"][category][-1].cv_uap.cv_record
    for entry in record.cv_items_list:
        made_of = getattr(entry, "cv_non_spare", None)
        variation = getattr(getattr(made_of, "cv_rule", None), "cv_variation", None)
        if hasattr(variation, "cv_bit_size"):
            yield made_of, variation.cv_bit_size // 8


def converted(element):
    """Return a field's value as the library converts it."""
    content = element._get_rule().content
    if hasattr(content, "_as_quantity"):
        return content._as_quantity()
    if hasattr(content, "as_string"):
        return content.as_string()
    return content.as_integer() if hasattr(content, "as_integer") else element.as_uint()


@pytest.mark.parametrize("category", [21, 48, 62])
@given(noise=st.binary(min_size=16, max_size=16))
@example(noise=b"\xff" * 16)
@example(noise=b"\x80" + b"\0" * 15)
def test_values_are_those_of_the_library(category, noise):
    """Every field of every item of one length, as the library converts it."""
    layout = _layouts(category)[0]
    seen = 0
    for item, size in fixed(category):
        parsed, _ = item.parse(Bits.from_bytes(noise[:size]))
        known = layout.named[item.cv_name]
        for name, field in known.fields.items():
            variation = parsed.variation
            part = variation.get_item(name).variation if name else variation
            wanted = converted(part)
            if field.text is not None and len(wanted) * 6 < field.bits > 12:
                continue
            assert known.value(noise[:size], (name,) if name else ()) == wanted
            seen += 1
    assert seen > 25


class Asked(Target):
    """A record that has everything, and notes what it is asked for."""

    def __init__(self, layout):
        super().__init__(layout, {})
        self.asked = set()

    def get(self, item, *path):
        """Note the path."""
        self.asked.add((item, *path))


@pytest.mark.parametrize(
    ("category", "readers"),
    [
        (21, [asterix_021.read, asterix_021.is_aircraft]),
        (48, [asterix_048.read, asterix_048.is_aircraft]),
        (62, [asterix_062.read, asterix_062.is_aircraft, asterix_062.is_observed]),
    ],
)
def test_every_field_that_is_asked_for_is_there(category, readers):
    """A name that is spelt wrongly would be null for ever, and nobody would know."""
    layout = _layouts(category)[0]
    target = Asked(layout)
    for read in readers:
        read(target)
    assert len(target.asked) > 15
    for item, *path in target.asked:
        part = layout.named[item]
        while path and isinstance(part, Compound):
            part = part.named[path.pop(0)]
        assert (path[0] if path else "") in part.fields, (item, path)


@given(
    count=st.integers(0, 6), wrapped=st.booleans(), gap=st.sampled_from(["", "\n\n"])
)
@example(count=3, wrapped=True, gap="\n")
def test_events_are_found_however_they_are_joined(count, wrapped, gap):
    data = gap.join([EVENT.decode()] * count).encode() or b"<a/>"
    if wrapped:
        data = b"<?xml version='1.0'?>\n<!-- <event> --><events>" + data + b"</events>"
    table, numbers, lost = rows(CotFeed(), Content("events", data))
    assert (len(table), numbers, lost) == (count, list(range(count)), {})
