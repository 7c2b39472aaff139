"""Arrow goes without pandas in our own process, and with it where that is asked for."""

import subprocess
import sys

import pytest


def test_arrow_does_not_import_pandas_and_finds_it_later():
    pytest.importorskip("pandas")
    code = (
        "import sys\nfrom thalweg.cli.progress import Bars\n"
        "with Bars(computes=False):\n    pass\n"
        "import pyarrow as pa\ntable = pa.table({'a': [1, 2], 'b': ['x', None]})\n"
        "assert 'pandas' not in sys.modules\n"
        "frame = table.to_pandas()\nimport pandas\n"
        "assert type(frame) is pandas.DataFrame\n"
        "assert pa.Table.from_pandas(frame).num_rows == 2\n"
        "assert pa.array(frame['b']).null_count == 1\nprint('both')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.stdout == "both\n", done.stderr
