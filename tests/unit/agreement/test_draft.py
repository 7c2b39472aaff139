"""A first agreement: valid as written, honest about what was cut and guessed."""

import json
import re
from pathlib import Path

import pytest

from thalweg.agreement.draft import draft
from thalweg.agreement.load import load, read
from thalweg.agreement.show import text
from thalweg.agreement.write import write_files
from thalweg.errors import InputError
from thalweg.model.agreement import KeepSide, Separation, StandOff

# The marks that whoever edits the file takes away.
MARKS = re.compile(r"^(  )# (?=- |  |outpost)", re.MULTILINE)
SOUTHWARD = [[10.0, 50.0], [10.02, 49.8], [10.0, 49.6]]


def made(coordinates, kind: str = "LineString", name: str = "Made River", **more):
    shape = {"type": kind, "coordinates": coordinates}
    feature = {"type": "Feature", "properties": {"name": name}, "geometry": shape}
    drawing = json.dumps(feature).encode()
    return draft("a.yaml", drawing=drawing, drawing_name="r.geojson", **more)


def sides(first) -> dict[str, str]:
    (clause,) = (c for c in first.agreement.clauses if isinstance(c, KeepSide))
    return dict(clause.sides)


def test_it_has_the_clauses_and_the_name_of_the_line() -> None:
    first = made(SOUTHWARD)
    kinds = [clause.kind for clause in first.agreement.clauses]
    assert kinds == ["channel.daily-call", "line.keep-side", "air.separation"]
    assert first.agreement.id == "made-river"
    assert first.agreement.signed_by == ()
    assert first.agreement.in_force_from_us is None
    assert list(first.files) == ["a.yaml"]
    assert "UNSIGNED" in text(first.agreement)


@pytest.mark.parametrize(
    ("parties", "wanted"),
    [
        # Going south, the right bank is the western one.
        (None, {"west": "right", "east": "left"}),
        (["east", "west"], {"east": "left", "west": "right"}),
        (["west-bank", "others"], {"west-bank": "right", "others": "left"}),
        (["blue", "east"], {"blue": "right", "east": "left"}),
        (["blue", "west"], {"blue": "left", "west": "right"}),
        (["blue", "red"], {"blue": "right", "red": "left"}),
    ],
)
def test_whose_bank(parties, wanted) -> None:
    first = made(SOUTHWARD, parties=parties)
    assert sides(first) == wanted
    owner = next(party for party, side in wanted.items() if side == "right")
    assert f"right of made-river is west: {owner}'s side" in first.sides


def test_a_line_eastward_divides_north_from_south() -> None:
    assert sides(made([[10, 50], [11, 50.1]])) == {"north": "left", "south": "right"}


def test_what_is_commented_out_is_valid_too() -> None:
    """Whoever takes the marks away gets a stand-off clause that loads."""
    first = made(SOUTHWARD)
    document = first.files["a.yaml"].decode()
    opened = re.sub(MARKS, r"\1", document)
    opened = opened.replace("file: roster.csv", "when: {callsign: ABC*}, party: west")
    opened = opened.replace("# in_force", "in_force").replace("[0.0, 0.0]", "[10, 50]")
    agreement = read(opened.encode(), "a.yaml", lambda _: b"")
    assert [type(c) for c in agreement.clauses][-1] is StandOff
    assert agreement.in_force_from_us is not None
    assert len(agreement.roster) == 5
    bare = draft("a.yaml").files["a.yaml"].decode()
    opened = re.sub(MARKS, r"\1", bare).replace("# places:", "places:")
    opened = opened.replace("file: roster.csv", "when: {callsign: ABC*}, party: west")
    agreement = read(opened.encode(), "a.yaml", lambda _: b"")
    assert [type(c) for c in agreement.clauses][-1] is StandOff


def test_without_a_line_there_is_none() -> None:
    first = draft("a.yaml", parties=["blue", "red"])
    assert not first.agreement.places
    assert [type(c) for c in first.agreement.clauses][-1] is Separation


