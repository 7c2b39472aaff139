"""Documents that nobody wrote: only declared errors, and quantities there and back."""

import json
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from thalweg.agreement.load import loads
from thalweg.errors import AgreementError, ConfigError
from thalweg.wire import quantity as q
from thalweg.wire.notices import parse_notices
from thalweg.wire.yaml import read_yaml

REPOSITORY = Path(__file__).resolve().parents[2]
GOOD = json.loads((REPOSITORY / "spec/vectors/agreement/good.json").read_text("utf-8"))
BASE: str = GOOD[0]["files"]["agreement.yaml"]
AGREEMENT = loads(BASE.encode(), "agreement.yaml", REPOSITORY)
PIECES = ["yes", "{", "}", "[", "]", ":", "- ", "&a", "*a", "!!x", "'", '"', "#", "|"]


def faults_of(data: bytes) -> tuple[str, ...]:
    """Return the faults of a document; any other error fails the test."""
    try:
        loads(data, "agreement.yaml", REPOSITORY / "nowhere")
    except AgreementError as error:
        return error.faults or ("an error without a fault",)
    return ()


@given(st.binary(max_size=400))
def test_any_bytes_are_an_agreement_or_faults(data: bytes):
    faults = faults_of(data)
    assert faults
    assert all(fault.startswith("agreement.yaml:") for fault in faults)


@given(
    at=st.integers(0, len(BASE)),
    cut=st.integers(0, 30),
    text=st.one_of(st.text(max_size=8), st.sampled_from(PIECES)),
)
def test_any_slip_in_a_good_document_is_an_agreement_or_faults(at, cut, text):
    data = (BASE[:at] + text + BASE[at + cut :]).encode("utf-8", "surrogatepass")
    faults = faults_of(data)
    assert all(fault.startswith("agreement.yaml:") for fault in faults)
    assert all(fault.isprintable() for fault in faults)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["notice", "party", "area", "from", "type", "coordinates"]),
            below,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=4))
def test_any_notices_are_notices_or_faults(notices):
    data = json.dumps({"thalweg": "notices/1", "notices": notices}).encode()
    try:
        found = len(parse_notices(data, "n.json", AGREEMENT))
    except ConfigError as error:
        found = len(notices) if error.faults else -1
    assert found == len(notices)


SPELT = st.decimals(
    min_value=0, max_value=9999, places=3, allow_nan=False, allow_infinity=False
).map(lambda number: format(number.normalize() + 0, "f"))


@given(number=SPELT, unit=st.sampled_from(sorted(q.LENGTH_M)))
def test_a_length_there_and_back(number: str, unit: str):
    length_m = q.length_m(f"{number} {unit}")
    assert length_m == float(Decimal(number) * q.LENGTH_M[unit])
    back = Decimal(length_m) / q.LENGTH_M[unit]
    assert abs(back - Decimal(number)) <= Decimal("1e-9")


@given(number=SPELT, unit=st.sampled_from(sorted(q.DURATION_S)))
def test_a_time_there_and_back(number: str, unit: str):
    length_s = q.duration_s(f"{number} {unit}")
    assert abs(Decimal(length_s) / q.DURATION_S[unit] - Decimal(number)) <= Decimal(
        "1e-9"
    )


@given(level=st.integers(10, 999))
def test_a_flight_level_is_hundreds_of_feet(level: int):
    bound = q.height_bound(f"FL{level:03d}")
    assert bound == q.height_bound(f"{level * 100} ft")


@given(
    st.recursive(
        st.booleans() | st.integers(-(10**14), 10**14) | st.text("abc", min_size=1),
        lambda below: (
            st.lists(below, max_size=4)
            | st.dictionaries(
                st.text("abcdef", min_size=2, max_size=5), below, max_size=4
            )
        ),
        max_leaves=20,
    ).filter(lambda value: isinstance(value, dict))
)
def test_json_is_read_as_yaml(value):
    """JSON is YAML: what is plain in one is the same in the other."""
    document = read_yaml(json.dumps(value).encode(), "x.yaml")
    assert not document.faults
    assert document.value == value
