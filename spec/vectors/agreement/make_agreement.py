"""Make the vectors of agreement documents: good.json and bad.json beside this file.

    python spec/vectors/agreement/make_agreement.py

Every bad document is the good one below with a few words replaced, and the faults that
a reader must find in it, one a line: ``file:line:column: path: what``. Place and path
are binding for any implementation; the words are those of this one. The digests of the
good ones are computed here without thalweg.
"""

# A fault is one line, however long: broken up, nobody could compare it by eye.
# ruff: noqa: E501

from __future__ import annotations

import hashlib
import json
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"

BASE = """thalweg: agreement/1
id: ford
edition: 2
title: {en: "The ford"}
in_force: {from: 2020-01-01T00:00:00Z, until: 2021-01-01T00:00:00Z}
day_starts: "21:00Z"
parties:
  north: {name: {en: "North"}}
  south: {name: {en: "South"}, affiliates: {ferry: {name: {en: "Ferrymen"}}}}
others:
  mission: {name: {en: "Mission"}}
roster:
  - {party: north, when: {address: [f0e001, f0e002]}}
  - {party: south, when: {callsign: "STH*"}}
places:
  river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}
  tower: {point: [10.2, 50.1]}
  field: {polygon: [[10.1, 49.9], [10.3, 49.9], [10.3, 50.1], [10.1, 50.1]]}
clauses:
  - id: "1"
    kind: line.keep-side
    line: river
    reach: 20 km
    sides: {north: left, south: right}
    buffer: 1 km
    floor: 0 ft
    ceiling: FL400
  - id: "2"
    kind: air.separation
    between: [north, south]
    horizontal: 3 nmi
    vertical: 1000 ft
    near_collision: {horizontal: 500 ft, vertical: 100 ft}
  - id: "3"
    kind: site.stand-off
    sites: [tower]
    protects: north
    restrains: [south]
    radius: 5 km
    longest_stay: 60 s
"""

