"""The whole road, from files of positions to a result: plan, slice, reduce, judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

import thalweg
from thalweg.agreement.ground import watched_rings
from thalweg.agreement.load import load
from thalweg.archive.executor import Progress, executor_of, silent
from thalweg.archive.laid import counted, tracks_of
from thalweg.archive.plan import UNIT_US, plan, unit_for_us
from thalweg.archive.reduce import reduce
from thalweg.archive.result import Result
from thalweg.archive.scratch import Scratch
from thalweg.archive.slice import Watch, watch_of
from thalweg.archive.spool import HELD_ROWS, Spool
from thalweg.errors import ConfigError, InputError
from thalweg.feeds.feed import ReadResult
from thalweg.feeds.plugins import installed
from thalweg.feeds.reading import Stream, read_object
from thalweg.findings.counts import day_spans, days, totals
from thalweg.findings.evidence import EvidenceIndex
from thalweg.findings.exempt import notice_decision
from thalweg.findings.judge import RULES, Judged, exemption_decisions, judge
from thalweg.model.agreement import Agreement, HeightBound, KeepSide
from thalweg.model.feed import Feeds
from thalweg.model.notice import Notice
from thalweg.tables.account import DECISIONS, DROPPED
from thalweg.tables.positions import POSITIONS
from thalweg.times import iso
from thalweg.tracks.coverage import Coverage, Seen
from thalweg.tracks.track import Tracked
from thalweg.wire.canonical import canonical_json
from thalweg.wire.feeds import FORMATS, parse_feeds
from thalweg.wire.notices import parse_notices

if TYPE_CHECKING:
    from thalweg.archive.parts import Near


def examine(
    agreement: Agreement | str | Path,
    positions: Any,  # noqa: ANN401  (paths, or anything that speaks Arrow)
    *,
    feeds: str | Path | None = None,
    notices: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    from_us: int | None = None,
    to_us: int | None = None,
    near_only: bool = False,
    within: str | None = None,
    jobs: int = 1,
    unit_us: int = UNIT_US,
    progress: Progress | None = None,
    scratch: Path | None = None,
    held_rows: int = HELD_ROWS,
) -> Result:
    """Hold recorded positions against an agreement.

    Parameters
    ----------
    agreement
        An agreement, or the path of its document.
    positions
        Paths (``[NAME=]PATH``), one or many; or a table: an Arrow table, a DataFrame,
        anything with the Arrow PyCapsule interface.
    feeds, notices
        Paths of a feeds file and of a notices file.
    columns
        What own columns mean, e.g. ``{"time": "ts", "alt_baro_ft": "height[m]"}``.
    from_us, to_us
        Period in microseconds since 1970, UTC, from (included) to (not included);
        None is all of the input.
    near_only
        Leave out movers that never came near the agreement's places: no finding and no
        hour seen changes by that, only what is listed of the rest. For agreements
        whose clauses hold at places.
    within
        Rows outside are no part of the input: ``places``, boxes about the agreement's
        places, or one box, ``SOUTH,WEST,NORTH,EAST`` in degrees.
    jobs
        Threads; more than one changes nothing but the time it takes.
    unit_us
        Longest slice; changes nothing in the result.
    progress
        Called with (stage, done, total).
    scratch
        A folder with room for what does not fit in memory: about 200 bytes a row. None
        is the system's place for temporary files.
    held_rows
        More rows than this are put aside in `scratch`; changes nothing in the result.

    Returns
    -------
    Result
        Findings and all that bears them.

    Raises
    ------
    InputError
        The agreement, the positions or another input is wrong.
    """
    _check_period(from_us, to_us)
    asked = _Asked(columns, from_us, to_us, near_only, within)
    pact = agreement if isinstance(agreement, Agreement) else load(agreement)
    inputs: dict[str, bytes] = {}
    settings = _feeds(feeds, inputs)
    noticed = _notices(notices, pact, inputs)
    _settings(asked, inputs)
    with Scratch(scratch) as aside:
        told = aside.between(progress or silent)
        spool = Spool(aside, held_rows)
        told("reading", 0, 1)
        given, near = _given(positions, pact, settings, asked, spool)
        told("reading", 1, 1)
        period = _period(spool, from_us, to_us, near)
        seen = Seen(
            sorted(spool.feeds),
            feeds=settings,
            from_us=period[0],
            to_us=period[1],
            also_alive=near.alive if near else (),
        )
        tracked, movers = tracks_of(spool, aside, pact, settings, seen, told)
        decisions = _with_notices(tracked.decisions, noticed)
        watch = watch_of(pact, *period)
        units = plan(*period, unit_for_us(*period, jobs, unit_us, spool.most_in_us))
        scanned = executor_of(jobs)(movers, watch, units, told)
        events = reduce(movers, watch.detectors, scanned, told)
        index = EvidenceIndex(tracked.tracks, decisions, aside.now_and_then)
        told("judging", 0, 1)
        judged = judge(events, watch.requests, agreement=pact, index=index)
        exempted = exemption_decisions(judged.rows)
        told("judging", 1, 1)
    result = _result(
        _Run(
            *(pact, settings, given, tracked, watch, seen.whole(), judged),
            *(period, near, asked, aside.release),
        ),
        events=events,
        decisions=_more(decisions, exempted),
        inputs=inputs,
    )
    return replace(result, let_go=aside.now_and_then)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of the positions is asked about, and how they are to be read."""

    columns: Mapping[str, str] | None
    from_us: int | None
    to_us: int | None
    near_only: bool
    within: str | None


