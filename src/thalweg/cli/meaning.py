"""What a look means for watching: plain sentences, each with its figures.

None of them judges a mover. They say what would be set aside, what would not be
observed, and what would make it better.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from thalweg.archive.survey import TIME_ERRORS_S
from thalweg.report.words import count_of, metres, moment, span
from thalweg.units import DAY_S

if TYPE_CHECKING:
    from thalweg.archive.look import Look
    from thalweg.archive.survey import FeedSurvey, Gaps, Quality, Survey

WORTH_SAYING = 0.01
"""A share below this is in the table, and needs no sentence."""

LONG_SILENCE_S = 600.0
_MESSAGES = frozenset({"beast", "mode-s", "sbs", "asterix", "cot"})
_OF_MESSAGES = (
    " Of a stream of messages that is usual: most tell a speed, a name or that the "
    "sender lives."
)
_REASONS = {
    "stale": "{share} of rows repeat a position: the receiver writes stale positions. "
    "They are set aside, so the gaps are longer than the rows suggest.",
    "ground": "{share} of rows are of aircraft on the ground, which are not watched.",
    "no_position": "{share} of rows have no position, or broadcast its quality as "
    "unknown: nothing is observed by them.{messages}",
    "conflict": "{share} of rows are a second row of the same mover and time: the same "
    "data twice, or two receivers under one feed name (NAME=PATH names them).",
    "jump": "{share} of rows are steps that no aircraft flies: garbled positions, two "
    "movers under one id, or interference.",
    "no_time": "{share} of rows have no time that can be read.",
    "no_mover": "{share} of rows do not say whose they are.",
    "bad_value": "{share} of rows hold a value that cannot be: a wrong unit or a wrong "
    "column (--columns says what each is), or damage.",
}


def notes(found: Look) -> list[str]:
    """Return the sentences, the most pressing first."""
    told = [*_files(found), *_rows(found)]
    if found.survey is not None and found.survey.kept:
        told += _survey(found.survey)
    return told


def share_of(share: float) -> str:
    """Return a share in per cent; only none is ``0 %``, and only all is ``100 %``."""
    if share in (0.0, 1.0):
        return "100 %" if share else "0 %"
    return f"{min(max(100 * share, 0.1), 99.9):.1f} %"


def length(length_s: float) -> str:
    """Return a length of time, from two days on in days."""
    days = length_s / DAY_S
    return f"{days:,.1f} days" if days >= 2 else span(length_s)


def _files(found: Look) -> Iterator[str]:
    digests = Counter(file.sha256 for file in found.files if file.sha256)
    for digest, many in digests.items():
        if many > 1:
            names = [file.path for file in found.files if file.sha256 == digest]
            yield f"{' and '.join(names)} hold the same bytes: give one of them."
    if found.survey is None and not found.unreadable:
        outside = sum(file.outside_period for file in found.files)
        where = f"; {count_of(outside, 'row')} outside the period" if outside else ""
        yield f"No row is a position{where}: `thalweg watch` would refuse this."


def _rows(found: Look) -> Iterator[str]:
    if found.survey is not None and not found.survey.kept:
        yield (
            "No row would be kept: nothing would be found, and nothing would have "
            "been seen."
        )
    messages = any(file.format in _MESSAGES for file in found.files)
    for reason, rows in found.by_reason().items():
        share = rows / found.rows
        if reason in _REASONS and share >= WORTH_SAYING:
            yield _REASONS[reason].format(
                share=share_of(share), messages=_OF_MESSAGES if messages else ""
            )


def _survey(found: Survey) -> Iterator[str]:
    yield from _silences(found.feeds)
    yield from _unseen(found.gaps)
    yield from _age(found)
    yield from _quality(found.quality)
    yield from _heights(found.quality)
    if found.movers == 1:
        yield "There is one mover: clauses of air separation have nothing to compare."
    if found.addresses < found.movers:
        many = count_of(found.movers - found.addresses, "mover")
        yield (
            f"{many} without a 24-bit address: they are `feed:id`, joined with others "
            "only where two feeds show one path."
        )


def _silences(feeds: tuple[FeedSurvey, ...]) -> Iterator[str]:
    for feed in feeds:
        if feed.silence_us is not None and feed.silence_s > LONG_SILENCE_S:
            yield (
                f"Feed {feed.name} is silent for {length(feed.silence_s)} from "
                f"{moment(feed.silence_us)}. Silence is not compliance: those hours "
                "are neither kept nor broken."
            )


def _unseen(gaps: Gaps) -> Iterator[str]:
    if not gaps.flown_s:
        return
    pairs, lines = (
        unseen_s / gaps.flown_s for unseen_s in (gaps.unseen_30_s, gaps.unseen_60_s)
    )
    if pairs >= WORTH_SAYING:
        yield (
            f"{share_of(pairs)} of the time flown lies in gaps above 30 s, "
            f"{share_of(lines)} in gaps above 60 s. A clause bridges no gap above its "
            "`largest_gap`: that time is not observed."
        )


def _age(found: Survey) -> Iterator[str]:
    share = sum(feed.ageless for feed in found.feeds) / found.rows
    if share < WORTH_SAYING:
        return
    aged_s, ageless_s = TIME_ERRORS_S
    which = "No row says" if share == 1 else f"{share_of(share)} of rows do not say"
    speed_mps, far = found.quality.speed_median_mps, ""
    if speed_mps is not None:
        far = (
            f" At the median speed here, {speed_mps:,.0f} m/s, that is "
            f"{metres(ageless_s * speed_mps)} instead of {metres(aged_s * speed_mps)}."
        )
    yield (
        f"{which} how old the position is: its time is taken as good to {ageless_s:g} "
        f"s; with a time of receipt (--columns received=...) to {aged_s:g} s.{far}"
    )


def _quality(quality: Quality) -> Iterator[str]:
    if max(quality.nac_p, quality.nic, quality.nuc_p) == 0:
        yield (
            "No row says how good its position is: each is taken as good to what its "
            "feed states (`error` in --feeds), else to 92.6 m."
        )


def _heights(quality: Quality) -> Iterator[str]:
    if quality.no_height == 1:
        yield (
            "No row has a height: air separation is not observed, save what could be a "
            "near collision."
        )
    elif quality.kept_no_height >= WORTH_SAYING:
        yield (
            f"{share_of(quality.kept_no_height)} of the kept rows have no height; it "
            "is interpolated between the mover's own, within `largest_gap`."
        )
    coarse = sum(
        many
        for (datum, step_ft), many in quality.quantum.items()
        if step_ft > 25 and datum == "baro"
    )
    if coarse:
        tell = "tells" if coarse == 1 else "tell"
        yield (
            f"{count_of(coarse, 'mover')} {tell} heights in coarse steps: vertical "
            "distances of theirs are less sure by half a step each."
        )
