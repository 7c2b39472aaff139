"""Pages printed to PDF by a browser that is there; beside the record, never in it.

A printer stamps the time of printing into what it makes. A record is the same bytes for
the same result, so that no PDF is part of one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from thalweg.errors import InputError

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
)  # fmt: skip
"""Names on PATH of a browser that prints from a command line, the first one found."""

GET_ONE = "apt-get install chromium, or Chrome from its maker"

LONGEST_S = 600.0
"""A page of two hundred findings takes ten seconds; a browser that hangs, for ever."""

_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--metrics-recording-only",
    # The page asks for nothing; what a browser asks for of itself gets no answer.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)


def browser() -> str:
    """Return the path of a browser that can print.

    Raises
    ------
    InputError
        There is none on PATH; the message says how to get one, and what does without.
    """
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    raise InputError(
        f"--pdf needs a browser, and none of {', '.join(BROWSERS)} is on PATH. Get "
        f"one: {GET_ONE}. Or open the page in any browser and print it from there"
    )


def pdf_beside(folder: Path, page: str) -> Path:
    """Return where the PDF of a record's page goes: ``record-report.ru.pdf``."""
    whole = Path(os.path.abspath(folder))
    return whole.parent / f"{whole.name}-{page.removesuffix('.html')}.pdf"


def refuse_in_the_way(path: Path) -> None:
    """Raise InputError where a PDF cannot go: only an earlier PDF is replaced."""
    if not os.path.lexists(path):
        return
    if path.is_symlink() or not path.is_file() or not _is_pdf(path):
        raise InputError(f"{path} is there and is no PDF; move it away first")


def print_page(program: str, html: str, path: Path) -> None:
    """Print a page to PDF: the file is there whole, or what was there before is.

    Parameters
    ----------
    program
        The browser, from `browser`.
    html
        The page; it must need nothing but itself.
    path
        Where the PDF goes. An earlier PDF is replaced.

    Raises
    ------
    InputError
        The browser made none, or `path` cannot be written.
    """
    refuse_in_the_way(path)
    try:
        with _room_beside(path) as room:
            page, made = room / "page.html", room / "page.pdf"
            page.write_text(html, encoding="utf-8")
            said = _run([*_words(program, room, made), page.as_uri()])
            if not made.is_file() or not _is_pdf(made):
                raise InputError(
                    f"{path}: {program} made no PDF ({said}). Open the page in a "
                    "browser and print it from there"
                )
            made.replace(path)
    except OSError as why:
        raise InputError(
            f"{path}: cannot be written: {why.strerror or why}. Free space, or make "
            "its folder writable"
        ) from why


def _words(program: str, room: Path, made: Path) -> list[str]:
    words = [program, *_FLAGS, f"--user-data-dir={room / 'profile'}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # A browser refuses to guard itself as root; in a container one often is.
        words.append("--no-sandbox")
    return [*words, f"--print-to-pdf={made}"]


@contextlib.contextmanager
def _room_beside(path: Path) -> Iterator[Path]:
    # Not in /tmp: a browser from a snap sees no /tmp but its own, and no hidden file
    # of a home; and a rename must not cross file systems.
    room = Path(tempfile.mkdtemp(prefix=f"{path.stem[:80]}.partial-", dir=path.parent))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _run(words: list[str]) -> str:
    """Run the browser with all its children, and return its last words."""
    with subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as running:
        try:
            _, said = running.communicate(timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            return f"it did not end in {LONGEST_S:.0f} s"
        finally:
            # Its children would go on writing into a folder that is being removed.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(running.pid, signal.SIGKILL)
    lines = said.decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"it ended with {running.returncode}: {last or 'it said nothing'}"


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(5)
        file.seek(max(0, path.stat().st_size - 1024))
        return head == b"%PDF-" and b"%%EOF" in file.read()
