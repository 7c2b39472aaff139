"""The text of a first agreement: strict YAML, with comments for whoever edits it.

Everything the loader would refuse is kept out of it here: names are spelt by its rules,
words go in quotes, numbers are plain decimals.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from thalweg.model.place import Position
from thalweg.wire.geojson import feature_collection, line_feature
from thalweg.wire.yaml import is_ambiguous

INLINE_POINTS: Final = 60
"""Longest line that stands in the document itself; a longer one goes in a file."""

_PER_ROW: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLine:
    """The line of a first agreement, and whose bank is whose.

    `sides` maps parties to ``left`` or ``right``; `side_words` says with the compass
    which is which; `origin` says in a few words where the line came from.
    """

    place: str
    points: tuple[Position, ...]
    reach: str
    sides: Mapping[str, str]
    side_words: Sequence[str]
    origin: str


def slug(words: str) -> str:
    """Return a name that an agreement takes, or nothing: ``Al Furat`` is ``al-furat``.

    Letters with marks lose them; what has no Latin letter at all has no such name.
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    joined = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return re.sub(r"^[0-9-]+", "", joined)[:40].rstrip("-")


def line_file(agreement_id: str) -> str:
    """Return the name of the file that a long line goes to."""
    return f"{agreement_id}-line.geojson"


def first_agreement(
    agreement_id: str, title: str, parties: Sequence[str], line: FirstLine | None
) -> tuple[str, dict[str, bytes]]:
    """Return the text of a first agreement, and the files beside it by name."""
    beside: dict[str, bytes] = {}
    places = _NO_PLACE
    keep_side = ""
    if line is not None:
        if len(line.points) > INLINE_POINTS:
            name = line_file(agreement_id)
            beside[name] = _geojson(line)
            shape = (
                f"  {_word(line.place)}: {{file: {name}, feature: {_word(line.place)}}}"
            )
        else:
            shape = f"  {_word(line.place)}:\n    line: [\n{_rows(line.points)}]"
        places = _PLACES.format(origin=_one_line(line.origin), shape=shape)
        keep_side = _keep_side(line)
    one, other = parties
    text = _DOCUMENT.format(
        id=_word(agreement_id),
        title=_quoted(title),
        one=_word(one),
        other=_word(other),
        one_name=_quoted(_name(one)),
        other_name=_quoted(_name(other)),
        one_sign=_callsign(one),
        other_sign=_callsign(other),
        sides_too=_CHANGE_SIDES if line is not None else _ADD_LINE,
        places=places,
        keep_side=keep_side,
    )
    return text, beside


def _keep_side(line: FirstLine) -> str:
    said = "\n".join(f"    #   {words}" for words in line.side_words)
    sides = ", ".join(f"{_word(party)}: {side}" for party, side in line.sides.items())
    return _KEEP_SIDE.format(
        place=_word(line.place), reach=line.reach, said=said, sides=sides
    )


def _geojson(line: FirstLine) -> bytes:
    feature = line_feature(
        [p.lat_deg for p in line.points],
        [p.lon_deg for p in line.points],
        properties={"name": line.place},
    )
    return feature_collection([feature])


def _rows(points: Sequence[Position]) -> str:
    pairs = [f"[{_number(p.lon_deg)}, {_number(p.lat_deg)}]" for p in points]
    rows = [pairs[i : i + _PER_ROW] for i in range(0, len(pairs), _PER_ROW)]
    return ",\n".join(f"      {', '.join(row)}" for row in rows)


def _number(value_deg: float) -> str:
    """Write degrees to 1e-7 as a plain decimal: 40.1, never 4.01e1."""
    whole, _, rest = f"{value_deg + 0.0:.7f}".partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def _word(name: str) -> str:
    return f'"{name}"' if is_ambiguous(name) else name


def _quoted(words: str) -> str:
    kept = "".join(c for c in words if unicodedata.category(c)[0] != "C")
    return json.dumps(kept.strip() or "Agreement", ensure_ascii=False)


def _one_line(words: str) -> str:
    return "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in words)


def _name(party: str) -> str:
    return f"{party.replace('-', ' ').title()} Party"


def _callsign(party: str) -> str:
    return party.replace("-", "")[:3].upper()


