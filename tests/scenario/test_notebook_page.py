"""The session of `docs/how-to/notebook.md`, run as it stands there."""

import re
import shutil

from thalweg.archive.verify import verify_folder


def test_the_session_runs(repository, tmp_path, monkeypatch, capsys):
    page = (repository / "docs/how-to/notebook.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 6
    shutil.copy(repository / "examples/euphrates/agreement.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    session: dict = {}
    for number, block in enumerate(blocks):
        exec(compile(block, f"notebook.md, block {number}", "exec"), session)
    finding = session["finding"]
    assert session["same"].id == finding.id
    assert finding.row["clause"] == "3.1"
    assert 4 < session["depth_km"] < 9
    assert len(session["reports"]) == 41
    assert list(session["by_day"]) == [1]
    assert session["hours"].to_dict() == {"default": 0.0}
    assert "Western Party" in capsys.readouterr().out
    assert "<svg" in (tmp_path / "finding.html").read_text(encoding="utf-8")
    assert not verify_folder(tmp_path / "record").faults