@dataclass(frozen=True, slots=True)
class _Run:
    """What a run has come to, before it is put together."""

    agreement: Agreement
    feeds: Feeds
    given: ReadResult
    tracked: Tracked
    watch: Watch
    coverage: Coverage
    judged: Judged
    period: tuple[int, int]
    near: Near | None
    asked: _Asked
    let_go: Callable[[], None]


def _check_period(from_us: object, to_us: object) -> None:
    """Refuse a period that is none before anything is read."""
    for name, at_us in (("from", from_us), ("to", to_us)):
        if at_us is not None and not isinstance(at_us, int):
            raise InputError(
                f"{name}_us: wanted microseconds since 1970, got {at_us!r}; "
                "thalweg.times.parse_iso reads 2017-12-13T04:05:06Z"
            )
    if isinstance(from_us, int) and isinstance(to_us, int) and from_us >= to_us:
        raise InputError(
            f"the period from {iso(from_us)} to {iso(to_us)} holds no time; "
            "it ends where it begins, or before"
        )


def feeds_in(path: str | Path) -> Feeds:
    """Return what a feeds file says; its formats may be those of plug-ins.

    Raises
    ------
    InputError
        It cannot be read, or is wrong.
    """
    return _feeds(path, {})


def _feeds(path: str | Path | None, inputs: dict[str, bytes]) -> Feeds:
    if path is None:
        return Feeds()
    inputs["feeds.yaml"] = _bytes(path)
    formats = (*FORMATS, *(point.name for point in installed()))
    return parse_feeds(inputs["feeds.yaml"], Path(path).name, formats=formats)


def _notices(
    path: str | Path | None, agreement: Agreement, inputs: dict[str, bytes]
) -> tuple[Notice, ...]:
    if path is None:
        return ()
    inputs["notices.json"] = _bytes(path)
    # The copy beside the result is called so; a source must be the same read again.
    try:
        return parse_notices(inputs["notices.json"], "notices.json", agreement)
    except ConfigError:
        # Who has to mend it looks for it under its own name.
        return parse_notices(inputs["notices.json"], Path(path).name, agreement)


def _bytes(path: str | Path) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _settings(asked: _Asked, inputs: dict[str, bytes]) -> None:
    """Keep what was asked on the command line, so that it can be asked again."""
    said: dict[str, Any] = {}
    if asked.columns:
        said["columns"] = dict(asked.columns)
    for name, at_us in (("from", asked.from_us), ("to", asked.to_us)):
        if at_us is not None:
            said[name] = iso(at_us)
    if asked.near_only:
        said["near_only"] = True
    if asked.within is not None:
        said["within"] = asked.within
    if said:
        inputs["settings.json"] = canonical_json(said)


