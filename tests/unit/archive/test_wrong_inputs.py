"""What `examine` refuses, and that the words name what somebody has to mend."""

import re
from pathlib import Path

import pyarrow as pa
import pytest

import thalweg
from thalweg.errors import AgreementError, ConfigError, InputError

AGREEMENT = """\
thalweg: agreement/1
id: made
edition: 1
title: {en: "Made"}
parties: {west: {name: {en: "West"}}, east: {name: {en: "East"}}}
clauses:
  - {id: "1", kind: air.separation, between: [any, any], horizontal: 3 nmi,
     vertical: 1000 ft}
"""


@pytest.fixture
def agreement(tmp_path) -> Path:
    path = tmp_path / "agreement.yaml"
    path.write_text(AGREEMENT)
    return path


def test_faults_of_notices_name_the_file_that_was_given(agreement, tmp_path):
    ours = tmp_path / "ours.json"
    ours.write_text('{"thalweg": "notices/1", "notices": [{"notice": "n"}]}')
    with pytest.raises(ConfigError, match=r"^ours\.json: "):
        thalweg.examine(agreement, ["x.csv"], notices=ours)


@pytest.mark.parametrize("given", [pa.table({"a": [1]}), {"time": 1}, 5])
def test_a_list_of_tables_is_no_list_of_paths(agreement, given):
    with pytest.raises(InputError, match="is no path; wanted paths in a list"):
        thalweg.examine(agreement, [given])


def test_an_instant_is_a_number(agreement):
    with pytest.raises(InputError, match="from_us: wanted microseconds"):
        thalweg.examine(agreement, ["x.csv"], from_us="2017-12-13T00:00:00Z")


def test_a_period_has_length(agreement):
    with pytest.raises(InputError, match="holds no time"):
        thalweg.examine(agreement, ["x.csv"], from_us=10, to_us=10)


def test_an_agreement_that_is_not_there_is_named_once(tmp_path):
    path = tmp_path / "nowhere.yaml"
    words = f"^{re.escape(str(path))} cannot be read: No such file"
    with pytest.raises(AgreementError, match=words):
        thalweg.load_agreement(path)
