"""What this machine has of what thalweg needs: each thing looked at, none guessed.

It must work where thalweg does not: nothing is imported here before it is asked for,
and what cannot be imported is a finding, not an end.
"""

from __future__ import annotations

import locale
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from thalweg import __version__
from thalweg.cli.pdf import BROWSERS, GET_ONE
from thalweg.times import iso, local_offset_s, monotonic_s, now_us, parse_iso

OK, ABSENT, NOTE, MISSING = "ok", "absent", "note", "missing"
"""Needed and there; not needed, and not there; works, but; needed, and not there."""

OLDEST_PYTHON = (3, 11)
LEAST_DISK_GB, LEAST_MEMORY_GB = 1.0, 2.0
FEEDS_GROUP = "thalweg.feeds"

_FOR_DEVELOPERS = {"test", "lint", "build", "dev"}
_WHAT_FOR = {
    "asterix": "reads ASTERIX recordings of radars",
    "desk": "the desk in the browser",
    "postgres": "a node's store on PostgreSQL",
}
_WANTED = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*([^;]*)", re.ASCII)
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_EARLIEST = "2024-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at: its state, what was found, what it is for, how to mend.

    `version` is that of a package that is there and fits.
    """

    name: str
    state: str
    found: str
    version: str = ""
    needed_for: str = ""
    mend: str = ""


def checks() -> Iterator[Check]:
    """Yield every check but the self-test, in the order in which they are told."""
    yield _python()
    yield from _packages()
    yield from _programs()
    yield _kernels()
    yield _disk()
    yield _memory()
    yield Check(name="cores", state=OK, found=f"{_cores()} (`--jobs` uses them)")
    yield _clock()
    yield _terminal()
    yield from _plug_ins()


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, OLDEST_PYTHON))
    enough = sys.version_info[:2] >= OLDEST_PYTHON
    return Check(
        name="python",
        state=OK if enough else MISSING,
        found=f"{found}, {wanted} or newer is needed; thalweg {__version__}",
        mend="" if enough else f"install Python {wanted} or newer",
    )


def _packages() -> Iterator[Check]:
    try:
        required = metadata.requires("thalweg") or []
    except metadata.PackageNotFoundError:
        yield Check(
            name="packages",
            state=NOTE,
            found="thalweg is not installed as a package: nothing says what it needs",
            mend="pip install thalweg",
        )
        return
    for one in required:
        extra = _EXTRA.search(one)
        if extra is None:
            yield _package(one, None)
        elif extra[1] not in _FOR_DEVELOPERS:
            yield _package(one, extra[1])


def _package(required: str, extra: str | None) -> Check:
    wanted = _WANTED.match(required)
    name, limits = (wanted[1], wanted[2].strip()) if wanted else (required, "")
    mend = f"pip install 'thalweg[{extra}]'" if extra else "pip install -U thalweg"
    what_for = _WHAT_FOR.get(extra or "", f"the extra {extra}") if extra else ""
    lacking = ABSENT if extra else MISSING
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Check(
            name=extra or name,
            state=lacking,
            found=f"{name} is not installed",
            needed_for=what_for,
            mend=mend,
        )
    fits = all(_fits(found, limit) for limit in limits.split(","))
    if fits:
        found_as = f"{name} {found}: {what_for}" if extra else f"{name} {found}"
        return Check(
            name=extra or name,
            state=OK,
            found=found_as,
            version=found,
            needed_for=what_for,
        )
    return Check(
        name=extra or name,
        state=NOTE if extra else MISSING,
        found=f"{name} {found}, but {limits} is needed",
        needed_for=what_for,
        mend=mend,
    )


def _fits(found: str, limit: str) -> bool:
    """Hold a version against a lower limit; other limits are pip's to judge."""
    least = re.fullmatch(r">=\s*([0-9.]+).*", limit.strip())
    return least is None or _numbers(found) >= _numbers(least[1])


def _numbers(version: str) -> tuple[int, ...]:
    told = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    return tuple(map(int, told[0].split("."))) if told else ()


def _programs() -> Iterator[Check]:
    yield _program(
        "chromium",
        BROWSERS,
        "prints pages to PDF for `thalweg report --pdf`; any browser shows them",
        GET_ONE,
    )
    yield _program(
        "node",
        ("node",),
        "builds the desk's pages from a checkout; an installed thalweg needs none",
        "apt-get install nodejs, or from nodejs.org",
    )


