"""Translated templates are kept, and hold only for what they were made of."""

from __future__ import annotations

from pathlib import Path

from jinja2 import DictLoader, Environment

from thalweg.report.compiled_templates import SUFFIX, KeptTemplates


def filled(folder: Path, text: str, settings: str = "", **how: bool) -> str:
    environment = Environment(
        loader=DictLoader({"a.html": text}),
        autoescape=True,
        bytecode_cache=KeptTemplates(folder, settings),
        **how,
    )
    return environment.get_template("a.html").render(name="<b>")


def kept(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_template_is_translated_once(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "pages"
    assert filled(folder, "to {{ name }}") == "to &lt;b&gt;"
    (before,) = folder.iterdir()
    assert before.suffix == SUFFIX
    assert folder.stat().st_mode & 0o077 == 0
    stamp = before.stat().st_mtime_ns
    assert filled(folder, "to {{ name }}") == "to &lt;b&gt;"
    (after,) = folder.iterdir()
    assert (after, after.stat().st_mtime_ns) == (before, stamp)


def test_another_text_or_setting_is_translated_again(tmp_path: Path) -> None:
    assert filled(tmp_path, "a{% if 1 %}\nb{% endif %}") == "a\nb"
    assert filled(tmp_path, "c {{ name }}") == "c &lt;b&gt;"
    assert filled(tmp_path, "a{% if 1 %}\nb{% endif %}") == "a\nb"
    before = kept(tmp_path)
    trimmed = filled(tmp_path, "a{% if 1 %}\nb{% endif %}", "trim", trim_blocks=True)
    assert trimmed == "ab"
    assert len(before) == 1
    assert kept(tmp_path) != before


def test_what_is_damaged_is_translated_again(tmp_path: Path) -> None:
    filled(tmp_path, "to {{ name }}")
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:10], whole[: len(whole) // 2], b"x" * len(whole)):
        file.write_bytes(damaged)
        assert filled(tmp_path, "to {{ name }}") == "to &lt;b&gt;"
        assert file.read_bytes() == whole


def test_without_a_folder_pages_are_made_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert filled(tmp_path / "file" / "pages", "to {{ name }}") == "to &lt;b&gt;"
    assert kept(tmp_path) == {"file": b""}
