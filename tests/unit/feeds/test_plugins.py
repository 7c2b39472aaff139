"""A feed that another package brings, installed as one is: by its entry point."""

import sys

import pytest

from thalweg import feeds
from thalweg.archive.run import examine
from thalweg.errors import ConfigError, InputError
from thalweg.feeds.plugins import installed
from thalweg.model.feed import Feeds, FeedSettings

MODULE = """
import pyarrow as pa
from thalweg.errors import InputError
from thalweg.feeds.dialect import THALWEG
from thalweg.feeds.feed import Raw

NAMES = ("time", "mover", "lat_deg", "lon_deg")

class Pipes:
    format = "pipes"
    dialect = THALWEG
    magic = b"#pipes"

    def recognises(self, content):
        return content.head.startswith(self.magic)

    def read(self, content, pick, settings):
        picked = pick(NAMES)
        lines = [line.decode().split("|") for _, line in content.lines()][1:]
        columns = dict(zip(NAMES, zip(*lines, strict=True), strict=True))
        yield Raw(names=NAMES, table=pa.table({n: columns[n] for n in picked}))

class Failing(Pipes):
    format = "failing"
    magic = b"#fails"

    def read(self, content, pick, settings):
        raise ZeroDivisionError("of my own")
        yield

class Puzzled(Pipes):
    format = "puzzled"

    def recognises(self, content):
        return content.head[1 << 30] == 0

class Strict(Pipes):
    format = "strict"
    magic = b"#fails"

    def read(self, content, pick, settings):
        raise InputError(f"{content.name}: line 1: wanted more")
        yield

class Again(Pipes):
    format = "again"

class Csv(Pipes):
    format = "csv-like"
    magic = b"time,"

    def read(self, content, pick, settings):
        content = type(content)(content.name, b"#" + content.data.replace(b",", b"|"))
        yield from super().read(content, pick, settings)

NOTHING = object()
"""
FILE = b"#pipes\n2017-12-13T04:05:00Z|f0e001|35.5|40.5\n"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return a function that installs plug-ins by name and object."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "pipes_for_thalweg.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(site))

    def put(**points):
        about = site / "pipes_for_thalweg-1.dist-info"
        about.mkdir(exist_ok=True)
        (about / "METADATA").write_text("Name: pipes-for-thalweg\nVersion: 1\n")
        lines = [
            f"{name.replace('_', '-')} = {'' if ':' in what else 'pipes_for_thalweg:'}"
            f"{what}"
            for name, what in points.items()
        ]
        (about / "entry_points.txt").write_text(
            "[thalweg.feeds]\n" + "\n".join(lines) + "\n"
        )

    yield put
    sys.modules.pop("pipes_for_thalweg", None)


def write(tmp_path, data=FILE):
    path = tmp_path / "positions"
    path.write_bytes(data)
    return path


def test_without_it_the_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="format not recognised"):
        feeds.read([write(tmp_path)])


def test_a_plugin_reads_its_files(install, tmp_path):
    install(pipes="Pipes")
    assert [point.name for point in installed()] == ["pipes"]
    result = feeds.read([write(tmp_path)])
    assert result.sources[0].format == "pipes"
    row = result.positions.to_pylist()[0]
    assert (row["mover"], row["lat_deg"], row["lon_deg"]) == ("f0e001", 35.5, 40.5)


def test_feeds_yaml_may_name_it(install, tmp_path):
    install(pipes="Pipes", csv_like="Csv")
    path = write(tmp_path, b"time,mover,lat_deg,lon_deg\n2017-12-13T04:05Z,a,1,2\n")
    assert feeds.read([path]).sources[0].format == "csv/thalweg"
    said = Feeds(feeds={"n": FeedSettings(name="n", format="csv-like")})
    assert feeds.read([f"n={path}"], feeds=said).sources[0].format == "csv-like"
    gone = Feeds(feeds={"n": FeedSettings(name="n", format="pips")})
    with pytest.raises(InputError, match="no plug-in of that name is installed"):
        feeds.read([f"n={path}"], feeds=gone)


def test_the_feeds_file_knows_what_is_installed(install, tmp_path, repository):
    install(pipes="Pipes")
    named = tmp_path / "feeds.yaml"
    agreement = repository / "examples" / "euphrates" / "agreement.yaml"
    path = write(tmp_path)
    named.write_text("thalweg: feeds/1\nfeeds:\n  - {name: own, format: pips}\n")
    with pytest.raises(
        ConfigError, match="unknown format 'pips'; nearest known: pipes"
    ):
        examine(agreement, [f"own={path}"], feeds=named)
    named.write_text("thalweg: feeds/1\nfeeds:\n  - {name: own, format: pipes}\n")
    result = examine(agreement, [f"own={path}"], feeds=named)
    assert result.tracks.num_rows == 1


@pytest.mark.parametrize(
    ("point", "said"),
    [
        ("Failing", "the feed plug-in 'failing' failed: ZeroDivisionError: of my own"),
        ("Puzzled", "the feed plug-in 'puzzled' failed: IndexError: "),
        ("Strict", "positions: line 1: wanted more$"),
        ("NOTHING", r"is no feed: it lacks format, dialect, recognises, read"),
        ("missing", r"feed plug-in 'it' \(.*\) cannot be loaded: AttributeError"),
        ("no.such.module:Feed", "cannot be loaded: ModuleNotFoundError"),
    ],
)
def test_a_plugin_that_fails_is_named(point, said, install, tmp_path):
    install(it=point)
    with pytest.raises(InputError, match=said):
        feeds.read([write(tmp_path, b"#fails\n")])


def test_two_that_read_one_file_are_not_guessed_between(install, tmp_path):
    install(pipes="Pipes", again="Again")
    with pytest.raises(InputError, match="plug-ins 'again' and 'pipes' both read it"):
        feeds.read([write(tmp_path)])
    said = Feeds(feeds={"n": FeedSettings(name="n", format="pipes")})
    path = write(tmp_path)
    assert feeds.read([f"n={path}"], feeds=said).sources[0].format == "pipes"


def test_one_that_fails_to_load_hinders_no_file_of_ours(install, tmp_path):
    install(it="no.such.module:Feed")
    path = write(tmp_path, b"time,mover,lat_deg,lon_deg\n2017-12-13T04:05Z,a,1,2\n")
    assert feeds.read([path]).positions.num_rows == 1
