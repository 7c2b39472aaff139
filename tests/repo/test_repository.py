"""Rules about the repository itself: what is committed, and what must never be."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LARGEST_BYTES = 1_500_000
LOCKS = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "yarn.lock"}
# Written apart, so that this file does not hold what it looks for.
WORKPLACE = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/[a-z]")))
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links", re.IGNORECASE)


def committed() -> list[Path]:
    """Return the files git knows; skip where this is no checkout."""
    if not (REPOSITORY / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True
    )
    names = listed.stdout.decode().split("\0")
    return [REPOSITORY / n for n in names if n and (REPOSITORY / n).is_file()]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_no_path_of_a_workplace() -> None:
    assert not [str(path) for path in committed() if WORKPLACE.search(text_of(path))]


def test_no_lock_file_with_addresses() -> None:
    assert not [str(path) for path in committed() if path.name in LOCKS]


REQUIREMENTS = sorted((REPOSITORY / "requirements").glob("*.txt"))


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_have_hashes_and_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not ADDRESS.search(text)
    pinned = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\\\n    --hash=sha256:", text, re.M)
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.M)) > 4


def test_what_is_asked_for_is_locked() -> None:
    asked = sorted((REPOSITORY / "requirements").glob("*.in"))
    assert {"base", "dev", *(path.stem for path in asked)} == {
        path.stem for path in REQUIREMENTS
    }
    for path in asked:
        names = re.findall(r"^[a-z0-9-]+", path.read_text(encoding="utf-8"), re.M)
        locked = path.with_suffix(".txt").read_text(encoding="utf-8")
        assert names == sorted(names)
        assert re.findall(r"^([a-z0-9-]+)==", locked, re.M) == names


def test_no_file_is_large() -> None:
    assert not [
        f"{path}: {path.stat().st_size:,} bytes"
        for path in committed()
        if path.stat().st_size > LARGEST_BYTES
    ]


def test_no_shared_data_is_committed(shared: Path) -> None:
    """The data has its own terms; tests find it by THALWEG_SHARED."""
    theirs = {
        hashlib.sha256(path.read_bytes()).digest(): path
        for path in (shared / "data").rglob("*")
        if path.is_file() and path.stat().st_size > 200
    }
    assert not [
        f"{path} is {theirs[digest]}"
        for path in committed()
        if (digest := hashlib.sha256(path.read_bytes()).digest()) in theirs
    ]


def test_changes_has_a_fragment() -> None:
    fragments = [
        p for p in (REPOSITORY / "changes.d").glob("*.md") if p.stem != "README"
    ]
    released = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert fragments or re.search(r"^## \d", released, re.M)
    assert not [
        p.name for p in fragments if not re.fullmatch(r"\d{4}-[a-z0-9-]+", p.stem)
    ]


def test_golden_files_come_with_their_maker() -> None:
    alone = []
    for path in committed():
        inside = path.relative_to(REPOSITORY).as_posix()
        if not inside.startswith(("tests/golden/", "spec/vectors/")):
            continue
        made = path.suffix != ".py" and path.name != "README.md"
        folders = [path.parent, *path.parent.parents]
        makers = [m for f in folders[:3] for m in f.glob("make_*.py")]
        if made and not makers:
            alone.append(inside)
    assert not alone
