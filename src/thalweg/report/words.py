"""The words of a record: names, numbers with their units, grades, and what was found.

Everything here is plain text; whoever puts it on a page escapes it. Names and texts
come from an agreement that a stranger may have written, callsigns from anybody with a
transmitter, so `plain` comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from thalweg.model.agreement import Agreement
from thalweg.model.party import NEUTRAL, UNKNOWN
from thalweg.times import US_PER_HOUR, US_PER_MS, US_PER_S, iso, parse_iso
from thalweg.units import NMI_M
from thalweg.wire.said import GRADES as GRADES
from thalweg.wire.said import plain as plain

PAIR_MARK = " & "
"""Joins the two parties of a pair in `summary.json`, in the agreement's order."""

DROP_REASONS = {
    "no_position": "no position, or its quality broadcast as unknown",
    "conflict": "another row of the same mover and time",
    "stale": "a repeated position, older than it says",
    "ground": "on the ground",
    "jump": "a step that no aircraft flies",
    "no_time": "no time that can be read",
    "no_mover": "no id",
    "bad_value": "a value that cannot be",
}
"""Why a row of positions is not used, by the reason that is counted."""

_NOBODYS = {NEUTRAL: "neutral", UNKNOWN: "unattributed"}
_AIRCRAFT = {NEUTRAL: "a neutral aircraft", UNKNOWN: "an unattributed aircraft"}


def said(texts: Mapping[str, str], lang: str, otherwise: str = "") -> str:
    """Return a text in `lang`, else in English, else in its first language."""
    for key in (lang, "en", *texts):
        if texts.get(key):
            return plain(texts[key])
    return plain(otherwise)


class Names:
    """Names of parties in one language, in the order that counts everywhere."""

    def __init__(self, agreement: Agreement, lang: str = "en") -> None:
        self.lang = lang
        self._names = {p.id: said(p.name, lang, p.id) for p in agreement.parties}
        self._of = {p.id: p.affiliate_of for p in agreement.parties if p.affiliate_of}
        self.order = (*self._names, NEUTRAL, UNKNOWN)

    def party(self, party: str | None) -> str:
        """Return a party's name; an affiliate says whose, a pair names both."""
        if not party:
            return "not said"
        if party in self._names:
            owner = self._of.get(party)
            name = self._names[party]
            return (
                f"{name} (affiliate of {self._names.get(owner, owner)})"
                if owner
                else name
            )
        if PAIR_MARK in party:
            return self.together(party.split(PAIR_MARK))
        return _NOBODYS.get(party, plain(party))

    def together(self, parties: Iterable[str | None]) -> str:
        """Return the parties of one finding: one, two, or two aircraft of one."""
        told = list(parties)
        if len(told) == 2 and told[0] == told[1]:
            name = self.party(told[0])
            nobodys = told[0] in _NOBODYS
            return f"two {name} aircraft" if nobodys else f"two aircraft of {name}"
        return " and ".join(_AIRCRAFT.get(p or "", self.party(p)) for p in told)

    def is_pair(self, party: str) -> bool:
        """Tell whether `party` of a summary row means two parties together."""
        return party not in self._names and PAIR_MARK in party

    def rank(self, party: str) -> tuple[int, str]:
        """Return a sort key: order in the agreement, pairs, neutral, unknown."""
        if party in self.order:
            at = self.order.index(party)
            return (at if party in self._names else at + 1, "")
        return (len(self._names), party)


def listed(parts: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 finding`` or ``1,204 findings``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def metres(length_m: float | None) -> str:
    """Return a length with its unit: centimetres below 10 m, kilometres from 20 km."""
    if length_m is None:
        return "not applicable"
    size_m = abs(length_m)
    if size_m >= 20_000:
        return f"{length_m / 1000:,.1f} km"
    return f"{length_m:,.2f} m" if size_m < 10 else f"{length_m:,.0f} m"


def limit_m(length_m: float) -> str:
    """Return a limit as it was most likely agreed: nautical miles, km, feet or m."""
    for unit_m, unit, step in ((NMI_M, "nmi", 0.25), (1000.0, "km", 0.5)):
        whole = length_m / unit_m
        if length_m >= unit_m / 2 and abs(whole / step - round(whole / step)) < 1e-9:
            same = f" ({length_m:,.0f} m)" if unit == "nmi" else ""
            return f"{whole:g} {unit}{same}"
    feet = length_m / 0.3048
    if (
        length_m
        and abs(feet - round(feet)) < 1e-6
        and abs(length_m - round(length_m)) > 1e-6
    ):
        return f"{feet:,.0f} ft ({length_m:,.1f} m)"
    return f"{length_m:,g} m"


def feet(height_ft: float | None) -> str:
    """Return a height or a vertical distance in feet."""
    return "unknown" if height_ft is None else f"{height_ft:,.0f} ft"


def span(span_s: float | None) -> str:
    """Return a length of time: ``8.4 s``, ``12 min 05 s``, ``1 h 02 min``."""
    if span_s is None:
        return "not applicable"
    if span_s < 60:
        return f"{span_s:.1f}".removesuffix(".0") + " s"
    whole = round(span_s)
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60:02d} s" if whole % 60 else "")
    hours, minutes = divmod(round(span_s / 60), 60)
    return f"{hours:,} h" + (f" {minutes:02d} min" if minutes else "")


