"""What a terminal is told of a look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from thalweg.cli import screen
from thalweg.cli.meaning import length, notes, share_of
from thalweg.report.words import (
    DROP_REASONS,
    count_of,
    feet,
    metres,
    moment,
    span,
)
from thalweg.times import US_PER_S

if TYPE_CHECKING:
    from thalweg.archive.look import Look, LookedFile
    from thalweg.archive.survey import Box, FeedSurvey, Quality, Survey

_DATUMS = {"baro": "pressure", "geo": "geometric"}


def show(found: Look, following: str | None) -> None:
    """Print a look; `following` is the line to type next."""
    _files(found)
    if found.survey is not None:
        screen.say()
        _survey(found.survey)
        _feeds(found.survey)
    if found.rows:
        screen.say()
        _dropped(found)
    meant = notes(found)
    if meant:
        screen.say()
        screen.heading("For `thalweg watch`")
        for note in meant:
            screen.item(note)
    _following(found, following)


def _files(found: Look) -> None:
    read = [file for file in found.files if not file.faults]
    if read:
        header = ("file", "format", "feed", "rows", "size")
        rows = [
            (
                file.path,
                file.format or "",
                file.feed or "",
                f"{file.rows:,}",
                _size(file.size),
            )
            for file in read
        ]
        if len(read) > 1 or _wide([header, *rows]) > screen.width():
            _files_apart(read)
        else:
            screen.table(header, rows, words=3)
            screen.say(f"sha256 {read[0].sha256}")
    if read and found.unreadable:
        screen.say()
    for file in found.unreadable:
        size = "" if file.size is None else f", {_size(file.size)}"
        screen.heading(f"{file.path}: not read{size}")
        for fault in file.faults:
            screen.item(fault)


def _files_apart(files: list[LookedFile]) -> None:
    """Print each file under its own name, so that each digest is beside its own."""
    for file in files:
        screen.heading(file.path)
        screen.say(
            f"  {file.format}, feed {file.feed}, {count_of(file.rows, 'row')}, "
            f"{_size(file.size)}"
        )
        screen.say(f"  sha256 {file.sha256}")


def _wide(rows: list[tuple[str, ...]]) -> int:
    wide = screen.widths(rows)
    return sum(wide) + 2 * (len(wide) - 1)


def _survey(found: Survey) -> None:
    quality = found.quality
    lines = {
        "movers": _movers(found),
        "period": f"{moment(found.from_us)} to {moment(found.to_us)}, "
        f"{length((found.to_us - found.from_us) / US_PER_S)}",
        "where": _where(found.box),
        "sources": _shares(quality.source, found.rows),
        "quality": f"NACp {share_of(quality.nac_p)}, NIC {share_of(quality.nic)}, "
        f"NUCp {share_of(quality.nuc_p)} of rows; ADS-B version "
        f"{_shares(quality.version, found.rows)}",
        "error": _error(quality),
        "age": _age(found),
        "heights": f"pressure {share_of(quality.baro)}, geometric "
        f"{share_of(quality.geo)}, none {share_of(quality.no_height)} of rows",
        "steps": _steps(quality),
        "gaps": _gaps(found),
    }
    for name, words in lines.items():
        if words:
            screen.labelled(name, words)


def _movers(found: Survey) -> str:
    others = found.movers - found.addresses
    told = [f"{found.addresses:,} by 24-bit address"] if found.addresses else []
    told += [f"{others:,} by other ids"] if others else []
    return f"{count_of(found.movers, 'mover')}, {', '.join(told)}"


def _where(box: Box | None) -> str:
    if box is None:
        return ""
    lat = f"{_degrees(box.south_deg, 'NS')} to {_degrees(box.north_deg, 'NS')}"
    lon = f"{_degrees(box.west_deg, 'EW')} to {_degrees(box.east_deg, 'EW')}"
    over = ", across the date line" if box.west_deg > box.east_deg else ""
    return f"{lat}, {lon}{over}"


def _degrees(at_deg: float, sides: str) -> str:
    return f"{abs(at_deg):.4f}° {sides[at_deg < 0]}"


def _error(quality: Quality) -> str:
    if quality.error_median_m is None or quality.error_p95_m is None:
        return ""
    return (
        f"95 % horizontal: half of the kept rows within "
        f"{metres(quality.error_median_m)}, most (95 %) within "
        f"{metres(quality.error_p95_m)}"
    )


def _age(found: Survey) -> str:
    in_use = sorted({e for feed in found.feeds for e in feed.time_error_s})
    errors = " and ".join(f"{error_s:g} s" for error_s in in_use)
    return f"known for {share_of(found.quality.aged)} of rows; error of time {errors}"


def _steps(quality: Quality) -> str:
    return "; ".join(
        f"{_DATUMS[datum]} in {feet(step_ft)}: {count_of(movers, 'mover')}"
        for (datum, step_ft), movers in quality.quantum.items()
    )


def _gaps(found: Survey) -> str:
    gaps = found.gaps
    if gaps.median_s is None or gaps.p95_s is None:
        return "no mover has two rows that are kept"
    return (
        f"a mover's kept rows are {span(gaps.median_s)} apart (median), 95 % within "
        f"{span(gaps.p95_s)}; {count_of(gaps.over_30, 'gap')} above 30 s, "
        f"{gaps.over_60:,} above 60 s, in {gaps.movers_60:,} of "
        f"{count_of(found.movers, 'mover')}"
    )


def _feeds(found: Survey) -> None:
    header = ("feed", "rows", "movers", "rows/s", "over 60 s", "longest silence, from")
    rows = [
        (
            feed.name,
            f"{feed.rows:,}",
            f"{feed.movers:,}",
            _rate(feed),
            f"{feed.silences:,}",
            _silence(feed),
        )
        for feed in found.feeds
    ]
    screen.say()
    screen.table(header, rows, words=1)


def _rate(feed: FeedSurvey) -> str:
    length_s = (feed.to_us - feed.from_us) / US_PER_S
    if not length_s:
        return "not known"
    per_s = feed.rows / length_s
    return f"{per_s:,.3f}" if per_s >= 0.0005 else "under 0.001"


def _silence(feed: FeedSurvey) -> str:
    if feed.silence_us is None:
        return "one row"
    return f"{length(feed.silence_s)}, {moment(feed.silence_us)}"


def _dropped(found: Look) -> None:
    kept = found.survey.kept if found.survey else 0
    lines = [("would be kept", kept, "")]
    lines += [("would be dropped", found.rows - kept, "")]
    lines += [
        (f"  {reason}", rows, DROP_REASONS.get(reason, ""))
        for reason, rows in found.by_reason().items()
    ]
    left = max(len(name) for name, _, _ in lines)
    right = max(len(f"{rows:,}") for _, rows, _ in lines)
    for name, rows, words in lines:
        share = share_of(rows / found.rows)
        line = f"{name.ljust(left)}  {f'{rows:,}'.rjust(right)}  {share.rjust(7)}  "
        screen.hanging(line, words)
    outside = sum(file.outside_period for file in found.files)
    if outside:
        screen.say(f"{count_of(outside, 'row')} outside the period, not asked about")


def _following(found: Look, following: str | None) -> None:
    many = len(found.unreadable)
    screen.say()
    if many:
        files = "this file" if many == 1 else f"these {many} files"
        screen.labelled("first", f"mend or leave out {files}, see above")
    if following is not None:
        screen.say(f"{'next'.ljust(screen.LABEL)}{following}")


def _shares(counts: Mapping[Any, int], rows: int) -> str:
    if list(counts) == [None]:
        return "not said"
    return ", ".join(
        f"{'not said' if value is None else value} {share_of(many / rows)}"
        for value, many in counts.items()
    )


def _size(size: int | None) -> str:
    if size is None:
        return "not known"
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return f"{size} B"
