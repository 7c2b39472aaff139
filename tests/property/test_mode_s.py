"""Beast, Mode S and SBS-1: bytes that nobody wrote, and files cut anywhere."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.oracle import plain_mode_s as plain
from thalweg.errors import InputError
from thalweg.feeds.beast import BeastFeed
from thalweg.feeds.content import Content
from thalweg.feeds.feed import NO_POSITION, REASONS
from thalweg.feeds.messages import NAMES, Assembler
from thalweg.feeds.mode_s import ModeSFeed
from thalweg.feeds.mode_s_decode import decode
from thalweg.feeds.sbs import SbsFeed
from thalweg.model.feed import FeedSettings
from thalweg.model.place import Position

SETTINGS = FeedSettings(
    name="x",
    start_us=1_513_137_900_000_000,
    radar=Position(lat_deg=35.0, lon_deg=40.0),
)
MOVERS = (0xF0E001, 0xF0E002)


class Cut(Content):
    """A file whose bytes come in the blocks they are given in."""

    def __init__(self, blocks):
        super().__init__("cut", b"".join(blocks))
        object.__setattr__(self, "pieces", blocks)

    def blocks(self):
        return (piece for piece in self.pieces if piece)


def rows_of(feed, content):
    """Return rows with their places in the file, and what was lost."""
    rows, lost = [], {}
    for raw in feed.read(content, lambda names: names, SETTINGS):
        rows += zip(raw.row.tolist(), raw.table.to_pylist(), strict=True)
        for reason, records in raw.lost.items():
            lost[reason] = lost.get(reason, 0) + records
    return rows, lost


def anything(feed, data):
    content = Content("any", data)
    try:
        content.head  # noqa: B018
        feed.recognises(content)
        _, lost = rows_of(feed, content)
    except InputError as error:
        assert "any" in str(error)  # noqa: PT017
    else:
        assert lost.keys() <= {*REASONS, NO_POSITION}


@st.composite
def squitters(draw):
    """Extended squitters whose 56 bits are anything, with their parity right."""
    df, low = draw(
        st.one_of(
            st.tuples(st.just(17), st.sampled_from([0, 4, 5, 7])),
            st.tuples(st.just(18), st.integers(0, 7)),
        )
    )
    type_code = draw(st.integers(0, 31))
    rest = draw(st.integers(0, 2**51 - 1))
    address = draw(st.sampled_from([*MOVERS, 0]))
    return plain.squitter(address, (type_code, 5), (rest, 51), df=df, low=low)


frames = st.one_of(
    squitters(),
    st.binary(min_size=7, max_size=7),
    st.binary(min_size=14, max_size=14),
    st.builds(
        plain.position,
        st.sampled_from(MOVERS),
        st.floats(34.9, 35.1),
        st.floats(39.9, 40.1),
        odd=st.booleans(),
    ),
    st.builds(
        plain.reply,
        st.sampled_from([0, 4, 5]),
        st.integers(0, 7),
        st.integers(0, 8191),
        st.sampled_from(MOVERS),
    ),
)
recordings = st.lists(
    st.tuples(
        st.integers(0, 3 * 12_000_000), frames | st.binary(min_size=2, max_size=2)
    ),
    min_size=1,
    max_size=60,
)


def beast_of(recording):
    """Return a Beast file; five speeds before all else tell its clock."""
    timed = [
        (place * 6_000_000 + 7, plain.velocity(0xF0E003, 100, 100))
        for place in range(5)
    ]
    count = 60_000_000
    for step, frame in recording:
        count += step
        timed.append((count, frame))
    return plain.beast(*timed)


@given(st.binary(max_size=400))
@example(b"\x1a3" + b"\x1a" * 60)
@example(b"\x1a2")
@example(b"\x1a4\x1a\x1a\x1a3")
def test_any_bytes_are_read_as_beast_or_refused(data):
    anything(BeastFeed(), data)


@given(recordings, st.binary(max_size=30), st.integers(0, 2000))
def test_a_damaged_recording_is_read_or_refused(recording, damage, at):
    data = beast_of(recording)
    at %= len(data)
    anything(BeastFeed(), data[:at] + damage + data[at + len(damage) :])


@given(recordings, st.lists(st.integers(1, 3000), max_size=12))
def test_blocks_of_any_size_make_the_same_rows_of_beast(recording, cuts):
    data = beast_of(recording)
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[a:b] for a, b in pairwise(places)]
    assert rows_of(BeastFeed(), Cut(pieces)) == rows_of(BeastFeed(), Content("w", data))


def test_blocks_of_one_byte_make_the_same_rows_of_beast():
    data = beast_of(
        [(6_000_000, plain.position(0x1A1A1A, 35.0, 40.0, odd=bool(k % 2)))
         for k in range(20)] + [(5, b"\x1a\x1a")]
    )  # fmt: skip
    data = b"\x1a4" + b"\x1a\x1a" * 7 + data + b"noise" * 40 + b"\x1a3cut"
    whole = rows_of(BeastFeed(), Content("whole", data))
    assert len(whole[0]) == 19
    # The Mode A/C reply runs into the noise, so nobody can say that it was one.
    assert whole[1] == {"no_position": 7, "bad_value": 1}
    assert rows_of(BeastFeed(), Cut([bytes([byte]) for byte in data])) == whole


@given(recordings)
def test_every_record_is_a_row_or_lost_once(recording):
    rows, lost = rows_of(BeastFeed(), Content("whole", beast_of(recording)))
    assert len(rows) + sum(lost.values()) == len(recording) + 5
    places = [place for place, _ in rows]
    assert places == sorted(set(places))


@given(st.lists(frames, min_size=1, max_size=40), st.lists(st.integers(1, 40)))
def test_batches_of_any_size_make_the_same_rows(some, cuts):
    times = [1_513_137_900_000_000 + 400_000 * place for place in range(len(some))]
    found = []
    for places in ([0, len(some)], sorted({0, len(some), *cuts})):
        assembler = Assembler(SETTINGS)
        for a, b in pairwise(places):
            part = slice(a, min(b, len(some)))
            decode(some[part], times[part], range(len(some))[part], assembler)
        raw = assembler.batch(NAMES)
        found.append((raw.lost, raw.row.tolist(), raw.table.to_pylist()))
    assert found[0] == found[1]


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@example(b"*8d4840d6202cc371c32ce0576098;\n@00;")
@example(b'{"timestamp": 1e999, "frame": "8d4840d6202cc371c32ce0576098"}\n{}')
@example(b'{"timestamp": "x", "frame": "8d4840d6202cc371c32ce0576098"}\n5')
def test_any_bytes_are_read_as_mode_s_or_refused(data):
    anything(ModeSFeed(), data)


VALUES = st.one_of(
    st.sampled_from(
        ["", "MSG", "3", "F0E001", "~f0e001", "2017/12/13", "04:05:00.250", "35.2",
         "-1", "0", "7700", "2017/13/45", "25:61:99", "nan", "1e999", "9" * 400]
    ),
    st.text(max_size=6),
)  # fmt: skip


@given(st.lists(st.lists(VALUES, min_size=20, max_size=23), min_size=1, max_size=8))
def test_any_values_are_read_as_sbs_or_refused(lines):
    text = "\n".join(",".join(["MSG", "3", *values]) for values in lines)
    anything(SbsFeed(), text.encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_sbs_or_refused(data):
    anything(SbsFeed(), data)


def test_the_maker_of_recordings_can_be_told():
    rows, lost = rows_of(BeastFeed(), Content("x", beast_of([(0, b"\0" * 7)])))
    assert rows == []
    assert lost == {"no_position": 5, "no_mover": 1}
    with pytest.raises(InputError, match="too few to tell"):
        rows_of(BeastFeed(), Content("x", plain.beast((5, b"\0" * 7))))
