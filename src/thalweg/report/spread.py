"""How deep, how long and how near: the distributions of counted findings.

Of findings that are certain or probable and not exempted. Each measure of a clause is
drawn with the clause's limit, told in words and repeated in tables; fewer than three
are not drawn but listed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from thalweg.model.agreement import Clause, KeepSide, Separation, StandOff
from thalweg.report.folder import Record, Row
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.overview import is_counted
from thalweg.report.spread_chart import Chart, Series, scale_of, spread_chart
from thalweg.report.style import PAIR, Looks
from thalweg.report.words import plain

LEAST_DRAWN = 3
"""Fewer findings than this are listed, not drawn."""

MOST_LISTED = 11
"""Up to this many, every value is told; above, how many lie in each step."""

MOST_APART = 3
"""Sides drawn apart; more are drawn as one."""

_COLUMNS = (
    "measure", "party", "n", "least", "lower", "median", "upper", "most", "error",
)  # fmt: skip
_NONE = "\N{EN DASH}"

Tell = Callable[[float], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table beside or under a picture: a caption, a header, rows of cells."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measure: its name, sentences, and, where drawn, its picture and steps."""

    name: str
    lines: Sequence[str]
    drawing: Markup | None
    steps: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The distributions of one clause; `table` has quartiles by measure and party."""

    clause: str
    measures: Sequence[Measured]
    table: Table | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Five:
    """Least, quartiles and greatest of `n` values, interpolated between them."""

    n: int
    least: float
    lower: float
    median: float
    upper: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure:
    """What is measured: a column, its error's column, its limit, how they are told.

    `edge` tells round figures: limits and the ends of steps.
    """

    key: str
    column: str
    tell: Tell
    limit: float | None
    edge: Tell
    error: str | None = None

    @property
    def limit_words(self) -> str:
        """Return the limit as it was most likely agreed, or nothing."""
        return self.edge(self.limit) if self.limit else ""


def spreads(record: Record, names: Names, looks: Looks) -> list[Spread]:
    """Return the distributions of each watched clause, in the agreement's order."""
    counted = [row for row in record.findings if is_counted(row)]
    return [
        _spread(clause, [r for r in counted if r["clause"] == clause.id], names, looks)
        for clause in record.agreement.clauses
        if isinstance(clause, KeepSide | Separation | StandOff)
    ]


def five(values: Iterable[float]) -> Five:
    """Return the five figures that sum a distribution up; of one value at least.

    A quartile lies between two values as far as its share says (NumPy's ``linear``).
    """
    known = np.sort(np.fromiter(values, float))
    least, lower, median, upper, most = np.quantile(known, (0, 0.25, 0.5, 0.75, 1))
    return Five(
        n=known.size,
        least=float(least),
        lower=float(lower),
        median=float(median),
        upper=float(upper),
        most=float(most),
    )


def _spread(clause: Clause, rows: Sequence[Row], names: Names, looks: Looks) -> Spread:
    name = names.say.name(plain(clause.id))
    if not rows:
        return Spread(clause=name, measures=[], table=None)
    sides = _by_side(rows, names)
    told = [
        (measure, _measured(name, clause.id, measure, sides, names, looks))
        for measure in _measures(clause, names.say)
        if any(row[measure.column] is not None for row in rows)
    ]
    cells = [cell for measure, _ in told for cell in _cells(measure, sides, names)]
    table = Table(
        caption=names.say("spread-table", clause=name),
        header=[names.say(f"spread-{key}") for key in _COLUMNS],
        rows=cells,
    )
    return Spread(clause=name, measures=[shown for _, shown in told], table=table)


def _measures(clause: Clause, say: Language) -> Iterator[_Measure]:
    """Yield what a clause's findings measure, the measure it limits first."""

    def length(key: str, column: str, limit_m: float | None = None) -> _Measure:
        error = None if column == "min_slant_m" else "error_m"
        return _Measure(
            key=key, column=column, tell=say.metres, limit=limit_m,
            edge=say.limit_m, error=error,
        )  # fmt: skip

    def stay(key: str, column: str, limit_s: float | None = None) -> _Measure:
        return _Measure(
            key=key, column=column, tell=say.span, limit=limit_s, edge=say.span
        )

    if isinstance(clause, KeepSide):
        yield length("depth", "depth_m", clause.buffer_m)
        yield stay("stay-line", "stay_s", clause.shortest_stay_s)
    elif isinstance(clause, Separation):
        yield length("horizontal", "horizontal_m", clause.horizontal_m)
        yield _Measure(
            key="vertical", column="vertical_ft", tell=say.feet, error="error_ft",
            limit=clause.vertical_ft, edge=say.feet,
        )  # fmt: skip
        yield length("slant", "min_slant_m")
        yield stay("stay-pair", "stay_s")
    elif isinstance(clause, StandOff):
        yield stay("stay-site", "stay_s", clause.longest_stay_s)
        if clause.overhead_m is not None:
            yield stay("overhead", "overhead_s", clause.longest_overhead_s)
        yield length("near", "horizontal_m", clause.radius_m)


def _by_side(
    rows: Sequence[Row], names: Names
) -> Mapping[tuple[str, ...], Sequence[Row]]:
    """Return findings by whose they are, in the agreement's order."""
    sides: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        sides.setdefault(tuple(row["parties"] or [row["party"] or ""]), []).append(row)

    def rank(side: tuple[str, ...]) -> list[tuple[int, str]]:
        return [names.rank(party) for party in side]

    return {side: sides[side] for side in sorted(sides, key=rank)}


