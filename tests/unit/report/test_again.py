"""Command lines that make a record again, and what was not judged of it."""

import json
import shlex

import pytest

from thalweg.report import again as again_module
from thalweg.report.again import again
from thalweg.report.folder import read
from thalweg.report.language import language
from thalweg.report.names import Names
from thalweg.report.opening import Completeness, PositionsFile
from thalweg.report.unjudged import unjudged

FEEDS = """\
thalweg: feeds/1
feeds:
  - {name: default}
  - {name: mute, sees: all}
"""


def told(folder, completeness=None, lang="en"):
    return again(read(folder), completeness, language(lang))


def not_judged(folder):
    record = read(folder)
    return unjudged(record, Names(record.agreement))


def test_command_line_names_what_lies_in_the_folder(made):
    (made / "inputs" / "notices.json").write_text("{}")
    settings = {
        "columns": {"time": "my ts", "alt_baro_ft": "height[m]"},
        "from": "2017-12-13T00:00:00Z",
        "to": "2017-12-14T00:00:00Z; rm -r x",
    }
    (made / "inputs" / "settings.json").write_text(json.dumps(settings))
    line = told(made).watch.replace("\\\n", " ")
    assert shlex.split(line) == [
        "thalweg", "watch", "DIR/agreement/agreement.yaml", "POSITIONS...",
        "--feeds", "DIR/inputs/feeds.yaml", "--notices", "DIR/inputs/notices.json",
        "--columns", "time=my ts,alt_baro_ft=height[m]",
        "--from", "2017-12-13T00:00:00Z", "--to", "2017-12-14T00:00:00Z; rm -r x",
        "--out", "NEW",
    ]  # fmt: skip
    assert told(made, lang="ru").report == "NEW --lang ru"


def test_feeds_that_only_the_command_line_named_are_named_again(made):
    (made / "inputs" / "feeds.yaml").unlink()
    assert told(made).positions == "POSITIONS..."
    record = read(made)
    record.coverage[0]["feed"] = "north"
    made_again = again(record, None, language())
    assert made_again.positions == "NAME=PATH..."
    assert made_again.feeds == "north"
    assert "agreement.yaml NAME=PATH..." in made_again.watch


@pytest.mark.parametrize("garbled", [b"{", b"[1]", b'{"columns": 3}'])
def test_settings_that_cannot_be_read_add_nothing(made, garbled):
    (made / "inputs" / "settings.json").write_bytes(garbled)
    assert "--columns" not in told(made).watch


def test_files_are_those_the_evidence_names_or_those_that_were_run_again(made):
    assert [f.sha256 for f in told(made).files] == ["0" * 64]
    given = [PositionsFile(name=f"{n}.csv", sha256=f"{n:064}") for n in range(3)]
    assert told(made, Completeness(files=given)).files == given


def test_a_long_list_of_files_has_an_end(made, monkeypatch):
    monkeypatch.setattr(again_module, "MOST_FILES", 2)
    given = [PositionsFile(name=f"{n}.csv", sha256="0" * 64) for n in range(5)]
    listed = told(made, Completeness(files=given))
    assert (len(listed.files), listed.more) == (2, 3)


def test_hours_not_seen_are_the_period_less_those_seen(made):
    rows = {row.clause: row for row in not_judged(made).hours}
    # 72 h less 21.5, 14.2 and 6.9 h; of clause 5.1 the third day is not known.
    assert (rows["3.1"].not_seen, rows["3.1"].seen) == ("29.4 h", "42.6 h")
    assert rows["3.1"].least == "2017-12-15: 6.9 h"
    assert (rows["5.1"].not_seen, rows["5.1"].least) == (
        "at most 36.3 h",
        "2017-12-14: 14.2 h",
    )


def test_feeds_that_were_silent_or_never_spoke_are_named(made):
    (made / "inputs" / "feeds.yaml").write_text(FEEDS)
    found = not_judged(made)
    assert found.feeds == [
        "default: silent for at least 48.0 h of 72.0 h.",
        "mute: declared, but delivered nothing.",
    ]
    assert not any("silent aircraft" in line for line in found.inputs)


def test_inputs_that_were_not_there_are_named(made):
    lines = not_judged(made).inputs
    assert lines[0].startswith("No notices were given")
    assert lines[1].startswith("No feeds file was given")
    assert lines[2].startswith("No feed is declared to see silent aircraft")
    (made / "inputs" / "notices.json").write_text("{}")
    assert not any("notices" in line for line in not_judged(made).inputs)


def test_each_clause_without_a_detector_says_why(made):
    found = not_judged(made).clauses
    ids = ["1.1", "6.1", "7.1", "7.2", "8.1", "9.1", "10.1"]
    assert [c.clause for c in found] == ids
    other = language()("unwatched-other")
    assert all(c.why and c.why != other for c in found)
