"""A look as one JSON document: shares from 0 to 1, times in UTC, units in the names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thalweg.cli.meaning import notes
from thalweg.times import iso

if TYPE_CHECKING:
    from thalweg.archive.look import Look, LookedFile
    from thalweg.archive.survey import Box, FeedSurvey, Gaps, Quality, Survey


def document(found: Look, following: str | None) -> dict[str, Any]:
    """Return the document; `following` is the line to type next."""
    return {
        "thalweg": "look/1",
        "files": [_file(file) for file in found.files],
        "rows": found.rows,
        "dropped": [
            {"feed": feed, "reason": reason, "rows": rows}
            for (feed, reason), rows in found.dropped.items()
        ],
        "survey": None if found.survey is None else _survey(found.survey),
        "notes": notes(found),
        "next": following,
    }


def _file(file: LookedFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "bytes": file.size,
        "sha256": file.sha256,
        "format": file.format,
        "feed": file.feed,
        "rows": file.rows,
        "positions": file.positions,
        "outside_period": file.outside_period,
        "from": _instant(file.from_us),
        "to": _instant(file.to_us),
        "faults": list(file.faults),
    }


def _survey(found: Survey) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "kept": found.kept,
        "movers": found.movers,
        "addresses": found.addresses,
        "from": iso(found.from_us),
        "to": iso(found.to_us),
        "box": None if found.box is None else _box(found.box),
        "feeds": [_feed(feed) for feed in found.feeds],
        "gaps": _gaps(found.gaps),
        "quality": _quality(found.quality),
    }


def _box(box: Box) -> dict[str, float]:
    return {
        "south_deg": round(box.south_deg, 7),
        "north_deg": round(box.north_deg, 7),
        "west_deg": round(box.west_deg, 7),
        "east_deg": round(box.east_deg, 7),
    }


def _feed(feed: FeedSurvey) -> dict[str, Any]:
    return {
        "feed": feed.name,
        "rows": feed.rows,
        "movers": feed.movers,
        "from": iso(feed.from_us),
        "to": iso(feed.to_us),
        "longest_silence_s": round(feed.silence_s, 3),
        "longest_silence_from": _instant(feed.silence_us),
        "silences_over_60_s": feed.silences,
        "time_errors": [
            {"error_s": error_s, "rows": rows}
            for error_s, rows in feed.time_error_s.items()
        ],
    }


def _gaps(gaps: Gaps) -> dict[str, Any]:
    return {
        "median_s": _rounded(gaps.median_s),
        "p95_s": _rounded(gaps.p95_s),
        "over_30_s": gaps.over_30,
        "over_60_s": gaps.over_60,
        "movers_over_60_s": gaps.movers_60,
        "flown_s": _rounded(gaps.flown_s),
        "unseen_over_30_s": _rounded(gaps.unseen_30_s),
        "unseen_over_60_s": _rounded(gaps.unseen_60_s),
    }


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "nac_p": _rounded(quality.nac_p),
        "nic": _rounded(quality.nic),
        "nuc_p": _rounded(quality.nuc_p),
        "age_known": _rounded(quality.aged),
        "alt_baro": _rounded(quality.baro),
        "alt_geo": _rounded(quality.geo),
        "no_height": _rounded(quality.no_height),
        "kept_no_height": _rounded(quality.kept_no_height),
        "adsb_version": [
            {"version": version, "rows": rows}
            for version, rows in quality.version.items()
        ],
        "source_type": [
            {"source_type": source, "rows": rows}
            for source, rows in quality.source.items()
        ],
        "height_steps": [
            {"datum": datum, "step_ft": step_ft, "movers": movers}
            for (datum, step_ft), movers in quality.quantum.items()
        ],
        "error_median_m": _rounded(quality.error_median_m),
        "error_p95_m": _rounded(quality.error_p95_m),
        "speed_median_mps": _rounded(quality.speed_median_mps),
    }


def _instant(instant_us: int | None) -> str | None:
    return None if instant_us is None else iso(instant_us)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
