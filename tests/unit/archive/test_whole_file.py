"""One file, whole or not at all."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from thalweg.archive.whole_file import refuse_in_the_way, write_whole
from thalweg.errors import InputError
from thalweg.wire.canonical import sha256_hex


def names(folder) -> list[str]:
    return sorted(os.listdir(folder))


def test_writes_it_and_says_what_it_wrote(tmp_path):
    written = write_whole(tmp_path / "a.csv", [b"one", b"", b"two"], replace=False)
    assert (tmp_path / "a.csv").read_bytes() == b"onetwo"
    assert (written.size_bytes, written.sha256) == (6, sha256_hex(b"onetwo"))
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize(
    ("raised", "seen"),
    [
        (KeyboardInterrupt, KeyboardInterrupt),
        (SystemExit, SystemExit),
        (ValueError, ValueError),
        (OSError(errno.ENOSPC, "No space left on device"), InputError),
    ],
)
def test_whatever_is_raised_nothing_of_it_is_left(tmp_path, raised, seen):
    def chunks():
        yield b"half"
        raise raised

    path = tmp_path / "a.csv"
    with pytest.raises(seen):
        write_whole(path, chunks(), replace=False)
    assert names(tmp_path) == []
    path.write_bytes(b"before")
    with pytest.raises(seen):
        write_whole(path, chunks(), replace=True)
    assert names(tmp_path) == ["a.csv"]
    assert path.read_bytes() == b"before"


def test_a_file_is_replaced_only_on_demand(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"before")
    with pytest.raises(InputError, match=r"already there; .* add --replace"):
        write_whole(path, [b"after"], replace=False)
    assert path.read_bytes() == b"before"
    write_whole(path, [b"after"], replace=True)
    assert path.read_bytes() == b"after"


def test_a_file_that_appears_meanwhile_is_not_lost(tmp_path):
    path = tmp_path / "a.csv"

    def chunks():
        path.write_bytes(b"somebody's")
        yield b"ours"

    with pytest.raises(InputError, match="already there"):
        write_whole(path, chunks(), replace=False)
    assert path.read_bytes() == b"somebody's"
    assert names(tmp_path) == ["a.csv"]


def test_nothing_but_a_plain_file_is_ever_replaced(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("folder", "link"):
        with pytest.raises(InputError, match="no plain file"):
            refuse_in_the_way(tmp_path / name, replace=True)
    if os.path.exists(os.devnull):
        with pytest.raises(InputError, match="no plain file"):
            refuse_in_the_way(type(tmp_path)(os.devnull), replace=True)


@pytest.mark.parametrize("name", [".", "..", ""])
def test_a_name_is_wanted(tmp_path, name):
    with pytest.raises(InputError):
        refuse_in_the_way(type(tmp_path)(name), replace=True)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="no such folder; make it first"):
        write_whole(tmp_path / "none" / "a.csv", [b""], replace=False)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError):
        write_whole(tmp_path / "file" / "a.csv", [b""], replace=False)
    assert names(tmp_path) == ["file"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX")
def test_a_folder_without_permission_is_named():
    """Root may write anywhere, so it becomes nobody first."""
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from thalweg.archive.whole_file import write_whole\n"
        "from thalweg.errors import InputError\n"
        "if os.geteuid() == 0:\n"
        "    os.seteuid(65534)\n"
        "try:\n"
        "    write_whole(Path(sys.argv[1]), [b'a'], replace=False)\n"
        "except InputError as error:\n"
        "    print(error)\n"
    )
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", program, f"{folder}/a.csv"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "could not be written: Permission denied" in done.stdout
        assert names(Path(folder)) == []
        Path(folder).chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX limits")
def test_a_disk_that_fills_up_leaves_nothing(tmp_path):
    """The system itself stops the writing, after 64 kB of 1 MB."""
    path = tmp_path / "a.csv"
    program = (
        "import resource, signal\n"
        "from pathlib import Path\n"
        "from thalweg.archive.whole_file import write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "chunks = (bytes(1000) for _ in range(1000))\n"
        f"write_whole(Path({str(path)!r}), chunks, replace=False)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "could not be written: File too large; nothing of it is left" in done.stderr
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path):
    path = tmp_path / "a.csv"
    program = (
        "import os, signal, time\n"
        "from pathlib import Path\n"
        "from thalweg.archive.whole_file import write_whole\n"
        "def chunks():\n"
        "    yield b'half'\n"
        f"    os.kill(os.getpid(), {int(signal.SIGINT)}); time.sleep(20)\n"
        f"write_whole(Path({str(path)!r}), chunks(), replace=False)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "KeyboardInterrupt" in done.stderr
    assert names(tmp_path) == []
