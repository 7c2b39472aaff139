"""Completion in real shells, asked as they ask."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("thalweg")
# pydantic is typer's own.
HEAVY = {"jinja2", "numba", "numpy", "pyarrow", "pyproj", "ruamel", "shapely"}

pytestmark = pytest.mark.skipif(
    not PROGRAM.exists(), reason="thalweg is not installed beside this Python"
)
BASH = """
eval "$(thalweg --show-completion)"
COMP_WORDS=(thalweg {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_thalweg_completion thalweg
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def told_by(shell: str, script: str, home: Path) -> str:
    """Return what a shell prints; skip where there is no such shell."""
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [shell, "-c", f"{script}\n:"],
        env={**os.environ, "PATH": path, "HOME": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("wat", ["watch"]),
        ("agreement ch", ["check"]),
        ("look --fe", ["--feeds"]),
        ("nonsense", []),
    ],
)
def test_bash_completes(tmp_path, words, wanted):
    told = told_by("bash", BASH.format(words=words), tmp_path)
    assert told.split() == wanted


def test_bash_leaves_paths_to_the_shell(tmp_path):
    """Nothing of ours matches a path; `-o default` lets bash complete files then."""
    told = told_by("bash", BASH.format(words="verify rec") + "\ncomplete -p", tmp_path)
    assert told.strip() == "complete -o default -F _thalweg_completion thalweg"


def test_bash_installs_it(tmp_path):
    told_by("bash", "thalweg --install-completion", tmp_path)
    installed = tmp_path / ".bash_completions" / "thalweg.sh"
    assert str(installed) in (tmp_path / ".bashrc").read_text(encoding="utf-8")
    told = told_by("bash", "source ~/.bashrc; complete -p thalweg", tmp_path)
    assert "_thalweg_completion" in told


def test_fish_completes(tmp_path):
    script = 'thalweg --show-completion | source; complete -C "thalweg agreement ch"'
    assert told_by("fish", script, tmp_path).split()[0] == "check"


def test_zsh_completes(tmp_path):
    script = (
        "thalweg --show-completion | head -1; "
        "env _THALWEG_COMPLETE=complete_zsh _TYPER_COMPLETE_ARGS='thalweg agreement ch'"
        " thalweg"
    )
    first, second = told_by("zsh", script, tmp_path).splitlines()[:2]
    assert first in ("#compdef thalweg", "_thalweg_completion() {")
    assert '"check"' in second


def test_completing_loads_nothing_heavy():
    ask = (
        "import sys\nfrom thalweg.cli import main\n"
        "try:\n    main([])\nfinally:\n"
        "    print(*{m.partition('.')[0] for m in sys.modules}, file=sys.stderr)\n"
    )
    asked = {"COMP_WORDS": "thalweg\nwat", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ask],
        env={**os.environ, **asked, "_THALWEG_COMPLETE": "complete_bash"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["watch"]
    assert not set(done.stderr.split()) & HEAVY


def test_where_no_shell_is_known_it_is_a_wrong_command(monkeypatch, capsys):
    from typer import completion

    from thalweg.cli import app

    monkeypatch.setattr(completion, "_get_shell_name", lambda: None)
    assert app.run(["--show-completion"]) == 2
    assert "run this from bash, zsh or fish" in capsys.readouterr().err
