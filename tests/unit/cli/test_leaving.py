"""How the program starts and ends: what it leaves out must not be missed."""

from __future__ import annotations

import subprocess
import sys

import pytest

BEGIN = "import atexit, gc, sys, threading, time\nfrom thalweg.cli import main\n"


def program(*lines: str, words: str = "--version") -> subprocess.CompletedProcess[str]:
    text = BEGIN + "\n".join([*lines, f"sys.argv = ['thalweg', {words!r}]", "main()"])
    return subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=False
    )


def test_what_was_to_be_done_at_the_end_is_done_once() -> None:
    done = program("atexit.register(print, 'swept')")
    assert done.stdout.splitlines()[0].startswith("thalweg ")
    assert done.stdout.splitlines()[1:] == ["swept"]
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("words", "code"), [("--help", 0), ("--no-such-option", 2)])
def test_the_code_is_that_of_the_command(words: str, code: int) -> None:
    assert program(words=words).returncode == code


def test_a_thread_that_still_works_is_waited_for() -> None:
    done = program(
        "def late(): time.sleep(1); print('late')",
        "threading.Thread(target=late).start()",
    )
    # On a busy machine the command may well take longer.
    assert "late" in done.stdout.splitlines()


def test_nothing_is_taken_down_one_by_one() -> None:
    # What Python takes down itself, object by object, is a fifth of a short command.
    done = program(
        "class Last:",
        "    def __del__(self): print('taken down')",
        "last = Last()",
        "last.itself = last",
    )
    assert len(done.stdout.splitlines()) == 1


def test_main_with_words_of_its_own_leaves_as_any_function_does() -> None:
    done = program(
        "try: main(['--version'])",
        "except SystemExit as left: print('left with', left.code)",
    )
    assert done.stdout.splitlines()[1] == "left with 0"


def test_garbage_is_looked_for_seldom_but_is_looked_for() -> None:
    done = program("atexit.register(lambda: print(gc.isenabled(), gc.get_threshold()))")
    enabled, first, *_ = done.stdout.splitlines()[1].replace("(", "").split()
    assert enabled == "True"
    assert 100_000 < int(first.rstrip(",")) <= 1_000_000


def test_no_plug_in_of_another_package_has_a_say_in_what_is_read() -> None:
    done = program(
        "import os",
        "atexit.register(lambda: print(os.environ['PYDANTIC_DISABLE_PLUGINS']))",
    )
    assert done.stdout.splitlines()[1:] == ["1"]
