"""Hours in which no feed was alive: joined, cut to the period, the longest first."""

from thalweg.report.dark import Dark, dark, dark_lines
from thalweg.report.language import language

H = 3600 * 1_000_000


def test_hours_without_a_live_feed_are_joined():
    alive = {0: 3600.0, H: 1799.9, 3 * H: 1800.0, 4 * H: 3600.0}
    assert dark(alive, 0, 5 * H) == [Dark(H, 3 * H)]


def test_of_the_first_and_last_hour_only_what_lies_in_the_period_counts():
    alive = {0: 600.0, H: 3600.0, 2 * H: 600.0}
    assert dark(alive, 2_700_000_000, 2 * H + 1_200_000_000) == []
    assert dark({H: 3600.0}, H // 2, 2 * H + H // 4) == [
        Dark(H // 2, H), Dark(2 * H, 2 * H + H // 4),
    ]  # fmt: skip


def test_twelve_are_listed_by_length_and_the_rest_counted():
    stretches = [Dark(k * 100 * H, (k * 100 + k + 1) * H) for k in range(14)]
    told = dark_lines(stretches, language("en"))
    assert len(told) == 13
    assert told[0].endswith("14.0 h.")
    assert told[-1] == "and 2 more stretches, 3.0 h in all."
