"""Clocks of receivers: which of the two it is, and what instant a count stands for."""

import pytest

from tests.oracle import plain_mode_s as plain
from thalweg.errors import InputError
from thalweg.feeds.clock import COUNTER, GPS, Clock, clock_of

START_US = 1_513_209_590_000_000  # 2017-12-13T23:59:50Z
OF_DAY_S = START_US // 1_000_000 % 86_400
SPEED = plain.velocity(0xF0E001, 1, 1)
REPLY = plain.reply(4, 0, 0, 0xF0E001)
MHZ = 12_000_000


def gps(second, nanosecond=1):
    """Return the count of a GPS clock."""
    return second % 86_400 << 30 | nanosecond


def clock(counts, frames, start_us=START_US):
    made = Clock("f", start_us)
    made.tell(counts, frames)
    return made


def seconds(counts, made=None, frames=None):
    """Return the seconds after the start, of each count."""
    made = made or clock(counts, frames or [SPEED] * len(counts))
    times = made.times_us(counts, range(len(counts)))
    return [None if us is None else (us - START_US) / 1e6 for us in times]


def test_like_squitters_tell_a_counter_from_a_gps_clock():
    counter = [70_000 + place * MHZ // 2 for place in range(5)]
    assert clock_of(counter, [SPEED] * 5) == COUNTER
    of_day = [gps(OF_DAY_S, place * 249_000_000) for place in range(5)]
    assert clock_of(of_day, [SPEED] * 5) is None
    of_day = [gps(OF_DAY_S + place // 2, place % 2 * 500_000_000) for place in range(5)]
    assert clock_of(of_day, [SPEED] * 5) == GPS


def test_two_receivers_of_one_message_say_nothing_of_the_clock():
    of_day = [gps(OF_DAY_S + place) + add for place in range(5) for add in (0, 1000)]
    assert clock_of(of_day, [SPEED] * 10) == GPS


def test_what_no_gps_clock_says_is_a_counter():
    assert clock_of([86_400 << 30], [REPLY]) == COUNTER
    assert clock_of([1_000_000_000], [REPLY]) == COUNTER
    # One damaged count among many is no proof.
    counts = [gps(OF_DAY_S + place) for place in range(2000)]
    assert clock_of([*counts, 1 << 47], [REPLY] * 2001) == GPS


def test_replies_over_several_turns_are_enough_for_gps():
    counts = [gps(OF_DAY_S, place * 10_000_000) for place in range(100)]
    counts += [gps(OF_DAY_S + 1, place * 10_000_000) for place in range(99)]
    assert clock_of(counts, [REPLY] * 199) is None
    counts += [gps(OF_DAY_S + 2)]
    assert clock_of(counts, [REPLY] * 200) == GPS


def test_few_frames_are_refused_rather_than_guessed():
    with pytest.raises(InputError) as error:
        clock([1, 2, 3], [REPLY] * 3)
    assert "f: 3 frames are too few to tell" in str(error.value)
    assert "JSON" in str(error.value)


def test_a_recording_without_a_date_says_how_to_give_one():
    with pytest.raises(InputError, match="start: 2026-11-25T14:00:00Z"):
        Clock("f", None)


def test_counts_that_stand_for_no_time_have_none():
    mlat = 0xFF004D4C4154
    counts = [7, mlat, MHZ // 2 + 7, 0, MHZ + 7, 3 * MHZ // 2 + 7, 2 * MHZ + 7]
    assert seconds(counts) == [0.0, None, 0.5, None, 1.0, 1.5, 2.0]
    with pytest.raises(InputError, match="carry no time"):
        clock([mlat, 0], [SPEED] * 2)


def test_a_counter_counts_from_the_start_in_twelfths_of_a_microsecond():
    counts = [1_000, 1_000 + 12, 1_000 + 35, 1_000 + 36, 1_000 + 6 * MHZ]
    made = clock([place * MHZ // 2 + 1 for place in range(5)], [SPEED] * 5)
    made._last = 1_000
    assert seconds(counts, made) == [0.0, 1e-6, 2e-6, 3e-6, 6.0]


def test_a_counter_does_not_lose_what_is_less_than_a_microsecond():
    counts = [place * 13 + 1 for place in range(100_001)]
    made = clock([place * MHZ // 2 + 1 for place in range(5)], [SPEED] * 5)
    assert seconds(counts, made)[-1] == pytest.approx(100_000 * 13 / MHZ, abs=1e-6)


def test_a_counter_goes_on_past_its_greatest_number():
    top = 1 << 48
    counts = [top - MHZ, top - MHZ // 2, 1, MHZ // 2, MHZ]
    assert seconds(counts) == pytest.approx([0.0, 0.5, 1.0, 1.5, 2.0], abs=1e-6)


def test_a_damaged_count_costs_one_frame():
    counts = [1 + place * MHZ // 2 for place in range(8)]
    counts[3] ^= 1 << 45
    assert seconds(counts) == [0.0, 0.5, 1.0, None, 2.0, 2.5, 3.0, 3.5]
    counts = [1 + place * MHZ // 2 for place in range(8)]
    counts[0] ^= 1 << 46
    assert seconds(counts) == [None, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]


def test_frames_a_little_out_of_order_keep_their_times():
    counts = [1 + place * MHZ // 2 for place in (0, 2, 1, 3, 5, 4, 6)]
    assert seconds(counts) == [0.0, 1.0, 0.5, 1.5, 2.5, 2.0, 3.0]


def test_a_counter_that_begins_anew_is_refused_with_the_record():
    long = [5_000 * MHZ + place * MHZ // 2 for place in range(10)]
    again = [place * MHZ // 2 + 1 for place in range(1_001)]
    made = clock(long, [SPEED] * 10)
    with pytest.raises(InputError, match="record 10: the receiver's clock began anew"):
        made.times_us([*long, *again], range(1_011))


def test_a_gps_clock_is_of_the_day_of_the_start_and_passes_midnight():
    counts = [gps(OF_DAY_S + place) for place in (2, 5, 9, 10, 30, 40)]
    assert seconds(counts) == [2.0, 5.0, 9.0, 10.0, 30.0, 40.0]
    counts = [gps(OF_DAY_S + place) for place in (2, 10, 9, 30, 86_000, 172_000)]
    made = clock([gps(OF_DAY_S + p) for p in range(5)], [SPEED] * 5)
    assert seconds(counts, made) == [
        2.0, 10.0, 9.0, 30.0, 86_000.0 - 86_400, 172_000.0 - 172_800,
    ]  # fmt: skip


def test_a_gps_clock_that_begins_just_before_the_start_is_of_that_day():
    made = clock([gps(OF_DAY_S + p) for p in range(5)], [SPEED] * 5)
    assert seconds([gps(OF_DAY_S - 3)], made) == [-3.0]
    midnight = Clock("f", START_US + 10_000_000)
    midnight.tell([gps(OF_DAY_S + p) for p in range(5)], [SPEED] * 5)
    assert seconds([gps(OF_DAY_S)], midnight) == [0.0]


def test_a_count_that_is_no_instant_of_a_day_has_no_time():
    made = clock([gps(OF_DAY_S + p) for p in range(5)], [SPEED] * 5)
    assert seconds([gps(OF_DAY_S), 86_400 << 30, (1 << 30) - 1], made) == [
        0.0, None, None,
    ]  # fmt: skip
