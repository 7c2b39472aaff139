"""Findings made again from evidence that a stranger may have written."""

import struct

import pyarrow as pa

from tests.scenario.made_record import made_result
from thalweg.archive.slice import findings_from_evidence
from thalweg.tables.findings import FINDINGS


def test_a_signalling_nan_is_judged_without_a_warning():
    made = made_result()
    rows = next(iter(made.evidence.values()))
    values = rows.tracks.column("lon_deg").combine_chunks().to_numpy().copy()
    values.view("<i8")[3] = struct.unpack("<q", b"\x00\x00\x00\x00\x00\x04\xf0\xff")[0]
    at = rows.tracks.schema.get_field_index("lon_deg")
    field = rows.tracks.schema.field(at)
    tracks = rows.tracks.set_column(at, field, pa.array(values, from_pandas=False))
    FINDINGS.check(findings_from_evidence(made.agreement, tracks, rows.decisions))