def _given(
    positions: Any,  # noqa: ANN401
    agreement: Agreement,
    feeds: Feeds,
    asked: _Asked,
    spool: Spool,
) -> tuple[ReadResult, Near | None]:
    """Read what is asked about: all, whole movers that came near, or rows at places.

    The rows go to `spool`; what is returned has none.
    """
    if isinstance(positions, str | Path):
        positions = [positions]
    options: dict[str, Any] = {"columns": asked.columns}
    options |= {"from_us": asked.from_us, "to_us": asked.to_us}
    near = None
    if asked.near_only or asked.within is not None:
        near = _read_near(positions, agreement, feeds, asked, options, spool)
        given = _spooled(near.given, spool)
        near = replace(near, given=given)
    elif isinstance(positions, Sequence):
        stream = Stream(positions, feeds=feeds, **options)
        for table in stream:
            spool.add(table)
        given = ReadResult(
            positions=POSITIONS.empty(),
            sources=tuple(stream.sources),
            dropped=dict(sorted(stream.dropped.items())),
            outside_period=stream.outside_period,
        )
    else:
        given = _spooled(read_object(positions, **options), spool)
    if not spool.rows:
        raise InputError(_nothing(given, near, positions, asked))
    return given, near


def _spooled(given: ReadResult, spool: Spool) -> ReadResult:
    spool.add(given.positions)
    return replace(given, positions=POSITIONS.empty())


def _read_near(
    positions: Any,  # noqa: ANN401
    agreement: Agreement,
    feeds: Feeds,
    asked: _Asked,
    options: Mapping[str, Any],
    spool: Spool,
) -> Near:
    if asked.within is not None and asked.near_only:
        raise InputError("--near-only and --within: wanted one of them, came both")
    # What prunes an archive is loaded where one is asked to be pruned.
    from thalweg.archive.boxes import near_boxes
    from thalweg.archive.near import read_near
    from thalweg.archive.within import inside_of, read_within

    if not isinstance(positions, Sequence):
        name = "near_only" if asked.within is None else "within"
        raise InputError(f"{name} reads files; a table in memory is there already")
    if asked.within is None:
        boxes = near_boxes(agreement, feeds)
        return read_near(positions, boxes, feeds=feeds, **options)
    inside = inside_of(asked.within, agreement, feeds)
    return read_within(positions, inside, spool.add, feeds=feeds, **options)


def _nothing(
    given: ReadResult,
    near: Near | None,
    positions: Any,  # noqa: ANN401
    asked: _Asked,
) -> str:
    told = ": no row in what was given"
    if isinstance(positions, Sequence) and not isinstance(positions, str):
        names = [str(path) for path in positions[:5]]
        more = f" and {len(positions) - 5} more" if len(positions) > 5 else ""
        told = f": no row in {', '.join(names)}{more}"
    if given.dropped:
        records = sum(given.dropped.values())
        told += f"; {records:,} records, none of them a position"
    if asked.from_us is not None or asked.to_us is not None:
        low = iso(asked.from_us) if asked.from_us is not None else "the start"
        high = iso(asked.to_us) if asked.to_us is not None else "the end"
        told = f" from {low} to {high}; {given.outside_period} rows lie outside"
    if near is not None and near.left_out:
        told += f"; {near.left_out:,} rows lie elsewhere"
    return f"no positions to examine{told}"


def _period(
    spool: Spool, from_us: int | None, to_us: int | None, near: Near | None
) -> tuple[int, int]:
    """Return the first and the last instant of the period, ends included."""
    first, last = spool.span_us or (0, 0)
    if near is not None and near.span_us is not None:
        first, last = near.span_us
    return first if from_us is None else from_us, last if to_us is None else to_us


def _with_notices(decisions: pa.Table, notices: Sequence[Notice]) -> pa.Table:
    rows = []
    for notice in notices:
        row = notice_decision(notice)
        row["value"] = canonical_json(row["value"]).decode()
        rows.append(row)
    return _more(decisions, rows)