# name, what is replaced (once) by what, the faults
BAD: list[tuple[str, list[tuple[str, str]], list[str]]] = [
    (
        "unknown key, with the nearest",
        [
            ("    buffer: 1 km", "    bufer: 1 km"),
        ],
        [
            "25:5: clauses[0].bufer: unknown key; nearest known: buffer",
        ],
    ),
    (
        "unknown key at the top",
        [
            ("day_starts:", "day_start:"),
        ],
        [
            "6:1: day_start: unknown key; nearest known: day_starts",
        ],
    ),
    (
        "unknown key inside a block",
        [
            ("vertical: 100 ft}", "vertical: 100 ft, slope: 5 ft}"),
        ],
        [
            "33:60: clauses[1].near_collision.slope: unknown key; known here: horizontal, slant, vertical",
        ],
    ),
    (
        "number without a unit",
        [
            ("vertical: 1000 ft", "vertical: 1000"),
        ],
        [
            "32:15: clauses[1].vertical: wanted a height such as '1000 ft', got 1000: a number needs its unit (ft, m, km)",
        ],
    ),
    (
        "number in quotes without a unit",
        [
            ("reach: 20 km", 'reach: "20"'),
        ],
        [
            "23:12: clauses[0].reach: wanted a length such as '2 km', got '20': a number needs its unit (m, km, nmi, ft, mi)",
        ],
    ),
    (
        "no blank before the unit",
        [
            ("reach: 20 km", "reach: 20km"),
        ],
        [
            "23:12: clauses[0].reach: wanted a length such as '2 km', got '20km': write '20 km'",
        ],
    ),
    (
        "thousands separator",
        [
            ("vertical: 1000 ft", "vertical: 1,000 ft"),
        ],
        [
            "32:15: clauses[1].vertical: wanted a height such as '1000 ft', got '1,000 ft': write '1000 ft'",
        ],
    ),
    (
        "a unit that is another's",
        [
            ("horizontal: 3 nmi", "horizontal: 3 nm"),
        ],
        [
            "31:17: clauses[1].horizontal: wanted a length such as '2 km', got '3 nm': unknown unit 'nm'; nearest known: nmi",
        ],
    ),
    (
        "a unit of time for a length",
        [
            ("buffer: 1 km", "buffer: 1 min"),
        ],
        [
            "25:13: clauses[0].buffer: wanted a length such as '2 km', got '1 min': min is no unit of that; write m, km, nmi, ft, mi",
        ],
    ),
    (
        "negative length",
        [
            ("buffer: 1 km", "buffer: -1 km"),
        ],
        [
            "25:13: clauses[0].buffer: wanted a length such as '2 km', got '-1 km': out of range",
        ],
    ),
    (
        "length beyond the earth",
        [
            ("radius: 5 km", "radius: 90000 km"),
        ],
        [
            "39:13: clauses[2].radius: wanted a length such as '2 km', got '90000 km': out of range",
        ],
    ),
    (
        "unknown datum",
        [
            ("floor: 0 ft", "floor: 500 ft QNH"),
        ],
        [
            "26:12: clauses[0].floor: unknown datum 'QNH'; known: AMSL, AGL, WGS84",
        ],
    ),
    (
        "flight level without its digits",
        [
            ("ceiling: FL400", "ceiling: FL4"),
        ],
        [
            "27:14: clauses[0].ceiling: wanted a height such as '60000 ft', 'FL350', '500 ft AMSL' or '300 ft AGL', got 'FL4'",
        ],
    ),
    (
        "ceiling below the floor",
        [
            ("ceiling: FL400", "ceiling: -10 ft"),
        ],
        [
            "27:14: clauses[0].ceiling: not above the floor",
        ],
    ),
    (
        "missing key",
        [
            ("    vertical: 1000 ft\n", ""),
        ],
        [
            "28:5: clauses[1].vertical: missing",
        ],
    ),
    (
        "missing kind",
        [
            ("    kind: air.separation\n", ""),
        ],
        [
            "28:5: clauses[1].kind: missing",
        ],
    ),
    (
        "misspelt kind",
        [
            ("kind: line.keep-side", "kind: line.keepside"),
        ],
        [
            "21:11: clauses[0].kind: unknown kind 'line.keepside'; nearest known: line.keep-side",
        ],
    ),
    (
        "unknown kind",
        [
            ("kind: line.keep-side", "kind: moon"),
        ],
        [
            "21:11: clauses[0].kind: unknown kind 'moon'; known: channel.daily-call, line.keep-side, air.separation, site.stand-off, notice.hazard, ground.build-up, air.activity, spectrum.interference, zone.cease-fire, contact.senior",
        ],
    ),
    (
        "unknown party, with the nearest",
        [
            ("{north: left", "{nort: left"),
        ],
        [
            "24:13: clauses[0].sides.nort: unknown party 'nort'; nearest known: north",
        ],
    ),
    (
        "unknown place, with the nearest",
        [
            ("    line: river", "    line: rivr"),
        ],
        [
            "22:11: clauses[0].line: unknown place 'rivr'; nearest known: river",
        ],
    ),
    (
        "place of the wrong shape",
        [
            ("    line: river", "    line: field"),
        ],
        [
            "22:11: clauses[0].line: field is not a line",
        ],
    ),
    (
        "a line as a site",
        [
            ("sites: [tower]", "sites: [river]"),
        ],
        [
            "36:13: clauses[2].sites[0]: river is a line; wanted a site: name it by a 'route'",
        ],
    ),
    (
        "side that is none",
        [
            ("south: right", "south: rigth"),
        ],
        [
            "24:33: clauses[0].sides.south: wanted 'left' or 'right', got 'rigth'",
        ],
    ),
    (
        "party bound by nothing",
        [
            ("between: [north, south]", "between: [north, mission]"),
        ],
        [
            "30:22: clauses[1].between[1]: mission stands under 'others' and is bound by nothing here",
        ],
    ),
    (
        "protected from itself",
        [
            ("restrains: [south]", "restrains: [north]"),
        ],
        [
            "38:17: clauses[2].restrains[0]: north cannot be protected from itself",
        ],
    ),
    (
        "party twice",
        [
            ("restrains: [south]", "restrains: [south, south]"),
        ],
        [
            "38:24: clauses[2].restrains[1]: south stands here twice",
        ],
    ),
    (
        "reach and area",
        [
            ("    reach: 20 km", "    reach: 20 km\n    area: field"),
        ],
        [
            "24:11: clauses[0].area: wanted 'reach' or 'area', not both",
        ],
    ),
    (
        "neither reach nor area",
        [
            ("    reach: 20 km\n", ""),
        ],
        [
            "20:5: clauses[0]: wanted 'reach' (such as '40 km') or 'area' (a polygon place)",
        ],
    ),
    (
        "buffer deeper than the reach",
        [
            ("buffer: 1 km", "buffer: 20 km"),
        ],
        [
            "25:13: clauses[0].buffer: as deep as the clause reaches: nothing could breach it",
        ],
    ),
    (
        "near collision wider than the clause",
        [
            ("{horizontal: 500 ft", "{horizontal: 4 nmi"),
        ],
        [
            "33:34: clauses[1].near_collision.horizontal: wanted more than nothing and at most the clause's own",
        ],
    ),
    (
        "overhead above the radius",
        [
            ("longest_stay: 60 s", "longest_stay: 60 s\n    overhead: 6 km"),
        ],
        [
            "41:15: clauses[2].overhead: wanted more than nothing and at most the radius",
        ],
    ),
    (
        "overhead time without overhead",
        [
            ("longest_stay: 60 s", "longest_overhead: 60 s"),
        ],
        [
            "40:23: clauses[2].longest_overhead: 'overhead' is missing: how near is overhead?",
        ],
    ),
    (
        "gap of no time",
        [
            ("buffer: 1 km", "largest_gap: 0 s"),
        ],
        [
            "25:18: clauses[0].largest_gap: wanted more than nothing and at most 1 h",
        ],
    ),
    (
        "clause number as a number",
        [
            ('id: "2"', "id: 4.1"),
        ],
        [
            "28:9: clauses[1].id: wanted text: write it in quotes, got 4.1",
        ],
    ),
    (
        "clause number twice",
        [
            ('id: "2"', 'id: "1"'),
        ],
        [
            "28:9: clauses[1].id: clauses[0] has this id too",
        ],
    ),
    (
        "hours that are none",
        [
            (
                "buffer: 1 km",
                'hours: ["04:00Z-04:00Z", "4:00-18:00Z", "25:00Z-26:00Z"]',
            ),
        ],
        [
            "25:13: clauses[0].hours[0]: hours that end when they begin: '04:00Z-04:00Z'; for a whole day write '00:00Z-24:00Z'",
            "25:30: clauses[0].hours[1]: wanted hours such as '04:00Z-18:00Z', got '4:00-18:00Z'",
            "25:45: clauses[0].hours[2]: wanted a time of day such as '06:00Z', got '25:00Z'",
        ],
    ),
    (
        "clause that ends before it begins",
        [
            (
                "buffer: 1 km",
                "from: 2020-03-01T00:00:00Z\n    until: 2020-02-01T00:00:00Z",
            ),
        ],
        [
            "26:12: clauses[0].until: ends before it begins",
        ],
    ),
    (
        "exemption that is none",
        [
            ("buffer: 1 km", "exempt: [emergancy]"),
        ],
        [
            "25:14: clauses[0].exempt[0]: wanted 'emergency' or 'notified', got 'emergancy'",
        ],
    ),
    (
        "affirmed without a notice",
        [
            ("buffer: 1 km", "exempt: [emergency]\n    needs: affirm"),
        ],
        [
            "26:12: clauses[0].needs: nothing to affirm: 'exempt' does not hold 'notified'",
        ],
    ),
    (
        "edition in quotes",
        [
            ("edition: 2", 'edition: "2"'),
        ],
        [
            "3:10: edition: wanted a whole number, got '2'",
        ],
    ),
    (
        "edition nought",
        [
            ("edition: 2", "edition: 0"),
        ],
        [
            "3:10: edition: wanted at least 1, got 0",
        ],
    ),
    (
        "another format",
        [
            ("agreement/1", "agreement/2"),
        ],
        [
            "1:10: thalweg: wanted 'agreement/1', got 'agreement/2'",
        ],
    ),
    (
        "name in capitals",
        [
            ("id: ford", "id: Ford"),
        ],
        [
            "2:5: id: wanted a name of lower-case letters, digits and hyphens, such as 'east-bank', got 'Ford'",
        ],
    ),
    (
        "time without its zone",
        [
            ("2020-01-01T00:00:00Z,", "2020-01-01T00:00:00,"),
        ],
        [
            "5:18: in_force.from: wanted a time in UTC such as '2017-11-01T00:00:00Z', got '2020-01-01T00:00:00'",
        ],
    ),
    (
        "date that is none",
        [
            ("2020-01-01T00:00:00Z,", "2020-02-30T00:00:00Z,"),
        ],
        [
            "5:18: in_force.from: not a time in UTC: '2020-02-30T00:00:00Z': day is out of range for month",
        ],
    ),
    (
        "ends before it begins",
        [
            ("until: 2021", "until: 2019"),
        ],
        [
            "5:47: in_force.until: ends before it begins",
        ],
    ),
    (
        "day start without its zone",
        [
            ('"21:00Z"', '"21:00"'),
        ],
        [
            "6:13: day_starts: wanted a time of day such as '06:00Z', got '21:00'",
        ],
    ),
    (
        "bare time of day",
        [
            ('"21:00Z"', "21:00"),
        ],
        [
            "6:13: day_starts: 21:00 is read differently by different YAML readers; write it in quotes: '21:00', or as a plain decimal number",
        ],
    ),
    (
        "party called neutral",
        [
            ("  mission:", "  neutral:"),
        ],
        [
            "11:3: others.neutral: neutral is a word of thalweg's own",
        ],
    ),
    (
        "party named twice",
        [
            ("  mission:", "  ferry:"),
        ],
        [
            "11:3: others.ferry: ferry is a party already",
        ],
    ),
    (
        "no party",
        [
            ('  north: {name: {en: "North"}}\n', ""),
            (
                '  south: {name: {en: "South"}, affiliates: {ferry: {name: {en: "Ferrymen"}}}}\n',
                "  {}\n",
            ),
        ],
        [
            "8:3: parties: wanted at least 1 of them, got no keys",
            "12:13: roster[0].party: unknown party 'north'; known: mission, neutral",
            "13:13: roster[1].party: unknown party 'south'; known: mission, neutral",
            "23:13: clauses[0].sides.north: unknown party 'north'; known: none",
            "23:26: clauses[0].sides.south: unknown party 'south'; known: none",
            "29:15: clauses[1].between[0]: unknown party 'north'; known: none",
            "29:22: clauses[1].between[1]: unknown party 'south'; known: none",
            "36:15: clauses[2].protects: unknown party 'north'; known: mission",
            "37:17: clauses[2].restrains[0]: unknown party 'south'; known: none",
        ],
    ),
    (
        "language that is none",
        [
            ("title: {en:", "title: {English:"),
        ],
        [
            "4:9: title.English: wanted a language such as 'en' or 'ru', got 'English'",
        ],
    ),
    (
        "address too short",
        [
            ("f0e002", "f0e02"),
        ],
        [
            "13:45: roster[0].when.address[1]: wanted a 24-bit address of six hex digits, got 'f0e02'",
        ],
    ),
    (
        "address read as a number",
        [
            ("f0e002", "400002"),
        ],
        [
            "13:45: roster[0].when.address[1]: an address is hex, not a number: write it in quotes, got 400002",
        ],
    ),
    (
        "address read as a power of ten",
        [
            ("f0e002", "4e0002"),
        ],
        [
            "13:45: roster[0].when.address[1]: 4e0002 is read differently by different YAML readers; write it in quotes: '4e0002', or as a plain decimal number",
        ],
    ),
    (
        "address with leading noughts",
        [
            ("f0e002", "000123"),
        ],
        [
            "13:45: roster[0].when.address[1]: 000123 is read differently by different YAML readers; write it in quotes: '000123', or as a plain decimal number",
        ],
    ),
    (
        "roster's unknown party",
        [
            ("party: south, when", "party: soth, when"),
        ],
        [
            "14:13: roster[1].party: unknown party 'soth'; nearest known: south",
        ],
    ),
    (
        "roster rule without a condition",
        [
            ('{callsign: "STH*"}', "{}"),
        ],
        [
            "14:26: roster[1].when: wanted at least one of address, address_range, callsign, feed, mover",
        ],
    ),
    (
        "roster's regular expression",
        [
            ("STH*", "STH.*"),
        ],
        [
            "14:37: roster[1].when.callsign: wanted a callsign of letters, digits, hyphens, and * or ? for any (at most three *), got 'STH.*'",
        ],
    ),
    (
        "everybody's callsign",
        [
            ('"STH*"', '"*"'),
        ],
        [
            "14:37: roster[1].when.callsign: '*' is everybody's callsign",
        ],
    ),
    (
        "track number without its feed",
        [
            ('{callsign: "STH*"}', '{mover: ["T-1"]}'),
        ],
        [
            "14:34: roster[1].when.mover: a track number means nothing without its 'feed'",
        ],
    ),
    (
        "roster file in another folder",
        [
            ('{party: south, when: {callsign: "STH*"}}', "{file: ../roster.csv}"),
        ],
        [
            "14:12: roster[1].file: wanted the plain name of a file beside this one, such as 'roster.csv' (letters, digits, . _ -; no folders), got '../roster.csv'",
        ],
    ),
    (
        "roster file that is not there",
        [
            ('{party: south, when: {callsign: "STH*"}}', "{file: roster.csv}"),
        ],
        [
            "14:12: roster[1].file: roster.csv cannot be read: No such file or directory",
        ],
    ),
    (
        "latitude and longitude swapped",
        [
            ("[10.4, 50.0]", "[50.0, 100.4]"),
        ],
        [
            "16:47: places.river.line[2]: latitude 100.4 is not within -90 and 90; the order is [longitude, latitude]: swapped?",
        ],
    ),
    (
        "longitude out of range",
        [
            ("[10.4, 50.0]", "[190.4, 50.0]"),
        ],
        [
            "16:47: places.river.line[2]: longitude 190.4 is not within -180 and 180",
        ],
    ),
    (
        "point of three numbers",
        [
            ("[10.2, 50.1]", "[10.2, 50.1, 300]"),
        ],
        [
            "17:18: places.tower.point: wanted [longitude, latitude], got a list of 3",
        ],
    ),
    (
        "line of one point",
        [
            ("[[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]", "[[10.0, 50.0]]"),
        ],
        [
            "16:17: places.river.line: wanted at least 2 different points, got 1",
        ],
    ),
    (
        "line with a point twice",
        [
            ("[10.2, 50.02]", "[10.0, 50.0]"),
        ],
        [
            "16:17: places.river.line: points 0 and 1 are the same",
        ],
    ),
    (
        "line that crosses itself",
        [
            (
                "[10.4, 50.0]]",
                "[10.4, 50.0], [10.1, 49.98], [10.2, 50.05], [10.5, 50.0]]",
            ),
        ],
        [
            "22:11: clauses[0].line: the line crosses itself",
        ],
    ),
    (
        "line that runs back behind its end",
        [
            ("[10.2, 50.02]", "[9.9, 50.02]"),
        ],
        [
            "22:11: clauses[0].line: the line leaves the rectangle of its reach at vertex 0 [10, 50]; end it at vertex 1 [9.9, 50.02]",
        ],
    ),
    (
        "line out of its reach",
        [
            ("reach: 20 km", "reach: 2 km"),
        ],
        [
            "22:11: clauses[0].line: the line leaves the rectangle of its reach at vertex 1 [10.2, 50.02]; end it at vertex 1 [10.2, 50.02]",
        ],
    ),
    (
        "line that ends inside its area",
        [
            ("reach: 20 km", "area: field"),
            ("[10.4, 50.0]]", "[10.25, 50.0]]"),
        ],
        [
            "22:11: clauses[0].line: the line ends inside field, at [10.25, 50]; it must cross it from border to border",
        ],
    ),
    (
        "line that cuts its area in three",
        [
            ("reach: 20 km", "area: field"),
            ("[10.4, 50.0]]", "[10.4, 50.0], [10.4, 49.95], [10.0, 49.95]]"),
        ],
        [
            "22:11: clauses[0].line: the line cuts field into 3 parts; wanted exactly two",
        ],
    ),
    (
        "line beside its area",
        [
            ("reach: 20 km", "area: field"),
            (
                "[[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]",
                "[[10.0, 51.0], [10.4, 51.0]]",
            ),
        ],
        [
            "22:11: clauses[0].line: the line does not touch field",
        ],
    ),
    (
        "polygon that crosses itself",
        [
            ("[10.3, 49.9], [10.3, 50.1]", "[10.3, 50.1], [10.3, 49.9]"),
        ],
        [
            "18:20: places.field.polygon: its edges cross near [10.2, 50.00025]",
        ],
    ),
    (
        "polygon of two points",
        [
            (
                "[[10.1, 49.9], [10.3, 49.9], [10.3, 50.1], [10.1, 50.1]]",
                "[[10.1, 49.9], [10.3, 49.9], [10.1, 49.9]]",
            ),
        ],
        [
            "18:20: places.field.polygon: wanted at least 3 different points, got 2",
        ],
    ),
    (
        "polygon at the pole",
        [
            ("[10.3, 50.1], [10.1, 50.1]", "[10.3, 89.0], [10.1, 89.0]"),
        ],
        [
            "18:20: places.field.polygon: reaches beyond 85 degrees of latitude",
        ],
    ),
    (
        "place of two shapes",
        [
            ("{point: [10.2, 50.1]}", "{point: [10.2, 50.1], mover: T-1}"),
        ],
        [
            "17:10: places.tower: wanted one of point, line, polygon, track, file, mover, route; got point and mover",
        ],
    ),
    (
        "place of no shape",
        [
            ("{point: [10.2, 50.1]}", "{pont: [10.2, 50.1]}"),
        ],
        [
            "17:10: places.tower: wanted one of point, line, polygon, track, file, mover, route; got 'pont'; nearest known: point",
        ],
    ),
    (
        "yes for true",
        [
            (
                "    longest_stay: 60 s",
                '    longest_stay: 60 s\n  - {id: "4", kind: notice.hazard, lead: 30 min, binding: yes}',
            ),
        ],
        [
            "41:59: clauses[3].binding: yes is read differently by different YAML readers; write true, or in quotes if it is text",
        ],
    ),
    (
        "octal",
        [
            ("edition: 2", "edition: 002"),
        ],
        [
            "3:10: edition: 002 is read differently by different YAML readers; write it in quotes: '002', or as a plain decimal number",
        ],
    ),
    (
        "key twice",
        [
            ("    buffer: 1 km", "    buffer: 1 km\n    buffer: 2 km"),
        ],
        [
            "26:5: clauses[0].buffer: this key stands here twice",
        ],
    ),
    (
        "anchor and alias",
        [
            ('title: {en: "The ford"}', 'title: &t {en: "The ford"}'),
            ('  mission: {name: {en: "Mission"}}', "  mission: {name: *t}"),
        ],
        [
            "4:8: title: an anchor (&); write the value out where it is used",
            "11:19: others.mission.name: an alias (*); write the value out",
        ],
    ),
    (
        "merge key",
        [
            ("    buffer: 1 km", "    <<: {buffer: 1 km}"),
        ],
        [
            "25:5: clauses[0].'<<': a merge key; write the keys out",
        ],
    ),
    (
        "tag",
        [
            ("id: ford", "id: !!str ford"),
        ],
        [
            "2:5: id: a tag (tag:yaml.org,2002:str); wanted none",
        ],
    ),
    (
        "directive",
        [
            ("thalweg: agreement/1", "%YAML 1.1\n---\nthalweg: agreement/1"),
        ],
        [
            "2:1: a % directive; wanted none",
        ],
    ),
    (
        "second document",
        [
            ("thalweg: agreement/1", "thalweg: agreement/1\n---\na: 1"),
        ],
        [
            "2:1: a second document; wanted one",
        ],
    ),
    (
        "nothing after a key",
        [
            ("    buffer: 1 km", "    buffer:"),
        ],
        [
            "25:5: clauses[0].buffer: nothing here; wanted a value",
        ],
    ),
    (
        "hidden character",
        [
            ("The ford", "The \u202eford"),
        ],
        [
            "4:18: hidden character U+202E",
        ],
    ),
    (
        "control character in a text",
        [
            ('"The ford"', '"The \\x1b[2Jford"'),
        ],
        [
            "4:13: title.en: a control character U+001B in the text",
        ],
    ),
    (
        "tab for indentation",
        [
            ("    buffer: 1 km", "\tbuffer: 1 km"),
        ],
        [
            "25:1: not YAML: found character '\\\\t' that cannot start any token",
        ],
    ),
    (
        "unclosed bracket",
        [
            ("sites: [tower]", "sites: [tower"),
        ],
        [
            "37:13: not YAML: expected ',' or ']', but got ':'",
        ],
    ),
    (
        "several faults at once",
        [
            ("buffer: 1 km", "bufer: 1 km"),
            ("{north: left", "{nort: left"),
            ("vertical: 1000 ft", "vertical: 1000"),
            ("reach: 20 km", "reach: 20 nm"),
            ("id: ford", "id: Ford"),
        ],
        [
            "2:5: id: wanted a name of lower-case letters, digits and hyphens, such as 'east-bank', got 'Ford'",
            "23:12: clauses[0].reach: wanted a length such as '2 km', got '20 nm': unknown unit 'nm'; nearest known: nmi",
            "24:13: clauses[0].sides.nort: unknown party 'nort'; nearest known: north",
            "25:5: clauses[0].bufer: unknown key; nearest known: buffer",
            "32:15: clauses[1].vertical: wanted a height such as '1000 ft', got 1000: a number needs its unit (ft, m, km)",
        ],
    ),
]