def test_a_long_line_goes_to_a_file_beside() -> None:
    points = [[10 + n / 100, 50 + n % 2 / 1000] for n in range(90)]
    first = made(points)
    assert list(first.files) == ["made-river-line.geojson", "a.yaml"]
    assert len(first.agreement.places["made-river"].points) == 90


def test_a_line_that_turns_back_is_cut_and_that_is_said() -> None:
    hook = [[10, 50], [10.2, 50], [10.4, 50], [10.6, 50], [10.6, 50.1], [10.3, 50.1]]
    first = made(hook)
    points = first.agreement.places["made-river"].points
    assert [(p.lon_deg, p.lat_deg) for p in points] == [tuple(p) for p in hook[:5]]
    assert "from point 0 [10, 50] to point 4 [10.6, 50.1]" in first.notes[1]
    bulge = [[10, 50], [10.2, 50.6], [10.4, 50]]
    assert len(made(bulge).notes) == 2
    assert len(made(bulge, reach="80 km").notes) == 1


def test_pieces_are_joined_end_to_end() -> None:
    one, other = [[10, 50], [10.2, 50]], [[10.5, 50.1], [10.3, 50], [10.2, 50]]
    first = made([one, other], "MultiLineString")
    points = first.agreement.places["made-river"].points
    # In the direction of the longer piece.
    assert [p.lon_deg for p in points] == [10.5, 10.3, 10.2, 10.0]
    first = made([one, [[11, 50], [11.1, 50]]], "MultiLineString")
    assert "the longest of 2 pieces that do not meet" in first.notes[0]


def test_over_the_date_line() -> None:
    first = made([[179.8, 50], [-179.9, 50.02], [-179.5, 50]])
    assert first.sides[0].startswith("left of made-river is north")
    assert len(first.notes) == 1


@pytest.mark.parametrize("name", ["No", "y", "Обь", "12 : {x}", '"\n\u202e', "on"])
def test_any_name_of_a_line_makes_a_document(name: str) -> None:
    first = made(SOUTHWARD, name=name)
    assert len(first.agreement.places) == 1


def test_words_that_yaml_would_misread_are_quoted() -> None:
    first = made(SOUTHWARD, parties=["no", "on"], agreement_id="yes")
    assert [party.id for party in first.agreement.parties] == ["no", "on"]


def test_a_crossing_is_named_where_it_is() -> None:
    loop = [
        [10, 50],
        [10.2, 50.1],
        [10.2, 50.2],
        [10.1, 50.2],
        [10.1, 50.0],
        [10.5, 50],
    ]
    with pytest.raises(
        InputError, match=r"between points 0 and 1, and again between 3"
    ):
        made(loop)


def test_files_are_written_all_or_none(tmp_path: Path, monkeypatch) -> None:
    points = [[10 + n / 100, 50 + n % 2 / 1000] for n in range(90)]
    first = made(points)
    files = first.files
    paths = write_files(tmp_path, files)
    assert load(paths[-1]).sha256 == first.agreement.sha256
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert before == dict(first.files)
    rename = Path.replace

    def stopped(path: Path, to: Path):
        if to.name == "a.yaml":
            raise KeyboardInterrupt
        return rename(path, to)

    monkeypatch.setattr(Path, "replace", stopped)
    changed = dict.fromkeys(files, b"other")
    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, changed, replace=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path / "new", files)
    assert list((tmp_path / "new").iterdir()) == []


def test_real_rivers(shared: Path) -> None:
    """A river of each continent: every one makes an agreement that loads."""
    import gzip

    packed = shared / "data" / "geo" / "ne_10m_rivers_lake_centerlines.json.gz"
    drawing = gzip.decompress(packed.read_bytes())
    for name, longest_km in (("Euphrates", 600), ("Seine", 590), ("Rhine", 480)):
        first = draft("a.yaml", drawing=drawing, drawing_name="r", feature=name)
        cut = re.match(r"cut to ([0-9.]+) km", first.notes[-1])
        assert cut is not None
        assert float(cut[1]) > longest_km
