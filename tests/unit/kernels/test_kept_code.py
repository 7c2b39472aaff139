"""Where machine code is kept when nothing that it usually lies in can be written."""

import stat
from pathlib import Path

import numba

from thalweg import kernels


def test_code_is_kept_in_a_private_folder_where_nothing_else_is(monkeypatch, tmp_path):
    monkeypatch.setitem(vars(numba.config), "CACHE_DIR", "")
    monkeypatch.setattr(kernels, "_can_write", lambda place: False)
    monkeypatch.setattr(kernels.tempfile, "tempdir", str(tmp_path))
    kernels._keep_somewhere()
    own = Path(numba.config.CACHE_DIR)
    assert own.parent == tmp_path
    assert stat.S_IMODE(own.stat().st_mode) == 0o700


def test_a_place_of_ones_own_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setitem(vars(numba.config), "CACHE_DIR", str(tmp_path / "later"))
    kernels._keep_somewhere()
    assert str(tmp_path / "later") == numba.config.CACHE_DIR