def bad() -> list[dict[str, object]]:
    """Return the bad documents with their faults."""
    found = []
    for name, changes, faults in BAD:
        document = BASE
        for old, new in changes:
            assert old in document, (name, old)
            document = document.replace(old, new, 1)
        lines = [f"agreement.yaml:{fault}" for fault in faults]
        found.append({"name": name, "document": document, "faults": lines})
    return found


def good() -> list[dict[str, object]]:
    """Return the good documents with the files beside them and their digests."""
    found = [_good("the base of the bad ones", {"agreement.yaml": BASE}, "ford", 2)]
    for name in ("euphrates", "grammar"):
        folder = EXAMPLES / name
        files = {
            path.name: path.read_text("utf-8")
            for path in sorted(folder.iterdir())
            if path.name in ("agreement.yaml", "roster.csv", "convoy.csv")
            or path.suffix == ".geojson"
        }
        found.append(_good(name, files, "euphrates", 1))
    return found


def _good(
    name: str, files: dict[str, str], agreement: str, edition: int
) -> dict[str, object]:
    digests = {
        file: hashlib.sha256(text.encode()).hexdigest() for file, text in files.items()
    }
    manifest = {
        "thalweg": "agreement-manifest/1",
        "id": agreement,
        "edition": edition,
        "files": digests,
    }
    # All keys and values are ASCII and short: sorted and compact is RFC 8785 here.
    spelt = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(spelt).hexdigest()
    return {"name": name, "files": files, "manifest": manifest, "sha256": digest}


def main() -> None:
    """Write both files."""
    for name, cases in (("bad", bad()), ("good", good())):
        text = json.dumps(cases, indent=1, ensure_ascii=True) + "\n"
        (HERE / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
