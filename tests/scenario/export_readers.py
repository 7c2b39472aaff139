"""What each format holds, read by programs that know nothing of thalweg."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pykml
from lxml import etree

from thalweg.times import parse_iso

KML = "{http://www.opengis.net/kml/2.2}"
GX = "{http://www.google.com/kml/ext/2.2}"
GPX = "{http://www.topografix.com/GPX/1/1}"
OURS = "{urn:thalweg:export:1}"

Report = tuple[str, int, float, float]


def kml_schema() -> etree.XMLSchema:
    """Return OGC's schema of KML 2.2 with Google's extension, from pykml."""
    folder = Path(pykml.__file__).parent / "schemas"

    class Beside(etree.Resolver):
        def resolve(self, url, _public, context):
            path = folder / os.path.basename(url)
            return self.resolve_filename(str(path), context) if path.exists() else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Beside())
    return etree.XMLSchema(etree.parse(str(folder / "kml22gx.xsd"), parser))


def finding_ids(path: Path) -> list[str]:
    """Return the ids of the findings in a file, sorted."""
    return sorted(_IDS[path.suffix](path))


def reports(path: Path) -> set[Report]:
    """Return the reports that are drawn: mover, time in us, latitude, longitude."""
    return set(_REPORTS[path.suffix](path))


def _kml_ids(path: Path) -> Iterator[str]:
    for data in etree.parse(str(path)).iter(f"{KML}Data"):
        if data.get("name") == "finding":
            yield data.findtext(f"{KML}value")


def _czml_ids(path: Path) -> Iterator[str]:
    for packet in json.loads(path.read_bytes())[1:]:
        yield packet["id"].removeprefix("finding/")


def _gpx_ids(path: Path) -> Iterator[str]:
    for point in etree.parse(str(path)).iter(f"{GPX}wpt"):
        yield point.findtext(f"{GPX}extensions/{OURS}finding")


def _csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _geojson(path: Path) -> list[dict]:
    return json.loads(path.read_bytes())["features"]


def _parquet_reports(path: Path) -> Iterator[Report]:
    for row in pq.read_table(path).to_pylist():
        if row["kept"] == "kept":
            at_us = round(row["time"].timestamp() * 1e6)
            yield row["mover"], at_us, row["lat_deg"], row["lon_deg"]


def _csv_reports(path: Path) -> Iterator[Report]:
    for row in _csv_rows(path):
        if row["kept"] == "kept":
            place = float(row["lat_deg"]), float(row["lon_deg"])
            yield row["mover"], parse_iso(row["time"]), *place


def _geojson_reports(path: Path) -> Iterator[Report]:
    for feature in _geojson(path):
        said = feature["properties"]
        if said["kept"] != "kept":
            continue
        at = feature["geometry"]["coordinates"]
        places = [at] if feature["geometry"]["type"] == "Point" else at
        for time, (lon, lat) in zip(said["times"], places, strict=True):
            yield said["mover"], parse_iso(time), lat, lon


def _kml_reports(path: Path) -> Iterator[Report]:
    for mark in etree.parse(str(path)).iter(f"{KML}Placemark"):
        said = {
            d.get("name"): d.findtext(f"{KML}value") for d in mark.iter(f"{KML}Data")
        }
        track = mark.find(f"{GX}Track")
        times = [when.text for when in track.iter(f"{KML}when")]
        places = [coord.text.split() for coord in track.iter(f"{GX}coord")]
        for time, (lon, lat, _) in zip(times, places, strict=True):
            yield said["mover"], parse_iso(time), float(lat), float(lon)


def _czml_reports(path: Path) -> Iterator[Report]:
    for packet in json.loads(path.read_bytes())[1:]:
        if "position" not in packet:
            continue
        mover = packet["id"].split("/")[1]
        epoch_us = parse_iso(packet["position"]["epoch"])
        flat = packet["position"]["cartographicDegrees"]
        for since_s, lon, lat, _ in zip(*[iter(flat)] * 4, strict=True):
            yield mover, epoch_us + round(since_s * 1e6), lat, lon


def _gpx_reports(path: Path) -> Iterator[Report]:
    for track in etree.parse(str(path)).iter(f"{GPX}trk"):
        for point in track.iter(f"{GPX}trkpt"):
            at_us = parse_iso(point.findtext(f"{GPX}time"))
            place = float(point.get("lat")), float(point.get("lon"))
            yield track.findtext(f"{GPX}name"), at_us, *place


_IDS = {
    ".parquet": lambda path: pq.read_table(path).column("finding").to_pylist(),
    ".csv": lambda path: [row["finding"] for row in _csv_rows(path)],
    ".geojson": lambda path: [f["properties"]["finding"] for f in _geojson(path)],
    ".kml": _kml_ids,
    ".czml": _czml_ids,
    ".gpx": _gpx_ids,
}
_REPORTS = {
    ".parquet": _parquet_reports,
    ".csv": _csv_reports,
    ".geojson": _geojson_reports,
    ".kml": _kml_reports,
    ".czml": _czml_reports,
    ".gpx": _gpx_reports,
}