_CHANGE_SIDES: Final = """
#   3. sides, in clause 3.1: which bank is whose. It was only guessed."""

_ADD_LINE: Final = """
#   3. a line between the two: make this file again with --line river.geojson."""

_DOCUMENT: Final = """\
# A first agreement, to be edited by both parties. Nobody has signed it.
# Look at it after every change:  thalweg agreement check THIS-FILE
#
# Change these first:
#   1. parties: the two names, and each party's own languages.
#   2. roster: the made-up rules below name nobody's aircraft. An aircraft that no
#      rule names is unknown, and an unknown aircraft breaks nothing.{sides_too}
#   4. the figures of each clause, and its text: the text is what people read,
#      the figures are what is watched.
# Every figure has its unit, heights are feet of pressure altitude, times are UTC.
thalweg: agreement/1
id: {id}
edition: 1                      # a new number for every change both sides agree to
title: {{en: {title}}}
# in_force: {{from: 2026-01-01T00:00:00Z}}    # without it: always
day_starts: "00:00Z"            # 21:00Z where midnight is three hours ahead of UTC

parties:
  {one}: {{name: {{en: {one_name}}}}}
  {other}: {{name: {{en: {other_name}}}}}

# Whose aircraft is it? Rules that disagree about one aircraft make it unknown.
roster:
  - {{party: {one}, when: {{address_range: [f0e000, f0e0ff]}}}}  # made up: 24-bit, hex
  - {{party: {other}, when: {{address_range: [f0e100, f0e1ff]}}}}  # made up
  # - {{party: {one}, when: {{callsign: "{one_sign}*"}}}}
  # - {{party: {other}, when: {{callsign: "{other_sign}*"}}}}
  # - {{file: roster.csv}}       # thousands of them: address,party
{places}
clauses:
  - id: "1.1"
    kind: channel.daily-call
    at: "06:00Z"
    within: 15 min
    max_silence: 100 s          # of the other side's line, before the alarm
    distress_budget: 20 per h   # more are grouped and recorded, never hidden
    text: {{en: "The Parties speak once a day, and their lines stay open."}}
{keep_side}
  - id: "4.1"
    kind: air.separation
    between: [{one}, {other}]   # [any, any]: unknown aircraft too
    horizontal: 3 nmi           # an encounter is closer than this ...
    vertical: 1000 ft           # ... and less than this, both at once
    level_tolerance: 100 ft
    near_collision: {{horizontal: 500 ft, vertical: 100 ft, slant: 500 ft}}
    largest_gap: 30 s           # a longer silence of an aircraft is not bridged
    floor: 500 ft
    lookahead: 120 s
    text: {{en: "Aircraft of the Parties stay 3 nautical miles or 1,000 feet apart."}}

  # Forces on the ground that the other party's aircraft must not stay near. Put a true
  # position under 'places', and take the '# ' from this clause and from the place.
  # - id: "5.1"
  #   kind: site.stand-off
  #   sites: [outpost]
  #   protects: {other}
  #   restrains: [{one}]
  #   radius: 10 km
  #   overhead: 1 km
  #   ceiling: 30000 ft
  #   longest_stay: 60 s
  #   largest_gap: 60 s
  #   text: {{en: "Aircraft do not linger near the other Party's forces."}}
"""

_NO_PLACE: Final = """
# places:
  # outpost: {point: [0.0, 0.0], error: 100 m}    # longitude, latitude
"""

_PLACES: Final = """
# Longitude comes first, as in GeoJSON. {origin}
places:
{shape}
  # outpost: {{point: [0.0, 0.0], error: 100 m}}    # longitude, latitude
"""

_KEEP_SIDE: Final = """
  - id: "3.1"
    kind: line.keep-side
    line: {place}
    reach: {reach}                # to either side of the straight way between its ends
    # Looking along the line from its first point to its last:
{said}
    # To give each party the other bank, exchange the words left and right.
    sides: {{{sides}}}
    buffer: 2 km                # deeper than this on the other's side is a breach
    shortest_stay: 10 s
    largest_gap: 60 s           # a longer silence of an aircraft is not bridged
    floor: 0 ft
    ceiling: 60000 ft
    exempt: [emergency, notified]
    text: {{en: "Aircraft of each Party keep to their own side."}}
"""
