"""What two sides say to one another in a day: every group of the catalogue."""

from __future__ import annotations

import time
from typing import Any

from tests.scenario import two_sides
from thalweg.times import iso

AGREEMENT = two_sides.AGREEMENT.replace(
    "  outpost: {point: [40.25, 35.50]}\n",
    """\
  outpost: {point: [40.25, 35.50]}
  west-field: {polygon: [[40.0, 35.0], [40.1, 35.0], [40.1, 35.1], [40.0, 35.1]]}
  east-field: {polygon: [[40.0, 35.6], [40.1, 35.6], [40.1, 35.7], [40.0, 35.7]]}
  zone: {polygon: [[40.3, 35.4], [40.4, 35.4], [40.4, 35.5], [40.3, 35.5]]}
""",
).replace(
    "clauses:\n",
    """\
clauses:
  - {id: "1.1", kind: channel.daily-call, at: "CALLED", within: 20 s}
  - {id: "9.1", kind: zone.cease-fire, zone: zone, bound: [west, east],
     guarantors: [west, east], prohibits: [shelling, air-strike]}
""",
)
"""An agreement of made parties; ``CALLED`` is the hour of the daily call."""

DIGEST = "5e" * 32
_LEVEL = "level.value=20000 level.unit=ft level.datum=STD"
_LEVELS = (
    "levels.lower.value=1000 levels.lower.unit=ft levels.lower.datum=STD "
    "levels.upper.value=9000 levels.upper.unit=ft levels.upper.datum=STD"
)
_POINT = "point.lat_e7=35.2512N point.lon_e7=40.1234E"
_THEIRS = "callsign=RED12 {0}.confidence=possible"
_TEXTS = (
    "доброе утро, сегодня работаем по расписанию",
    "просим передать: мост закрыт до вечера",
    "связь хорошая; ждём ваших данных",
)


def moment(after_s: float) -> str:
    """Return an instant from now, to the second, as it is typed."""
    return iso(int(time.time() + after_s) * 1_000_000)


def openings(party: str, count: int) -> list[str]:
    """Return lines that open a dialogue, as many as asked for, of every group first."""
    lines = _every(party)
    # One of each group, then the second of each, so that few are of many kinds.
    groups: dict[str, list[str]] = {}
    for line in lines:
        groups.setdefault(line.partition("-")[0], []).append(line)
    rounds = max(map(len, groups.values()))
    mixed = [
        found[n] for n in range(rounds) for found in groups.values() if n < len(found)
    ]
    more = (
        f'CH-10 "text.text={_TEXTS[n % 3]} ({party}, {n})" text.lang=ru'
        for n in range(count)
    )
    return [*mixed, *more][:count]


def _every(party: str) -> list[str]:
    other = "east" if party == "west" else "west"
    field = f"area.place={party}-field"
    time_us = f"time_us={moment(-600)}"
    since = f"since_us={moment(-900)}"
    span = f"span.from_us={moment(1800)} span.to_us={moment(9000)}"
    clause = "clause.agreement=made clause.edition=1 clause.clause"
    acft = "acft.callsign=RED12 acft.confidence=possible"
    people = "ours.name=Duty ours.office=watch yours.name=Duty yours.office=watch"
    return [
        f'CH-10 "text.text={_TEXTS[0]}" text.lang=ru',
        "CH-1 n=4",
        f"CH-4 channel=second from_us={moment(600)}",
        "CH-5 difference_ms=1500",
        f"AG-4 {clause}=3.1 {acft} {field} {span} reason=medical",
        f"AI-3 {acft} {_POINT} {time_us}",
        f"AI-1 count=2 type=helicopter {field} {_LEVELS} {span}",
        f"AI-2 count=1 line.place=line {time_us} {_POINT} {_LEVEL}",
        f"AI-4 line.place=line day={moment(0)[:10]} yours=1 ours=0 digest={DIGEST}",
        f"AI-5 {acft} line.place=line {time_us} nature=fuel",
        f"AI-7 {acft} dist_m=4000 pos.place=outpost dur_ms=90000",
        f"NM-2 {time_us} {_POINT} dist_m=120 vertical.value=80 vertical.unit=ft "
        f"vertical.datum=STD digest={DIGEST}",
        "NM-1 yours.callsign=RED12 yours.confidence=possible ours.callsign=BLU7 "
        f"ours.confidence=certain dist_m=1500 dur_ms=60000 {_POINT} manoeuvre=climb",
        f"HZ-1 {field} {_LEVELS} {span}",
        f"HZ-2 {field} {span}",
        f"HZ-3 count=4 {field} until_us={moment(3600)}",
        f"GR-2 count.least=3 count.most=5 kind=vehicles pos.place=outpost {since} "
        f"explain_by_us={moment(7200)}",
        f"GR-1 pos.place=outpost radius_m=500 {span}",
        f"GR-4 pos.place=outpost {field} {since}",
        f"GR-5 pos.place=outpost {field} from_us={moment(60)}",
        f"GR-6 {time_us} area.place=zone",
        f"GR-8 {_POINT} {span}",
        f"EW-1 system=gnss {field} {since}",
        f"EW-2 emission=laser {field} {span}",
        f"CF-1 {clause}=9.1 zone.place=zone {time_us} kind=shelling count=2 "
        f"digest={DIGEST}",
        f"CF-2 action=air-strike zone.place=zone {clause}=9.1 guarantors.1={other}",
        f"CF-3 what=movement id=C-7 {field} {span}",
        f"SL-1 {people} time_us={moment(3600)} topic=incident",
        f"SL-2 {time_us} {people} means=telephone digest={DIGEST}",
        "RC-1 claim=under-inquiry source=own-report --ref 0",
    ]


def answer(item: dict[str, Any]) -> str:
    """Return the line that answers a message, by what it permits."""
    ref = f"--ref {item['ref']['index']}"
    permits = item["permits"]
    if item["element"] == "NM-2":
        told = "борт ушёл вправо, сближения не видел"
        return f'NM-3 "text.text={told}" text.lang=ru digest={DIGEST} {ref}'
    for element in ("RS-0", "RS-4", "RS-3"):
        if element in permits:
            return f"{element} {ref}"
    return f'CH-10 "text.text=разбираемся, ответ будет до вечера" text.lang=ru {ref}'
