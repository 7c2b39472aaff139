"""The examples load, and the grammar example holds every key of the grammar."""

from pathlib import Path

import pytest

from thalweg.agreement.load import load
from thalweg.agreement.shape import WGS84, arrays
from thalweg.wire.agreement import SECTIONS, InForceV1, PartyV1, RuleV1, WhenV1
from thalweg.wire.clause import DefaultsV1, Kinds, NearCollisionV1
from thalweg.wire.place import SHAPES
from thalweg.wire.yaml import read_yaml

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def keys_below(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys_below, value.values()))
    if isinstance(value, list):
        return set().union(*map(keys_below, value))
    return set()


@pytest.mark.parametrize("name", ["euphrates", "grammar"])
def test_an_example_loads_and_has_every_kind(name: str):
    agreement = load(EXAMPLES / name / "agreement.yaml")
    assert {clause.kind for clause in agreement.clauses} == set(Kinds.ALL)


def test_the_grammar_example_holds_every_key():
    data = (EXAMPLES / "grammar" / "agreement.yaml").read_bytes()
    used = keys_below(read_yaml(data, "agreement.yaml").value)
    models = (
        *Kinds.ALL.values(),
        *SHAPES.values(),
        *(DefaultsV1, NearCollisionV1, InForceV1, PartyV1, RuleV1, WhenV1),
    )
    known = set(SECTIONS)
    for model in models:
        known |= {f.alias or name for name, f in model.model_fields.items()}
    assert known - used == set()


def test_the_river_is_about_45_miles_long():
    agreement = load(EXAMPLES / "euphrates" / "agreement.yaml")
    lat_deg, lon_deg = arrays(agreement.places["river"].points)
    assert WGS84.line_length(lon_deg, lat_deg) == pytest.approx(45 * 1609.344, rel=1e-3)