def _program(name: str, names: tuple[str, ...], what_for: str, mend: str) -> Check:
    for one in names:
        if path := shutil.which(one):
            return Check(name=name, state=OK, found=path, needed_for=what_for)
    return Check(
        name=name, state=ABSENT, found="not found", needed_for=what_for, mend=mend
    )


def _kernels() -> Check:
    try:
        from thalweg.archive.compiled import kept
    except ImportError as error:
        return Check(name="kernels", state=MISSING, found=f"cannot be loaded: {error}")
    state = kept()
    if not state.kernels:
        return Check(
            name="kernels",
            state=NOTE,
            found="the compiler is turned off: everything is a hundred times slower",
            mend="unset NUMBA_DISABLE_JIT",
        )
    where = ", ".join(str(folder) for folder in state.folders)
    warm = f"{state.ready} of {state.kernels} compiled and kept in {where}"
    if state.temporary:
        return Check(
            name="kernels",
            state=NOTE,
            found="their code can be kept nowhere: each run compiles for minutes",
            mend="set NUMBA_CACHE_DIR to a folder of your own that can be written",
        )
    if state.ready < state.kernels:
        warm += "; the rest is compiled when first used, once"
    return Check(name="kernels", state=OK, found=warm)


def _disk() -> Check:
    free_gb = shutil.disk_usage(Path.cwd()).free / 1e9
    enough = free_gb >= LEAST_DISK_GB
    return Check(
        name="disk",
        state=OK if enough else NOTE,
        found=f"{free_gb:,.1f} GB free here",
        needed_for="" if enough else "a record is written whole beside its place",
        mend="" if enough else "free some, or choose another --out",
    )


def _memory() -> Check:
    try:
        pages = os.sysconf("SC_AVPHYS_PAGES"), os.sysconf("SC_PHYS_PAGES")
        free_gb, whole_gb = (n * os.sysconf("SC_PAGE_SIZE") / 1e9 for n in pages)
    except (ValueError, OSError, AttributeError):
        return Check(name="memory", state=NOTE, found="not told by this system")
    enough = whole_gb >= LEAST_MEMORY_GB
    return Check(
        name="memory",
        state=OK if enough else NOTE,
        found=f"{whole_gb:,.1f} GB, {free_gb:,.1f} GB of it unused",
        mend="" if enough else "watch part of the time: --from, --to",
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _clock() -> Check:
    at_us, first_s = now_us(), monotonic_s()
    hours, minutes = divmod(abs(local_offset_s()) // 60, 60)
    sign = "-" if local_offset_s() < 0 else "+"
    told = f"{iso(at_us)[:19]}Z, local time is UTC{sign}{hours:02d}:{minutes:02d}"
    if at_us < parse_iso(_EARLIEST) or monotonic_s() < first_s:
        return Check(
            name="clock",
            state=NOTE,
            found=f"{told}; that cannot be right",
            needed_for="times of receipt and of logging; recorded times are not of it",
            mend="set the clock, by NTP if you can",
        )
    return Check(name="clock", state=OK, found=told)


def _terminal() -> Check:
    encoding = (getattr(sys.stdout, "encoding", None) or "none").lower()
    unicode = encoding.replace("-", "") == "utf8"
    colour = "off by NO_COLOR" if "NO_COLOR" in os.environ else "on"
    shown = "a terminal" if sys.stdout.isatty() else "no terminal"
    return Check(
        name="terminal",
        state=OK if unicode else NOTE,
        found=f"{shown}, {encoding}, locale {locale.setlocale(locale.LC_CTYPE)}, "
        f"colour {colour}",
        needed_for="" if unicode else "names in other scripts are written as escapes",
        mend="" if unicode else "set LANG=C.UTF-8, or PYTHONUTF8=1",
    )


def _plug_ins() -> Iterator[Check]:
    points = metadata.entry_points(group=FEEDS_GROUP)
    for point in sorted(points, key=lambda one: one.name):
        name = f"feed {point.name}"
        try:
            from thalweg.feeds.plugins import load

            load(point)
        except Exception as error:  # noqa: BLE001
            # A stranger's package, or one of ours that is not there: whatever it is,
            # it is what there is to tell.
            yield Check(
                name=name,
                state=NOTE,
                found=str(error),
                needed_for="a format that another package reads",
                mend="mend or uninstall that package; thalweg works without it",
            )
        else:
            yield Check(name=name, state=OK, found=point.value)