def _more(decisions: pa.Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    if not rows:
        return decisions
    added = pa.Table.from_pylist([dict(row) for row in rows], schema=DECISIONS.schema)
    return pa.concat_tables([decisions, added])


def _result(
    run: _Run, *, events: pa.Table, decisions: pa.Table, inputs: Mapping[str, bytes]
) -> Result:
    findings = run.judged.table()
    dropped = Counter(run.tracked.dropped)
    dropped.update(run.given.dropped)
    return Result(
        agreement=run.agreement,
        findings=findings,
        events=events,
        tracks=run.tracked.tracks,
        decisions=decisions,
        dropped=_dropped(dropped),
        coverage=run.coverage.table(),
        summary=_summary(run, findings, dropped),
        inputs=inputs,
        evidence=dict(sorted(run.judged.evidence.items())),
        outside_period=run.given.outside_period,
        archive_bytes=(run.near.read_bytes, run.near.of_bytes) if run.near else (0, 0),
    )


def _dropped(dropped: Mapping[tuple[str, str], int]) -> pa.Table:
    rows = [
        {"feed": feed, "reason": reason, "rows": rows}
        for (feed, reason), rows in sorted(dropped.items())
    ]
    return pa.Table.from_pylist(rows, schema=DROPPED.schema)


def _summary(
    run: _Run, findings: pa.Table, dropped: Mapping[tuple[str, str], int]
) -> dict[str, Any]:
    tracks, pact = run.tracked.tracks, run.agreement
    by_reason: Counter[str] = Counter()
    for (_, reason), rows in dropped.items():
        by_reason[reason] += rows
    kept, movers = counted(tracks, run.let_go)
    return {
        "thalweg": "summary/1",
        "agreement": {
            "id": pact.id,
            "edition": pact.edition,
            "sha256": pact.sha256,
            "signed_by": list(pact.signed_by),
            **_signed(pact),
        },
        "positions": {
            "rows": tracks.num_rows + sum(run.given.dropped.values()),
            "kept": kept,
            "dropped": dict(sorted(by_reason.items())),
            "movers": movers,
            "from": iso(run.period[0]),
            "to": iso(run.period[1]),
            **_left_out(run),
        },
        "findings": totals(findings, pact),
        "days": days(
            findings,
            pact,
            from_us=run.period[0],
            to_us=run.period[1],
            hours=_hours(run),
        ),
        "rules": RULES,
        "feeds": {"sha256": run.feeds.sha256},
        "unattributed": len(run.judged.unattributed),
        "unwatched": [c.id for c in pact.clauses if c.id not in run.watch.requests],
        "version": thalweg.__version__,
    }


def _signed(pact: Agreement) -> dict[str, str]:
    """Return the digest of what was signed; nothing of an unsigned agreement."""
    if pact.manifest_sha256 is None:
        return {}
    return {"manifest_sha256": pact.manifest_sha256}


def _left_out(run: _Run) -> dict[str, int]:
    if run.near is None:
        return {}
    return {"not_near" if run.asked.near_only else "not_within": run.near.left_out}


def _hours(run: _Run) -> dict[tuple[str, str], Any]:
    """Return, by day and clause, how much could be seen."""
    spans = day_spans(*run.period, run.agreement.day_starts_s)
    found = {}
    for clause in run.agreement.clauses:
        request = run.watch.requests.get(clause.id)
        if request is None:
            continue
        rings = watched_rings(run.agreement, clause)
        outer, holes = None, []
        if rings is not None:
            areas = [np.column_stack(ring) for ring in rings]
            # The circles about sites are all areas; of an area all but the first cut.
            first = 1 if isinstance(clause, KeepSide) else len(areas)
            outer, holes = areas[:first], areas[first:]
        each = run.coverage.hours(
            outer,
            _bound_ft(getattr(clause, "floor", None)),
            _bound_ft(getattr(clause, "ceiling", None)),
            run.watch.detectors[request].windows_us,
            [(start, end) for _, start, end in spans],
            holes=holes,
        )
        for (day, _, _), hours in zip(spans, each, strict=True):
            found[day, clause.id] = hours
    return found


def _bound_ft(bound: HeightBound | None) -> float | None:
    return bound.value_ft if bound is not None else None