def hours(seen_h: float | None) -> str:
    """Return hours with one decimal; unknown where nothing is known."""
    if seen_h is None:
        return "not known"
    return "under 0.1 h" if 0 < seen_h < 0.05 else f"{seen_h:,.1f} h"


def moment(instant_us: int) -> str:
    """Return an instant to the second, ``2017-12-13 04:05:06Z``."""
    return iso(_rounded(instant_us, US_PER_S)).replace("T", " ")


def moment_ms(instant_us: int) -> str:
    """Return an instant to the millisecond, ``2017-12-13 04:05:06.789Z``."""
    return iso(_rounded(instant_us, US_PER_MS)).replace("T", " ")


def clock(instant_us: int) -> str:
    """Return the time of day to the second, ``04:05:06Z``."""
    return moment(instant_us)[11:]


def place(lat_deg: float | None, lon_deg: float | None) -> str:
    """Return a place as degrees with hemispheres, to about 10 m."""
    if lat_deg is None or lon_deg is None:
        return "not known"
    east_deg = (lon_deg + 180.0) % 360.0 - 180.0
    north, east = ("N" if lat_deg >= 0 else "S"), ("E" if east_deg >= 0 else "W")
    return f"{abs(lat_deg):.4f}° {north}, {abs(east_deg):.4f}° {east}"


def first_sentence(
    summary: Mapping[str, Any], agreement: Agreement, lang: str = "en"
) -> str:
    """Say what was found: how much, by whom, how sure, when, and hours seen.

    Counts are of *certain* and *probable* findings, from the summary's rows; the
    hours are those of each clause over all days, and of all hours in the period.
    """
    names = Names(agreement, lang)
    days = list(summary.get("days") or ())
    total = sum(row["count"] for row in days)
    when = _period(summary)
    seen = _seen(days, _period_h(summary))
    if total == 0:
        said_none = "no breach was counted, which speaks only for the hours seen"
        return f"{when}{said_none}: {seen}."
    incidents = sum(row["incidents"] for row in days)
    who = listed(_by_party(days, names))
    how = listed(_by_grade(summary.get("findings") or ()))
    return (
        f"{when}{count_of(total, 'breach', 'breaches')} in "
        f"{count_of(incidents, 'incident')} {_were(total)} counted: {who}; {how}. "
        f"Hours seen: {seen}."
    )


def _rounded(instant_us: int, step_us: int) -> int:
    return (instant_us + step_us // 2) // step_us * step_us


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _period(summary: Mapping[str, Any]) -> str:
    about = summary.get("positions") or {}
    if not about.get("from") or not about.get("to"):
        return "No position was read: "
    start, end = (moment(parse_iso(about[key])) for key in ("from", "to"))
    return f"From {start} to {end}, "


def _period_h(summary: Mapping[str, Any]) -> float | None:
    about = summary.get("positions") or {}
    if not about.get("from") or not about.get("to"):
        return None
    return (parse_iso(about["to"]) - parse_iso(about["from"])) / US_PER_HOUR


def _by_party(days: Iterable[Mapping[str, Any]], names: Names) -> list[str]:
    counts: dict[str, int] = {}
    for row in days:
        counts[row["party"]] = counts.get(row["party"], 0) + row["count"]
    return [
        f"{counts[party]:,} {'between' if names.is_pair(party) else 'by'} "
        f"{names.party(party)}"
        for party in sorted(counts, key=names.rank)
        if counts[party]
    ]


def _by_grade(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    counts = dict.fromkeys(GRADES, 0)
    for row in rows:
        counts[row["grade"]] = counts.get(row["grade"], 0) + row["count"]
    verbs = {
        "certain": "the limit beyond the stated error",
        "probable": "it as measured",
    }
    if not counts["certain"]:
        verbs["probable"] = "the limit as measured"
    return [
        f"{counts[grade]:,} {'exceeds' if counts[grade] == 1 else 'exceed'} {verb}"
        for grade, verb in verbs.items()
        if counts[grade]
    ]


def _seen(days: Iterable[Mapping[str, Any]], period_h: float | None) -> str:
    rows: dict[str, dict[str, float | None]] = {}
    for row in days:
        rows.setdefault(row["clause"], {}).setdefault(row["day"], row["seen_h"])
    of = "" if period_h is None else f" of {period_h:,.1f} h"
    parts = []
    for clause, by_day in rows.items():
        known = [h for h in by_day.values() if h is not None]
        lacking = len(by_day) - len(known)
        said_h = f"{sum(known):,.1f}{of or ' h'}" if known else "not known"
        if known and lacking:
            said_h += f", {count_of(lacking, 'day')} not known"
        parts.append(f"clause {plain(clause)}, {said_h}")
    return "; ".join(parts) or "none, no clause is watched"
