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
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from thalweg.errors import InputError

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
)  # fmt: skip
"""Names on PATH of a browser that prints from a command line, the first one found."""

GET_ONE = "apt-get install chromium, or Chrome from its maker"

Progress = Callable[[str, int, int], None]

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


@contextlib.contextmanager
def printed(
    program: str, pages: Mapping[Path, str], progress: Progress
) -> Iterator[None]:
    """Print pages to PDF, and put the files in their places at the end of the block.

    Whatever is raised by the browser, in the block or by Ctrl-C, no file is put there.

    Parameters
    ----------
    program
        The browser, from `browser`.
    pages
        By the path of its PDF, each page; it must need nothing but itself. An earlier
        PDF is replaced.
    progress
        Called with (stage, done, total).

    Raises
    ------
    InputError
        The browser made no PDF, or one cannot be written where it is wanted.
    """
    for path in pages:
        refuse_in_the_way(path)
    with _rooms() as room_beside:
        made = {}
        for done, (path, html) in enumerate(pages.items()):
            progress("printing", done, len(pages))
            made[path] = _print(program, html, path, room_beside)
        progress("printing", len(pages), len(pages))
        yield
        for path, pdf in made.items():
            with _told(path):
                pdf.replace(path)


def _print(
    program: str, html: str, path: Path, room_beside: Callable[[Path], Path]
) -> Path:
    with _told(path):
        room = room_beside(path)
        page, pdf = room / "page.html", room / "page.pdf"
        page.write_text(html, encoding="utf-8")
        said = _run([*_words(program, room, pdf), page.as_uri()])
        if not pdf.is_file() or not _is_pdf(pdf):
            raise InputError(
                f"{path}: {program} made no PDF ({said}). Open the page in a browser "
                "and print it from there"
            )
    return pdf


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
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
def _rooms() -> Iterator[Callable[[Path], Path]]:
    """Give each page a folder of its own beside its PDF, and clear them all up."""
    rooms: list[Path] = []

    def beside(path: Path) -> Path:
        # Not in /tmp: a browser from a snap sees no /tmp but its own and no hidden file
        # of a home, and a rename must not cross file systems.
        made = tempfile.mkdtemp(prefix=f"{path.stem[:80]}.partial-", dir=path.parent)
        rooms.append(Path(made))
        return rooms[-1]

    try:
        yield beside
    finally:
        for room in rooms:
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
            # Its children would go on writing into a folder that is being removed. Once
            # it has ended, its number may be another's: no signal is sent then.
            if running.poll() is None:
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