def _measured(
    clause: str,
    key: str,
    measure: _Measure,
    sides: Mapping[tuple[str, ...], Sequence[Row]],
    names: Names,
    looks: Looks,
) -> Measured:
    say = names.say
    rows = list(itertools.chain.from_iterable(sides.values()))
    values = _known(rows, measure.column)
    name = say(f"spread-{measure.key}")
    if len(values) < LEAST_DRAWN:
        shown = say.listed([measure.tell(value) for value in sorted(values)])
        lines = [say("spread-few", n=len(values), values=shown)]
        lines += _doubt(measure, rows, say)
        return Measured(name=name, lines=lines, drawing=None, steps=None)
    series = _series(measure, sides, names, looks)
    scale = scale_of(values, measure.limit, seconds=measure.tell == say.span)
    drawing = spread_chart(
        Chart(
            key=f"spread-{plain(key)}-{measure.key}",
            title=say("spread-title", measure=name, clause=clause),
            about=say("spread-about"),
            scale=scale,
            limit=measure.limit or None,
            limit_words=measure.limit_words,
            error=_typical(rows, measure),
            edge=measure.edge,
            count=say.number,
        ),
        [one for one in series if one.values],
    )
    lines = _told(measure, rows, values, say)
    if scale.log:
        lines.append(say("spread-log"))
    steps = None
    if len(values) > MOST_LISTED:
        steps = _steps(name, series, scale.edges, measure.edge, say)
    return Measured(name=name, lines=lines, drawing=drawing, steps=steps)


def _series(
    measure: _Measure,
    sides: Mapping[tuple[str, ...], Sequence[Row]],
    names: Names,
    looks: Looks,
) -> list[Series]:
    """Return the values of each side; of many sides, all in one.

    Pairs may be of every two parties, of neutral and unattributed aircraft: the table
    of the clause has them apart.
    """
    apart = [
        Series(
            name=names.together(side),
            look=looks.of_finding(list(side), side[0]),
            values=_known(rows, measure.column),
        )
        for side, rows in sides.items()
    ]
    if len(apart) <= MOST_APART:
        return apart
    values = [value for one in apart for value in one.values]
    return [Series(name=names.say("spread-all"), look=PAIR, values=values)]


def _known(rows: Iterable[Row], column: str) -> list[float]:
    return [float(row[column]) for row in rows if row[column] is not None]


def _typical(rows: Sequence[Row], measure: _Measure) -> float | None:
    """Return the median error of those that have the measure, where one is told."""
    if measure.error is None:
        return None
    told = [row for row in rows if row[measure.column] is not None]
    errors = _known(told, measure.error)
    return five(errors).median if errors else None


def _told(
    measure: _Measure, rows: Sequence[Row], values: Sequence[float], say: Language
) -> list[str]:
    """Return the distribution in words: quartiles, error, limit, what is not known."""
    tell, all_ = measure.tell, five(values)
    lines = [
        say(
            "spread-told",
            n=len(values),
            median=tell(all_.median),
            lower=tell(all_.lower),
            upper=tell(all_.upper),
            least=tell(all_.least),
            most=tell(all_.most),
        )
    ]
    if len(values) <= MOST_LISTED:
        shown = say.listed([tell(value) for value in sorted(values)])
        lines.append(say("spread-values", values=shown))
    if measure.limit:
        about = _typical(rows, measure) is not None
        key = "spread-limit-shaded" if about else "spread-limit"
        lines.append(say(key, limit=measure.limit_words))
    return lines + _doubt(measure, rows, say)


def _doubt(measure: _Measure, rows: Sequence[Row], say: Language) -> list[str]:
    """Return what is known of the error, and how many have no such measure."""
    typical = _typical(rows, measure)
    if measure.error is None or typical is None:
        lines = [say("spread-error-none")]
    else:
        most = max(_known(rows, measure.error))
        told = {"typical": measure.tell(typical), "most": measure.tell(most)}
        lines = [say("spread-errors", **told)]
    unknown = sum(row[measure.column] is None for row in rows)
    return lines + ([say("spread-unknown", n=unknown)] if unknown else [])


def _cells(
    measure: _Measure, sides: Mapping[tuple[str, ...], Sequence[Row]], names: Names
) -> Iterator[list[str]]:
    """Yield a row of the clause's table for each side that has the measure."""
    say, tell = names.say, measure.tell
    for side, rows in sides.items():
        values = _known(rows, measure.column)
        if not values:
            continue
        of = five(values)
        inner = [of.lower, of.median, of.upper]
        shown = [tell(v) for v in inner] if of.n >= LEAST_DRAWN else [_NONE] * 3
        typical = _typical(rows, measure)
        yield [
            say(f"spread-{measure.key}"),
            names.together(side),
            say.number(of.n),
            tell(of.least),
            *shown,
            tell(of.most),
            _NONE if typical is None else f"± {tell(typical)}",
        ]


def _steps(
    name: str,
    series: Sequence[Series],
    edges: Sequence[float],
    edge: Tell,
    say: Language,
) -> Table:
    """Return how many lie in each step that has any: from its start, under its end."""
    counts = [one.counts(edges) for one in series]
    rows = [
        [
            say("spread-step", **{"from": edge(low), "to": edge(high)}),
            *(say.number(int(of[at])) for of in counts),
        ]
        for at, (low, high) in enumerate(itertools.pairwise(edges))
        if any(of[at] for of in counts)
    ]
    header = [say("spread-from-to"), *(one.name for one in series)]
    return Table(caption=say("spread-steps", measure=name), header=header, rows=rows)
